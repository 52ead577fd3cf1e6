/**
 * Compares our core with a golden log, instruction by instruction: the address, registers, flags and cycles before each. The log is
 * that of nestest (https://www.nesdev.org/wiki/Emulator_tests), which goes through all opcodes, the unofficial ones too, from $c000 on.
 *
 * The core runs by frames. So that it ends after one instruction, its PPU is put to the dot before vertical blanking each time.
 */
import type { NesEngine } from '../../../envs/nes/core/engine.ts';
import {
  CLOCK,
  FRAME_ZERO,
  POSITION,
  REG_A,
  REG_P,
  REG_PC,
  REG_S,
  REG_X,
  REG_Y,
  SAVED,
} from '../../../envs/nes/core/layout.ts';
import { createLudusEngine } from '../../../envs/nes/core/ludus-engine.ts';
import { STATE_HEADER_BYTES } from '../../../envs/nes/core/state.ts';

const START = 0xc000;
/** Line 241, dot 1: the dot at which vertical blanking begins. */
const VBLANK_BEGINS = 241 * 341 + 1;
/** Flags of P that exist; the log shows bit 5 set, and never B. */
const FLAGS = 0xcf;
const BIT_5 = 0x20;
const LINE = /^([0-9A-F]{4}) .*A:(..) X:(..) Y:(..) P:(..) SP:(..) .*CYC:\s*(\d+)/;

export interface LogResult {
  readonly instructions: number;
  /** The first line that differs, and what we had; null where none does. */
  readonly difference: string | null;
}

/** @throws {RangeError} where the log has no line that can be read */
export function compareWithLog(rom: Uint8Array, log: string): LogResult {
  const lines = log.split('\n').filter((line) => LINE.test(line));
  if (lines.length === 0) {
    throw new RangeError('Cannot compare with the log: its lines read "C000 ... A:00 X:00 Y:00 P:24 SP:FD ... CYC:7".');
  }
  const engine = createLudusEngine(rom);
  let state = engine.saveState();
  viewOf(state).setUint16(REG_PC - SAVED, START, true);
  for (let done = 0; done < lines.length; done++) {
    const line = lines[done]!;
    const ours = registersOf(state);
    if (ours !== expectedOf(line)) return { instructions: done, difference: `${line.trim()}; ours: ${ours}` };
    state = stepped(engine, state);
  }
  return { instructions: lines.length, difference: null };
}

/** The state after one instruction. */
function stepped(engine: NesEngine, state: Uint8Array): Uint8Array {
  const view = viewOf(state);
  view.setInt32(POSITION - SAVED, VBLANK_BEGINS, true);
  view.setBigInt64(FRAME_ZERO - SAVED, 3n * view.getBigInt64(CLOCK - SAVED, true) - BigInt(VBLANK_BEGINS), true);
  engine.loadState(state);
  engine.run(1, false);
  return engine.saveState();
}

function registersOf(state: Uint8Array): string {
  const view = viewOf(state);
  const byte = (offset: number) => hex(view.getUint8(offset - SAVED));
  const flags = hex((view.getUint8(REG_P - SAVED) & FLAGS) | BIT_5);
  const pc = hex(view.getUint16(REG_PC - SAVED, true), 4);
  return `${pc} A:${byte(REG_A)} X:${byte(REG_X)} Y:${byte(REG_Y)} P:${flags} SP:${byte(REG_S)} CYC:${view.getBigInt64(CLOCK - SAVED, true)}`;
}

function expectedOf(line: string): string {
  const [, pc, a, x, y, p, s, cycles] = LINE.exec(line)!;
  return `${pc} A:${a} X:${x} Y:${y} P:${p} SP:${s} CYC:${cycles}`;
}

function viewOf(state: Uint8Array): DataView {
  return new DataView(state.buffer, state.byteOffset + STATE_HEADER_BYTES);
}

function hex(value: number, digits = 2): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
