/**
 * Experience replay (Lin 1992; Mnih et al. 2015): a ring of transitions as structure of arrays, sampled uniformly with
 * replacement, or in proportion to priority (Schaul et al. 2016, section 3.3).
 *
 * A transition is `(observation, action, reward, nextObservation, discount)`, where `discount` is what the value of
 * `nextObservation` counts for: `gamma ** n` after n steps, and 0 where the episode *terminated*. An episode that was
 * merely *truncated* keeps its discount, and `nextObservation` is its final observation. This one number is all that the
 * learner has to know of episode ends.
 */
import { SumTree } from './sum-tree.ts';

/** The part of a generator that sampling needs. */
export interface UniformSource {
  /** In the range `[0, 1)`. */
  random(): number;
}

export interface Minibatch {
  readonly indices: Int32Array; // [batch]
  readonly observations: Float32Array; // [batch, features]
  readonly actions: Int32Array; // [batch], indices in [0, numActions)
  readonly rewards: Float32Array; // [batch]
  readonly nextObservations: Float32Array; // [batch, features]
  readonly discounts: Float32Array; // [batch]
  /** Importance weights in `(0, 1]`; all 1 without priorities. */
  readonly weights: Float32Array; // [batch]
}

export interface Prioritisation {
  /** How much priorities count: 0 uniform, 1 in full proportion. */
  readonly alpha: number;
}

/** Added to |TD error| so that no transition is never drawn again (Schaul et al., equation in section 3.3). */
const PRIORITY_EPSILON = 1e-6;

export class ReplayBuffer {
  readonly capacity: number;
  readonly features: number;
  readonly #observations: Float32Array; // [capacity, features]
  readonly #nextObservations: Float32Array; // [capacity, features]
  readonly #actions: Int32Array; // [capacity]
  readonly #rewards: Float32Array; // [capacity]
  readonly #discounts: Float32Array; // [capacity]
  readonly #tree: SumTree | null;
  readonly #alpha: number;
  #size = 0;
  #next = 0;
  /** New transitions get the largest priority seen so that each is replayed soon (algorithm 1, line 6). */
  #maxPriority = 1;

