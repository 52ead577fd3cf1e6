/**
 * Hands each action on through a function.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_action.py`, `TransformAction`.
 */
import type { Env } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';
import { ActionWrapper } from './action-wrapper.ts';

export class TransformAction<Obs, Act, InnerAct = Act> extends ActionWrapper<Obs, Act, InnerAct> {
  override readonly actionSpace: Space<Act>;
  readonly #func: (action: Act) => InnerAct;

  /**
   * @param func Must not change what it is given.
   * @param actionSpace Of what `func` takes; null where that is the inner environment's.
   */
  constructor(env: Env<Obs, InnerAct>, func: (action: Act) => InnerAct, actionSpace: Space<Act> | null) {
    super(env);
    this.#func = func;
    // Null says that Act is InnerAct.
    this.actionSpace = actionSpace ?? (env.actionSpace as Space & Space<Act>);
  }

  override action(action: Act): InnerAct {
    return this.#func(action);
  }
}
