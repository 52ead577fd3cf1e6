/**
 * numpy's `Generator` over `PCG64`: every random number of every world, space and agent comes from one of these, so a
 * seed starts here the episode it starts in Gymnasium. Bit for bit numpy's (`test/golden/rng.json`).
 *
 * Scalars come from the named methods, arrays from the `fill` methods, which draw exactly as numpy's `size=` does and
 * allocate nothing. Numbers are float64: integers are drawn within `[-(2^53 - 1), 2^53 - 1]`.
 *
 * Source: numpy `numpy/random/_generator.pyx`. Left out: the distributions no world draws from.
 */
import type { Seed, State } from '../env.ts';
import { type ChoiceOptions, chooseFrom } from './choice.ts';
import { boundedInteger, maskedInteger, standardExponential, standardNormal } from './distributions.ts';
import { fillBounded, type IntegerArray } from './fill-integers.ts';
import { Pcg64, type Pcg64State } from './pcg64.ts';
import { SeedSequence } from './seed-sequence.ts';

export type { IntegerArray };
export type GeneratorState = Pcg64State;

export class Generator {
  readonly #bits: Pcg64;
  /** Where its seed came from; null after `fromState`. Children come from it. */
  readonly #sequence: SeedSequence | null;

  private constructor(bits: Pcg64, sequence: SeedSequence | null) {
    this.#bits = bits;
    this.#sequence = sequence;
  }

  /**
   * `numpy.random.default_rng(seed)`.
   *
   * @param seed Non-negative integer of any size; null draws 128 bits of the platform's entropy.
   * @param words Where it is to keep its state, as `Pcg64`'s constructor says.
   * @throws {TypeError|RangeError} as `checkSeed` does.
   */
  static fromSeed(seed: Seed | null, words?: Uint32Array): Generator {
    return Generator.fromSeedSequence(new SeedSequence(seed), words);
  }

  /** `words` as in `fromSeed`. */
  static fromSeedSequence(sequence: SeedSequence, words?: Uint32Array): Generator {
    return new Generator(Pcg64.fromSeedSequence(sequence, words), sequence);
  }

  /** A generator that goes on from `state`. Throws `TypeError` where `state` is not what `getState` gives. `words` as in `fromSeed`. */
  static fromState(state: State, words?: Uint32Array): Generator {
    const bits = new Pcg64(words);
    bits.setState(state);
    return new Generator(bits, null);
  }

  /** `count` generators whose streams overlap neither with this one's nor with each other's (numpy's `spawn`). */
  spawn(count: number): Generator[] {
    if (this.#sequence === null) {
      throw new RangeError(
        'Cannot spawn: a generator made from a state has no seed. Spawn from the one that was seeded.',
      );
    }
    return this.#sequence.spawn(count).map((child) => Generator.fromSeedSequence(child));
  }

  /** Serialisable as JSON, and numpy's own `bit_generator.state` but for decimal strings. */
  getState(): GeneratorState {
    return this.#bits.getState();
  }

  /** Throws `TypeError` where `state` is not what `getState` gives; nothing has changed then. */
  setState(state: State): void {
    this.#bits.setState(state);
  }

  /** In the range `[0, 1)`, 53 bits. */
  random(): number {
    return this.#bits.nextDouble();
  }

  /** In the range `[low, high)`; as in numpy, rounding may give `high`. Throws `RangeError` where `high < low` or not finite. */
  uniform(low: number, high: number): number {
    const range = high - low;
    if (!(range >= 0 && range < Infinity)) throw uniformError(low, high);
    return low + range * this.#bits.nextDouble();
  }

