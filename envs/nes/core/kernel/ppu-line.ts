// A whole line at once, which no access falls into: what 341 dots of ppu-dots.ts do. Of a line that nobody will see, or that the canvas
// shows already, only the scroll position moves, unless sprite 0 is on it.

import * as at from '../layout';
import { isShown, showBlank, showLine } from './canvas';
import { mapper } from './cartridge';
import { COUNTING_MAPPER, lineMapper } from './mappers/mapper';
import { clearFlags } from './ppu';
import { backgroundOf, isKept } from './ppu-background';
import { attributeOf, nameTableByte, patternByte } from './ppu-memory';
import { copyHorizontal, copyVertical, incrementCoarseX, incrementY } from './scroll';
import {
  blendSprites,
  clearSprites,
  evaluateOverflow,
  fetchSprites,
  isSpriteZeroOn,
  listSprites,
  mayOverflow,
} from './sprites';
import { DOTS_PER_FRAME, DOTS_PER_LINE, NEVER } from './time';

/** A line's background with its sprites: [256] u8 colours, 0 to 31, 0 the backdrop. */
const COLOURS: usize = memory.data(256, 16);

/** Whether the pipeline works on the line where the PPU is. */
@inline
export function isRenderingLine(base: usize): bool {
  if (!load<u8>(base, at.RENDERING)) return false;
  const position = load<i32>(base, at.POSITION);
  return position < 240 * DOTS_PER_LINE || position >= 261 * DOTS_PER_LINE;
}

/** Whether somebody will know of a line's pixels. */
@inline
export function isWatched(base: usize, line: i32): bool {
  return load<u8>(base, at.DRAWING) != 0 || isSpriteZeroOn(base, line);
}

/**
 * @param position of the line's first dot
 * @returns the dots done
 */
export function doLine(base: usize, position: i32): i32 {
  const line = position / DOTS_PER_LINE;
  const isRendering = load<u8>(base, at.RENDERING) != 0;
  store<i32>(base, position + DOTS_PER_LINE, at.POSITION);
  if (line == 261) {
    clearFlags(base);
    if (!isRendering) return DOTS_PER_LINE;
    const t = load<u16>(base, at.T);
    store<u16>(base, copyVertical(copyHorizontal(load<u16>(base, at.V), t), t), at.V);
    clearSprites(base);
    finishLine(base, line, 0);
    if (!load<u8>(base, at.ODD)) return DOTS_PER_LINE;
    store<i32>(base, DOTS_PER_FRAME + 1, at.POSITION); // it is a dot shorter, see beginFrame
    return DOTS_PER_LINE - 1;
  }
  if (!isRendering) {
    if (load<u8>(base, at.DRAWING)) showBlank(base, line, blankColour(base));
    clearSprites(base);
    return DOTS_PER_LINE;
  }
  if (isWatched(base, line)) drawLine(base, line);
  evaluateOverflow(base, line);
  store<u16>(base, copyHorizontal(incrementY(load<u16>(base, at.V)), load<u16>(base, at.T)), at.V);
  fetchSprites(base, line + 1);
  finishLine(base, line, line + 1);
  return DOTS_PER_LINE;
}

/**
 * How many lines from one on, `most` at most, leave nothing behind but their scroll position: not drawn, or drawn before as they are,
 * without sprite 0 and without a mapper that counts them, where no line has sprites enough to overflow.
 */
export function unseenLines(base: usize, line: i32, most: i32): i32 {
  if (line >= 240 || mapper == COUNTING_MAPPER || mayOverflow(base)) return 0;
  if (load<u8>(base, at.DRAWING)) return shownLines(base, line, min(line + most, 240)) - line;
  let end = 240;
  if (load<i64>(base, at.HIT_AT) == NEVER && load<u8>(base, at.RENDERING)) {
    const top = <i32>load<u8>(base, at.OAM) + 1;
    if (line < top) end = min(end, top);
    else if (line < top + 16) return 0;
  }
  return min(most, end - line);
}

