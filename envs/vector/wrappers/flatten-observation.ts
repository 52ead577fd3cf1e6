/** Gives each environment's observation as one flat row. Source: Gymnasium 1.4 `wrappers/vector/vectorize_observation.py`. */
import type { BoxArray } from '../../spaces/arrays.ts';
import { flatten } from '../../spaces/flatten.ts';
import type { Space } from '../../spaces/space.ts';
import { flatObservationSpace } from '../../wrappers/flatten-observation.ts';
import { rowCodec } from '../batch.ts';
import type { NumericArray, VectorEnv } from '../vector-env.ts';
import { RowObservationWrapper, type RowTransform } from './row-observation-wrapper.ts';

export class FlattenObservation extends RowObservationWrapper {
  /** @throws {TypeError} where observations hold a `Sequence` or a `Graph` */
  constructor(env: VectorEnv) {
    super(env, flattenRows(env.singleObservationSpace));
  }
}

function flattenRows(space: Space): RowTransform {
  const flatSpace = flatObservationSpace(space);
  const size = flatSpace.low.length;
  const rows = rowCodec(space);
  return {
    space: flatSpace,
    writeRow: (source, row, target) => {
      const flat = flatten(space, rows.read(source, row)) as BoxArray;
      (target as NumericArray).set(flat, row * size);
    },
  };
}
