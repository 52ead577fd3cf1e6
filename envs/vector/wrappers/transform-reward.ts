/** Gives each batch of rewards through a function. Source: Gymnasium 1.4 `wrappers/vector/vectorize_reward.py`, `TransformReward`. */
import type { VectorEnv } from '../vector-env.ts';
import { VectorRewardWrapper } from './reward-wrapper.ts';

export class TransformReward extends VectorRewardWrapper {
  readonly #func: (rewards: Float64Array) => ArrayLike<number>;

  /** @param func Gives `numEnvs` rewards for `numEnvs`; it must not change what it is given. */
  constructor(env: VectorEnv, func: (rewards: Float64Array) => ArrayLike<number>) {
    super(env);
    this.#func = func;
  }

  protected override writeRewards(rewards: Float64Array, out: Float64Array): void {
    const given = this.#func(rewards);
    if (given.length !== out.length) {
      throw new RangeError(
        `Cannot transform rewards: func gives one for each of the ${out.length} environments, got ${given.length}.`,
      );
    }
    out.set(given);
  }
}
