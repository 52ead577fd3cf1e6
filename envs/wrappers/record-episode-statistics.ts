/**
 * Puts the statistics of an episode into the last step's info: `info.episode = { r, l, t }`, the sum of rewards, the number
 * of steps and the seconds it took.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/common.py`, `RecordEpisodeStatistics`. Left out: the queues of past episodes.
 */
import type { Info, ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import { platform } from '../core/platform.ts';
import { Wrapper } from './wrapper.ts';

export interface EpisodeStatistics {
  /** Sum of rewards. */
  readonly r: number;
  /** Steps. */
  readonly l: number;
  /** Seconds since the reset, to the microsecond. */
  readonly t: number;
}

export class RecordEpisodeStatistics<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  #return = 0;
  #length = 0;
  #startedAt = 0; // milliseconds

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    this.#startedAt = platform.performance.now();
    this.#return = 0;
    this.#length = 0;
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    const result = this.env.step(action);
    this.#return += result[1];
    this.#length++;
    if (result[2] || result[3]) {
      const seconds = Math.round((platform.performance.now() - this.#startedAt) * 1e3) / 1e6;
      const episode: EpisodeStatistics = { r: this.#return, l: this.#length, t: seconds };
      result[4] = { ...result[4], episode } satisfies Info; // a copy: a world may share one info among steps
    }
    return result;
  }

  /** Without the time: what the clock showed is no part of the world. */
  override getState(): State {
    return { return: this.#return, length: this.#length, env: this.env.getState() };
  }

  override setState(state: State): void {
    const { return: sum, length, env } = (state ?? {}) as { return?: number; length?: number; env?: State };
    if (typeof sum !== 'number' || !Number.isSafeInteger(length) || env === undefined) {
      throw this.badState('an object of return, length and env', state);
    }
    this.env.setState(env);
    this.#return = sum;
    this.#length = length as number;
    this.#startedAt = platform.performance.now();
  }
}
