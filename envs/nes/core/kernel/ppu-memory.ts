// What the PPU addresses: patterns by KiB banks, name tables, the palette.

import * as at from '../layout';
import { chrBytes } from './cartridge';
import { coloursChanged, nameChanged, patternsChanged } from './ppu-background';

/** @param address in the range [0, 0x2000) */
@inline
export function patternByte(base: usize, address: i32): u8 {
  return load<u8>(<usize>load<u32>(base + (<usize>address >> 10 << 2), at.CHR_BANKS) + (address & 0x3ff));
}

/** Whether the patterns are RAM. */
@inline
export function isCharWritable(): bool {
  return chrBytes == 0;
}

export function writePattern(base: usize, address: i32, value: i32): void {
  const place = <usize>load<u32>(base + (<usize>address >> 10 << 2), at.CHR_BANKS) + (address & 0x3ff);
  if (load<u8>(place) == <u8>value) return;
  store<u8>(place, value);
  patternsChanged(base);
}

/** @param address any, of which the lower 12 bits count */
@inline
export function nameTableByte(base: usize, address: i32): u8 {
  return load<u8>(<usize>load<u32>(base + (<usize>address >> 10 & 3) * 4, at.NAME_TABLES) + (address & 0x3ff));
}

export function writeName(base: usize, address: i32, value: i32): void {
  const place = <usize>load<u32>(base + (<usize>address >> 10 & 3) * 4, at.NAME_TABLES) + (address & 0x3ff);
  if (load<u8>(place) == <u8>value) return;
  store<u8>(place, value);
  nameChanged(base, place - base - at.VRAM);
}

/** The palette (0 to 3) of the tile that v is at. */
@inline
export function attributeOf(base: usize, v: i32): i32 {
  const four = nameTableByte(base, 0x3c0 | (v & 0xc00) | (v >> 4 & 0x38) | (v >> 2 & 7));
  return <i32>four >> ((v >> 4 & 4) | (v & 2)) & 3;
}

/** A colour of the palette, 0 to 63; the greys alone where $2001 asks for them. @param index 0 to 31 */
@inline
export function colourOf(base: usize, index: i32): i32 {
  return <i32>load<u8>(base + index, at.PALETTE) & (load<u8>(base, at.MASK) & 1 ? 0x30 : 0x3f);
}

/** @param index 0 to 31 */
export function writeColour(base: usize, index: i32, value: i32): void {
  if (load<u8>(base + index, at.PALETTE) == <u8>value) return;
  store<u8>(base + index, value, at.PALETTE);
  // The backdrops of the sprites' palettes are those of the background's.
  if (!(index & 3)) store<u8>(base + (index ^ 0x10), value, at.PALETTE);
  coloursChanged(base);
}
