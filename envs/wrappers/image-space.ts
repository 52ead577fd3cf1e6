/** Spaces of pictures: boxes of bytes, `[height, width]` or `[height, width, channels]`. */

import type { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { requireBox } from './array-transform.ts';

export interface ImageSize {
  readonly height: number;
  readonly width: number;
  /** 1 where the shape has two axes. */
  readonly channels: number;
}

/** Throws `TypeError`/`RangeError` where `space` is not of pictures in the bytes 0 to 255. */
export function imageSize(wrapper: string, space: Space): ImageSize {
  const box: Box = requireBox(wrapper, space, 'Take the picture out with TransformObservation.');
  const { shape, dtype, low, high } = box;
  const isBytes = dtype === 'uint8' && low.every((bound) => bound === 0) && high.every((bound) => bound === 255);
  if ((shape.length !== 2 && shape.length !== 3) || !isBytes) {
    throw new RangeError(
      `Cannot make a ${wrapper}: pictures are uint8 from 0 to 255 of two or three axes, got ${box}. AddRenderObservation gives such.`,
    );
  }
  return { height: shape[0]!, width: shape[1]!, channels: shape[2] ?? 1 };
}