  /**
   * `integers(high)`: in the range `[0, high)`. `integers(low, high)`: in the range `[low, high)`. numpy's default dtype, int64.
   * Throws `RangeError` where the range is empty or an end is not an integer within `[-(2^53 - 1), 2^53 - 1]`.
   */
  integers(low: number, high?: number): number {
    if (high === undefined) {
      high = low;
      low = 0;
    }
    const range = high - low - 1;
    // Small ranges first: these two comparisons say all that the check below does.
    if ((range & 0xffff) === range && (low | 0) === low) return low + boundedInteger(this.#bits, range);
    if (!(range >= 0 && range < Number.MAX_SAFE_INTEGER && Number.isInteger(low) && Number.isInteger(high))) {
      throw integersError(low, high);
    }
    return low + boundedInteger(this.#bits, range);
  }

  /** Of the standard normal distribution. */
  standardNormal(): number {
    return standardNormal(this.#bits);
  }

  /** Of the normal distribution. Throws `RangeError` on a negative standard deviation `scale`. */
  normal(loc = 0, scale = 1): number {
    if (!(scale >= 0)) throw new RangeError(`Cannot draw from a normal: its scale is 0 or more, got ${scale}.`);
    return loc + scale * standardNormal(this.#bits);
  }

  /** Of the exponential distribution with mean 1. */
  standardExponential(): number {
    return standardExponential(this.#bits);
  }

  /** Fills with `random()`: float64 as numpy's `random(size)`, float32 as its `random(size, dtype=float32)`. Returns `out`. */
  fillRandom<T extends Float64Array | Float32Array>(out: T): T {
    if (out instanceof Float64Array) {
      for (let i = 0; i < out.length; i++) out[i] = this.#bits.nextDouble();
    } else {
      for (let i = 0; i < out.length; i++) out[i] = this.#bits.nextFloat();
    }
    return out;
  }

  /** Fills with `uniform(low, high)`, drawn in float64 (and rounded by a float32 array). Returns `out`. */
  fillUniform<T extends Float64Array | Float32Array>(out: T, low: number, high: number): T {
    const range = high - low;
    if (!(range >= 0 && range < Infinity)) throw uniformError(low, high);
    for (let i = 0; i < out.length; i++) out[i] = low + range * this.#bits.nextDouble();
    return out;
  }

  /** Fills with `normal(loc, scale)`, drawn in float64 (and rounded by a float32 array). Returns `out`. */
  fillNormal<T extends Float64Array | Float32Array>(out: T, loc = 0, scale = 1): T {
    if (!(scale >= 0)) throw new RangeError(`Cannot draw from a normal: its scale is 0 or more, got ${scale}.`);
    for (let i = 0; i < out.length; i++) out[i] = loc + scale * standardNormal(this.#bits);
    return out;
  }

  /**
   * Fills with integers in the range `[low, high)` as numpy's `integers(low, high, size, dtype)` of the array's dtype: 8- and
   * 16-bit arrays share 32-bit draws among elements; a `Float64Array` stands for numpy's int64. Returns `out`.
   * Throws `RangeError` where the range is empty or does not fit the dtype.
   */
  fillIntegers<T extends IntegerArray>(out: T, low: number, high: number): T {
    fillBounded(this.#bits, out, low, high);
    return out;
  }

  /** Shuffles in place (Fisher-Yates from the end, as numpy). Returns `items`. */
  shuffle<T extends { readonly length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = maskedInteger(this.#bits, i);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }

  /** A shuffled copy of the items, or of `0 .. n - 1` for a number. */
  permutation(items: number): number[];
  permutation<T>(items: ArrayLike<T>): T[];
  permutation<T>(items: number | ArrayLike<T>): (T | number)[] {
    return this.shuffle(typeof items === 'number' ? Array.from({ length: items }, (_, i) => i) : Array.from(items));
  }

  /**
   * One of the items, or of `0 .. items - 1` for a number; with `size`, that many of them.
   *
   * @param options `size`; `replace`, default true; `p`, a probability each (sum 1); `shuffle`, default true (without
   *   replacement: false lets the order be whatever came out fastest).
   * @throws {RangeError} on an empty choice, a bad `p`, or more draws than items without replacement.
   *
   * @example generator.choice(10, { size: 4, replace: false })
   */
  choice(items: number, options: ChoiceOptions & { readonly size: number }): number[];
  choice<T>(items: ArrayLike<T>, options: ChoiceOptions & { readonly size: number }): T[];
  choice(items: number, options?: ChoiceOptions): number;
  choice<T>(items: ArrayLike<T>, options?: ChoiceOptions): T;
  choice<T>(items: number | ArrayLike<T>, options: ChoiceOptions & { readonly size?: number } = {}): unknown {
    const count = typeof items === 'number' ? items : items.length;
    const pick = (index: number): T | number => (typeof items === 'number' ? index : items[index]!);
    const indices = chooseFrom(this, count, options.size ?? null, options);
    return typeof indices === 'number' ? pick(indices) : indices.map(pick);
  }
}

function uniformError(low: number, high: number): RangeError {
  return new RangeError(`Cannot draw uniformly: low <= high, both finite, got [${low}, ${high}). Swap or bound them.`);
}

function integersError(low: number, high: number): RangeError {
  return new RangeError(
    `Cannot draw an integer: low < high, both integers at most 2^53 - 1 apart, got [${low}, ${high}). Widen or round the range.`,
  );
}
