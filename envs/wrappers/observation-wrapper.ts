/**
 * The base of wrappers that make another observation of each: they give the new `observationSpace` and the function
 * `observation`, which `reset` and `step` apply.
 *
 * Source: Gymnasium 1.4 `gymnasium/core.py`, `ObservationWrapper`.
 */
import type { ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';
import { Wrapper } from './wrapper.ts';

export abstract class ObservationWrapper<Obs, InnerObs, Act> extends Wrapper<Obs, Act, InnerObs, Act> {
  abstract override get observationSpace(): Space<Obs>;

  /** The observation in place of the inner one, which is the wrapper's to change. */
  protected abstract observation(observation: InnerObs): Obs;

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const [observation, info] = this.env.reset(args);
    return [this.observation(observation), info];
  }

  override step(action: Act): StepResult<Obs> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action);
    return [this.observation(observation), reward, terminated, truncated, info];
  }
}