/** The first line from one on, `end` at most, that has sprites or is not shown as it is to be. */
function shownLines(base: usize, line: i32, end: i32): i32 {
  if (!load<u8>(base, at.RENDERING) || !load<u8>(base, at.PREFETCHED) || load<i32>(base, at.SPRITE_END)) return line;
  listSprites(base);
  const t = load<u16>(base, at.T);
  let v = <i32>load<u16>(base, at.V);
  let next = line;
  while (next < end && !load<u8>(base + next, at.LINE_COUNTS) && isKept(base, next, v) && isShown(base, next)) {
    v = incrementCoarseX(incrementCoarseX(copyHorizontal(incrementY(v), t)));
    next++;
  }
  return next;
}

/** Does lines of which `unseenLines` says that they leave nothing behind. */
export function skipLines(base: usize, line: i32, count: i32): void {
  store<i32>(base, (line + count) * DOTS_PER_LINE, at.POSITION);
  clearSprites(base);
  if (!load<u8>(base, at.RENDERING)) return;
  let v = <i32>load<u16>(base, at.V);
  for (let left = count; left > 0; left--) v = incrementY(v);
  store<u16>(base, copyHorizontal(v, load<u16>(base, at.T)), at.V);
  fetchSprites(base, line + count);
  finishLine(base, line + count - 1, line + count);
}

/** Dots 260 to 340: the mapper's counter, and the two first tiles of the next line. */
@inline
function finishLine(base: usize, line: i32, next: i32): void {
  store<u8>(base, 0, at.OAM_ADDRESS);
  lineMapper(base, line);
  const v = <i32>load<u16>(base, at.V);
  if (isWatched(base, next)) {
    const second = incrementCoarseX(v);
    const low = patternOf(base, v);
    const low2 = patternOf(base, second);
    store<u16>(base, (low & 0xff) << 8 | (low2 & 0xff), at.BG_LOW);
    store<u16>(base, (low & 0xff00) | low2 >> 8, at.BG_HIGH);
    const palette = attributeOf(base, v);
    const palette2 = attributeOf(base, second);
    store<u8>(base, palette & 1 ? 0xff : 0, at.ATTRIBUTE_LOW);
    store<u8>(base, palette & 2 ? 0xff : 0, at.ATTRIBUTE_HIGH);
    store<u8>(base, palette2 & 1, at.LATCH_LOW);
    store<u8>(base, palette2 >> 1, at.LATCH_HIGH);
    store<u8>(base, 1, at.PREFETCHED);
  } else {
    store<u8>(base, 0, at.PREFETCHED);
  }
  store<u16>(base, incrementCoarseX(incrementCoarseX(v)), at.V);
}

/** Both planes of a tile's row: the low one in the low byte. */
@inline
function patternOf(base: usize, v: i32): i32 {
  const tile = <i32>nameTableByte(base, v);
  const address = (<i32>load<u8>(base, at.CTRL) & 0x10) << 8 | tile << 4 | v >> 12;
  return <i32>patternByte(base, address) | <i32>patternByte(base, address + 8) << 8;
}

/** The line's pixels, into the canvas if the frame is drawn, and sprite 0's hit. */
function drawLine(base: usize, line: i32): void {
  const row = backgroundOf(base, line);
  const isDrawn = load<u8>(base, at.DRAWING) != 0;
  if (load<i32>(base, at.SPRITE_END) && load<u8>(base, at.MASK) & 0x10) {
    blendSprites(base, line, row, COLOURS);
    if (isDrawn) showLine(base, line, COLOURS, false);
  } else if (isDrawn && !isShown(base, line)) {
    showLine(base, line, row, true);
  }
}

/** What is shown where nothing is rendered. */
@inline
export function blankColour(base: usize): u8 {
  const v = <i32>load<u16>(base, at.V) & 0x3fff;
  const index = v >= 0x3f00 ? v & 0x1f : 0;
  const colour = load<u8>(base + index, at.PALETTE);
  return colour & (load<u8>(base, at.MASK) & 1 ? 0x30 : 0x3f);
}
