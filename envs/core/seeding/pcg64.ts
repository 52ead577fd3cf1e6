/**
 * numpy's `PCG64`: a 128-bit linear congruential generator whose output function (XSL-RR) folds the state to 64 bits and
 * rotates it. Bit for bit numpy's, including the half-used word that 32-bit draws leave behind.
 *
 * Source: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
 * Generation", 2014; numpy `numpy/random/src/pcg64/pcg64.h`. Left out: `advance` and `jumped`.
 *
 * JavaScript has neither 64-bit integers (short of BigInt, twenty times too slow here) nor a 32x32->64 bit product. The
 * state is four 32-bit words. `Math.imul` gives the low half of each product exactly; a float64 product gives the high half,
 * to within 2^12 of 2^64: take the low half away and what is left is a multiple of 2^32 but for that error, so
 * rounding makes it exact. `bench/rng.ts` times it.
 */
import type { State } from '../env.ts';
import type { SeedSequence } from './seed-sequence.ts';

// The multiplier 0x2360ED051FC65DA44385DF649FCCF645, least significant word first.
const M0 = 0x9fccf645;
const M1 = 0x4385df64;
const M2 = 0x1fc65da4;
const M3 = 0x2360ed05;

const TWO_M32 = 2 ** -32;
const TWO_M24 = 2 ** -24;
const TWO_M53 = 2 ** -53;
const TWO_21 = 2 ** 21;
/** Adding and subtracting 1.5 * 2^52 rounds a float64 below 2^51 to the nearest integer: cheaper than `Math.round`. */
const ROUND = 6755399441055744;
/** Just under a half, so that rounding `x - ALMOST_HALF` is `floor(x)` for multiples of 2^-32. */
const ALMOST_HALF = 0.5 - 2 ** -33;

// Where things lie in `#words`.
const INCREMENT = 4;
const HIGH = 8;
const LOW = 9;
const SPARE = 10;
const HAS_SPARE = 11;

/** As numpy's `bit_generator.state`, the 128-bit integers in decimal. */
export type Pcg64State = {
  readonly bit_generator: 'PCG64';
  readonly state: { readonly state: string; readonly inc: string };
  readonly has_uint32: 0 | 1;
  readonly uinteger: number;
};

/** Words in which a generator keeps where it is. */
export const PCG64_WORDS = 12;

export class Pcg64 {
  // [12] uint32: state 0-3, increment 4-7 (least significant word first), last output 8-9, spare half 10, is there one 11
  readonly #words: Uint32Array;

  /** @param words Where it is to keep its state, `[PCG64_WORDS]`: a place that a native kernel draws from as well. */
  constructor(words: Uint32Array = new Uint32Array(PCG64_WORDS)) {
    this.#words = words;
  }

  /** Seeds from eight words of the sequence, as numpy does (`pcg64_set_seed`). `words` as of the constructor. */
  static fromSeedSequence(sequence: SeedSequence, words: Uint32Array = new Uint32Array(PCG64_WORDS)): Pcg64 {
    const [s2, s3, s0, s1, i2, i3, i0, i1] = sequence.generateState(8) as unknown as Octet;
    const pcg = new Pcg64(words.fill(0));
    words[4] = (i0 << 1) | 1;
    words[5] = (i1 << 1) | (i0 >>> 31);
    words[6] = (i2 << 1) | (i1 >>> 31);
    words[7] = (i3 << 1) | (i2 >>> 31);
    pcg.#step();
    addInto(words, s0, s1, s2, s3);
    pcg.#step();
    return pcg;
  }

