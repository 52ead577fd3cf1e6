/**
 * Puts the statistics of an episode into the info of the step that ended it: `infos[i].episode = { r, l, t }`, the sum of rewards, the
 * number of steps and the seconds it took, in every autoreset mode, and keeps those of the last episodes.
 *
 * Source: Gymnasium 1.4 `wrappers/vector/common.py`, `RecordEpisodeStatistics`.
 */
import type { Info, State } from '../../core/env.ts';
import { platform } from '../../core/platform.ts';
import {
  EpisodeQueues,
  type EpisodeStatistics,
  type EpisodeStatisticsOptions,
  readStatisticsOptions,
  secondsSince,
} from '../../wrappers/record-episode-statistics.ts';
import type { Batch, VectorEnv, VectorReset, VectorResetArgs, VectorStep } from '../vector-env.ts';
import { isFlags } from '../vector-state.ts';
import { VectorWrapper } from './vector-wrapper.ts';

export class RecordEpisodeStatistics extends VectorWrapper {
  /** Of the episodes that this wrapper saw end. */
  readonly episodes: EpisodeQueues;
  readonly #statsKey: string;
  readonly #returns: Float64Array; // [numEnvs]
  readonly #lengths: Float64Array; // [numEnvs] steps
  readonly #startedAt: Float64Array; // [numEnvs] milliseconds
  /** 1 where the last step ended an episode. */
  readonly #ended: Uint8Array; // [numEnvs]

  /** @throws {RangeError} where `bufferLength` is not an integer of 1 or more */
  constructor(env: VectorEnv, options: EpisodeStatisticsOptions = {}) {
    super(env);
    const { bufferLength, statsKey } = readStatisticsOptions(options);
    this.episodes = new EpisodeQueues(bufferLength);
    this.#statsKey = statsKey;
    this.#returns = new Float64Array(env.numEnvs);
    this.#lengths = new Float64Array(env.numEnvs);
    this.#startedAt = new Float64Array(env.numEnvs);
    this.#ended = new Uint8Array(env.numEnvs);
  }

  override reset(args?: VectorResetArgs): VectorReset {
    const result = this.env.reset(args);
    const mask = args?.resetMask ?? null;
    const now = platform.performance.now();
    for (let i = 0; i < this.numEnvs; i++) if (mask === null || mask[i] !== 0) this.#beginEpisode(i, now);
    return result;
  }

  override step(actions: Batch): VectorStep {
    const result = this.env.step(actions);
    const { rewards, terminations, truncations } = result;
    const sameStep = this.autoresetMode === 'same-step';
    let infos: Info[] | null = null;
    for (let i = 0; i < this.numEnvs; i++) {
      if (!sameStep && this.#ended[i] === 1) {
        this.#beginEpisode(i, platform.performance.now());
        continue;
      }
      this.#returns[i] = this.#returns[i]! + rewards[i]!;
      this.#lengths[i] = this.#lengths[i]! + 1;
      this.#ended[i] = terminations[i]! | truncations[i]!;
      if (this.#ended[i] === 0) continue;
      infos ??= [...result.infos];
      infos[i] = { ...infos[i], [this.#statsKey]: this.#endEpisode(i) };
      if (sameStep) this.#beginEpisode(i, platform.performance.now());
    }
    return infos === null ? result : { ...result, infos };
  }

  /** Without the time: what the clock showed is no part of the world. */
  override getState(): State {
    const lists = { returns: Array.from(this.#returns), lengths: Array.from(this.#lengths) };
    return { ...lists, ended: Array.from(this.#ended), env: this.env.getState() };
  }

  override setState(state: State): void {
    const { returns, lengths, ended, env } = (state ?? {}) as { readonly [key: string]: State };
    const isList = (list: State | undefined): list is number[] =>
      Array.isArray(list) && list.length === this.numEnvs && list.every((item: State) => typeof item === 'number');
    if (!isList(returns) || !isList(lengths) || !isFlags(ended, this.numEnvs) || env === undefined) {
      throw this.badState('an object of returns, lengths, ended and env', state);
    }
    this.env.setState(env);
    this.#returns.set(returns);
    this.#lengths.set(lengths);
    this.#ended.set(ended);
    this.#startedAt.fill(platform.performance.now());
  }

  #endEpisode(index: number): EpisodeStatistics {
    const seconds = secondsSince(this.#startedAt[index]!);
    const episode: EpisodeStatistics = { r: this.#returns[index]!, l: this.#lengths[index]!, t: seconds };
    this.episodes.push(episode);
    return episode;
  }

  #beginEpisode(index: number, now: number): void {
    this.#returns[index] = 0;
    this.#lengths[index] = 0;
    this.#startedAt[index] = now;
    this.#ended[index] = 0;
  }
}
