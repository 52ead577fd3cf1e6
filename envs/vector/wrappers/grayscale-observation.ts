/** Turns colour pictures to grey, as the single wrapper does. Source: Gymnasium 1.4 `wrappers/vector/vectorize_observation.py`. */
import { type GrayscaleOptions, grayscaleTransform } from '../../wrappers/grayscale-observation.ts';
import type { VectorEnv } from '../vector-env.ts';
import { RowObservationWrapper, rowsOf } from './row-observation-wrapper.ts';

export class GrayscaleObservation extends RowObservationWrapper {
  /** @throws {TypeError|RangeError} where observations are not pictures of three channels */
  constructor(env: VectorEnv, options: GrayscaleOptions = {}) {
    super(env, rowsOf(grayscaleTransform(env.singleObservationSpace, options)));
  }
}
