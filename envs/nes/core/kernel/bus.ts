// The processor's bus: what a read or a write of each address meets. Memory is reached through the tables of pages, registers
// through `readRegister` and `writeRegister`, to which CLOCK says the number of the access's cycle.
//
// Open bus: an address at which nobody answers gives what was last on the bus, which an instruction's operand decides; the
// callers pass it along.

import * as at from '../layout';
import { delayByDmc, readStatus, writeApu } from './apu';
import { readMapper, writeMapper } from './mappers/mapper';
import { readPad, writeStrobe } from './pads';
import { readPpu, writePpu } from './ppu-registers';

/** Whether reading an address is nothing but reading. */
@inline
export function isMemory(base: usize, address: i32): bool {
  return load<u32>(base + (<usize>address >> 11 << 2), at.READ_PAGES) != 0;
}

/** What is at an address that is memory. */
@inline
export function peek(base: usize, address: i32): u8 {
  return load<u8>(<usize>load<u32>(base + (<usize>address >> 11 << 2), at.READ_PAGES) + address);
}

/** A word in the zero page, around whose end it goes. */
@inline
export function zeroPageWord(base: usize, address: i32): i32 {
  return <i32>load<u8>(base + address, at.RAM) | <i32>load<u8>(base + ((address + 1) & 0xff), at.RAM) << 8;
}

/** What is at any address, read in the cycle that CLOCK says. */
export function readByte(base: usize, address: i32, bus: i32): i32 {
  return isMemory(base, address) ? <i32>peek(base, address) : readRegister(base, address, bus);
}

/**
 * Reads an address that is no memory.
 *
 * @param bus what was on the bus in the cycle before
 */
export function readRegister(base: usize, address: i32, bus: i32): i32 {
  if (load<i64>(base, at.DMC_REQUEST_AT) < load<i64>(base, at.CLOCK)) delayByDmc(base);
  if (address < 0x4000) return readPpu(base, address & 7);
  store<u8>(base, load<u8>(base, at.DEEDS) | at.DID_CHANGE, at.DEEDS);
  if (address == 0x4015) return readStatus(base) | (bus & 0x20);
  if (address == 0x4016) return readPad(base, at.PAD_1, at.PAD_1_READ) | (bus & 0xe0);
  if (address == 0x4017) return readPad(base, at.PAD_2, at.PAD_2_READ) | (bus & 0xe0);
  return readMapper(base, address, bus);
}

/** Writes to an address that is no memory. */
export function writeRegister(base: usize, address: i32, value: i32): void {
  if (load<i64>(base, at.DMC_REQUEST_AT) < load<i64>(base, at.CLOCK) - 1) delayByDmc(base); // no write is halted
  if (address < 0x4000) {
    writePpu(base, address & 7, value);
  } else if (address == 0x4014) {
    store<u8>(base, value, at.DMA_PAGE);
    store<u8>(base, 1, at.DMA_PENDING);
    store<i64>(base, 0, at.LIMIT);
  } else if (address == 0x4016) {
    writeStrobe(base, value);
  } else if (address < 0x4018) {
    writeApu(base, address, value);
  } else if (address >= 0x4020) {
    writeMapper(base, address, value);
  }
}
