/** The base of vector wrappers that change rewards: they write into an array of their own. Source: Gymnasium 1.4 `VectorRewardWrapper`. */
import type { Batch, VectorEnv, VectorStep } from '../vector-env.ts';
import { VectorWrapper } from './vector-wrapper.ts';

export abstract class VectorRewardWrapper extends VectorWrapper {
  readonly #rewards: Float64Array; // [numEnvs] float64

  constructor(env: VectorEnv) {
    super(env);
    this.#rewards = new Float64Array(env.numEnvs);
  }

  /** Writes the rewards in place of `rewards` into `out`, `[numEnvs]` each. */
  protected abstract writeRewards(rewards: Float64Array, out: Float64Array): void;

  override step(actions: Batch): VectorStep {
    const result = this.env.step(actions);
    this.writeRewards(result.rewards, this.#rewards);
    return { ...result, rewards: this.#rewards };
  }
}
