/**
 * Observations and rewards scaled by what was seen of them so far, as Stable-Baselines3's `VecNormalize` does, whose presets in
 * RL Baselines3 Zoo count on it: (x - mean) / sqrt(variance + 1e-8), clipped to [-10, 10]. Only learning moves the moments;
 * acting and evaluating use them as they are.
 */
import type { VectorStep } from '../../envs/vector/vector-env.ts';
import { RunningMoments, type RunningMomentsState } from './running-moments.ts';

const EPSILON = 1e-8;
const CLIP = 10;

export class ObservationNormaliser {
  readonly #moments: RunningMoments;
  readonly #features: number;

  constructor(features: number) {
    this.#features = features;
    this.#moments = new RunningMoments(features);
  }

  /** Takes in rows that are not yet scaled. @param rows `[count, features]`. */
  observe(rows: Float32Array, count: number): void {
    this.#moments.update(rows, count);
  }

  /** Scales rows in place. @param rows `[count, features]`. */
  apply(rows: Float32Array, count: number): void {
    const { means, variances } = this.#moments;
    const features = this.#features;
    for (let j = 0; j < features; j++) {
      const mean = means[j]!;
      const factor = 1 / Math.sqrt(variances[j]! + EPSILON);
      for (let i = 0; i < count; i++) {
        const at = i * features + j;
        rows[at] = Math.min(Math.max((rows[at]! - mean) * factor, -CLIP), CLIP);
      }
    }
  }

  getState(): RunningMomentsState {
    return this.#moments.getState();
  }

  setState(state: RunningMomentsState): void {
    this.#moments.setState(state);
  }
}

export interface RewardNormaliserState {
  readonly moments: RunningMomentsState;
  readonly returns: Float64Array;
}

/**
 * Rewards divided by the standard deviation of the discounted return so far (Engstrom et al. 2020, section 3, optimisation
 * 2), not centred: a reward keeps its sign.
 */
export class RewardNormaliser {
  readonly #gamma: number;
  readonly #moments = new RunningMoments(1);
  /** Discounted sum of each environment's rewards in its running episode. */
  readonly #returns: Float64Array; // [numEnvs]

  constructor(numEnvs: number, gamma: number) {
    this.#gamma = gamma;
    this.#returns = new Float64Array(numEnvs);
  }

  /**
   * Takes in a step of all environments and writes its scaled rewards.
   *
   * @param step its `rewards`, and where episodes ended.
   * @param out scaled rewards at `[at, at + numEnvs)`.
   */
  apply(
    { rewards, terminations, truncations }: Pick<VectorStep, 'rewards' | 'terminations' | 'truncations'>,
    out: Float32Array,
    at: number,
  ): void {
    const returns = this.#returns;
    for (let env = 0; env < returns.length; env++) returns[env] = returns[env]! * this.#gamma + rewards[env]!;
    this.#moments.update(returns, returns.length);
    const factor = 1 / Math.sqrt(this.#moments.variances[0]! + EPSILON);
    for (let env = 0; env < returns.length; env++) {
      out[at + env] = Math.min(Math.max(rewards[env]! * factor, -CLIP), CLIP);
      if (terminations[env] !== 0 || truncations[env] !== 0) returns[env] = 0;
    }
  }

  getState(): RewardNormaliserState {
    return { moments: this.#moments.getState(), returns: this.#returns.slice() };
  }

  setState(state: RewardNormaliserState): void {
    this.#moments.setState(state.moments);
    this.#returns.set(state.returns);
  }
}
