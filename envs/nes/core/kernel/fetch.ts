// Fetching an instruction where it cannot be done with one load: at a page's end, and from registers.

import * as at from '../layout';
import { isMemory, peek, readRegister } from './bus';
import { FETCH_LENGTHS } from './generated/tables';

/**
 * The opcode and the two bytes after it, of which only those that the processor reads are read.
 *
 * @param cycle cycles done before the instruction
 */
export function fetchSlowly(base: usize, pc: i32, cycle: i64): i32 {
  const opcode = fetchByte(base, pc, cycle + 1, pc >> 8);
  const low = fetchByte(base, pc + 1, cycle + 2, opcode);
  if (load<u8>(FETCH_LENGTHS + opcode) < 3) return opcode | low << 8;
  return opcode | low << 8 | fetchByte(base, pc + 2, cycle + 3, low) << 16;
}

function fetchByte(base: usize, pc: i32, cycle: i64, bus: i32): i32 {
  const address = pc & 0xffff;
  if (isMemory(base, address)) return peek(base, address);
  store<i64>(base, cycle, at.CLOCK);
  return readRegister(base, address, bus);
}
