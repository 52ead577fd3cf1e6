/**
 * Holds rewards between bounds.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_reward.py`, `ClipReward`.
 */
import type { Env } from '../core/env.ts';
import { show } from '../core/show.ts';
import { RewardWrapper } from './reward-wrapper.ts';

/** Null for no bound. Throws `RangeError` where there is none at all, one is NaN, or they are crossed. */
export function checkRewardBounds(minReward: number | null, maxReward: number | null): void {
  const bounds = [minReward, maxReward].filter((bound) => bound !== null);
  if (bounds.length > 0 && !bounds.some((bound) => typeof bound !== 'number' || Number.isNaN(bound))) {
    if (minReward === null || maxReward === null || minReward <= maxReward) return;
  }
  throw new RangeError(
    `Cannot make a ClipReward: one bound at least is a number, and minReward <= maxReward, got ${show(minReward)} and ${show(maxReward)}.`,
  );
}

export class ClipReward<Obs = unknown, Act = unknown> extends RewardWrapper<Obs, Act> {
  readonly #min: number;
  readonly #max: number;

  /** @throws {RangeError} as `checkRewardBounds` does */
  constructor(env: Env<Obs, Act>, minReward: number | null, maxReward: number | null = null) {
    super(env);
    checkRewardBounds(minReward, maxReward);
    this.#min = minReward ?? -Infinity;
    this.#max = maxReward ?? Infinity;
  }

  override reward(reward: number): number {
    return Math.min(Math.max(reward, this.#min), this.#max);
  }
}