  /** Advances the state and writes its 64-bit output to `#words[HIGH]` and `#words[LOW]`. No branches. */
  #step(): void {
    const words = this.#words;
    const a0 = words[0]!;
    const a1 = words[1]!;
    const a2 = words[2]!;
    const a3 = words[3]!;
    // Columns of the product, weights 2^0, 2^32, 2^64: low 32 bits exactly, then the rest in units of 2^32.
    const low0 = Math.imul(a0, M0) >>> 0;
    const low1 = (Math.imul(a0, M1) + Math.imul(a1, M0)) >>> 0;
    const low2 = (Math.imul(a0, M2) + Math.imul(a1, M1) + Math.imul(a2, M0)) >>> 0;
    const high0 = (a0 * M0 - low0) * TWO_M32 + ROUND - ROUND;
    const high1 = (a0 * M1 + a1 * M0 - low1) * TWO_M32 + ROUND - ROUND;
    const high2 = (a0 * M2 + a1 * M1 + a2 * M0 - low2) * TWO_M32 + ROUND - ROUND;
    // Sums below 2^36, exact; `sum | 0` keeps the low 32 bits.
    const sum0 = low0 + words[4]!;
    const sum1 = low1 + words[5]! + high0 + (sum0 * TWO_M32 - ALMOST_HALF + ROUND - ROUND);
    const sum2 = low2 + words[6]! + high1 + (sum1 * TWO_M32 - ALMOST_HALF + ROUND - ROUND);
    const carry2 = high2 + (sum2 * TWO_M32 - ALMOST_HALF + ROUND - ROUND);
    const r0 = sum0 | 0;
    const r1 = sum1 | 0;
    const r2 = sum2 | 0;
    const low3a = (Math.imul(a0, M3) + Math.imul(a1, M2)) | 0;
    const low3b = (Math.imul(a2, M1) + Math.imul(a3, M0)) | 0;
    const r3 = (low3a + low3b + ((words[7]! + carry2) | 0)) | 0;
    words[0] = r0;
    words[1] = r1;
    words[2] = r2;
    words[3] = r3;
    // XSL-RR: the halves xored, rotated right by the top six bits. A rotation by 32 or more swaps the words first.
    const rotation = r3 >>> 26;
    const xorLow = r0 ^ r2;
    const xorHigh = r1 ^ r3;
    const swap = (xorLow ^ xorHigh) & -(rotation >>> 5);
    const low = xorLow ^ swap;
    const high = xorHigh ^ swap;
    const left = 31 - (rotation & 31); // shifts count modulo 32; `x << 1 << 31` is 0, where `x << 32` would be x
    words[HIGH] = (high >>> rotation) | ((low << 1) << left);
    words[LOW] = (low >>> rotation) | ((high << 1) << left);
  }

  /** In the range `[0, 1)`, a multiple of 2^-53: the upper 53 bits of one output. */
  nextDouble(): number {
    this.#step();
    const words = this.#words;
    return (words[HIGH]! * TWO_21 + (words[LOW]! >>> 11)) * TWO_M53;
  }

  /** In the range `[0, 1)`, a multiple of 2^-24: half an output. */
  nextFloat(): number {
    return (this.nextUint32() >>> 8) * TWO_M24;
  }

  /** In the range `[0, 2^32)`. Every other call takes the upper half that the call before left. */
  nextUint32(): number {
    const words = this.#words;
    if (words[HAS_SPARE] !== 0) {
      words[HAS_SPARE] = 0;
      return words[SPARE]!;
    }
    this.#step();
    words[SPARE] = words[HIGH]!;
    words[HAS_SPARE] = 1;
    return words[LOW]!;
  }

  /** Takes one 64-bit output; read it with `high` and `low`. Leaves the spare half alone, as numpy does. */
  nextPair(): void {
    this.#step();
  }

  /** The upper 32 bits of the last output, unsigned. */
  get high(): number {
    return this.#words[HIGH]!;
  }

  /** The lower 32 bits of the last output, unsigned. */
  get low(): number {
    return this.#words[LOW]!;
  }

  /** In the range `[0, 2^64)`. For tests and display: a BigInt a call is slow. */
  nextUint64(): bigint {
    this.#step();
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  getState(): Pcg64State {
    const words = this.#words;
    return {
      bit_generator: 'PCG64',
      state: { state: join(words, 0), inc: join(words, INCREMENT) },
      has_uint32: words[HAS_SPARE] === 0 ? 0 : 1,
      uinteger: words[SPARE]!,
    };
  }

  /** @throws {TypeError} where `state` is not what `getState` gives; the generator is then unchanged. */
  setState(state: State): void {
    const { state: inner, has_uint32, uinteger } = checkState(state);
    const words = this.#words;
    split(words, 0, BigInt(inner.state));
    split(words, INCREMENT, BigInt(inner.inc));
    words[HAS_SPARE] = has_uint32;
    words[SPARE] = uinteger;
  }
}

type Octet = readonly [number, number, number, number, number, number, number, number];

/** Adds a 128-bit number to the state words. */
function addInto(words: Uint32Array, s0: number, s1: number, s2: number, s3: number): void {
  let sum = words[0]! + s0;
  words[0] = sum;
  sum = words[1]! + s1 + (sum >= 2 ** 32 ? 1 : 0);
  words[1] = sum;
  sum = words[2]! + s2 + (sum >= 2 ** 32 ? 1 : 0);
  words[2] = sum;
  words[3] = words[3]! + s3 + (sum >= 2 ** 32 ? 1 : 0);
}

function join(words: Uint32Array, from: number): string {
  let value = 0n;
  for (let i = 3; i >= 0; i--) value = (value << 32n) | BigInt(words[from + i]!);
  return value.toString();
}

function split(words: Uint32Array, to: number, value: bigint): void {
  for (let i = 0; i < 4; i++) words[to + i] = Number((value >> BigInt(32 * i)) & 0xffffffffn);
}

function checkState(state: State): Pcg64State {
  const { bit_generator, state: inner, has_uint32, uinteger } = (state ?? {}) as Partial<Pcg64State>;
  const valid =
    bit_generator === 'PCG64' &&
    isUint128(inner?.state) &&
    isUint128(inner?.inc) &&
    BigInt(inner!.inc) % 2n === 1n &&
    (has_uint32 === 0 || has_uint32 === 1) &&
    typeof uinteger === 'number' &&
    uinteger >>> 0 === uinteger;
  if (!valid) {
    throw new TypeError(
      `Cannot restore a generator: its state is {bit_generator: 'PCG64', state: {state, inc}, has_uint32, uinteger} with ` +
        `state and inc (odd) decimal strings below 2^128, got ${JSON.stringify(state)?.slice(0, 200)}. Give what getState returned.`,
    );
  }
  return state as Pcg64State;
}

function isUint128(text: unknown): boolean {
  return typeof text === 'string' && /^\d{1,39}$/.test(text) && BigInt(text) < 1n << 128n;
}
