/**
 * A batch of the `ludus` core: consoles, pads and observations in one memory, stepped by one call.
 *
 * Cost: a step of frame skip 4 observed as 84 x 84 x 4 takes about 50 us a console of Pong (bench/nes), half of it the program's four
 * frames, the rest drawing and observing what has changed.
 */
import { show } from '../../core/show.ts';
import { parseCartridge } from './cartridge.ts';
import { align, type Core, createCore } from './core.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, type NesBatch, type ObservationOptions } from './engine.ts';
import { REG_PC } from './layout.ts';
import { jammedError, LudusEngine } from './ludus-engine.ts';
import { NES_LUMA, NES_PALETTE } from './palette.ts';

/**
 * Puts a cartridge into each of `numInstances` new consoles.
 *
 * @param rom the bytes of an iNES file
 * @throws {RangeError} as `parseCartridge` does, and where an option is out of its range
 * @throws {Error} where the platform does not let WebAssembly with SIMD run
 */
export function createLudusBatch(rom: Uint8Array, numInstances: number, options: ObservationOptions): NesBatch {
  if (!Number.isInteger(numInstances) || numInstances < 1) {
    throw new RangeError(
      `Cannot make a batch: numInstances is a whole number, at least 1, got ${show(numInstances)}. Give one.`,
    );
  }
  const complaint = optionsComplaint(options);
  if (complaint !== null) throw new RangeError(`Cannot make a batch: ${complaint}. Change it.`);
  return new LudusBatch(rom, numInstances, options);
}

class LudusBatch implements NesBatch {
  readonly numInstances: number;
  readonly instances: readonly LudusEngine[];
  readonly pads: Uint8Array; // [numInstances, frameSkip, 2]
  readonly resting: Uint8Array; // [numInstances]
  readonly observations: Uint8Array; // [numInstances, stack, height, width, channels]
  readonly #core: Core;
  readonly #frameSkip: number;
  /** Bytes of one console's observation. */
  readonly #rowBytes: number;

  constructor(rom: Uint8Array, numInstances: number, options: ObservationOptions) {
    const { frameSkip, maxOfTwo, crop, width, height, color, stack } = options;
    const channels = color === 'rgb' ? 3 : 1;
    const rowBytes = stack * height * width * channels;
    const padBytes = align(numInstances * frameSkip * 2);
    const restingBytes = align(numInstances);
    let ownRoom = 0;
    const isMaxOfTwo = maxOfTwo ? 1 : 0;
    const core = createCore(parseCartridge(rom), numInstances, ({ observationRoom }) => {
      ownRoom = align(observationRoom(numInstances, height * width * channels, isMaxOfTwo));
      return ownRoom + padBytes + restingBytes + numInstances * rowBytes;
    });
    const pads = core.room + ownRoom;
    this.#core = core;
    this.#frameSkip = frameSkip;
    this.#rowBytes = rowBytes;
    this.numInstances = numInstances;
    this.instances = Array.from({ length: numInstances }, (_, index) => new LudusEngine(core, index));
    this.pads = new Uint8Array(core.buffer, pads, numInstances * frameSkip * 2);
    this.resting = new Uint8Array(core.buffer, pads + padBytes, numInstances);
    this.observations = new Uint8Array(core.buffer, pads + padBytes + restingBytes, numInstances * rowBytes);
    const { exports } = core;
    const { left, top } = crop;
    exports.configure(
      core.room,
      numInstances,
      left,
      top,
      crop.width,
      crop.height,
      width,
      height,
      channels,
      stack,
      isMaxOfTwo,
    );
    const levels = new Uint8Array(core.buffer, exports.levels(), 64 * channels);
    for (let index = 0; index < levels.length; index++) {
      levels[index] = color === 'rgb' ? NES_PALETTE[3 * (index & 63) + (index >> 6)]! : NES_LUMA[index]!;
    }
  }

  /** @throws {Error} where a program executes an opcode at which the processor locks up; the others have made their step */
  step(): void {
    const { exports, consoles, stride, buffer } = this.#core;
    const jammed = exports.step(
      consoles,
      stride,
      this.numInstances,
      this.#frameSkip,
      this.pads.byteOffset,
      this.resting.byteOffset,
      this.observations.byteOffset,
    );
    if (jammed === -1) return;
    throw jammedError(` ${jammed}`, new DataView(buffer, consoles + jammed * stride).getUint16(REG_PC, true));
  }

  observe(index: number): void {
    if (!Number.isInteger(index) || index < 0 || index >= this.numInstances) {
      throw new RangeError(
        `Cannot observe console ${show(index)}: there are ${this.numInstances}, counted from 0. Give one of them.`,
      );
    }
    const { exports, consoles, stride } = this.#core;
    exports.observe(consoles + index * stride, index, this.observations.byteOffset + index * this.#rowBytes);
  }
}

function optionsComplaint({
  frameSkip,
  maxOfTwo,
  crop,
  width,
  height,
  color,
  stack,
}: ObservationOptions): string | null {
  const counts = { frameSkip, stack, width, height, 'crop.width': crop.width, 'crop.height': crop.height };
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) return `${name} is a whole number, at least 1, got ${show(value)}`;
  }
  const { left, top } = crop;
  const fits = (start: number, size: number, whole: number) =>
    Number.isInteger(start) && start >= 0 && start + size <= whole;
  if (!fits(left, crop.width, FRAME_WIDTH) || !fits(top, crop.height, FRAME_HEIGHT)) {
    return `the crop lies within ${FRAME_WIDTH} x ${FRAME_HEIGHT} pixels, got ${show(crop)}`;
  }
  if (width > crop.width || height > crop.height) {
    return `width and height are at most the crop's, ${crop.width} x ${crop.height}, got ${width} x ${height}`;
  }
  if (color !== 'grayscale' && color !== 'rgb') return `color is 'grayscale' or 'rgb', got ${show(color)}`;
  if (maxOfTwo && frameSkip < 2)
    return 'maxOfTwo takes the last two frames of a step, so that frameSkip is at least 2, got 1';
  return null;
}
