import type { Pixels } from '../../../../envs/core/env.ts';

/** `red,green,blue` of the pixel in which (x, y) lies, pixels from the top left. */
export function paintedPixel({ width, data }: Pixels, x: number, y: number): string {
  const at = (Math.floor(y) * width + Math.floor(x)) * 3;
  return `${data[at]},${data[at + 1]},${data[at + 2]}`;
}
