/**
 * Gives each observation `delay` steps late, zeros before that.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/stateful_observation.py`, `DelayObservation`.
 */
import type { Env, ResetArgs, ResetResult, State } from '../core/env.ts';
import { show } from '../core/show.ts';
import type { Space } from '../spaces/space.ts';
import { createZeroValue } from '../spaces/zero-value.ts';
import { ObservationWrapper } from './observation-wrapper.ts';
import { readValue, saveValue } from './saved-value.ts';

export class DelayObservation<Obs, Act> extends ObservationWrapper<Obs, Act, Obs> {
  readonly delay: number;
  /** Those not yet given, the oldest first; at most `delay`. */
  #queue: Obs[] = [];

  /** @throws {RangeError} where `delay` is not an integer of 0 or more steps */
  constructor(env: Env<Obs, Act>, delay: number) {
    super(env);
    if (!Number.isSafeInteger(delay) || delay < 0) {
      throw new RangeError(`Cannot delay observations: delay is an integer of 0 or more steps, got ${show(delay)}.`);
    }
    this.delay = delay;
  }

  override get observationSpace(): Space<Obs> {
    return this.env.observationSpace;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const [observation, info] = this.env.reset(args);
    this.#queue = [];
    return [this.observation(observation), info];
  }

  override observation(observation: Obs): Obs {
    this.#queue.push(observation);
    return this.#queue.length > this.delay ? this.#queue.shift()! : createZeroValue(this.observationSpace);
  }

  override getState(): State {
    return { queue: this.#queue.map(saveValue), env: this.env.getState() };
  }

  override setState(state: State): void {
    const { queue, env } = (state ?? {}) as { queue?: readonly State[]; env?: State };
    const values = Array.isArray(queue) ? queue.map((saved: State) => readValue(this.observationSpace, saved)) : null;
    if (values === null || values.length > this.delay || values.includes(undefined) || env === undefined) {
      throw this.badState(`an object of queue (at most ${this.delay} observations) and env`, state);
    }
    this.env.setState(env);
    this.#queue = values as Obs[];
  }
}
