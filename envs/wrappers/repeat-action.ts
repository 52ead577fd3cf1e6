/**
 * Takes each action several times and sums the rewards; the last observation is what is seen.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/stateful_action.py`, `RepeatAction`.
 */
import type { Env, StepResult } from '../core/env.ts';
import { show } from '../core/show.ts';
import { Wrapper } from './wrapper.ts';

export class RepeatAction<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  readonly numRepeats: number;

  /** @throws {RangeError} where `numRepeats` is not an integer of 1 or more */
  constructor(env: Env<Obs, Act>, numRepeats: number) {
    super(env);
    if (!Number.isSafeInteger(numRepeats) || numRepeats < 1) {
      throw new RangeError(`Cannot repeat actions: numRepeats is an integer of 1 or more, got ${show(numRepeats)}.`);
    }
    this.numRepeats = numRepeats;
  }

  override step(action: Act): StepResult<Obs> {
    let total = 0;
    for (let i = 1; ; i++) {
      const result = this.env.step(action);
      total += result[1];
      if (i === this.numRepeats || result[2] || result[3]) {
        result[1] = total;
        return result;
      }
    }
  }
}
