/**
 * Truncates an episode after a number of steps: an end from outside, which is not the world's own.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/common.py`, `TimeLimit`. Differs: a step after the truncation is refused.
 */
import type { Env, ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import { ResetNeededError } from '../core/errors.ts';
import { show } from '../core/show.ts';
import { Wrapper } from './wrapper.ts';

export class TimeLimit<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  readonly maxEpisodeSteps: number;
  #elapsedSteps = 0;

  /** @throws {RangeError} where `maxEpisodeSteps` is not a positive integer. */
  constructor(env: Env<Obs, Act>, maxEpisodeSteps: number) {
    if (!Number.isSafeInteger(maxEpisodeSteps) || maxEpisodeSteps <= 0) {
      throw new RangeError(
        `Cannot limit an episode: maxEpisodeSteps is an integer of 1 or more, got ${show(maxEpisodeSteps)}.`,
      );
    }
    super(env, env.spec === null ? null : Object.freeze({ ...env.spec, maxEpisodeSteps }));
    this.maxEpisodeSteps = maxEpisodeSteps;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    this.#elapsedSteps = 0;
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    if (this.#elapsedSteps >= this.maxEpisodeSteps) {
      throw new ResetNeededError(
        `Cannot step ${this.label}: the episode was truncated after ${this.maxEpisodeSteps} steps. Call reset().`,
      );
    }
    const result = this.env.step(action);
    if (++this.#elapsedSteps >= this.maxEpisodeSteps) result[3] = true;
    return result;
  }

  override getState(): State {
    return { elapsedSteps: this.#elapsedSteps, env: this.env.getState() };
  }

  override setState(state: State): void {
    const { elapsedSteps, env } = (state ?? {}) as { elapsedSteps?: number; env?: State };
    if (!Number.isSafeInteger(elapsedSteps) || (elapsedSteps as number) < 0 || env === undefined) {
      throw this.badState('an object of elapsedSteps (an integer of 0 or more) and env', state);
    }
    this.env.setState(env);
    this.#elapsedSteps = elapsedSteps as number;
  }
}
