/**
 * Resizes pictures, each new pixel the mean of the area it covers.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `ResizeObservation`, which takes OpenCV's `INTER_AREA`; ours
 * (`resample.ts`) is within one grey level of it.
 */
import type { Env } from '../core/env.ts';
import { show } from '../core/show.ts';
import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { ArrayObservationWrapper, type ArrayTransform } from './array-transform.ts';
import { imageSize } from './image-space.ts';
import { Resampler } from './resample.ts';

/**
 * @param shape Height and width, pixels.
 * @throws {TypeError|RangeError} where the space is not of pictures or `shape` not two positive integers
 */
export function resizeTransform(space: Space, shape: readonly [height: number, width: number]): ArrayTransform {
  const size = imageSize('ResizeObservation', space);
  if (!Array.isArray(shape) || shape.length !== 2 || !shape.every((side) => Number.isSafeInteger(side) && side > 0)) {
    throw new RangeError(
      `Cannot make a ResizeObservation: shape is height and width, two integers of 1 or more, got ${show(shape)}.`,
    );
  }
  const [height, width] = shape;
  const resampler = new Resampler(size, height, width);
  const shapeIn = (space as Box).shape;
  return {
    space: new Box({ low: 0, high: 255, shape: [height, width, ...shapeIn.slice(2)], dtype: 'uint8' }),
    inSize: size.height * size.width * size.channels,
    outSize: height * width * size.channels,
    write: (source, from, target, to) => resampler.resample(source, from, target, to),
  };
}

export class ResizeObservation<Act = unknown> extends ArrayObservationWrapper<Uint8Array, Act> {
  /** @throws {TypeError|RangeError} as `resizeTransform` does */
  constructor(env: Env<unknown, Act>, shape: readonly [height: number, width: number]) {
    super(env, resizeTransform(env.observationSpace, shape));
  }
}
