// The PPU's clock: brings the PPU to a dot, in as large pieces as nobody can tell from single dots. Whoever is about to read or
// change what the PPU knows calls `catchUp` first; in between it stands still.
//
// Lines that are done whole (ppu-line.ts) make up nearly all of a frame; a line is done dot by dot (ppu-dots.ts) where an access
// falls into it.
//
// Source: https://www.nesdev.org/wiki/PPU_rendering, https://www.nesdev.org/wiki/PPU_frame_timing.
// Left out: OAM's corruption where rendering is switched off within a line, and sprites on line 0.

import * as at from '../layout';
import { doDots } from './ppu-dots';
import { doLine, skipLines, unseenLines } from './ppu-line';
import { DOTS_PER_FRAME, DOTS_PER_LINE, NEVER, VBLANK_BEGINS } from './time';

const IDLE_FROM: i32 = 240 * DOTS_PER_LINE;
const IDLE_TO: i32 = 261 * DOTS_PER_LINE;

/** Brings the PPU to where the first `target` dots since power-on are done, if it is not there. */
export function catchUp(base: usize, target: i64): void {
  let room = target - load<i64>(base, at.FRAME_ZERO) - load<i32>(base, at.POSITION);
  while (room > 0) {
    const position = load<i32>(base, at.POSITION);
    if (position >= IDLE_FROM && position < IDLE_TO) {
      room -= doIdle(base, position, <i32>min(room, <i64>(IDLE_TO - position)));
    } else {
      const dot = position % DOTS_PER_LINE;
      if (dot == 0 && room >= DOTS_PER_LINE && !load<u8>(base, at.MASK_DELAY)) {
        const unseen = unseenLines(base, position / DOTS_PER_LINE, <i32>min(room / DOTS_PER_LINE, <i64>240));
        if (unseen > 1) {
          skipLines(base, position / DOTS_PER_LINE, unseen);
          room -= unseen * DOTS_PER_LINE;
        } else {
          room -= doLine(base, position);
        }
      } else {
        room -= doDots(base, position, <i32>min(room, <i64>(DOTS_PER_LINE - dot)));
      }
      if (load<i32>(base, at.POSITION) >= DOTS_PER_FRAME) beginFrame(base);
    }
  }
}

/** Dots in which nothing is fetched. @returns how many */
function doIdle(base: usize, position: i32, dots: i32): i32 {
  const delay = <i32>load<u8>(base, at.MASK_DELAY);
  if (delay) {
    const left = max(delay - dots, 0);
    store<u8>(base, left, at.MASK_DELAY);
    if (!left) store<u8>(base, u8((load<u8>(base, at.MASK) & 0x18) != 0), at.RENDERING);
  }
  if (position <= VBLANK_BEGINS && position + dots > VBLANK_BEGINS) beginBlanking(base);
  store<i32>(base, position + dots, at.POSITION);
  return dots;
}

function beginBlanking(base: usize): void {
  store<u8>(base, 1, at.FRAME_ENDED);
  store<i64>(base, load<i64>(base, at.FRAMES) + 1, at.FRAMES);
  const left = load<u8>(base, at.BUS_FRAMES);
  if (left) {
    store<u8>(base, left - 1, at.BUS_FRAMES);
    if (left == 1) store<u8>(base, 0, at.BUS);
  }
  if (load<u8>(base, at.SUPPRESSED)) {
    store<u8>(base, 0, at.SUPPRESSED);
    return;
  }
  store<u8>(base, 1, at.VBLANK);
  if (load<u8>(base, at.CTRL) & 0x80) {
    // The line is sampled after the first dot of a cycle.
    const dot = load<i64>(base, at.FRAME_ZERO) + VBLANK_BEGINS;
    store<i64>(base, (dot + 2) / 3 + 1, at.NMI_AT);
  }
}

/** From the end of line 261, or a dot before it, to line 0. */
function beginFrame(base: usize): void {
  const position = load<i32>(base, at.POSITION);
  const skipped = position > DOTS_PER_FRAME ? 1 : 0;
  store<i64>(base, load<i64>(base, at.FRAME_ZERO) + DOTS_PER_FRAME - skipped, at.FRAME_ZERO);
  store<i32>(base, 0, at.POSITION);
  store<u8>(base, load<u8>(base, at.ODD) ^ 1, at.ODD);
}

/** The flags of $2002 are cleared: line 261, dot 1. */
export function clearFlags(base: usize): void {
  store<u8>(base, 0, at.VBLANK);
  store<i64>(base, NEVER, at.HIT_AT);
  store<i64>(base, NEVER, at.OVERFLOW_AT);
}
