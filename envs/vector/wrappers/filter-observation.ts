/** Keeps some of the entries of `Dict` or `Tuple` observations, without copying. Source: Gymnasium 1.4 `wrappers/vector/vectorize_observation.py`. */
import { filterParts, filterSpace } from '../../wrappers/filter-observation.ts';
import type { Batch, VectorEnv } from '../vector-env.ts';
import { TransformObservation } from './transform-observation.ts';

export class FilterObservation extends TransformObservation {
  /** @throws {TypeError|RangeError} where observations have no entries, or `filterKeys` are not among them, each once */
  constructor(env: VectorEnv, filterKeys: readonly (string | number)[]) {
    const keys = [...filterKeys];
    super(env, (batch) => filterParts(batch, keys) as Batch, filterSpace(env.singleObservationSpace, filterKeys));
  }
}
