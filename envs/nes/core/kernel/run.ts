// Running a console by frames.

import * as at from '../layout';
import { runFrame } from './generated/cpu';

/** Bytes of a canvas: [240] of emphasis, then [240, 256]. */
export const FRAME_BYTES: usize = 240 + 61440;

/** Says where frames are drawn. @param canvas 0 for the console's own */
@inline
export function drawTo(base: usize, canvas: usize): void {
  const emphasis = canvas ? canvas : base + at.EMPHASIS;
  store<u32>(base, <u32>emphasis, at.CANVAS_EMPHASIS);
  store<u32>(base, <u32>(emphasis + 240), at.CANVAS);
}

/** Runs until vertical blanking begins. @returns false where the processor locked up before */
export function runOne(base: usize, isDrawn: bool): bool {
  store<u8>(base, isDrawn, at.DRAWING);
  store<u8>(base, 0, at.FRAME_ENDED);
  runFrame(base);
  return !load<u8>(base, at.JAMMED);
}

/** Runs until vertical blanking has begun `frames` times. @returns false where the processor locked up before */
export function run(base: usize, frames: i32, isLastDrawn: bool): bool {
  drawTo(base, 0);
  for (let left = frames; left > 0; left--) {
    if (!runOne(base, isLastDrawn && left == 1)) return false;
  }
  return true;
}
