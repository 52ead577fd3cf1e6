/**
 * Turns colour pictures to grey: `0.2125 R + 0.7154 G + 0.0721 B`, cut to a byte.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `GrayscaleObservation`; the same to the bit.
 */
import type { Env } from '../core/env.ts';
import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { ArrayObservationWrapper, type ArrayTransform } from './array-transform.ts';
import { imageSize } from './image-space.ts';

export interface GrayscaleOptions {
  /** Whether the shape is `[height, width, 1]`, not `[height, width]`; default false. */
  readonly keepDim?: boolean;
}

// Gymnasium's weights.
const RED = 0.2125;
const GREEN = 0.7154;
const BLUE = 0.0721;

/** @throws {TypeError|RangeError} where the space is not of pictures of three channels */
export function grayscaleTransform(space: Space, { keepDim = false }: GrayscaleOptions = {}): ArrayTransform {
  const { height, width, channels } = imageSize('GrayscaleObservation', space);
  if (channels !== 3) {
    throw new RangeError(
      `Cannot make a GrayscaleObservation: pictures have 3 channels, got ${channels}. They are grey.`,
    );
  }
  const size = height * width;
  return {
    space: new Box({ low: 0, high: 255, shape: keepDim ? [height, width, 1] : [height, width], dtype: 'uint8' }),
    inSize: 3 * size,
    outSize: size,
    write: (source, from, target, to) => {
      for (let i = 0, at = from; i < size; i++, at += 3) {
        target[to + i] = source[at]! * RED + source[at + 1]! * GREEN + source[at + 2]! * BLUE;
      }
    },
  };
}

export class GrayscaleObservation<Act = unknown> extends ArrayObservationWrapper<Uint8Array, Act> {
  /** @throws {TypeError|RangeError} as `grayscaleTransform` does */
  constructor(env: Env<unknown, Act>, options: GrayscaleOptions = {}) {
    super(env, grayscaleTransform(env.observationSpace, options));
  }
}
