// The backgrounds of lines, kept: a line is made anew only where something that it is made of has changed.
//
// Each line has a key: the shift registers and the VRAM address at its beginning, the fine scroll, the bits of $2000 and $2001 that
// count, where its name tables and patterns lie. What those memories hold is told by numbers: every change that can be seen takes the next
// of CHANGES, rows of the VRAM and patterns keep their last, and a line keeps that of its making. Whoever writes such memory says so
// here. A program that scrolls makes every line anew.

import * as at from '../layout';
import { incrementCoarseX } from './scroll';

/** [256] u64: the bits of a byte as eight bytes of 0 or 1, the highest first. */
const SPREAD: usize = memory.data(2048, 16);
/** Bytes of a name table before its attributes. */
const NAMES: usize = 0x3c0;

/** Fills the table. */
export function prepareSpread(): void {
  for (let byte = 0; byte < 256; byte++) {
    for (let bit = 0; bit < 8; bit++) store<u8>(SPREAD + (byte << 3) + bit, byte >> (7 - bit) & 1);
  }
}

/** The bits of a byte as eight bytes of 0 or 1, the highest bit in the lowest byte. */
@inline
export function spread(byte: i32): u64 {
  return load<u64>(SPREAD + (<usize>byte << 3));
}

/** The number of what happens now. */
@inline
export function nextChange(base: usize): i64 {
  const number = load<i64>(base, at.CHANGES) + 1;
  store<i64>(base, number, at.CHANGES);
  return number;
}

/** A colour of the palette has changed, or how colours are shown. */
@inline
export function coloursChanged(base: usize): void {
  store<i64>(base, nextChange(base), at.COLOURS_AT);
}

@inline
export function patternsChanged(base: usize): void {
  store<i64>(base, nextChange(base), at.PATTERNS_AT);
}

/** Nothing that was kept holds: all of it may have changed. */
export function forgetBackgrounds(base: usize): void {
  store<u8>(base, 0, at.PREFETCHED);
  patternsChanged(base);
  coloursChanged(base);
}

/** @param offset in the VRAM of the byte that has changed: a name, or an attribute of four rows of them */
export function nameChanged(base: usize, offset: usize): void {
  const number = nextChange(base);
  store<i64>(base + (offset >> 5 << 3), number, at.ROWS_AT);
  if ((offset & 0x3ff) < NAMES) return;
  const first = base + (((offset & 0xc00) >> 5) + ((offset >> 3 & 7) << 2) << 3);
  for (let row: usize = 0; row < 32; row += 8) store<i64>(first + row, number, at.ROWS_AT);
}

/** All of a line's looks but its tiles, in one number. @param v the VRAM address at its beginning */
@inline
function lookOf(base: usize, v: i32): i32 {
  const mask = <i32>load<u8>(base, at.MASK) & 0x0a;
  const table = <i32>load<u8>(base, at.CTRL) & 0x10;
  return v | <i32>load<u8>(base, at.FINE_X) << 16 | mask << 19 | table << 20;
}

/** The number of the last change of the row of names that v is at. */
@inline
function rowAt(base: usize, v: i32): i64 {
  const half = <usize>load<u32>(base + (<usize>v >> 10 & 3) * 4, at.NAME_TABLES) - base - at.VRAM;
  return load<i64>(base + (half >> 5 << 3) + (<usize>v >> 5 & 31) * 8, at.ROWS_AT);
}

/** Where the banks of the background's patterns are listed, of CHR_BANKS. */
@inline
function banksOf(base: usize): usize {
  return base + at.CHR_BANKS + (<usize>load<u8>(base, at.CTRL) & 0x10);
}

