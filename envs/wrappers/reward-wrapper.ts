/**
 * The base of wrappers that change rewards.
 *
 * Source: Gymnasium 1.4 `gymnasium/core.py`, `RewardWrapper`.
 */
import type { StepResult } from '../core/env.ts';
import { Wrapper } from './wrapper.ts';

export abstract class RewardWrapper<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  /** The reward that the wrapper gives for one of the environment inside. */
  abstract reward(reward: number): number;

  override step(action: Act): StepResult<Obs> {
    const result = this.env.step(action);
    result[1] = this.reward(result[1]);
    return result;
  }
}
