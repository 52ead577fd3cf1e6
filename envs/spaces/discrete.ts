/** The integers `start, start + 1, ..., start + n - 1`. Source: Gymnasium 1.4 `gymnasium/spaces/discrete.py`. */
import { show } from '../core/show.ts';
import { checkProbabilities, drawMasked, readNarrowing } from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { SpaceJSON } from './space.ts';

export interface DiscreteSampleOptions {
  /** One 0 or 1 each: only the elements with 1 are drawn; `start` where there is none. */
  readonly mask?: ArrayLike<number> | null | undefined;
  /** The probability of each element, sum 1. */
  readonly probability?: ArrayLike<number> | null | undefined;
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

  /** @throws {RangeError|TypeError} on a mask or probabilities of another form, or both at once. */
  override sample(options?: DiscreteSampleOptions): number {
    const narrowing = options === undefined ? null : readNarrowing(this, options);
    if (narrowing === null) return this.start + this.generator.integers(this.n);
    const { kind, value } = narrowing;
    if (kind === 'mask') return this.start + (drawMasked(this, this.generator, value, this.n) ?? 0);
    const p = checkProbabilities(this, value, this.n);
    return this.start + this.generator.choice(this.n, { p });
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
}
