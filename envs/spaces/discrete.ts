/** The integers `start, start + 1, ..., start + n - 1`. Source: Gymnasium 1.4 `gymnasium/spaces/discrete.py`. */
import { show } from '../core/show.ts';
import { SeededSpace } from './seeded-space.ts';
import type { SpaceJSON } from './space.ts';

export interface DiscreteSampleOptions {
  /** One 0 or 1 each: only the elements with 1 are drawn; `start` where there is none. */
  readonly mask?: ArrayLike<number>;
  /** The probability of each element, sum 1. */
  readonly probability?: ArrayLike<number>;
}

export class Discrete extends SeededSpace<number> {
  readonly type = 'Discrete';
  readonly shape: readonly number[] = [];
  readonly dtype = 'int64';
  /** The number of elements. */
  readonly n: number;
  /** The smallest element. */
  readonly start: number;

  /** @throws {RangeError} where `n` is not a positive integer or the elements are not all exact in a number. */
  constructor(n: number, options: { readonly start?: number } = {}) {
    super();
    const { start = 0 } = options;
    if (!Number.isSafeInteger(n) || n <= 0) {
      throw new RangeError(`Cannot make a Discrete: n is an integer of 1 or more, got ${show(n)}.`);
    }
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(start + n - 1)) {
      throw new RangeError(
        `Cannot make a Discrete: start is an integer and start + n at most 2^53, got ${show(start)}.`,
      );
    }
    this.n = n;
    this.start = start;
  }

  /** @throws {RangeError} on a mask or probabilities of another length than `n`, or both at once. */
  override sample(options: DiscreteSampleOptions = {}): number {
    const { mask, probability } = options;
    if (mask === undefined && probability === undefined) return this.start + this.generator.integers(this.n);
    if (mask !== undefined && probability !== undefined) {
      throw new RangeError(`Cannot sample ${this}: give a mask or probabilities, got both.`);
    }
    if (probability !== undefined) return this.start + this.generator.choice(this.n, { p: probability });
    const allowed = this.#allowed(mask!);
    return allowed.length === 0 ? this.start : this.start + this.generator.choice(allowed);
  }

  override contains(value: unknown): value is number {
    return Number.isInteger(value) && (value as number) >= this.start && (value as number) < this.start + this.n;
  }

  override toJSON(): SpaceJSON {
    return { type: this.type, n: this.n, start: this.start };
  }

  override valueToJSON(value: number): unknown {
    return value;
  }

  override valueFromJSON(json: unknown): number {
    if (this.contains(json)) return json;
    throw this.mismatch(json, `an integer in [${this.start}, ${this.start + this.n - 1}]`);
  }

  override toString(): string {
    return this.start === 0 ? `Discrete(${this.n})` : `Discrete(${this.n}, start=${this.start})`;
  }

  #allowed(mask: ArrayLike<number>): number[] {
    const values = Array.from(mask);
    if (values.length !== this.n || values.some((value) => value !== 0 && value !== 1)) {
      throw new RangeError(`Cannot sample ${this}: a mask is ${this.n} values, each 0 or 1, got ${show(mask)}.`);
    }
    return values.flatMap((value, index) => (value === 1 ? [index] : []));
  }
}