/** Whether the key is that of a line that begins at v, but for the registers. */
@inline
function isMadeOf(base: usize, key: usize, v: i32): bool {
  if (load<i32>(key, at.KEY_LOOK) != lookOf(base, v)) return false;
  const made = load<i64>(key, at.KEY_MADE);
  if (made <= rowAt(base, v) || made <= rowAt(base, v ^ 0x400) || made <= load<i64>(base, at.PATTERNS_AT)) return false;
  const names = v128.xor(v128.load(key, at.KEY_NAMES), v128.load(base, at.NAME_TABLES));
  return !v128.any_true(v128.or(names, v128.xor(v128.load(key, at.KEY_BANKS), v128.load(banksOf(base)))));
}

@inline
function keyOf(base: usize, line: i32): usize {
  return base + at.LINE_KEYS + line * at.KEY_BYTES;
}

/** The number of a line's making; larger for one made later. */
@inline
export function madeAt(base: usize, line: i32): i64 {
  return load<i64>(keyOf(base, line), at.KEY_MADE);
}

/** Whether a line's background is what it would be if the PPU came to it at v, having done the line before whole. */
@inline
export function isKept(base: usize, line: i32, v: i32): bool {
  const key = keyOf(base, line);
  return load<u8>(key, at.KEY_PREFETCHED) != 0 && isMadeOf(base, key, v);
}

/** A line's background as it is now, when the PPU is at its beginning. @returns [256] u8: colours, 0 to 15, 0 the backdrop */
export function backgroundOf(base: usize, line: i32): usize {
  const key = keyOf(base, line);
  const start = base + at.BACKGROUND + line * at.BACKGROUND_PITCH;
  const row = start + load<u8>(base, at.FINE_X);
  const registers = load<u64>(base, at.BG_LOW);
  const v = <i32>load<u16>(base, at.V);
  if (load<u64>(key, at.KEY_REGISTERS) == registers && isMadeOf(base, key, v)) return row;
  store<u64>(key, registers, at.KEY_REGISTERS);
  store<i32>(key, lookOf(base, v), at.KEY_LOOK);
  store<u8>(key, load<u8>(base, at.PREFETCHED), at.KEY_PREFETCHED);
  store<i64>(key, nextChange(base), at.KEY_MADE);
  v128.store(key, v128.load(base, at.NAME_TABLES), at.KEY_NAMES);
  v128.store(key, v128.load(banksOf(base)), at.KEY_BANKS);
  const mask = load<u8>(base, at.MASK);
  if (mask & 8) {
    fill(base, start);
    if (!(mask & 2)) store<u64>(row, 0);
  } else {
    memory.fill(start, 0, at.BACKGROUND_PITCH);
  }
  return row;
}

/** Eight colours of a tile's row, one a byte. @param palette 0 to 3 */
@inline
function coloursOf(low: i32, high: i32, palette: i32): u64 {
  return spread(low) + (spread(high) << 1) + spread(low | high) * (palette << 2);
}

/** The tiles of a line, two of which have been fetched before it begins. What that does to v, dot 257 undoes. */
@inline
function fill(base: usize, row: usize): void {
  const low = <i32>load<u16>(base, at.BG_LOW);
  const high = <i32>load<u16>(base, at.BG_HIGH);
  const palette = <i32>load<u8>(base, at.ATTRIBUTE_LOW) >> 7 | (<i32>load<u8>(base, at.ATTRIBUTE_HIGH) >> 7) << 1;
  const palette2 = <i32>load<u8>(base, at.LATCH_LOW) | <i32>load<u8>(base, at.LATCH_HIGH) << 1;
  store<u64>(row, coloursOf(low >> 8, high >> 8, palette));
  store<u64>(row, coloursOf(low & 0xff, high & 0xff, palette2), 8);
  let v = <i32>load<u16>(base, at.V);
  const table = (<i32>load<u8>(base, at.CTRL) & 0x10) << 8 | v >> 12;
  let names = <usize>load<u32>(base + (<usize>v >> 10 & 3) * 4, at.NAME_TABLES);
  let attributes = names + NAMES + (v >> 4 & 0x38);
  const shift = v >> 4 & 4;
  for (let out = row + 16; out < row + 272; out += 8) {
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
      attributes = names + NAMES + (v >> 4 & 0x38);
    }
  }
}
