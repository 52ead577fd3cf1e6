/** Moves and stretches observations onto other bounds, as the single wrapper does. Source: Gymnasium 1.4 `wrappers/vector/vectorize_observation.py`. */
import { rescaleTransform } from '../../wrappers/rescale-observation.ts';
import type { VectorEnv } from '../vector-env.ts';
import { RowObservationWrapper, rowsOf } from './row-observation-wrapper.ts';

export class RescaleObservation extends RowObservationWrapper {
  /** @throws {TypeError|RangeError} where observations are not of a `Box` of floats, or the bounds do not fit it */
  constructor(env: VectorEnv, minObs: number | ArrayLike<number>, maxObs: number | ArrayLike<number>) {
    super(env, rowsOf(rescaleTransform(env.singleObservationSpace, minObs, maxObs)));
  }
}
