/**
 * Experience replay (Lin 1992; Mnih et al. 2015): a ring of transitions as structure of arrays, sampled uniformly with
 * replacement, or in proportion to priority (Schaul et al. 2016, section 3.3).
 *
 * A transition is `(observation, action, reward, nextObservation, discount)`, where `discount` is what the value of
 * `nextObservation` counts for: `gamma ** n` after n steps, and 0 where the episode *terminated*. An episode that was
 * merely *truncated* keeps its discount, and `nextObservation` is its final observation. This one number is all that the
 * learner has to know of episode ends.
 *
 * Observations are numbers of an `ObservationMemory`, which holds each once. Where its frames run out before the transitions
 * do, the oldest transitions are forgotten with them.
 */
import { createRows, type Encoder } from '../core/encoder.ts';
import type { Rows } from '../core/rows.ts';
import { ObservationMemory, type ObservationMemoryState } from './observation-memory.ts';
import { SumTree } from './sum-tree.ts';

/** The part of a generator that sampling needs. */
export interface UniformSource {
  /** In the range `[0, 1)`. */
  random(): number;
}

export interface Minibatch {
  readonly indices: Int32Array; // [batch]
  readonly observations: Rows; // [batch, features]
  readonly actions: Int32Array; // [batch], indices in [0, numActions)
  readonly rewards: Float32Array; // [batch]
  readonly nextObservations: Rows; // [batch, features]
  readonly discounts: Float32Array; // [batch]
  /** Importance weights in `(0, 1]`; all 1 without priorities. */
  readonly weights: Float32Array; // [batch]
}

export interface ReplayBufferOptions {
  /** Transitions, at least 1. */
  readonly capacity: number;
  readonly encoder: Pick<Encoder, 'features' | 'bytes' | 'image'>;
  /** Environments that observe; default 1. */
  readonly numEnvs?: number | undefined;
  /** Steps that a transition may span; default 1. */
  readonly nStep?: number | undefined;
  /** How much priorities count: 0 uniform, 1 in full proportion; null, the default: there are none. */
  readonly alpha?: number | null | undefined;
}

/** Added to |TD error| so that no transition is never drawn again (Schaul et al., equation in section 3.3). */
const PRIORITY_EPSILON = 1e-6;

export class ReplayBuffer {
  readonly capacity: number;
  readonly observations: ObservationMemory;
  readonly #from: Float64Array; // [capacity], observation numbers
  readonly #to: Float64Array; // [capacity], observation numbers
  /** No later transition needs an older frame than this: what decides when a transition is forgotten. */
  readonly #firstFrame: Float64Array; // [capacity]
  readonly #actions: Int32Array; // [capacity]
  readonly #rewards: Float32Array; // [capacity]
  readonly #discounts: Float32Array; // [capacity]
  readonly #tree: SumTree | null;
  readonly #alpha: number;
  #size = 0;
  /** Slot of the next transition; the oldest is `#size` slots before. */
  #next = 0;
  /** New transitions get the largest priority seen so that each is replayed soon (algorithm 1, line 6). */
  #maxPriority = 1;

