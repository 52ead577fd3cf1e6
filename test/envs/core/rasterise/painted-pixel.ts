import type { Pixels } from '../../../../envs/core/env.ts';
import { EXPECTED } from './scenes.ts';

/** `red,green,blue` of the pixel in which (x, y) lies, pixels from the top left. */
export function paintedPixel({ width, data }: Pixels, x: number, y: number): string {
  const at = (Math.floor(y) * width + Math.floor(x)) * 3;
  return `${data[at]},${data[at + 1]},${data[at + 2]}`;
}

/**
 * What of `EXPECTED` is painted otherwise, `unit` pixels to a world unit; empty where all is right. Builds of Skia round a blend of two colours
 * differently, so one level of 255 is let pass.
 */
export function misplaced(pixels: Pixels, unit: number): string[] {
  return EXPECTED.flatMap(([what, x, y, rgb]) => {
    const seen = paintedPixel(pixels, x * unit, y * unit);
    const expected = rgb.split(',').map(Number);
    const near = seen.split(',').every((level, i) => Math.abs(Number(level) - expected[i]!) <= 1);
    return near ? [] : [`${what}: ${seen} for ${rgb}`];
  });
}
