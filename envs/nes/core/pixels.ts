/** A console's picture in red, green and blue: what `rgb_array` gives of the worlds on a console. */
import type { Pixels } from '../../core/env.ts';
import { FRAME_HEIGHT, FRAME_PIXELS, FRAME_WIDTH } from './engine.ts';
import { NES_PALETTE } from './palette.ts';

/**
 * @param frame [240, 256] uint8, NES colours
 * @returns a copy, [240, 256, 3] uint8
 */
export function pixelsOf(frame: Uint8Array): Pixels {
  const data = new Uint8Array(FRAME_PIXELS * 3);
  for (let pixel = 0; pixel < FRAME_PIXELS; pixel++) {
    const color = 3 * frame[pixel]!;
    data[3 * pixel] = NES_PALETTE[color]!;
    data[3 * pixel + 1] = NES_PALETTE[color + 1]!;
    data[3 * pixel + 2] = NES_PALETTE[color + 2]!;
  }
  return { width: FRAME_WIDTH, height: FRAME_HEIGHT, data };
}
