// Running a console by frames.

import * as at from '../layout';
import { drawTo } from './canvas';
import { runFrame } from './generated/cpu';

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
