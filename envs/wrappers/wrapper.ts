/**
 * The base of wrappers that keep observations and actions: an environment that passes everything on to the one inside. A wrapper
 * overrides what it changes; one that holds state overrides `getState` and `setState` too, and nests the inner state as `env`.
 *
 * A wrapper may change the arrays that the inner `reset` and `step` return: they are the caller's.
 *
 * Source: Gymnasium 1.4 `gymnasium/core.py`, `Wrapper`.
 */
import type { ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';
import { WrapperBase } from './wrapper-base.ts';

export abstract class Wrapper<Obs = unknown, Act = unknown> extends WrapperBase<Obs, Act, Obs, Act> {
  override get observationSpace(): Space<Obs> {
    return this.env.observationSpace;
  }

  override get actionSpace(): Space<Act> {
    return this.env.actionSpace;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    return this.env.reset(args);
  }

  override step(action: Act): StepResult<Obs> {
    return this.env.step(action);
  }
}
