/**
 * Gives observations another shape. They are flat arrays anyway, so the numbers stay where they are and the space's shape changes.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `ReshapeObservation`.
 */
import type { Env } from '../core/env.ts';
import { show } from '../core/show.ts';
import { type BoxArray, sizeOf } from '../spaces/arrays.ts';
import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { requireBox } from './array-transform.ts';
import { ObservationWrapper } from './observation-wrapper.ts';

/** @throws {TypeError|RangeError} where the space is not a `Box` or has another number of elements than `shape` */
export function reshapedSpace(space: Space, shape: readonly number[]): Box {
  const box = requireBox('ReshapeObservation', space, 'Flatten it first with FlattenObservation.');
  const isShape = Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length > 0);
  if (!isShape || sizeOf(shape) !== box.low.length) {
    throw new RangeError(
      `Cannot make a ReshapeObservation: shape is positive integers whose product is ${box.low.length}, got ${show(shape)}.`,
    );
  }
  return new Box({ low: box.low, high: box.high, shape, dtype: box.dtype });
}

export class ReshapeObservation<Obs extends BoxArray, Act> extends ObservationWrapper<Obs, Act, Obs> {
  override readonly observationSpace: Space<Obs>;

  /** @throws {TypeError|RangeError} as `reshapedSpace` does */
  constructor(env: Env<Obs, Act>, shape: readonly number[]) {
    super(env);
    this.observationSpace = reshapedSpace(env.observationSpace, shape) as Box & Space<Obs>;
  }

  override observation(observation: Obs): Obs {
    return observation;
  }
}
