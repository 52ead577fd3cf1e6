/**
 * Gives each environment's observation through a function of one observation.
 *
 * Source: Gymnasium 1.4 `wrappers/vector/vectorize_observation.py`, `VectorizeTransformObservation`, which takes a wrapper in its place.
 */
import type { Space } from '../../spaces/space.ts';
import { rowCodec } from '../batch.ts';
import type { VectorEnv } from '../vector-env.ts';
import { RowObservationWrapper } from './row-observation-wrapper.ts';

export class VectorizeTransformObservation extends RowObservationWrapper {
  /** @param func Gives a value of `singleObservationSpace` for one of the inner environment's; it is a copy that is given. */
  constructor(env: VectorEnv, func: (observation: unknown) => unknown, singleObservationSpace: Space) {
    const from = rowCodec(env.singleObservationSpace);
    const to = rowCodec(singleObservationSpace);
    super(env, {
      space: singleObservationSpace,
      writeRow: (source, row, target) => to.write(target, row, func(from.read(source, row))),
    });
  }
}
