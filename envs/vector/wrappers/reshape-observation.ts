/** Gives observations another shape; the numbers stay where they are. Source: Gymnasium 1.4 `wrappers/vector/vectorize_observation.py`. */
import { reshapedSpace } from '../../wrappers/reshape-observation.ts';
import type { VectorEnv } from '../vector-env.ts';
import { VectorWrapper } from './vector-wrapper.ts';

export class ReshapeObservation extends VectorWrapper {
  /** @throws {TypeError|RangeError} where observations are not of a `Box` with as many elements as `shape` */
  constructor(env: VectorEnv, shape: readonly number[]) {
    super(env, { singleObservationSpace: reshapedSpace(env.singleObservationSpace, shape) });
  }
}
