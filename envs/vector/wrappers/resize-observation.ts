/** Resizes pictures, as the single wrapper does. Source: Gymnasium 1.4 `wrappers/vector/vectorize_observation.py`. */
import { resizeTransform } from '../../wrappers/resize-observation.ts';
import type { VectorEnv } from '../vector-env.ts';
import { RowObservationWrapper, rowsOf } from './row-observation-wrapper.ts';

export class ResizeObservation extends RowObservationWrapper {
  /**
   * @param shape Height and width, pixels.
   * @throws {TypeError|RangeError} where observations are not pictures, or `shape` not two positive integers
   */
  constructor(env: VectorEnv, shape: readonly [height: number, width: number]) {
    super(env, rowsOf(resizeTransform(env.singleObservationSpace, shape)));
  }
}
