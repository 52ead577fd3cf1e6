/**
 * The reference engine: jsnes 3 behind `NesEngine`, for any cartridge it supports and for comparing our own core with.
 *
 * Source: https://github.com/bfirsh/jsnes (Apache-2.0). What is done to it is in `console.ts`. Left out: sound.
 */
import { show } from '../../core/show.ts';
import { FRAME_PIXELS, type NesEngine, RAM_BYTES } from '../core/engine.ts';
import { createConsole, type JsnesConsole, runFrame } from './console.ts';
import { restoreSnapshot, takeSnapshot } from './snapshot.ts';

const PRESSED = 0x41; // what jsnes' controllers shift out
const RELEASED = 0x40;
const BUTTONS = 8;
/** Of a state, before the console's own: 'LJ', a number of the format, the cartridge's hash. */
const HEADER_BYTES = 8;
const MAGIC = 0x4c4a0001;

/**
 * Puts a cartridge into a new console and switches it on.
 *
 * @param rom the bytes of an iNES file
 * @throws {RangeError} where jsnes does not take it
 */
export function createJsnesEngine(rom: Uint8Array): NesEngine {
  return new JsnesEngine(rom);
}

class JsnesEngine implements NesEngine {
  readonly engine = 'jsnes';
  readonly frame = new Uint8Array(FRAME_PIXELS); // [240, 256]
  readonly #rom: Uint8Array;
  readonly #hash: number;
  /** Fields of the engine that belong to a state. */
  readonly #counters = { frames: 0, crashed: false };
  #console: JsnesConsole;

  constructor(rom: Uint8Array) {
    this.#rom = rom.slice();
    this.#hash = hashOf(rom);
    this.#console = createConsole(this.#rom);
  }

  get ram(): Uint8Array {
    return this.#console.cpu.mem.subarray(0, RAM_BYTES);
  }

  get emphasis(): Uint8Array {
    return this.#console.emphasis;
  }

  get cycles(): number {
    return this.#console.cpu.cycles;
  }

  get frames(): number {
    return this.#counters.frames;
  }

  powerOn(): void {
    this.#console = createConsole(this.#rom);
    this.#counters.frames = 0;
    this.#counters.crashed = false;
    this.frame.fill(0);
  }

  reset(): void {
    this.#console.cpu.requestIrq(this.#console.cpu.IRQ_RESET);
    this.#counters.crashed = false;
  }

  setPads(pad1: number, pad2: number): void {
    if (!isByte(pad1) || !isByte(pad2)) {
      throw new RangeError(
        `Cannot set the pads: each is a whole number in the range [0, 255], a sum of BUTTON, got ${show(pad1)} and ${show(pad2)}.`,
      );
    }
    const [first, second] = this.#console.controllers;
    for (let button = 0; button < BUTTONS; button++) {
      first.state[button] = (pad1 >> button) & 1 ? PRESSED : RELEASED;
      second.state[button] = (pad2 >> button) & 1 ? PRESSED : RELEASED;
    }
  }

  run(frames: number, draw: boolean): void {
    if (!Number.isInteger(frames) || frames < 1) {
      throw new RangeError(`Cannot run a console: frames is a whole number, at least 1, got ${show(frames)}.`);
    }
    const console = this.#console;
    if (this.#counters.crashed) throw crashed('it executed an opcode at which the processor locks up');
    for (let left = frames; left > 0; left--) {
      console.drawing = draw && left === 1;
      try {
        runFrame(console);
      } catch (error) {
        this.#counters.crashed = true;
        throw crashed((error as Error).message);
      }
      this.#counters.frames++;
    }
    if (draw) this.frame.set(console.ppu.buffer);
  }

  poke(address: number, value: number): void {
    if (!Number.isInteger(address) || address < 0 || address >= RAM_BYTES || !isByte(value)) {
      throw new RangeError(
        `Cannot poke: the address is in the range [0, ${RAM_BYTES - 1}] and the value in [0, 255], got ${show(address)} and ${show(value)}.`,
      );
    }
    this.#console.cpu.mem[address] = value;
  }

  saveState(): Uint8Array {
    const snapshot = takeSnapshot(this.#parts());
    const state = new Uint8Array(HEADER_BYTES + snapshot.length);
    const view = new DataView(state.buffer);
    view.setUint32(0, MAGIC);
    view.setUint32(4, this.#hash);
    state.set(snapshot, HEADER_BYTES);
    return state;
  }

  loadState(state: Uint8Array): void {
    const view = new DataView(state.buffer, state.byteOffset, state.byteLength);
    if (state.length < HEADER_BYTES || view.getUint32(0) !== MAGIC || view.getUint32(4) !== this.#hash) {
      throw new RangeError(
        'Cannot load a state: it is none of the jsnes engine with this cartridge. Take what saveState gave there.',
      );
    }
    restoreSnapshot(this.#parts(), state.subarray(HEADER_BYTES));
    this.#console.emptyLines.forget();
  }

  #parts(): readonly object[] {
    const { cpu, ppu, papu, mmap, controllers, emphasis } = this.#console;
    return [cpu, ppu, papu, mmap, ...controllers, { emphasis, frame: this.frame }, this.#counters];
  }
}

function crashed(why: string): Error {
  return new Error(`Cannot run a console: ${why}. Use powerOn, reset or loadState.`);
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}
