/**
 * Repeats each action `skip` times, sums the rewards and gives the greater of the last two observations, element by element: what
 * flickers in every other frame is seen.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/stateful_observation.py`, `MaxAndSkipObservation`. As there, an episode that ends before
 * the last two frames of a skip shows those of the step before. Differs: before the first skip these are the reset's observation,
 * not zeros or the episode's before.
 */
import type { Env, ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import { show } from '../core/show.ts';
import type { BoxArray } from '../spaces/arrays.ts';
import { readValue, saveValue } from './saved-value.ts';
import { Wrapper } from './wrapper.ts';

export class MaxAndSkipObservation<Obs extends BoxArray, Act> extends Wrapper<Obs, Act> {
  readonly skip: number;
  /** The last two frames of the latest skip; null before the first reset. */
  #older: Obs | null = null;
  #newer: Obs | null = null;

  /** @throws {TypeError} where observations are not arrays; {RangeError} where `skip` is not an integer of 2 or more steps */
  constructor(env: Env<Obs, Act>, skip = 4) {
    super(env);
    if (!Number.isSafeInteger(skip) || skip < 2) {
      throw new RangeError(`Cannot skip observations: skip is an integer of 2 or more steps, got ${show(skip)}.`);
    }
    const { shape } = env.observationSpace;
    if (shape === null || shape.length === 0) {
      throw new TypeError(`Cannot skip observations: they are arrays, got ${String(env.observationSpace)}.`);
    }
    this.skip = skip;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    this.#older = result[0].slice() as Obs;
    this.#newer = this.#older;
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    let total = 0;
    for (let i = 0; ; i++) {
      const result = this.env.step(action);
      total += result[1];
      if (i === this.skip - 2) this.#older = result[0];
      if (i === this.skip - 1) this.#newer = result[0];
      if (i === this.skip - 1 || result[2] || result[3]) {
        result[0] = this.#greater();
        result[1] = total;
        return result;
      }
    }
  }

  override getState(): State {
    return { frames: [this.#older, this.#newer].map(saveValue), env: this.env.getState() };
  }

  override setState(state: State): void {
    const { frames, env } = (state ?? {}) as { frames?: readonly State[]; env?: State };
    const isPair = Array.isArray(frames) && frames.length === 2;
    const values = isPair
      ? frames.map((saved: State) => (saved === null ? null : readValue(this.observationSpace, saved)))
      : [undefined];
    if (values.includes(undefined) || env === undefined) {
      throw this.badState('an object of frames (two observations, or null each) and env', state);
    }
    this.env.setState(env);
    [this.#older, this.#newer] = values as [Obs | null, Obs | null];
  }

  #greater(): Obs {
    const [older, newer] = [this.#older!, this.#newer!];
    const greater = newer.slice() as Obs;
    for (let i = 0; i < greater.length; i++) greater[i] = Math.max(older[i]!, newer[i]!);
    return greater;
  }
}
