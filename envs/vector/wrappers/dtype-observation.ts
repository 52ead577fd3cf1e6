/** Gives observations in another dtype, as the single wrapper does. Source: Gymnasium 1.4 `wrappers/vector/vectorize_observation.py`. */
import type { BoxDType } from '../../spaces/arrays.ts';
import { dtypeTransform } from '../../wrappers/dtype-observation.ts';
import type { VectorEnv } from '../vector-env.ts';
import { RowObservationWrapper, rowsOf } from './row-observation-wrapper.ts';

export class DtypeObservation extends RowObservationWrapper {
  /** @throws {TypeError|RangeError} where observations are not numbers, or their bounds do not fit the dtype */
  constructor(env: VectorEnv, dtype: BoxDType) {
    super(env, rowsOf(dtypeTransform(env.singleObservationSpace, dtype)));
  }
}
