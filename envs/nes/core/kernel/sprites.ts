// Sprites: which of the 64 are on which line, the pixels of a line's eight, their overflow.
//
// The lists of all lines are made once for an OAM that does not change, not anew in each line; they say what evaluating the
// line would find, because the PPU begins it with OAMADDR 0.
//
// Source: https://www.nesdev.org/wiki/PPU_sprite_evaluation.

import * as at from '../layout';
import { spread } from './ppu-background';
import { hit } from './ppu-dots';
import { patternByte } from './ppu-memory';
import { DOTS_PER_LINE, NEVER } from './time';

/** A 1 in each of eight bytes. */
const EACH: u64 = 0x0101010101010101;

/** The lines a sprite has: 8 or 16. */
@inline
function heightOf(base: usize): i32 {
  return load<u8>(base, at.CTRL) & 0x20 ? 16 : 8;
}

/** Makes LINE_COUNTS, LINE_SPRITES and MOST_SPRITES, if they are not made. A sprite's first line is the one after its Y. */
export function listSprites(base: usize): void {
  if (load<u8>(base, at.SPRITES_LISTED)) return;
  memory.fill(base + at.LINE_COUNTS, 0, 241);
  const height = heightOf(base);
  let most = 0;
  for (let sprite = 0; sprite < 64; sprite++) {
    const y = <i32>load<u8>(base + (sprite << 2), at.OAM);
    const end = min(y + 1 + height, 241);
    for (let line = y + 1; line < end; line++) {
      const count = <i32>load<u8>(base + line, at.LINE_COUNTS);
      most = max(most, count + 1);
      if (count == 8) continue;
      store<u8>(base + (line << 3) + count, sprite, at.LINE_SPRITES);
      store<u8>(base + line, count + 1, at.LINE_COUNTS);
    }
  }
  store<u8>(base, min(most, 9), at.MOST_SPRITES);
  store<u8>(base, 1, at.SPRITES_LISTED);
}

/** Whether sprite 0 may still hit on a line. */
@inline
export function isSpriteZeroOn(base: usize, line: i32): bool {
  const row = line - 1 - <i32>load<u8>(base, at.OAM);
  return row >= 0 && row < heightOf(base) && load<i64>(base, at.HIT_AT) == NEVER;
}

/** Whether some line might have a ninth sprite, or nine by the chip's bug: not where seven are on the screen. */
export function mayOverflow(base: usize): bool {
  if (load<i64>(base, at.OVERFLOW_AT) != NEVER) return false;
  if (load<u8>(base, at.SPRITES_LISTED)) return load<u8>(base, at.MOST_SPRITES) >= 8;
  // Four sprites at a time, of which the first byte is the Y.
  const last = i32x4.splat(239);
  const bytes = i32x4.splat(0xff);
  let counts = i32x4.splat(0);
  for (let four = base + at.OAM; four < base + at.OAM + 256; four += 16) {
    counts = i32x4.sub(counts, i32x4.le_s(v128.and(v128.load(four), bytes), last));
  }
  const sum = i32x4.add(counts, v128.shuffle<i32>(counts, counts, 2, 3, 0, 1));
  return i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) >= 8;
}

/** Fetches the sprites of a line into SPRITE_LINE: dots 257 to 320 of the line before, in one. */
export function fetchSprites(base: usize, line: i32): void {
  clearSprites(base);
  if (!hasPixels(base, line)) return;
  listSprites(base);
  const count = <i32>load<u8>(base + line, at.LINE_COUNTS);
  for (let slot = 0; slot < count; slot++) {
    fetchSprite(base, line, load<u8>(base + (line << 3) + slot, at.LINE_SPRITES));
  }
}

/** Fetches one of the eight, for whose pattern the last dot of its eight counts. None were found if rendering was off meanwhile. */
export function fetchSlot(base: usize, line: i32, slot: i32): void {
  if (!hasPixels(base, line) || !load<u8>(base, at.SPRITES_EVALUATED)) return;
  listSprites(base);
  if (slot < <i32>load<u8>(base + line, at.LINE_COUNTS)) {
    fetchSprite(base, line, load<u8>(base + (line << 3) + slot, at.LINE_SPRITES));
  }
}

/** Whether the sprites of a line matter to anyone. */
@inline
function hasPixels(base: usize, line: i32): bool {
  return line < 240 && (load<u8>(base, at.DRAWING) != 0 || isSpriteZeroOn(base, line));
}

/** Leaves SPRITE_LINE empty. */
export function clearSprites(base: usize): void {
  const end = load<i32>(base, at.SPRITE_END);
  if (!end) return;
  const nothing = i32x4.splat(0);
  for (let x = load<i32>(base, at.SPRITE_FIRST) & ~15; x < end; x += 16) v128.store(base + x, nothing, at.SPRITE_LINE);
  store<i32>(base, 0, at.SPRITE_END);
  store<i32>(base, 256, at.SPRITE_FIRST);
}

