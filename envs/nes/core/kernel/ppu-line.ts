// A whole line at once, which no access falls into: what 341 dots of ppu-dots.ts do. Of a line that nobody will see only the
// scroll position moves, unless sprite 0 is on it.
//
// Cost: about 0.2 us a line drawn, a quarter of it the mapping of colours; a few ns a line not drawn (bench/nes).

import * as at from '../layout';
import { mapper } from './cartridge';
import { COUNTING_MAPPER, lineMapper } from './mappers/mapper';
import { clearFlags } from './ppu';
import { attributeOf, nameTableByte, patternByte } from './ppu-memory';
import { copyHorizontal, copyVertical, incrementCoarseX, incrementY } from './scroll';
import { blendSprites, clearSprites, evaluateOverflow, fetchSprites, isSpriteZeroOn, mayOverflow } from './sprites';
import { DOTS_PER_FRAME, DOTS_PER_LINE, NEVER } from './time';

/** Colours (0 to 31, 0 the backdrop) of 34 tiles, and room for a vector more. */
const COLOURS: usize = memory.data(288, 16);
/** [256] u64: the bits of a byte as eight bytes of 0 or 1, the highest first. */
const SPREAD: usize = memory.data(2048, 16);

/** Fills the table. */
export function prepareSpread(): void {
  for (let byte = 0; byte < 256; byte++) {
    for (let bit = 0; bit < 8; bit++) store<u8>(SPREAD + (byte << 3) + bit, byte >> (7 - bit) & 1);
  }
}

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
    if (load<u8>(base, at.DRAWING)) blankLine(base, line);
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
 * How many lines from one on, `most` at most, leave nothing behind but their scroll position: not drawn, without sprite 0 and without
 * a mapper that counts them, where no line has sprites enough to overflow.
 */
export function unseenLines(base: usize, line: i32, most: i32): i32 {
  if (load<u8>(base, at.DRAWING) || line >= 240 || mapper == COUNTING_MAPPER || mayOverflow(base)) return 0;
  let end = 240;
  if (load<i64>(base, at.HIT_AT) == NEVER && load<u8>(base, at.RENDERING)) {
    const top = <i32>load<u8>(base, at.OAM) + 1;
    if (line < top) end = min(end, top);
    else if (line < top + 16) return 0;
  }
  return min(most, end - line);
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

/** Eight colours of a tile's row, one a byte. @param palette 0 to 3 */
@inline
function coloursOf(low: i32, high: i32, palette: i32): u64 {
  const opaque = load<u64>(SPREAD + (<usize>(low | high) << 3));
  return load<u64>(SPREAD + (<usize>low << 3)) + (load<u64>(SPREAD + (<usize>high << 3)) << 1) + opaque * (palette << 2);
}

/** The line's pixels, into the frame if it is drawn, and sprite 0's hit. */
function drawLine(base: usize, line: i32): void {
  const mask = load<u8>(base, at.MASK);
  const row = COLOURS + load<u8>(base, at.FINE_X);
  if (mask & 8) {
    fillBackground(base);
    if (!(mask & 2)) store<u64>(row, 0);
  } else {
    memory.fill(COLOURS, 0, 288);
  }
  if (load<i32>(base, at.SPRITE_END)) blendSprites(base, line, row, mask);
  if (load<u8>(base, at.DRAWING)) mapColours(base, line, row, mask);
}

/** The tiles of a line, two of which have been fetched before it begins. What that does to v, dot 257 undoes. */
@inline
function fillBackground(base: usize): void {
  const low = <i32>load<u16>(base, at.BG_LOW);
  const high = <i32>load<u16>(base, at.BG_HIGH);
  const palette = <i32>load<u8>(base, at.ATTRIBUTE_LOW) >> 7 | (<i32>load<u8>(base, at.ATTRIBUTE_HIGH) >> 7) << 1;
  const palette2 = <i32>load<u8>(base, at.LATCH_LOW) | <i32>load<u8>(base, at.LATCH_HIGH) << 1;
  store<u64>(COLOURS, coloursOf(low >> 8, high >> 8, palette));
  store<u64>(COLOURS, coloursOf(low & 0xff, high & 0xff, palette2), 8);
  let v = <i32>load<u16>(base, at.V);
  const table = (<i32>load<u8>(base, at.CTRL) & 0x10) << 8 | v >> 12;
  let names = <usize>load<u32>(base + (<usize>v >> 10 & 3) * 4, at.NAME_TABLES);
  let attributes = names + 0x3c0 + (v >> 4 & 0x38);
  const shift = v >> 4 & 4;
  for (let out = COLOURS + 16; out < COLOURS + 272; out += 8) {
    const address = table | <i32>load<u8>(names + (v & 0x3ff)) << 4;
    const pattern = <usize>load<u32>(base + (<usize>address >> 10 << 2), at.CHR_BANKS) + (address & 0x3ff);
    const low8 = <i32>load<u8>(pattern);
    const high8 = <i32>load<u8>(pattern, 8);
    if (low8 | high8) {
      const bits = <i32>load<u8>(attributes + (v >> 2 & 7)) >> (shift | (v & 2)) & 3;
      store<u64>(out, coloursOf(low8, high8, bits));
    } else {
      store<u64>(out, 0); // most tiles of most pictures are empty
    }
    v = incrementCoarseX(v);
    if (!(v & 0x1f)) {
      names = <usize>load<u32>(base + (<usize>v >> 10 & 3) * 4, at.NAME_TABLES);
      attributes = names + 0x3c0 + (v >> 4 & 0x38);
    }
  }
}

/** Colours of the palette to those of the screen. */
@inline
function mapColours(base: usize, line: i32, row: usize, mask: i32): void {
  const bits = v128.splat<u8>(mask & 1 ? 0x30 : 0x3f);
  const background = v128.and(v128.load(base, at.PALETTE), bits);
  const sprites = v128.and(v128.load(base, at.PALETTE + 16), bits);
  const sixteen = v128.splat<u8>(16);
  const out = <usize>load<u32>(base, at.CANVAS) + (line << 8);
  for (let x: usize = 0; x < 256; x += 16) {
    const colours = v128.load(row + x);
    // An index from 16 on gives 0.
    const ofSprites = i8x16.swizzle(sprites, v128.sub<u8>(colours, sixteen));
    v128.store(out + x, v128.or(i8x16.swizzle(background, colours), ofSprites));
  }
  store<u8>(load<u32>(base, at.CANVAS_EMPHASIS) + line, mask >> 5);
}

/** The backdrop, or the colour of the palette that v is at. */
function blankLine(base: usize, line: i32): void {
  memory.fill(load<u32>(base, at.CANVAS) + (line << 8), blankColour(base), 256);
  store<u8>(load<u32>(base, at.CANVAS_EMPHASIS) + line, load<u8>(base, at.MASK) >> 5);
}

/** What is shown where nothing is rendered. */
@inline
export function blankColour(base: usize): u8 {
  const v = <i32>load<u16>(base, at.V) & 0x3fff;
  const index = v >= 0x3f00 ? v & 0x1f : 0;
  const colour = load<u8>(base + index, at.PALETTE);
  return colour & (load<u8>(base, at.MASK) & 1 ? 0x30 : 0x3f);
}
