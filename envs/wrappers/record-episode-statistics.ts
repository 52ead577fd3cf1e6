/**
 * Puts the statistics of an episode into the last step's info: `info.episode = { r, l, t }`, the sum of rewards, the number
 * of steps and the seconds it took, and keeps those of the last episodes.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/common.py`, `RecordEpisodeStatistics`.
 */
import type { Env, Info, ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import { platform } from '../core/platform.ts';
import { show } from '../core/show.ts';
import { Wrapper } from './wrapper.ts';

export interface EpisodeStatistics {
  /** Sum of rewards. */
  readonly r: number;
  /** Steps. */
  readonly l: number;
  /** Seconds since the reset, to the microsecond. */
  readonly t: number;
}

export interface EpisodeStatisticsOptions {
  /** How many past episodes the queues hold, an integer of 1 or more; default 100. */
  readonly bufferLength?: number;
  /** The key in the info; default `episode`. */
  readonly statsKey?: string;
}

/** Seconds since `startedAt` (milliseconds of `performance.now`), to the microsecond. */
export function secondsSince(startedAt: number): number {
  return Math.round((platform.performance.now() - startedAt) * 1e3) / 1e6;
}

/** The options with Gymnasium's defaults. Throws `RangeError` where `bufferLength` is not an integer of 1 or more. */
export function readStatisticsOptions({ bufferLength = 100, statsKey = 'episode' }: EpisodeStatisticsOptions) {
  if (Number.isSafeInteger(bufferLength) && bufferLength > 0) return { bufferLength, statsKey };
  throw new RangeError(
    `Cannot record statistics: bufferLength is an integer of 1 or more episodes, got ${show(bufferLength)}.`,
  );
}

/** The last episodes, at most `bufferLength`, the oldest first. What this process has seen: no part of an environment's state. */
export class EpisodeQueues {
  readonly returnQueue: number[] = [];
  readonly lengthQueue: number[] = [];
  readonly timeQueue: number[] = [];
  /** Episodes ended so far. */
  episodeCount = 0;
  readonly #bufferLength: number;

  constructor(bufferLength: number) {
    this.#bufferLength = bufferLength;
  }

  push({ r, l, t }: EpisodeStatistics): void {
    this.returnQueue.push(r);
    this.lengthQueue.push(l);
    this.timeQueue.push(t);
    this.episodeCount++;
    if (this.returnQueue.length <= this.#bufferLength) return;
    for (const queue of [this.returnQueue, this.lengthQueue, this.timeQueue]) queue.shift();
  }
}

export class RecordEpisodeStatistics<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  /** Of the episodes that this wrapper saw end. */
  readonly episodes: EpisodeQueues;
  readonly #statsKey: string;
  #return = 0;
  #length = 0;
  #startedAt = 0; // milliseconds

  /** @throws {RangeError} where `bufferLength` is not an integer of 1 or more */
  constructor(env: Env<Obs, Act>, options: EpisodeStatisticsOptions = {}) {
    super(env);
    const { bufferLength, statsKey } = readStatisticsOptions(options);
    this.episodes = new EpisodeQueues(bufferLength);
    this.#statsKey = statsKey;
  }

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
      const episode: EpisodeStatistics = { r: this.#return, l: this.#length, t: secondsSince(this.#startedAt) };
      this.episodes.push(episode);
      // A copy: a world may share one info among steps.
      result[4] = { ...result[4], [this.#statsKey]: episode } satisfies Info;
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
