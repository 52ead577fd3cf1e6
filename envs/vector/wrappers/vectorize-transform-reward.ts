/** Gives each reward through a function of one reward. Source: Gymnasium 1.4 `wrappers/vector/vectorize_reward.py`, `VectorizeTransformReward`. */
import type { VectorEnv } from '../vector-env.ts';
import { VectorRewardWrapper } from './reward-wrapper.ts';

export class VectorizeTransformReward extends VectorRewardWrapper {
  readonly #func: (reward: number) => number;

  constructor(env: VectorEnv, func: (reward: number) => number) {
    super(env);
    this.#func = func;
  }

  protected override writeRewards(rewards: Float64Array, out: Float64Array): void {
    for (let i = 0; i < out.length; i++) out[i] = this.#func(rewards[i]!);
  }
}
