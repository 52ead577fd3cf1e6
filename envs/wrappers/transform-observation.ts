/**
 * Gives each observation through a function.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `TransformObservation`.
 *
 * @example
 * const doubled = new TransformObservation(env, (obs) => obs.map((x) => 2 * x), new Box({ low: -2, high: 2, shape: [4] }));
 */
import type { Env } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';
import { ObservationWrapper } from './observation-wrapper.ts';

export class TransformObservation<Obs, Act, InnerObs = Obs> extends ObservationWrapper<Obs, Act, InnerObs> {
  override readonly observationSpace: Space<Obs>;
  readonly #func: (observation: InnerObs) => Obs;

  /**
   * @param func Must not keep or share what it returns; it may change what it is given.
   * @param observationSpace Of what `func` returns; null where that is in the space as it is.
   */
  constructor(env: Env<InnerObs, Act>, func: (observation: InnerObs) => Obs, observationSpace: Space<Obs> | null) {
    super(env);
    this.#func = func;
    // Null says that Obs is InnerObs.
    this.observationSpace = observationSpace ?? (env.observationSpace as Space & Space<Obs>);
  }

  override observation(observation: InnerObs): Obs {
    return this.#func(observation);
  }
}
