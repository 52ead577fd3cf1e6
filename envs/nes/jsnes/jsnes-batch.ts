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
const LINE_WORDS = FRAME_WIDTH / Uint32Array.BYTES_PER_ELEMENT;

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
  readonly #down: Taps;
  readonly #across: Taps;
  /** Bytes of one picture observed. */
  readonly #plane: number;
  readonly #other = new Uint8Array(FRAME_PIXELS);
  /** Each line of what is cut out, weighted and added across. */
  readonly #added: Int32Array; // [crop.height, width]

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
    this.#added = new Int32Array(crop.height * width);
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
    const { crop, width } = this.#options;
    const channels = this.#levels.length;
    const added = this.#added;
    const words = wordsOf(frame);
    const otherWords = wordsOf(other);
    for (let channel = 0; channel < channels; channel++) {
      const levels = this.#levels[channel]!;
      for (let y = 0; y < crop.height; y++) {
        const line = crop.top + y;
        const from = line * FRAME_WIDTH + crop.left;
        // Most lines of a picture look like the line above.
        if (y > 0 && isAsAbove(words, line) && isAsAbove(otherWords, line)) {
          added.copyWithin(y * width, (y - 1) * width, y * width);
        } else if (other === frame) addAcross(frame, from, levels, this.#across, added, y * width);
        else addAcrossBrighter(frame, other, from, levels, this.#across, added, y * width);
      }
      addDown(added, this.#down, width, this.observations, out + channel, channels);
    }
  }
}

/** A picture, four pixels a word. */
function wordsOf(frame: Uint8Array): Uint32Array {
  return new Uint32Array(frame.buffer, frame.byteOffset, frame.length / Uint32Array.BYTES_PER_ELEMENT);
}

/** Whether a line has the pixels of the line above it. */
function isAsAbove(words: Uint32Array, line: number): boolean {
  const end = (line + 1) * LINE_WORDS;
  for (let at = line * LINE_WORDS; at < end; at++) {
    if (words[at] !== words[at - LINE_WORDS]) return false;
  }
  return true;
}

/** Weighs and adds the pixels of a line, from `from` on, that each output is made of. */
function addAcross(
  frame: Uint8Array,
  from: number,
  levels: Uint8Array,
  { first, weights, each }: Taps,
  added: Int32Array,
  to: number,
): void {
  for (let column = 0, tap = 0; column < first.length; column++) {
    let sum = 0;
    for (let x = from + first[column]!, end = x + each; x < end; x++, tap++) sum += levels[frame[x]!]! * weights[tap]!;
    added[to + column] = sum;
  }
}

/** The same with the brighter of two pictures' pixels. */
function addAcrossBrighter(
  frame: Uint8Array,
  other: Uint8Array,
  from: number,
  levels: Uint8Array,
  { first, weights, each }: Taps,
  added: Int32Array,
  to: number,
): void {
  for (let column = 0, tap = 0; column < first.length; column++) {
    let sum = 0;
    for (let x = from + first[column]!, end = x + each; x < end; x++, tap++) {
      sum += Math.max(levels[frame[x]!]!, levels[other[x]!]!) * weights[tap]!;
    }
    added[to + column] = sum;
  }
}

/** Weighs and adds the lines that each output row is made of, and writes it, `channels` bytes from pixel to pixel. */
function addDown(
  added: Int32Array,
  { first, weights, each }: Taps,
  width: number,
  out: Uint8Array,
  firstPixel: number,
  channels: number,
): void {
  const half = 1 << (DOWN_BITS + ACROSS_BITS - 1); // to round
  for (let row = 0, pixel = firstPixel; row < first.length; row++) {
    for (let column = 0; column < width; column++, pixel += channels) {
      let sum = half;
      for (let tap = 0, at = first[row]! * width + column; tap < each; tap++, at += width) {
        sum += added[at]! * weights[row * each + tap]!;
      }
      out[pixel] = sum >> (DOWN_BITS + ACROSS_BITS);
    }
  }
}

/** Of each output: the first input that it is made of, and what that and the next ones weigh. */
interface Taps {
  readonly first: Int32Array; // [outputs]
  readonly weights: Int32Array; // [outputs, each]
  /** Inputs to an output; where one has fewer, the rest weighs 0. */
  readonly each: number;
}

/** Weights that add up to 2^bits for each output. */
function tapsOf(inputs: number, outputs: number, bits: number): Taps {
  // The share of an output that lies before the input `edge`.
  const share = (edge: number, output: number) => {
    const covered = Math.min(Math.max(edge * outputs - output * inputs, 0), inputs);
    return Math.floor((covered * 2 ** (bits + 1) + inputs) / (2 * inputs));
  };
  const each = Math.min(inputs, Math.ceil(inputs / outputs) + 1);
  // None begins so late that its inputs would lie beyond the last.
  const first = Int32Array.from({ length: outputs }, (_, output) =>
    Math.min(Math.floor((output * inputs) / outputs), inputs - each),
  );
  const weights = Int32Array.from({ length: outputs * each }, (_, index) => {
    const output = Math.floor(index / each);
    const input = first[output]! + (index % each);
    return share(input + 1, output) - share(input, output);
  });
  return { first, weights, each };
}
