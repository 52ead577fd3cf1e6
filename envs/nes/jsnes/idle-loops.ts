/**
 * Skips what a program does while it waits: a loop that changes nothing, until an interrupt comes.
 *
 * Such a loop is a few instructions that read the console's memory into registers and jump back. When it has come round once, in the time of
 * its own instructions, with the registers it had before, it will do so again and again: nothing but an interrupt can change what it reads. So
 * the clock is put forward by whole rounds, to just before the next moment at which the picture or the sound unit could raise one.
 */
import type { JsnesConsole } from './console.ts';

/** Bytes that a loop has at most, from its beginning to that of the jump back. */
const MOST_BYTES = 12;
const DOTS_A_CYCLE = 3;
const BRANCH_CYCLES = 3; // taken, within a page; 1 more into another
const BRANCH_BYTES = 2;
const OPCODE_JMP = 0x4c;
const JMP_CYCLES = 3;
const JMP_BYTES = 3;
/** Conditional branches: %xxx10000. */
const BRANCH_MASK = 0x1f;
const BRANCH = 0x10;
/** Reads of $0000 to $1fff are of RAM, and change nothing. */
const RAM_END_PAGE = 0x20;
const PROGRAM = 0x8000;

/** Of the opcodes that only read into registers and flags, by kind of operand: bytes and cycles. Others have 0. */
const BYTES = new Uint8Array(256);
const CYCLES = new Uint8Array(256);
const ABSOLUTE_BYTES = 3;
for (const [bytes, cycles, opcodes] of [
  [2, 2, [0xa9, 0xa2, 0xa0, 0xc9, 0xe0, 0xc0, 0x29, 0x09]], // a byte: LDA, LDX, LDY, CMP, CPX, CPY, AND, ORA
  [2, 3, [0xa5, 0xa6, 0xa4, 0xc5, 0xe4, 0xc4, 0x25, 0x05, 0x24]], // the zero page: these, and BIT
  [ABSOLUTE_BYTES, 4, [0xad, 0xae, 0xac, 0xcd, 0xec, 0xcc, 0x2d, 0x0d, 0x2c]], // an address: these
  [1, 2, [0xea, 0x18, 0x38]], // NOP, CLC, SEC
] as const) {
  for (const opcode of opcodes) {
    BYTES[opcode] = bytes;
    CYCLES[opcode] = cycles;
  }
}

/** Where a program jumped back to last, and with what. */
export class IdleLoops {
  #start = -1;
  #cycles = 0;
  #a = 0;
  #x = 0;
  #y = 0;
  #carry = 0;
  #zero = 0;
  #sign = 0;
  #overflow = 0;

  /** Something else than the program may have changed what it reads. */
  forget(): void {
    this.#start = -1;
  }

  /** The program has jumped back, from `end` to where it is now; called for the short ones. */
  jumped(console: JsnesConsole, end: number): void {
    const { cpu } = console;
    const start = cpu.REG_PC;
    const isSame =
      start === this.#start &&
      cpu.REG_ACC === this.#a &&
      cpu.REG_X === this.#x &&
      cpu.REG_Y === this.#y &&
      cpu.F_CARRY === this.#carry &&
      cpu.F_ZERO === this.#zero &&
      cpu.F_SIGN === this.#sign &&
      cpu.F_OVERFLOW === this.#overflow;
    const took = cpu.cycles - this.#cycles;
    this.#start = start;
    this.#a = cpu.REG_ACC;
    this.#x = cpu.REG_X;
    this.#y = cpu.REG_Y;
    this.#carry = cpu.F_CARRY;
    this.#zero = cpu.F_ZERO;
    this.#sign = cpu.F_SIGN;
    this.#overflow = cpu.F_OVERFLOW;
    // What took longer than its instructions was interrupted.
    if (isSame && took === cyclesOf(cpu.mem, start, end) && cpu.directPrgReads) skip(console, took);
    this.#cycles = cpu.cycles;
  }
}

/** Whether a jump from `end` back to `start` may be a loop's. Plain, since it is asked of every instruction. */
export function isShort(start: number, end: number): boolean {
  return start <= end && end - start <= MOST_BYTES && start >= PROGRAM;
}

/** How long a round of the loop takes, or 0 where it does something else than to read. */
function cyclesOf(mem: Uint8Array, start: number, end: number): number {
  let at = start;
  let cycles = 0;
  while (at < end) {
    const opcode = mem[at]!;
    const bytes = BYTES[opcode]!;
    if (bytes === 0 || (bytes === ABSOLUTE_BYTES && mem[at + 2]! >= RAM_END_PAGE)) return 0;
    cycles += CYCLES[opcode]!;
    at += bytes;
  }
  if (at !== end) return 0;
  const opcode = mem[end]!;
  if (opcode === OPCODE_JMP) return end + JMP_BYTES <= mem.length ? cycles + JMP_CYCLES : 0;
  if ((opcode & BRANCH_MASK) !== BRANCH) return 0;
  const crosses = (start & 0xff00) !== ((end + BRANCH_BYTES) & 0xff00);
  return cycles + BRANCH_CYCLES + (crosses ? 1 : 0);
}

/** Puts the clock forward by whole rounds. */
function skip({ cpu, ppu, papu }: JsnesConsole, cycles: number): void {
  const pending = cpu.needNmi || cpu.prevNeedNmi || cpu.runIrq || cpu.prevRunIrq || cpu.dmaNeedHalt || cpu.resetPending;
  if (pending || cpu.nmiLine !== ppu.nmiOutput) return;
  const byPicture = Math.floor((ppu.nextEventDot - ppu.dotTarget) / (cycles * DOTS_A_CYCLE));
  const bySound = Math.floor((papu.nextEventCycle - 1 - cpu.cycles) / cycles);
  const rounds = Math.min(byPicture, bySound);
  if (rounds <= 0) return;
  cpu.cycles += rounds * cycles;
  ppu.dotTarget += rounds * cycles * DOTS_A_CYCLE;
}
