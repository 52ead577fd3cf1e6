/**
 * Gives each reward through a function.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_reward.py`, `TransformReward`.
 *
 * @example new TransformReward(env, (reward) => Math.sign(reward))
 */
import type { Env } from '../core/env.ts';
import { RewardWrapper } from './reward-wrapper.ts';

export class TransformReward<Obs = unknown, Act = unknown> extends RewardWrapper<Obs, Act> {
  readonly #func: (reward: number) => number;

  constructor(env: Env<Obs, Act>, func: (reward: number) => number) {
    super(env);
    this.#func = func;
  }

  override reward(reward: number): number {
    return this.#func(reward);
  }
}
