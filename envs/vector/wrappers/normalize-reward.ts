/**
 * Scales rewards so that the discounted returns have about unit variance. Reward 0 of a step that only began an episode anew
 * (`next-step`) counts for nothing.
 *
 * Source: Gymnasium 1.4 `wrappers/vector/stateful_reward.py`, `NormalizeReward`, the same to the bit (its returns are float32). Differs:
 * a partial reset forgets the returns of the rows that were reset, not of all.
 */
import type { State } from '../../core/env.ts';
import { numberFromJSON, numberToJSON } from '../../spaces/arrays.ts';
import { type NormalizeRewardOptions, readNormalizeOptions } from '../../wrappers/normalize-reward.ts';
import { RunningMeanStd } from '../../wrappers/running-mean-std.ts';
import type { Batch, VectorEnv, VectorReset, VectorResetArgs, VectorStep } from '../vector-env.ts';
import { isFlags } from '../vector-state.ts';
import { VectorWrapper } from './vector-wrapper.ts';

export class NormalizeReward extends VectorWrapper {
  /** False to keep the statistics as they are, as when a trained agent is evaluated. */
  updateRunningMean = true;
  readonly #gamma: number;
  readonly #epsilon: number;
  readonly #statistics = new RunningMeanStd(1, 'float32', 'float64');
  readonly #returns: Float32Array; // [numEnvs] float32
  /** Where the returns that are counted are gathered. */
  readonly #counted: Float32Array; // [numEnvs] float32
  /** 1 where the last step ended an episode. */
  readonly #ended: Uint8Array; // [numEnvs]
  readonly #rewards: Float64Array; // [numEnvs] float64

  /** @throws {RangeError} where `gamma` or `epsilon` is out of its range */
  constructor(env: VectorEnv, options: NormalizeRewardOptions = {}) {
    super(env);
    const { gamma, epsilon } = readNormalizeOptions(options);
    this.#gamma = gamma;
    this.#epsilon = epsilon;
    this.#returns = new Float32Array(env.numEnvs);
    this.#counted = new Float32Array(env.numEnvs);
    this.#ended = new Uint8Array(env.numEnvs);
    this.#rewards = new Float64Array(env.numEnvs);
  }

  /** What the discounted returns were so far. */
  get returnRms(): { readonly mean: ArrayLike<number>; readonly variance: ArrayLike<number>; readonly count: number } {
    return this.#statistics;
  }

  override reset(args?: VectorResetArgs): VectorReset {
    const result = this.env.reset(args);
    const mask = args?.resetMask ?? null;
    for (let i = 0; i < this.numEnvs; i++) {
      if (mask !== null && mask[i] === 0) continue;
      this.#returns[i] = 0;
      this.#ended[i] = 0;
    }
    return result;
  }

  override step(actions: Batch): VectorStep {
    const result = this.env.step(actions);
    const { rewards, terminations, truncations } = result;
    const sameStep = this.autoresetMode === 'same-step';
    const single = Math.fround(this.#gamma);
    let counted = 0;
    for (let i = 0; i < this.numEnvs; i++) {
      if (!sameStep && this.#ended[i] === 1) continue;
      const before = terminations[i] === 1 ? 0 : Math.fround(this.#returns[i]! * single);
      this.#returns[i] = before + rewards[i]!;
      this.#counted[counted++] = this.#returns[i]!;
    }
    if (this.updateRunningMean && counted > 0) this.#statistics.update(this.#counted, counted);
    const scale = Math.sqrt(this.#statistics.variance[0]! + this.#epsilon);
    for (let i = 0; i < this.numEnvs; i++) {
      this.#ended[i] = terminations[i]! | truncations[i]!;
      if (sameStep && this.#ended[i] === 1) this.#returns[i] = 0;
      this.#rewards[i] = rewards[i]! / scale;
    }
    return { ...result, rewards: this.#rewards };
  }

  override getState(): State {
    const [returns, ended] = [Array.from(this.#returns, numberToJSON), Array.from(this.#ended)];
    return { statistics: this.#statistics.getState(), returns, ended, env: this.env.getState() };
  }

  override setState(state: State): void {
    const { statistics, returns, ended, env } = (state ?? {}) as { readonly [key: string]: State };
    const areReturns = Array.isArray(returns) && returns.length === this.numEnvs;
    if (!this.#statistics.accepts(statistics) || !areReturns || !isFlags(ended, this.numEnvs) || env === undefined) {
      throw this.badState('an object of statistics (mean, variance, count), returns, ended and env', state);
    }
    this.env.setState(env);
    this.#statistics.setState(statistics);
    this.#returns.set(returns.map(numberFromJSON));
    this.#ended.set(ended);
  }
}
