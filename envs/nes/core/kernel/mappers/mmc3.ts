// MMC3 (mapper 4): PRG in 8 KiB, CHR in 1 and 2 KiB, an interrupt that counts lines. Source: https://www.nesdev.org/wiki/MMC3.
//
// The counter is clocked where the PPU's address line A12 rises: once a line, at dot 260 where the sprites have the upper pattern
// table, else at dot 324. Left out: protection of the RAM at $6000; lines on which 8x16 sprites of both tables make it rise more
// than once.

import * as at from '../../layout';
import { mirroring } from '../cartridge';
import { pullIrq, releaseIrq } from '../irq';
import { cycleOf, DOTS_PER_LINE, NEVER } from '../time';
import { mapChr, mapNames, mapPrg } from './banks';

const SELECT = at.MAPPER; // u8
const BANKS = at.MAPPER + 1; // [8] u8, R0 to R7
const HORIZONTAL = at.MAPPER + 9; // u8, $a000
const LATCH = at.MAPPER + 10; // u8
const COUNTER = at.MAPPER + 11; // u8
const RELOAD = at.MAPPER + 12; // u8, 0 or 1
const ENABLED = at.MAPPER + 13; // u8, 0 or 1

export function powerOn(base: usize): void {
  store<u64>(base, 0x0100070605040200, BANKS); // the banks in order, R0 to R7
}

export function map(base: usize): void {
  const select = load<u8>(base, SELECT);
  const isPrgSwapped = select & 0x40 ? 2 : 0;
  mapPrg(base, 0 ^ isPrgSwapped, load<u8>(base, BANKS + 6));
  mapPrg(base, 1, load<u8>(base, BANKS + 7));
  mapPrg(base, 2 ^ isPrgSwapped, -2);
  mapPrg(base, 3, -1);
  const isChrSwapped = select & 0x80 ? 4 : 0;
  for (let slot: usize = 0; slot < 4; slot++) {
    const pair = <i32>load<u8>(base + (slot >> 1), BANKS);
    mapChr(base, slot ^ isChrSwapped, (pair & ~1) | <i32>(slot & 1));
    mapChr(base, slot + 4 ^ isChrSwapped, load<u8>(base + slot, BANKS + 2));
  }
  if (mirroring != at.MIRROR_NONE) mapNames(base, load<u8>(base, HORIZONTAL) ? at.MIRROR_HORIZONTAL : at.MIRROR_VERTICAL);
}

export function write(base: usize, address: i32, value: i32): void {
  switch (address & 0xe001) {
    case 0x8000:
      store<u8>(base, value, SELECT);
      map(base);
      break;
    case 0x8001:
      store<u8>(base + (load<u8>(base, SELECT) & 7), value, BANKS);
      map(base);
      break;
    case 0xa000:
      store<u8>(base, value & 1, HORIZONTAL);
      map(base);
      break;
    case 0xc000:
      store<u8>(base, value, LATCH);
      break;
    case 0xc001:
      store<u8>(base, 1, RELOAD);
      break;
    case 0xe000:
      store<u8>(base, 0, ENABLED);
      releaseIrq(base, at.IRQ_MAPPER);
      break;
    case 0xe001:
      store<u8>(base, 1, ENABLED);
      break;
  }
}

/** The dot of a line at which the counter is clocked. */
@inline
export function clockDot(base: usize): i32 {
  return (load<u8>(base, at.CTRL) & 0x38) == 0x10 ? 324 : 260; // background in the upper table, 8x8 sprites in the lower
}

/** @param dot at which it happens */
export function clock(base: usize, dot: i64): void {
  let counter = load<u8>(base, COUNTER);
  if (!counter || load<u8>(base, RELOAD)) counter = load<u8>(base, LATCH);
  else counter--;
  store<u8>(base, counter, COUNTER);
  store<u8>(base, 0, RELOAD);
  if (!counter && load<u8>(base, ENABLED)) pullIrq(base, at.IRQ_MAPPER, cycleOf(dot));
}

/** The cycle in which it pulls the line if all stays as it is; NEVER if not in this frame. */
export function nextIrq(base: usize): i64 {
  if (!load<u8>(base, ENABLED) || !(load<u8>(base, at.MASK) & 0x18)) return NEVER;
  const counter = <i32>load<u8>(base, COUNTER);
  const clocks = !counter || load<u8>(base, RELOAD) ? <i32>load<u8>(base, LATCH) + 1 : counter;
  const dot = clockDot(base);
  const position = load<i32>(base, at.POSITION);
  const next = (position - dot + DOTS_PER_LINE - 1) / DOTS_PER_LINE; // the line of the next clock
  let line = next + clocks - 1;
  if (next > 261) return NEVER;
  if (next > 239 || line > 239) {
    if (next > 239 ? clocks > 1 : line > 240) return NEVER;
    line = 261;
  }
  return cycleOf(load<i64>(base, at.FRAME_ZERO) + line * DOTS_PER_LINE + dot);
}
