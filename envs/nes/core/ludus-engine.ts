/**
 * A console of the `ludus` core: `NesEngine` over an instance in the core's memory.
 */
import { show } from '../../core/show.ts';
import { parseCartridge } from './cartridge.ts';
import { type Core, createCore } from './core.ts';
import { FRAME_HEIGHT, FRAME_PIXELS, type NesEngine, RAM_BYTES } from './engine.ts';
import { CLOCK, EMPHASIS, FRAME, FRAMES, JAMMED, PAD_1, PAD_2, RAM, REG_PC } from './layout.ts';
import { readStateHeader, STATE_HEADER_BYTES, stateComplaint, writeStateHeader } from './state.ts';

/**
 * Puts a cartridge into a new console and switches it on.
 *
 * @param rom the bytes of an iNES file
 * @throws {RangeError} as `parseCartridge` does
 * @throws {Error} where the platform does not let WebAssembly with SIMD run
 */
export function createLudusEngine(rom: Uint8Array): NesEngine {
  return new LudusEngine(createCore(parseCartridge(rom), 1), 0);
}

export class LudusEngine implements NesEngine {
  readonly engine = 'ludus';
  readonly ram: Uint8Array; // [2048]
  readonly frame: Uint8Array; // [240, 256]
  readonly emphasis: Uint8Array; // [240]
  readonly #core: Core;
  readonly #base: number;
  readonly #view: DataView;
  /** Where states are written and read, of all consoles of the core; the header is always there. */
  readonly #packed: Uint8Array; // [STATE_HEADER_BYTES + the most bytes of one]

  /** The console `index` of a core. */
  constructor(core: Core, index: number) {
    const base = core.consoles + index * core.stride;
    this.#core = core;
    this.#base = base;
    this.#view = new DataView(core.buffer, base, core.stride);
    this.ram = new Uint8Array(core.buffer, base + RAM, RAM_BYTES);
    this.frame = new Uint8Array(core.buffer, base + FRAME, FRAME_PIXELS);
    this.emphasis = new Uint8Array(core.buffer, base + EMPHASIS, FRAME_HEIGHT);
    const { exports, stateBytes } = core;
    this.#packed = new Uint8Array(core.buffer, exports.packed(), STATE_HEADER_BYTES + exports.mostPacked(stateBytes));
    writeStateHeader(this.#packed, core.cartridge);
  }

  get cycles(): number {
    return Number(this.#view.getBigInt64(CLOCK, true));
  }

  get frames(): number {
    return Number(this.#view.getBigInt64(FRAMES, true));
  }

  powerOn(): void {
    this.#core.exports.powerOn(this.#base, this.#core.stateBytes);
  }

  reset(): void {
    this.#core.exports.reset(this.#base);
  }

  setPads(pad1: number, pad2: number): void {
    if (!isByte(pad1) || !isByte(pad2)) {
      throw new RangeError(
        `Cannot set the pads: each is a whole number in the range [0, 255], a sum of BUTTON, got ${show(pad1)} and ${show(pad2)}.`,
      );
    }
    this.#view.setUint8(PAD_1, pad1);
    this.#view.setUint8(PAD_2, pad2);
  }

  run(frames: number, draw: boolean): void {
    if (!Number.isInteger(frames) || frames < 1 || frames > 0x7fffffff) {
      throw new RangeError(`Cannot run a console: frames is a whole number, at least 1, got ${show(frames)}.`);
    }
    if (this.#view.getUint8(JAMMED) !== 0 || this.#core.exports.run(this.#base, frames, draw ? 1 : 0) === 0) {
      throw jammedError('', this.#view.getUint16(REG_PC, true));
    }
  }

  poke(address: number, value: number): void {
    if (!Number.isInteger(address) || address < 0 || address >= RAM_BYTES || !isByte(value)) {
      throw new RangeError(
        `Cannot poke: the address is in the range [0, ${RAM_BYTES - 1}] and the value in [0, 255], got ${show(address)} and ${show(value)}.`,
      );
    }
    this.ram[address] = value;
  }

  saveState(): Uint8Array {
    const { exports, stateBytes } = this.#core;
    return this.#packed.slice(0, STATE_HEADER_BYTES + exports.pack(this.#base, stateBytes));
  }

  loadState(state: Uint8Array): void {
    const { exports, cartridge, stateBytes } = this.#core;
    const saved = readStateHeader(state, cartridge, this.#packed.length);
    const complaint = stateComplaint(saved);
    if (complaint !== null) throw new RangeError(`Cannot load a state: ${complaint}. Take another.`);
    this.#packed.set(saved, STATE_HEADER_BYTES);
    if (exports.restore(this.#base, stateBytes, saved.length) === 0) {
      throw new RangeError(
        `Cannot load a state: it has not as many bytes as it says, got ${show(state)}. Take one from saveState, whole.`,
      );
    }
  }
}

/** @param whose ' 3' of console 3, or '' */
export function jammedError(whose: string, address: number): Error {
  return new Error(
    `Cannot run console${whose}: its program executed an opcode at $${address.toString(16).padStart(4, '0')} at which the processor locks up. Use powerOn, reset or loadState.`,
  );
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}
