/** Holds rewards between bounds. Source: Gymnasium 1.4 `wrappers/vector/vectorize_reward.py`, `ClipReward`. */
import { checkRewardBounds } from '../../wrappers/clip-reward.ts';
import type { VectorEnv } from '../vector-env.ts';
import { VectorRewardWrapper } from './reward-wrapper.ts';

export class ClipReward extends VectorRewardWrapper {
  readonly #min: number;
  readonly #max: number;

  /** @throws {RangeError} where there is no bound at all (null for none), or they are crossed */
  constructor(env: VectorEnv, minReward: number | null, maxReward: number | null = null) {
    super(env);
    checkRewardBounds(minReward, maxReward);
    this.#min = minReward ?? -Infinity;
    this.#max = maxReward ?? Infinity;
  }

  protected override writeRewards(rewards: Float64Array, out: Float64Array): void {
    for (let i = 0; i < out.length; i++) out[i] = Math.min(Math.max(rewards[i]!, this.#min), this.#max);
  }
}
