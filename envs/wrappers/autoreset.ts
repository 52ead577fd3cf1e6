/**
 * Begins the next episode by itself: the step after an episode's end is a reset, whatever its action, with reward 0.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/common.py`, `Autoreset`.
 */
import type { ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import { Wrapper } from './wrapper.ts';

export class Autoreset<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  #ended = false;

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    this.#ended = false;
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    if (this.#ended) {
      const [observation, info] = this.env.reset();
      this.#ended = false;
      return [observation, 0, false, false, info];
    }
    const result = this.env.step(action);
    this.#ended = result[2] || result[3];
    return result;
  }

  override getState(): State {
    return { ended: this.#ended, env: this.env.getState() };
  }

  override setState(state: State): void {
    const { ended, env } = (state ?? {}) as { ended?: unknown; env?: State };
    if (typeof ended !== 'boolean' || env === undefined) throw this.badState('an object of ended and env', state);
    this.env.setState(env);
    this.#ended = ended;
  }
}
