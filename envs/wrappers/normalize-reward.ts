/**
 * Scales rewards so that the discounted return has about unit variance. They are not centred: that would change the task.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/stateful_reward.py`, `NormalizeReward`; the same to the bit. As there, the discounted
 * return goes on over a truncation and begins anew only after a termination.
 */
import type { Env, State, StepResult } from '../core/env.ts';
import { checkEpsilon } from './normalize-observation.ts';
import { RunningMeanStd } from './running-mean-std.ts';
import { Wrapper } from './wrapper.ts';

export interface NormalizeRewardOptions {
  /** Discount of the return, in the range `[0, 1]`; default 0.99. */
  readonly gamma?: number;
  /** Added to the variance, above 0; default 1e-8. */
  readonly epsilon?: number;
}

/** The options with Gymnasium's defaults. Throws `RangeError` where one is out of its range. */
export function readNormalizeOptions({ gamma = 0.99, epsilon = 1e-8 }: NormalizeRewardOptions) {
  checkEpsilon('NormalizeReward', epsilon);
  if (!(gamma >= 0 && gamma <= 1)) {
    throw new RangeError(`Cannot make a NormalizeReward: gamma is in [0, 1], got ${gamma}. Gymnasium's is 0.99.`);
  }
  return { gamma, epsilon };
}

export class NormalizeReward<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  /** False to keep the statistics as they are, as when a trained agent is evaluated. */
  updateRunningMean = true;
  readonly #gamma: number;
  readonly #epsilon: number;
  readonly #statistics = new RunningMeanStd(1, 'float64', 'float64');
  readonly #return = new Float64Array(1);

  /** @throws {RangeError} where `gamma` or `epsilon` is out of its range */
  constructor(env: Env<Obs, Act>, options: NormalizeRewardOptions = {}) {
    super(env);
    const { gamma, epsilon } = readNormalizeOptions(options);
    this.#gamma = gamma;
    this.#epsilon = epsilon;
  }

  /** What the discounted returns were so far. */
  get returnRms(): { readonly mean: ArrayLike<number>; readonly variance: ArrayLike<number>; readonly count: number } {
    return this.#statistics;
  }

  override step(action: Act): StepResult<Obs> {
    const result = this.env.step(action);
    const [, reward, terminated] = result;
    this.#return[0] = this.#return[0]! * this.#gamma * (terminated ? 0 : 1) + reward;
    if (this.updateRunningMean) this.#statistics.update(this.#return, 1);
    result[1] = reward / Math.sqrt(this.#statistics.variance[0]! + this.#epsilon);
    return result;
  }

  override getState(): State {
    return { return: this.#return[0]!, statistics: this.#statistics.getState(), env: this.env.getState() };
  }

  override setState(state: State): void {
    const { return: sum, statistics, env } = (state ?? {}) as { return?: number; statistics?: State; env?: State };
    if (typeof sum !== 'number' || !this.#statistics.accepts(statistics) || env === undefined) {
      throw this.badState('an object of return, statistics (mean, variance, count) and env', state);
    }
    this.env.setState(env);
    this.#return[0] = sum;
    this.#statistics.setState(statistics);
  }
}
