/**
 * The base of wrappers that change observations: one says its `observationSpace` and makes of each inner observation its own.
 *
 * Source: Gymnasium 1.4 `gymnasium/core.py`, `ObservationWrapper`.
 */
import type { ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';
import { WrapperBase } from './wrapper-base.ts';

export abstract class ObservationWrapper<Obs, Act, InnerObs = unknown> extends WrapperBase<Obs, Act, InnerObs, Act> {
  /** The observation that the wrapper gives for one of the environment inside. Never the same memory twice. */
  abstract observation(observation: InnerObs): Obs;

  override get actionSpace(): Space<Act> {
    return this.env.actionSpace;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const [observation, info] = this.env.reset(args);
    return [this.observation(observation), info];
  }

  override step(action: Act): StepResult<Obs> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action);
    return [this.observation(observation), reward, terminated, truncated, info];
  }
}
