/** What Pong's worlds observe of the console's picture, by name. */
import { FRAME_HEIGHT, FRAME_WIDTH, type ObservationOptions } from '../core/engine.ts';
import type { PongSettings } from './settings.ts';

/**
 * - `stack`: the court, grey, scaled down by areas, of the last four steps, the oldest first
 * - `grayscale`, `rgb`: the whole picture of the last frame
 */
export const PICTURE_TYPES = ['stack', 'grayscale', 'rgb'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** The standard preprocessing's size and number of frames (Mnih et al. 2015, "Human-level control", methods). */
const SIDE = 84;
const STACK = 4;
/** The court with its walls: rows 32 to 223. What is above are the scores. */
const COURT_TOP = 32;
const COURT_LINES = 192;

export function viewOf(type: PictureType, { frameskip }: Pick<PongSettings, 'frameskip'>): ObservationOptions {
  const whole = { left: 0, top: 0, width: FRAME_WIDTH, height: FRAME_HEIGHT };
  const common = { frameSkip: frameskip, maxOfTwo: false };
  if (type === 'stack') {
    const crop = { ...whole, top: COURT_TOP, height: COURT_LINES };
    return { ...common, crop, width: SIDE, height: SIDE, color: 'grayscale', stack: STACK };
  }
  return { ...common, crop: whole, width: FRAME_WIDTH, height: FRAME_HEIGHT, color: type, stack: 1 };
}

/** `[4, 84, 84]`, `[240, 256]` or `[240, 256, 3]`. */
export function shapeOf({ stack, height, width, color }: ObservationOptions): readonly number[] {
  if (color === 'rgb') return [height, width, 3];
  return stack === 1 ? [height, width] : [stack, height, width];
}

/**
 * Writes a view as it is seen from the other side, left and right exchanged.
 *
 * @param view, out [stack, height, width, channels] uint8; `out` from `offset` on
 */
export function writeMirrored(
  view: Uint8Array,
  { width, color }: ObservationOptions,
  out: Uint8Array,
  offset: number,
): void {
  const channels = color === 'rgb' ? 3 : 1;
  const lineBytes = width * channels;
  for (let line = 0; line < view.length; line += lineBytes) {
    for (let x = 0; x < width; x++) {
      const from = line + (width - 1 - x) * channels;
      const to = offset + line + x * channels;
      for (let channel = 0; channel < channels; channel++) out[to + channel] = view[from + channel]!;
    }
  }
}
