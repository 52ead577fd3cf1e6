// The cartridge's board: which of the mappers answers. To add one: a file beside this with `map` (its banks, from its registers in
// MAPPER) and `write`, a case in each switch here, its number in ../../cartridge.ts (docs/nes-core.md).

import * as at from '../../layout';
import { mapper, mirroring } from '../cartridge';
import { catchUp } from '../ppu';
import { cycleOf, DOTS_PER_FRAME, DOTS_PER_LINE, dotsBefore, NEVER } from '../time';
import { mapChr, mapNames, mapPrg, mapRam } from './banks';
import * as cnrom from './cnrom';
import * as mmc1 from './mmc1';
import * as mmc3 from './mmc3';
import * as uxrom from './uxrom';

/** The one that counts the lines that are rendered. */
export const COUNTING_MAPPER: i32 = 4;

/** All that is derived from the mapper's registers. */
export function mapAll(base: usize): void {
  mapRam(base);
  mapNames(base, mirroring);
  for (let slot: usize = 0; slot < 4; slot++) mapPrg(base, slot, <i32>slot); // 16 KiB are there twice
  for (let slot: usize = 0; slot < 8; slot++) mapChr(base, slot, <i32>slot);
  switch (mapper) {
    case 1:
      mmc1.map(base);
      break;
    case 2:
      uxrom.map(base);
      break;
    case 3:
      cnrom.map(base);
      break;
    case 4:
      mmc3.map(base);
      break;
  }
}

/** As the cartridge's registers are when the console is switched on. */
export function powerOnMapper(base: usize): void {
  if (mapper == 1) mmc1.powerOn(base);
  else if (mapper == 4) mmc3.powerOn(base);
}

/** A read from $4018 to $5fff, where none of these boards answers. */
export function readMapper(base: usize, address: i32, bus: i32): i32 {
  return bus;
}

/** A write from $4020 on, where there is no RAM. */
export function writeMapper(base: usize, address: i32, value: i32): void {
  if (address < 0x8000) return;
  const clock = load<i64>(base, at.CLOCK);
  catchUp(base, dotsBefore(clock)); // what the PPU has still to draw is in the banks as they were
  store<i64>(base, 0, at.QUIET_UNTIL);
  store<i64>(base, 0, at.LIMIT);
  store<u8>(base, 0, at.PREFETCHED);
  switch (mapper) {
    case 1:
      mmc1.write(base, address, value, clock);
      break;
    case 2:
      uxrom.write(base, value);
      break;
    case 3:
      cnrom.write(base, value);
      break;
    case 4:
      mmc3.write(base, address, value);
      break;
  }
}

/** A line is rendered whole. */
@inline
export function lineMapper(base: usize, line: i32): void {
  if (mapper != COUNTING_MAPPER) return;
  mmc3.clock(base, load<i64>(base, at.FRAME_ZERO) + line * DOTS_PER_LINE + mmc3.clockDot(base));
}

/** A dot of a line is rendered, that at POSITION. */
@inline
export function dotMapper(base: usize, dot: i32): void {
  if (mapper == COUNTING_MAPPER && dot == mmc3.clockDot(base)) {
    mmc3.clock(base, load<i64>(base, at.FRAME_ZERO) + load<i32>(base, at.POSITION));
  }
}

/** The PPU's address is set from outside, from one value to another. */
@inline
export function addressMapper(base: usize, before: i32, after: i32): void {
  if (mapper == COUNTING_MAPPER && after & ~before & 0x1000) {
    mmc3.clock(base, load<i64>(base, at.FRAME_ZERO) + load<i32>(base, at.POSITION));
    store<i64>(base, 0, at.LIMIT);
  }
}

/** The next cycle in which the mapper may pull the IRQ line, or is to be asked again. */
@inline
export function nextMapperEvent(base: usize): i64 {
  if (mapper != COUNTING_MAPPER) return NEVER;
  return min(mmc3.nextIrq(base), cycleOf(load<i64>(base, at.FRAME_ZERO) + DOTS_PER_FRAME - 1));
}
