// Between instructions: when interrupts are served, when anything is to be looked at next, what DMA takes, which loops are idle.
//
// The processor polls its interrupt lines at the end of an instruction's last cycle but one. So an interrupt that cycle c sees is
// served after the first instruction whose last cycle comes after c. Nothing of that needs to be asked before LIMIT.
//
// Source: https://www.nesdev.org/wiki/CPU_interrupts, https://www.nesdev.org/wiki/DMA.

import * as at from '../layout';
import { apuCatchUp, dmcRead, nextApuEvent } from './apu';
import { isMemory, peek, readRegister } from './bus';
import { WRITE_CYCLES } from './generated/tables';
import { nextMapperEvent } from './mappers/mapper';
import { catchUp } from './ppu';
import { copyToOam, nextStatusChange, writeOam } from './ppu-registers';
import { cycleOf, DOTS_PER_FRAME, DOTS_PER_LINE, dotsBefore, NEVER, VBLANK_BEGINS } from './time';

/** Cycles between two requests of the DMC at least, or fewer. */
const DMC_LEAST: i64 = 256;

/** P as an interrupt pushes it. `n` counts by its bit 7, `z` by whether it is 0; `d` and `i` are bits of P. */
@inline
export function status(n: i32, v: i32, d: i32, i: i32, z: i32, c: i32): i32 {
  return (n & 0x80) | v << 6 | 0x20 | d | i | i32(z == 0) << 1 | c;
}

/**
 * Looks at what has come by LIMIT and sets the next.
 *
 * @param opcode of the instruction just done
 * @param cycles that it took
 * @param i the I flag, 0 or 4
 * @returns whether an interrupt is to be served now
 */
export function afterInstruction(base: usize, opcode: i32, cycles: i32, i: i32): bool {
  const cycle = load<i64>(base, at.CLOCK);
  catchUp(base, 3 * cycle);
  apuCatchUp(base, cycle);
  const poll = load<u8>(base, at.POLL);
  store<u8>(base, at.POLL_NOW, at.POLL);
  if (poll != at.POLL_NOT && isInterrupted(base, cycle, opcode, cycles, poll == at.POLL_NOW ? i : i32(poll == at.POLL_SET))) {
    store<i64>(base, 0, at.LIMIT); // what comes next depends on the vector
    return true;
  }
  plan(base, i);
  return false;
}

function isInterrupted(base: usize, cycle: i64, opcode: i32, cycles: i32, masked: i32): bool {
  if (load<i64>(base, at.NMI_AT) < cycle) return true;
  if (masked) return false;
  // A branch that is taken within its page does not poll in its last cycle but one.
  const early = i64((opcode & 0x1f) == 0x10 && cycles == 3);
  return load<i64>(base, at.IRQ_SINCE) < cycle - early;
}

/** Sets LIMIT: vertical blanking and whatever may pull an interrupt line. */
function plan(base: usize, i: i32): void {
  const zero = load<i64>(base, at.FRAME_ZERO);
  const isBefore = load<i32>(base, at.POSITION) <= VBLANK_BEGINS;
  // The next frame may be a dot shorter. To look at its beginning, too, would take its first line by dots.
  let limit = cycleOf(zero + VBLANK_BEGINS + (isBefore ? 0 : DOTS_PER_FRAME - 1));
  const nmi = load<i64>(base, at.NMI_AT);
  if (nmi < limit) limit = nmi + 1;
  if (!i) {
    const irq = load<i64>(base, at.IRQ_SINCE);
    if (irq < limit) limit = irq + 1;
    limit = min(limit, nextMapperEvent(base));
  }
  store<i64>(base, min(limit, nextApuEvent(base, i)), at.LIMIT);
}

/**
 * The address where an interrupt goes on. An NMI seen by the time the return address is pushed takes the place of a BRK or IRQ.
 *
 * @param cycle of the push of the return address's low byte
 */
export function interruptVector(base: usize, cycle: i64, isBrk: bool): i32 {
  catchUp(base, dotsBefore(cycle) + 1);
  let vector: i32 = 0xfffe;
  if (load<i64>(base, at.NMI_AT) <= cycle) {
    store<i64>(base, NEVER, at.NMI_AT);
    vector = 0xfffa;
  }
  return <i32>peek(base, vector) | <i32>peek(base, vector + 1) << 8;
}

