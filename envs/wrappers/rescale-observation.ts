/**
 * Moves and stretches observations from the bounds of their space onto others.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `RescaleObservation`.
 */
import type { Env } from '../core/env.ts';
import type { BoxArray } from '../spaces/arrays.ts';
import type { Space } from '../spaces/space.ts';
import { ArrayObservationWrapper, type ArrayTransform, requireBox } from './array-transform.ts';
import { rescaleBox } from './rescale-box.ts';

/**
 * @param minObs The new lower bound, one for all or one each; infinite where the space has none.
 * @throws {TypeError|RangeError} where the space is not a `Box` of floats, or the bounds do not fit it
 */
export function rescaleTransform(
  space: Space,
  minObs: number | ArrayLike<number>,
  maxObs: number | ArrayLike<number>,
): ArrayTransform {
  const box = requireBox('RescaleObservation', space, 'Flatten it first with FlattenObservation.');
  const scale = rescaleBox('RescaleObservation', box, minObs, maxObs);
  const { gradient, intercept } = scale;
  const size = gradient.length;
  return {
    space: scale.space,
    inSize: size,
    outSize: size,
    write: (source, from, target, to) => {
      for (let i = 0; i < size; i++) {
        target[to + i] = gradient[i]! * source[from + i]!; // rounded to the dtype, as numpy's product is
        target[to + i] = target[to + i]! + intercept[i]!;
      }
    },
  };
}

export class RescaleObservation<Obs extends BoxArray, Act> extends ArrayObservationWrapper<Obs, Act> {
  /** @throws {TypeError|RangeError} as `rescaleTransform` does */
  constructor(env: Env<Obs, Act>, minObs: number | ArrayLike<number>, maxObs: number | ArrayLike<number>) {
    super(env, rescaleTransform(env.observationSpace, minObs, maxObs));
  }
}
