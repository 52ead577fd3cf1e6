/**
 * The base of wrappers that change actions: one says its `actionSpace` and makes of each action the inner environment's.
 *
 * Source: Gymnasium 1.4 `gymnasium/core.py`, `ActionWrapper`. Differs: an action outside the wrapper's own space is refused.
 */
import type { ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';
import { WrapperBase } from './wrapper-base.ts';

export abstract class ActionWrapper<Obs, Act, InnerAct = unknown> extends WrapperBase<Obs, Act, Obs, InnerAct> {
  /** The inner environment's action for one of `actionSpace`. */
  abstract action(action: Act): InnerAct;

  override get observationSpace(): Space<Obs> {
    return this.env.observationSpace;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    return this.env.reset(args);
  }

  /** @throws {InvalidActionError} on an action outside `actionSpace`, the environment unharmed */
  override step(action: Act): StepResult<Obs> {
    if (!this.actionSpace.contains(action)) throw this.badAction(action);
    return this.env.step(this.action(action));
  }
}