/**
 * Serves the DMA that is due. It halts the processor in a read; the cycles that it takes are counted exactly, but all of them after
 * the instruction into which they fall, unless that has accessed a register since.
 *
 * @param opcode of the instruction that ends with `cycle`
 * @returns the cycles done after it
 */
export function stall(base: usize, cycle: i64, opcode: i32): i64 {
  let now = cycle + load<u8>(base, at.DMC_OWED);
  store<u8>(base, 0, at.DMC_OWED);
  const isOam = load<u8>(base, at.DMA_PENDING);
  let seen = now; // until when the DMC's requests are known
  if (isOam) {
    seen += DMC_LEAST;
    now = copyOam(base, now);
    apuCatchUp(base, seen);
  }
  while (true) {
    const request = load<i64>(base, at.DMC_REQUEST_AT);
    if (request <= seen) {
      now += isOam ? dmcCyclesInOam(request, now) : dmcCycles(request, cycle, opcode);
      dmcRead(base, now);
    } else if (seen == now) {
      break;
    }
    seen = now;
    apuCatchUp(base, seen);
  }
  if (now != cycle) store<i64>(base, 0, at.LIMIT);
  return now;
}

/** Within an OAM DMA, which is halted already, it takes a read and the write after it; at the end there is none left to wait for. */
@inline
function dmcCyclesInOam(request: i64, end: i64): i64 {
  const left = end - request;
  return left >= 4 ? 2 : left >= 2 ? 1 : 3;
}

/** Halts at the first read after the request; then a dummy cycle, and one more where the DMC's read would not be an even cycle. */
@inline
function dmcCycles(request: i64, end: i64, opcode: i32): i64 {
  const writes = <i32>load<u8>(WRITE_CYCLES + opcode);
  let halt = request + 1;
  while (halt <= end && end - halt < 8 && writes >> <i32>(end - halt) & 1) halt++;
  return 3 + (halt & 1);
}

/** 256 bytes to $2004: a cycle to halt, one more before an odd cycle, then reads in even and writes in odd cycles. */
function copyOam(base: usize, cycle: i64): i64 {
  store<u8>(base, 0, at.DMA_PENDING);
  const source = <i32>load<u8>(base, at.DMA_PAGE) << 8;
  let now = cycle + 1 + (cycle & 1);
  catchUp(base, 3 * cycle);
  if (isMemory(base, source) && isOamIdle(base)) {
    const from = <usize>load<u32>(base + (<usize>source >> 11 << 2), at.READ_PAGES) + source;
    copyToOam(base, from);
    return now + 512;
  }
  for (let index = 0; index < 256; index++) {
    store<i64>(base, now + 1, at.CLOCK);
    const address = source | index;
    const value = isMemory(base, address) ? <i32>peek(base, address) : readRegister(base, address, 0);
    store<i64>(base, now + 2, at.CLOCK);
    writeOam(base, value);
    now += 2;
  }
  return now;
}

/** Whether the PPU leaves its OAM alone for as long as a DMA takes. */
@inline
function isOamIdle(base: usize): bool {
  if (!(load<u8>(base, at.MASK) & 0x18) && !load<u8>(base, at.RENDERING)) return true;
  const position = load<i32>(base, at.POSITION);
  return position >= 240 * DOTS_PER_LINE && position < 261 * DOTS_PER_LINE - 3 * 514;
}

/**
 * Skips whole rounds of a loop that changes nothing, up to before the next event.
 *
 * @param cycle cycles done at the end of a round
 * @param round cycles that a round takes
 * @returns the cycles done after the last round skipped
 */
export function skipIdle(base: usize, cycle: i64, round: i64): i64 {
  let limit = load<i64>(base, at.LIMIT);
  if (limit - 1 - cycle < round) return cycle;
  if (load<u8>(base, at.DEEDS) & at.DID_POLL) {
    // It waits for a flag of $2002: up to the last round whose reads come before the flag's dot.
    limit = min(limit, cycleOf(nextStatusChange(base, 3 * (cycle - round), 3 * limit)) + 1);
    if (limit - 1 - cycle < round) return cycle;
  }
  return cycle + (limit - 1 - cycle) / round * round;
}
