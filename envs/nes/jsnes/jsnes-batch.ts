/**
 * `NesBatch` over jsnes consoles: the same observations as the `ludus` core's, bit for bit, in plain TypeScript. For comparison, not
 * for speed.
 */
import { show } from '../../core/show.ts';
import { FRAME_PIXELS, FRAME_WIDTH, type NesBatch, type NesEngine, type ObservationOptions } from '../core/engine.ts';
import { NES_LUMA, NES_PALETTE } from '../core/palette.ts';
import { createJsnesEngine } from './jsnes-engine.ts';

/** The weights of the core's kernel (`core/kernel/observe.ts`): so many bits down and across. */
const DOWN_BITS = 7;
const ACROSS_BITS = 14;

/** @throws {RangeError} where jsnes does not take the cartridge */
export function createJsnesBatch(rom: Uint8Array, numInstances: number, options: ObservationOptions): NesBatch {
  return new JsnesBatch(rom, numInstances, options);
}

class JsnesBatch implements NesBatch {
  readonly numInstances: number;
  readonly instances: readonly NesEngine[]; // [numInstances]
  readonly pads: Uint8Array; // [numInstances, frameSkip, 2]
  readonly resting: Uint8Array; // [numInstances]
  readonly observations: Uint8Array; // [numInstances, stack, height, width, channels]
  readonly #options: ObservationOptions;
  readonly #levels: readonly Uint8Array[]; // of each channel [64]
  readonly #down: readonly Taps[];
  readonly #across: readonly Taps[];
  /** Bytes of one picture observed. */
  readonly #plane: number;
  readonly #other = new Uint8Array(FRAME_PIXELS);
  /** The brightness of what is cut out of a picture. */
  readonly #bright: Uint8Array; // [crop.height, crop.width]
  /** The lines of an output row, weighted and added. */
  readonly #added: Int32Array; // [crop.width]

  constructor(rom: Uint8Array, numInstances: number, options: ObservationOptions) {
    const { frameSkip, crop, width, height, color, stack } = options;
    this.numInstances = numInstances;
    this.#options = options;
    this.#levels =
      color === 'grayscale'
        ? [NES_LUMA]
        : [0, 1, 2].map((channel) => Uint8Array.from({ length: 64 }, (_, index) => NES_PALETTE[3 * index + channel]!));
    this.#down = tapsOf(crop.height, height, DOWN_BITS);
    this.#across = tapsOf(crop.width, width, ACROSS_BITS);
    this.#plane = width * height * this.#levels.length;
    this.#bright = new Uint8Array(crop.width * crop.height);
    this.#added = new Int32Array(crop.width);
    this.instances = Array.from({ length: numInstances }, () => createJsnesEngine(rom));
    this.pads = new Uint8Array(numInstances * frameSkip * 2);
    this.resting = new Uint8Array(numInstances);
    this.observations = new Uint8Array(numInstances * stack * this.#plane);
  }

  step(): void {
    const { frameSkip, maxOfTwo, stack } = this.#options;
    for (let index = 0; index < this.numInstances; index++) {
      if (this.resting[index] !== 0) continue;
      const console = this.instances[index]!;
      for (let frame = 0; frame < frameSkip; frame++) {
        const at = (index * frameSkip + frame) * 2;
        console.setPads(this.pads[at]!, this.pads[at + 1]!);
        const left = frameSkip - frame;
        console.run(1, left <= (maxOfTwo ? 2 : 1));
        if (maxOfTwo && left === 2) this.#other.set(console.frame);
      }
      const row = index * stack * this.#plane;
      this.observations.copyWithin(row, row + this.#plane, row + stack * this.#plane);
      this.#scale(console.frame, maxOfTwo ? this.#other : console.frame, row + (stack - 1) * this.#plane);
    }
  }

  observe(index: number): void {
    if (!Number.isInteger(index) || index < 0 || index >= this.numInstances) {
      throw new RangeError(
        `Cannot observe console ${show(index)}: there are ${this.numInstances}, counted from 0. Give one of them.`,
      );
    }
    const { stack } = this.#options;
    const row = index * stack * this.#plane;
    const { frame } = this.instances[index]!;
    this.#scale(frame, frame, row);
    for (let k = 1; k < stack; k++) this.observations.copyWithin(row + k * this.#plane, row, row + this.#plane);
  }

  /** Scales the brighter of two pictures down by areas into the observations, from `out` on. */
  #scale(frame: Uint8Array, other: Uint8Array, out: number): void {
    const { width } = this.#options.crop;
    const channels = this.#levels.length;
    const bright = this.#bright;
    const added = this.#added;
    for (let channel = 0; channel < channels; channel++) {
      this.#brighten(this.#levels[channel]!, frame, other);
      let pixel = out + channel;
      for (const { first, weights } of this.#down) {
        addLine(added, bright, first * width, 0, weights[0]!);
        for (let tap = 1; tap < weights.length; tap++) addLine(added, bright, (first + tap) * width, 1, weights[tap]!);
        average(added, this.#across, this.observations, pixel, channels);
        pixel += this.#across.length * channels;
      }
    }
  }

  /** The brightness of what is cut out, or of the brighter of two pictures, into `#bright`. */
  #brighten(levels: Uint8Array, frame: Uint8Array, other: Uint8Array): void {
    const { left, top, width, height } = this.#options.crop;
    const bright = this.#bright;
    for (let y = 0, to = 0; y < height; y++) {
      const from = (top + y) * FRAME_WIDTH + left;
      for (let x = from; x < from + width; x++, to++) bright[to] = levels[frame[x]!]!;
      if (other === frame) continue;
      to -= width;
      for (let x = from; x < from + width; x++, to++) bright[to] = Math.max(bright[to]!, levels[other[x]!]!);
    }
  }
}

/** Sets a line, weighted, or adds it (`keep` 1) to what is there. @param added [width] */
function addLine(added: Int32Array, bright: Uint8Array, from: number, keep: 0 | 1, weight: number): void {
  for (let x = 0; x < added.length; x++) added[x] = added[x]! * keep + bright[from + x]! * weight;
}

/** Writes an output row, `channels` bytes from pixel to pixel. */
function average(added: Int32Array, across: readonly Taps[], out: Uint8Array, first: number, channels: number): void {
  for (let column = 0, pixel = first; column < across.length; column++, pixel += channels) {
    const { first: left, weights } = across[column]!;
    let sum = 1 << (DOWN_BITS + ACROSS_BITS - 1); // a half, to round
    for (let tap = 0; tap < weights.length; tap++) sum += added[left + tap]! * weights[tap]!;
    out[pixel] = sum >> (DOWN_BITS + ACROSS_BITS);
  }
}

/** Of one output: the inputs it is made of, from `first` on, and what each weighs. */
interface Taps {
  readonly first: number;
  readonly weights: Int32Array;
}

/** Weights that add up to 2^bits for each output. */
function tapsOf(inputs: number, outputs: number, bits: number): Taps[] {
  // The share of an output that lies before the input `edge`.
  const share = (edge: number, output: number) => {
    const covered = Math.min(Math.max(edge * outputs - output * inputs, 0), inputs);
    return Math.floor((covered * 2 ** (bits + 1) + inputs) / (2 * inputs));
  };
  return Array.from({ length: outputs }, (_, output) => {
    const first = Math.floor((output * inputs) / outputs);
    const end = Math.ceil(((output + 1) * inputs) / outputs);
    const weights = Int32Array.from(
      { length: end - first },
      (_, tap) => share(first + tap + 1, output) - share(first + tap, output),
    );
    return { first, weights };
  });
}
