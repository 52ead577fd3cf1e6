// MMC1 (mapper 1): four registers of five bits, written a bit at a time. Source: https://www.nesdev.org/wiki/MMC1.
// Left out: protection of the RAM at $6000, and more than 8 KiB of it.

import * as at from '../../layout';
import { prgBytes } from '../cartridge';
import { mapChr, mapNames, mapPrg } from './banks';

const SHIFT = at.MAPPER; // u8, the bits so far
const COUNT = at.MAPPER + 1; // u8, how many
const CONTROL = at.MAPPER + 2; // u8
const CHR_0 = at.MAPPER + 3; // u8
const CHR_1 = at.MAPPER + 4; // u8
const PRG = at.MAPPER + 5; // u8
const WRITTEN = at.MAPPER + 8; // i64, the cycle of the last write

/** The last bank fixed at $c000. */
const FIX_LAST: u8 = 0x0c;

export function powerOn(base: usize): void {
  store<u8>(base, FIX_LAST, CONTROL);
  store<i64>(base, -2, WRITTEN);
}

export function map(base: usize): void {
  const control = <i32>load<u8>(base, CONTROL);
  const low = control & 3;
  mapNames(base, low < 2 ? at.MIRROR_LOW + low : low == 2 ? at.MIRROR_VERTICAL : at.MIRROR_HORIZONTAL);
  const chr0 = <i32>load<u8>(base, CHR_0);
  const chr1 = <i32>load<u8>(base, CHR_1);
  const first = control & 0x10 ? chr0 : chr0 & ~1;
  const second = control & 0x10 ? chr1 : chr0 | 1;
  for (let slot: usize = 0; slot < 4; slot++) {
    mapChr(base, slot, (first << 2) + <i32>slot);
    mapChr(base, slot + 4, (second << 2) + <i32>slot);
  }
  // Boards of 512 KiB take the upper half of the PRG by a bit of the CHR's register.
  const outer = prgBytes > 0x40000 ? chr0 & 0x10 : 0;
  const bank = load<u8>(base, PRG) & 0x0f;
  let at8000 = bank;
  let atC000 = bank;
  if (!(control & 8)) {
    at8000 = bank & ~1;
    atC000 = bank | 1;
  } else if (control & 4) {
    atC000 = 0x0f;
  } else {
    at8000 = 0;
  }
  mapPrg(base, 0, (outer | at8000) << 1);
  mapPrg(base, 1, ((outer | at8000) << 1) + 1);
  mapPrg(base, 2, (outer | atC000) << 1);
  mapPrg(base, 3, ((outer | atC000) << 1) + 1);
}

/** @param clock the cycle of the write: of two in a row, as a read-modify-write does them, the second is not seen */
export function write(base: usize, address: i32, value: i32, clock: i64): void {
  const before = load<i64>(base, WRITTEN);
  store<i64>(base, clock, WRITTEN);
  if (clock == before + 1) return;
  if (value & 0x80) {
    store<u8>(base, 0, SHIFT);
    store<u8>(base, 0, COUNT);
    store<u8>(base, load<u8>(base, CONTROL) | FIX_LAST, CONTROL);
    map(base);
    return;
  }
  const count = load<u8>(base, COUNT);
  const bits = load<u8>(base, SHIFT) | (value & 1) << count;
  if (count < 4) {
    store<u8>(base, bits, SHIFT);
    store<u8>(base, count + 1, COUNT);
    return;
  }
  store<u8>(base + (address >> 13 & 3), bits, CONTROL);
  store<u8>(base, 0, SHIFT);
  store<u8>(base, 0, COUNT);
  map(base);
}
