/**
 * The episodes REINFORCE learns from at once: rows appended step by step, and the return that followed each of them.
 */
import type { ActionHead, ActionRows } from '../core/action-head.ts';
import { createRows, type Encoder } from '../core/encoder.ts';
import type { Rows } from '../core/rows.ts';

export interface EpisodeBatchState {
  readonly observations: Rows; // [rows, features]
  readonly actions: ActionRows; // [rows, width]
  readonly rewards: Float32Array; // [rows]
  /** Of the finished episodes: one value a row. */
  readonly returns: Float32Array;
  readonly episodes: number;
}

const FIRST_CAPACITY = 512; // rows; doubled when full

const SMALLEST_PADDING = 64;

/** The power of two, 64 or above, that `rows` rows are padded to before they go to the device. */
export function padded(rows: number): number {
  let result = SMALLEST_PADDING;
  while (result < rows) result *= 2;
  return result;
}

export class EpisodeBatch {
  readonly #encoder: Encoder;
  readonly #head: ActionHead;
  #observations: Rows;
  #actions: ActionRows;
  #rewards = new Float32Array(FIRST_CAPACITY);
  #returns = new Float32Array(FIRST_CAPACITY);
  #rows = 0;
  /** Where the running episode begins. */
  #from = 0;
  #episodes = 0;

  constructor(encoder: Encoder, head: ActionHead) {
    this.#encoder = encoder;
    this.#head = head;
    this.#observations = createRows(encoder, FIRST_CAPACITY);
    this.#actions = head.createRows(FIRST_CAPACITY);
  }

  /** Finished episodes. */
  get episodes(): number {
    return this.#episodes;
  }

  /** Steps of all of them, and of the running one. */
  get rows(): number {
    return this.#rows;
  }

  /** @param observation `[features]`, the one acted on. @param action `[width]`. Both are copied. */
  push(observation: Rows, action: ActionRows, reward: number): void {
    if (this.#rows === this.#rewards.length) this.#grow();
    this.#observations.set(observation, this.#rows * this.#encoder.features);
    this.#actions.set(action, this.#rows * this.#head.width);
    this.#rewards[this.#rows] = reward;
    this.#rows += 1;
  }

  /**
   * Ends the running episode: G_t = r_t + gamma G_{t+1}, from `lastValue` after its last step, which is 0 after a
   * termination and the value of the final observation after a truncation.
   */
  finish(gamma: number, lastValue: number): void {
    let following = lastValue;
    for (let i = this.#rows - 1; i >= this.#from; i--) {
      following = this.#rewards[i]! + gamma * following;
      this.#returns[i] = following;
    }
    this.#from = this.#rows;
    this.#episodes += 1;
  }

  /** Views of the finished rows, valid until the next `push`. */
  get observations(): Rows {
    return this.#observations.subarray(0, this.#from * this.#encoder.features);
  }

  get actions(): ActionRows {
    return this.#actions.subarray(0, this.#from * this.#head.width);
  }

  get returns(): Float32Array {
    return this.#returns.subarray(0, this.#from);
  }

  clear(): void {
    this.#rows = 0;
    this.#from = 0;
    this.#episodes = 0;
  }

  #grow(): void {
    const twice = 2 * this.#rewards.length;
    const observations = createRows(this.#encoder, twice);
    observations.set(this.#observations);
    this.#observations = observations;
    const actions = this.#head.createRows(twice);
    actions.set(this.#actions);
    this.#actions = actions;
    const rewards = new Float32Array(twice);
    rewards.set(this.#rewards);
    this.#rewards = rewards;
    const returns = new Float32Array(twice);
    returns.set(this.#returns);
    this.#returns = returns;
  }

  getState(): EpisodeBatchState {
    return {
      observations: this.#observations.slice(0, this.#rows * this.#encoder.features),
      actions: this.#actions.slice(0, this.#rows * this.#head.width),
      rewards: this.#rewards.slice(0, this.#rows),
      returns: this.#returns.slice(0, this.#from),
      episodes: this.#episodes,
    };
  }

  setState(state: EpisodeBatchState): void {
    while (this.#rewards.length < state.rewards.length) this.#grow();
    this.#observations.set(state.observations);
    this.#actions.set(state.actions);
    this.#rewards.set(state.rewards);
    this.#returns.set(state.returns);
    this.#rows = state.rewards.length;
    this.#from = state.returns.length;
    this.#episodes = state.episodes;
  }
}
