/** Actions that do not always happen. Source: MiniGrid 3.2 `wrappers.py`, `StochasticActionWrapper`. */
import type { Env, StepResult } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import { Wrapper } from '../../../wrappers/wrapper.ts';
import type { MiniGrid } from '../core/mini-grid.ts';
import { miniGridOf } from './mini-grid-of.ts';

export interface StochasticActionOptions {
  /** Probability that the action given happens, in `[0, 1]`; default 0.9. */
  readonly prob?: number;
  /** What happens otherwise; null (default) for any action, equally likely. */
  readonly randomAction?: number | null;
}

/** Does another action than the one given with probability `1 - prob`, drawn from the world's own generator. */
export class StochasticActionWrapper<Obs> extends Wrapper<Obs, number> {
  readonly #world: MiniGrid;
  readonly #prob: number;
  readonly #randomAction: number | null;

  /** @throws {TypeError|RangeError} on a world that is none of MiniGrid's, a bad probability or action */
  constructor(env: Env<Obs, number>, { prob = 0.9, randomAction = null }: StochasticActionOptions = {}) {
    super(env);
    this.#world = miniGridOf('StochasticActionWrapper', env);
    if (!(prob >= 0 && prob <= 1)) {
      throw new RangeError(`Cannot make StochasticActionWrapper: prob is in [0, 1], got ${show(prob)}.`);
    }
    if (randomAction !== null && !env.actionSpace.contains(randomAction)) {
      throw new RangeError(
        `Cannot make StochasticActionWrapper: randomAction is in ${env.actionSpace} or null, got ${show(randomAction)}.`,
      );
    }
    this.#prob = prob;
    this.#randomAction = randomAction;
  }

  override step(action: number): StepResult<Obs> {
    // Refused before anything is drawn: a bad action changes nothing.
    if (!this.env.actionSpace.contains(action)) return this.env.step(action);
    const { generator, actionSpace } = this.#world;
    if (generator.random() < this.#prob) return this.env.step(action);
    return this.env.step(this.#randomAction ?? generator.integers(0, actionSpace.n));
  }
}