  /** @throws {RangeError} on a capacity that is not an integer >= 1. */
  constructor({ capacity, encoder, numEnvs = 1, nStep = 1, alpha = null }: ReplayBufferOptions) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`Cannot make a replay buffer: its capacity must be an integer >= 1, got ${capacity}.`);
    }
    this.capacity = capacity;
    this.observations = new ObservationMemory(encoder, { transitions: capacity, numEnvs, nStep });
    this.#from = new Float64Array(capacity);
    this.#to = new Float64Array(capacity);
    this.#firstFrame = new Float64Array(capacity);
    this.#actions = new Int32Array(capacity);
    this.#rewards = new Float32Array(capacity);
    this.#discounts = new Float32Array(capacity);
    this.#tree = alpha === null ? null : new SumTree(capacity);
    this.#alpha = alpha ?? 0;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Adds a transition, overwriting the oldest one when full.
   *
   * @param observation acted on, and @param nextObservation stepped into: numbers that `observations.observe` gave.
   */
  add(observation: number, action: number, reward: number, nextObservation: number, discount: number): void {
    const at = this.#next;
    this.#from[at] = observation;
    this.#to[at] = nextObservation;
    this.#actions[at] = action;
    this.#rewards[at] = reward;
    this.#discounts[at] = discount;
    this.#tree?.set(at, this.#maxPriority);
    this.#next = (at + 1) % this.capacity;
    if (this.#size < this.capacity) this.#size++;

    // Environments take turns and n-step transitions come late, so one may need an older frame than some before it: those
    // then go when it does, a few steps early.
    const first = this.observations.firstFrame(observation);
    this.#firstFrame[at] = first;
    for (let i = 1, slot = at; i < this.#size; i++) {
      slot = slot === 0 ? this.capacity - 1 : slot - 1;
      if (this.#firstFrame[slot]! <= first) break;
      this.#firstFrame[slot] = first;
    }
    this.#forget();
  }

  /** Forgets the transitions whose frames were overwritten. */
  #forget(): void {
    const { oldestFrame } = this.observations;
    while (this.#size > 0) {
      const oldest = this.#oldest();
      if (this.#firstFrame[oldest]! >= oldestFrame) return;
      this.#tree?.set(oldest, 0);
      this.#size--;
    }
  }

  #oldest(): number {
    return (this.#next - this.#size + this.capacity) % this.capacity;
  }

  /**
   * Draws a minibatch into `batch`, which is overwritten.
   *
   * @param beta with priorities: how much of the sampling bias the weights undo, in `[0, 1]` (section 3.4).
   */
  sample(batch: Minibatch, random: UniformSource, beta: number): void {
    this.#forget();
    if (this.#size === 0) throw new RangeError('Cannot sample from an empty replay buffer: add a transition first.');
    if (this.#tree === null) this.#drawUniform(batch, random);
    else this.#drawPrioritised(this.#tree, batch, random, beta);
    const { indices, actions, rewards, discounts } = batch;
    for (let row = 0; row < indices.length; row++) {
      const index = indices[row]!;
      actions[row] = this.#actions[index]!;
      rewards[row] = this.#rewards[index]!;
      discounts[row] = this.#discounts[index]!;
    }
    this.#readRows(this.#from, indices, batch.observations);
    this.#readRows(this.#to, indices, batch.nextObservations);
  }

  /** Writes the observations that `numbers` has at `indices` to `rows`, one after another. */
  #readRows(numbers: Float64Array, indices: Int32Array, rows: Rows): void {
    const { observations } = this;
    const { features } = observations;
    for (let row = 0; row < indices.length; row++) observations.read(numbers[indices[row]!]!, rows, row * features);
  }

  #drawUniform(batch: Minibatch, random: UniformSource): void {
    const { indices } = batch;
    // A full ring is the same set from wherever it is counted.
    const first = this.#size === this.capacity ? 0 : this.#oldest();
    // `random()` has 53 bits: for a capacity below 2**32 the bias of this floor is below 2**-21, and it is one draw.
    for (let row = 0; row < indices.length; row++) {
      const index = first + Math.floor(random.random() * this.#size);
      indices[row] = index < this.capacity ? index : index - this.capacity;
    }
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

  /** Copies, but for the observations' frames. */
  getState(): ReplayBufferState {
    return {
      size: this.#size,
      next: this.#next,
      maxPriority: this.#maxPriority,
      observations: this.observations.getState(),
      from: this.#live(this.#from),
      to: this.#live(this.#to),
      firstFrame: this.#live(this.#firstFrame),
      actions: this.#live(this.#actions),
      rewards: this.#live(this.#rewards),
      discounts: this.#live(this.#discounts),
      priorities: this.#tree === null ? null : this.#live(this.#tree.getState()),
    };
  }

  /** The transitions' values, oldest first. */
  #live<T extends Float64Array | Float32Array | Int32Array>(values: T): T {
    const oldest = this.#oldest();
    const result = values.slice(0, this.#size) as T;
    for (let i = 0; i < this.#size; i++) result[i] = values[(oldest + i) % this.capacity]!;
    return result;
  }

  /** @throws {RangeError} on the state of a buffer of another size or kind. */
  setState(state: ReplayBufferState): void {
    if (state.size > this.capacity || state.from.length !== state.size) {
      throw new RangeError(
        `Cannot restore the replay buffer: it holds ${this.capacity} transitions, the state has ${state.size}.`,
      );
    }
    if ((state.priorities === null) !== (this.#tree === null)) {
      throw new RangeError('Cannot restore the replay buffer: it and the state differ in being prioritised.');
    }
    this.observations.setState(state.observations);
    this.#size = state.size;
    this.#next = state.next;
    this.#maxPriority = state.maxPriority;
    const oldest = this.#oldest();
    const priorities = new Float64Array(this.capacity);
    for (let i = 0; i < state.size; i++) {
      const slot = (oldest + i) % this.capacity;
      this.#from[slot] = state.from[i]!;
      this.#to[slot] = state.to[i]!;
      this.#firstFrame[slot] = state.firstFrame[i]!;
      this.#actions[slot] = state.actions[i]!;
      this.#rewards[slot] = state.rewards[i]!;
      this.#discounts[slot] = state.discounts[i]!;
      priorities[slot] = state.priorities?.[i] ?? 0;
    }
    this.#tree?.setState(priorities);
  }
}

/** Transitions oldest first. */
export interface ReplayBufferState {
  readonly size: number;
  /** Slot of the next transition. */
  readonly next: number;
  readonly maxPriority: number;
  readonly observations: ObservationMemoryState;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly firstFrame: Float64Array;
  readonly actions: Int32Array;
  readonly rewards: Float32Array;
  readonly discounts: Float32Array;
  readonly priorities: Float64Array | null;
}

/** Arrays for minibatches of `batch` transitions, to be filled by `ReplayBuffer.sample` again and again. */
export function createMinibatch(batch: number, encoder: Pick<Encoder, 'features' | 'bytes'>): Minibatch {
  return {
    indices: new Int32Array(batch),
    observations: createRows(encoder, batch),
    actions: new Int32Array(batch),
    rewards: new Float32Array(batch),
    nextObservations: createRows(encoder, batch),
    discounts: new Float32Array(batch),
    weights: new Float32Array(batch),
  };
}