  constructor(capacity: number, features: number, prioritised: Prioritisation | null = null) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`Cannot make a replay buffer: its capacity must be an integer >= 1, got ${capacity}.`);
    }
    this.capacity = capacity;
    this.features = features;
    this.#observations = new Float32Array(capacity * features);
    this.#nextObservations = new Float32Array(capacity * features);
    this.#actions = new Int32Array(capacity);
    this.#rewards = new Float32Array(capacity);
    this.#discounts = new Float32Array(capacity);
    this.#tree = prioritised === null ? null : new SumTree(capacity);
    this.#alpha = prioritised?.alpha ?? 0;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a transition, overwriting the oldest one when full. The observations are copied: `[features]` each. */
  add(
    observation: Float32Array,
    action: number,
    reward: number,
    nextObservation: Float32Array,
    discount: number,
  ): void {
    const at = this.#next;
    this.#observations.set(observation, at * this.features);
    this.#nextObservations.set(nextObservation, at * this.features);
    this.#actions[at] = action;
    this.#rewards[at] = reward;
    this.#discounts[at] = discount;
    this.#tree?.set(at, this.#maxPriority);
    this.#next = (at + 1) % this.capacity;
    if (this.#size < this.capacity) this.#size++;
  }

  /**
   * Draws a minibatch into `batch`, which is overwritten.
   *
   * @param beta with priorities: how much of the sampling bias the weights undo, in `[0, 1]` (section 3.4).
   */
  sample(batch: Minibatch, random: UniformSource, beta: number): void {
    if (this.#size === 0) throw new RangeError('Cannot sample from an empty replay buffer: add a transition first.');
    if (this.#tree === null) this.#drawUniform(batch, random);
    else this.#drawPrioritised(this.#tree, batch, random, beta);
    const { indices } = batch;
    const features = this.features;
    for (let row = 0; row < indices.length; row++) {
      const index = indices[row]!;
      const from = index * features;
      const to = row * features;
      for (let j = 0; j < features; j++) {
        batch.observations[to + j] = this.#observations[from + j]!;
        batch.nextObservations[to + j] = this.#nextObservations[from + j]!;
      }
      batch.actions[row] = this.#actions[index]!;
      batch.rewards[row] = this.#rewards[index]!;
      batch.discounts[row] = this.#discounts[index]!;
    }
  }

  #drawUniform(batch: Minibatch, random: UniformSource): void {
    const { indices } = batch;
    // `random()` has 53 bits: for a capacity below 2**32 the bias of this floor is below 2**-21, and it is one draw.
    for (let row = 0; row < indices.length; row++) indices[row] = Math.floor(random.random() * this.#size);
    batch.weights.fill(1);
  }

  #drawPrioritised(tree: SumTree, batch: Minibatch, random: UniformSource, beta: number): void {
    const { indices, weights } = batch;
    const total = tree.total;
    const segment = total / indices.length;
    let largest = 0;
    for (let row = 0; row < indices.length; row++) {
      // One draw from each of k equal ranges of the mass (appendix B.2.1, proportional).
      const index = tree.find((row + random.random()) * segment);
      indices[row] = index;
      // w_i = (N * P(i)) ** -beta, section 3.4.
      const weight = (this.#size * (tree.get(index) / total)) ** -beta;
      weights[row] = weight;
      if (weight > largest) largest = weight;
    }
    // Only scale updates downwards: divide by the batch's largest weight, as Dopamine does.
    for (let row = 0; row < weights.length; row++) weights[row] = weights[row]! / largest;
  }

  /** @param errors TD errors of the transitions at `indices`, any sign. Nothing happens without priorities. */
  updatePriorities(indices: Int32Array, errors: Float32Array): void {
    if (this.#tree === null) return;
    for (let row = 0; row < indices.length; row++) {
      const priority = (Math.abs(errors[row]!) + PRIORITY_EPSILON) ** this.#alpha;
      this.#tree.set(indices[row]!, priority);
      if (priority > this.#maxPriority) this.#maxPriority = priority;
    }
  }

  /** Copies of the filled part. */
  getState(): ReplayBufferState {
    const filled = this.#size;
    return {
      size: filled,
      next: this.#next,
      maxPriority: this.#maxPriority,
      observations: this.#observations.slice(0, filled * this.features),
      nextObservations: this.#nextObservations.slice(0, filled * this.features),
      actions: this.#actions.slice(0, filled),
      rewards: this.#rewards.slice(0, filled),
      discounts: this.#discounts.slice(0, filled),
      priorities: this.#tree === null ? null : this.#tree.getState(filled),
    };
  }

  setState(state: ReplayBufferState): void {
    if (state.size > this.capacity || state.observations.length !== state.size * this.features) {
      throw new RangeError(
        `Cannot restore the replay buffer: it holds ${this.capacity} transitions of ${this.features} features, ` +
          `the state has ${state.size} of ${state.observations.length / Math.max(1, state.size)}.`,
      );
    }
    if ((state.priorities === null) !== (this.#tree === null)) {
      throw new RangeError('Cannot restore the replay buffer: it and the state differ in being prioritised.');
    }
    this.#size = state.size;
    this.#next = state.next;
    this.#maxPriority = state.maxPriority;
    this.#observations.set(state.observations);
    this.#nextObservations.set(state.nextObservations);
    this.#actions.set(state.actions);
    this.#rewards.set(state.rewards);
    this.#discounts.set(state.discounts);
    if (state.priorities !== null) this.#tree?.setState(state.priorities);
  }
}

export interface ReplayBufferState {
  readonly size: number;
  readonly next: number;
  readonly maxPriority: number;
  readonly observations: Float32Array;
  readonly nextObservations: Float32Array;
  readonly actions: Int32Array;
  readonly rewards: Float32Array;
  readonly discounts: Float32Array;
  readonly priorities: Float64Array | null;
}

/** Arrays for minibatches of `batch` transitions, to be filled by `ReplayBuffer.sample` again and again. */
export function createMinibatch(batch: number, features: number): Minibatch {
  return {
    indices: new Int32Array(batch),
    observations: new Float32Array(batch * features),
    actions: new Int32Array(batch),
    rewards: new Float32Array(batch),
    nextObservations: new Float32Array(batch * features),
    discounts: new Float32Array(batch),
    weights: new Float32Array(batch),
  };
}