/** Draws behind those fetched before: the lower number is in front. */
function fetchSprite(base: usize, line: i32, sprite: i32): void {
  const entry = base + (sprite << 2);
  const attributes = <i32>load<u8>(entry, at.OAM + 2);
  const tile = <i32>load<u8>(entry, at.OAM + 1);
  const x = <i32>load<u8>(entry, at.OAM + 3);
  const control = <i32>load<u8>(base, at.CTRL);
  const height = heightOf(base);
  let row = line - 1 - <i32>load<u8>(entry, at.OAM);
  if (attributes & 0x80) row = height - 1 - row;
  const address =
    height == 8
      ? (control & 8) << 9 | tile << 4 | row
      : (tile & 1) << 12 | (tile & 0xfe) << 4 | (row & 8) << 1 | (row & 7);
  const low = <i32>patternByte(base, address);
  const high = <i32>patternByte(base, address + 8);
  if (!(low | high)) return;
  const kind = <u64>(0x10 | (attributes & 3) << 2 | (attributes & 0x20) | (sprite == 0 ? 0x40 : 0));
  const opaque = spread(low | high);
  let pixels = spread(low) + (spread(high) << 1) + opaque * kind;
  if (attributes & 0x40) pixels = bswap<u64>(pixels);
  // Eight columns at once, less those beyond the right edge.
  const end = min(x + 8, 256);
  const place = base + at.SPRITE_LINE + (end - 8);
  const before = load<u64>(place);
  const isFree = ((before >> 4 & EACH) ^ EACH) * 0xff; // sprites' colours have bit 4
  store<u64>(place, before | (pixels << (<u64>(x + 8 - end) << 3) & isFree));
  store<i32>(base, min(load<i32>(base, at.SPRITE_FIRST), x), at.SPRITE_FIRST);
  store<i32>(base, max(load<i32>(base, at.SPRITE_END), end), at.SPRITE_END);
}

/**
 * Puts SPRITE_LINE over a line's background, and finds sprite 0's hit.
 *
 * @param row [256] u8: colours, 0 to 15
 * @param out [256] u8: colours, 0 to 31
 */
export function blendSprites(base: usize, line: i32, row: usize, out: usize): void {
  const behind = v128.splat<u8>(0x20);
  const nothing = i32x4.splat(0);
  const clipped = load<u8>(base, at.MASK) & 4 ? i64x2.splat(-1) : i64x2(0, -1); // the first eight columns
  for (let x: usize = 0; x < 256; x += 16) {
    const under = v128.load(row + x);
    let sprites = v128.load(base + x, at.SPRITE_LINE);
    if (x == 0) sprites = v128.and(sprites, clipped);
    if (!v128.any_true(sprites)) {
      v128.store(out + x, under);
      continue;
    }
    const isUnder = i8x16.ne(under, nothing);
    let hits = i8x16.bitmask(v128.and(isUnder, i8x16.shl(sprites, 1))); // bit 6 to where the mask takes it
    if (x == 240) hits &= 0x7fff; // never in the last column
    if (hits) hit(base, line, <i32>x + ctz(hits));
    const isHidden = v128.and(isUnder, i8x16.eq(v128.and(sprites, behind), behind));
    const isOver = v128.andnot(i8x16.ne(sprites, nothing), isHidden);
    v128.store(out + x, v128.bitselect(v128.and(sprites, v128.splat<u8>(0x1f)), under, isOver));
  }
}

/**
 * Finds the ninth sprite of the line after `line` as the PPU does, which having found eight goes on through the bytes of OAM
 * askew, and sets the overflow for the dot at which it would.
 */
export function evaluateOverflow(base: usize, line: i32): void {
  if (!mayOverflow(base)) return;
  listSprites(base);
  if (load<u8>(base, at.MOST_SPRITES) < 8) return;
  const height = heightOf(base);
  let address = 0;
  let found = 0;
  for (let dot = 66; dot <= 256; dot += 2) {
    const row = line - <i32>load<u8>(base + address, at.OAM);
    const isOn = row >= 0 && row < height;
    if (found < 8) {
      if (isOn) {
        dot += 6; // the other three bytes
        found++;
      }
      address += 4;
    } else if (isOn) {
      store<i64>(base, load<i64>(base, at.FRAME_ZERO) + line * DOTS_PER_LINE + dot, at.OVERFLOW_AT);
      return;
    } else {
      address = ((address & 0xfc) + 4) | ((address + 1) & 3); // the next sprite, and its next byte: a bug of the chip
    }
    if (address > 0xff) return;
  }
}
