/**
 * Pictures among observations: which Boxes are one, and how they lie in a row.
 *
 * A picture is a Box of bytes of rank 2 or 3 with at least 8 pixels a side. Smaller ones, like MiniGrid's 7 x 7 view, are codes
 * and not light. Which axis holds the channels is told by the smallest dimension, the first of rank 3 (frame stacks, PyTorch)
 * or else the last (Gymnasium's images), as Stable-Baselines3 does.
 *
 * Pixels stay what they are, 0 to 255: the network scales them.
 */
import type { Space } from '../../envs/spaces/space.ts';
import type { ImageInput } from '../../tensor/index.ts';
import type { Encoder } from './encoder.ts';
import { copyElements, type Rows } from './rows.ts';

const SMALLEST_SIDE = 8;
const PIXEL_SCALE = 1 / 255;

/** Null for a space that is no picture. @param scale of pixels; null: 1 / 255. */
export function pictureOf(space: Space, scale: number | null): ImageInput | null {
  const { type, dtype, shape } = space;
  if (type !== 'Box' || dtype !== 'uint8' || shape === null || shape.length < 2 || shape.length > 3) return null;
  const [a, b, c] = shape as [number, number, number | undefined];
  const channelsFirst = c !== undefined && a < b && a < c;
  const [height, width, channels] = c === undefined ? [a, b, 1] : channelsFirst ? [b, c, a] : [a, b, c];
  if (height < SMALLEST_SIDE || width < SMALLEST_SIDE) return null;
  return { height, width, channels, channelsFirst, scale: scale ?? PIXEL_SCALE };
}

export function pictureEncoder(image: ImageInput): Encoder {
  const features = image.height * image.width * image.channels;
  return {
    features,
    image,
    bytes: true,
    encode: (value, out, at) => copyElements(value as Uint8Array, 0, out, at, features),
    encodeRow: (batch, row, out, at) => copyElements(batch as Rows, row * features, out, at, features),
  };
}
