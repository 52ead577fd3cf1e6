/** Arrays of zeros and ones. Values are `Int8Array`s. Source: Gymnasium 1.4 `gymnasium/spaces/multi_binary.py`. */
import { checkShape, isArrayOfNumbers, sizeOf } from './arrays.ts';
import { checkNumbers, readNarrowing } from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { SpaceJSON } from './space.ts';

export interface MultiBinarySampleOptions {
  /** One each, flat: 0 and 1 are taken as they are, 2 is drawn. */
  readonly mask?: ArrayLike<number> | null | undefined;
  /** The probability that an element is 1, one each, flat. */
  readonly probability?: ArrayLike<number> | null | undefined;
}

export class MultiBinary extends SeededSpace<Int8Array> {
  readonly type = 'MultiBinary';
  readonly shape: readonly number[];
  readonly dtype = 'int8';
  readonly #size: number;

  /** @throws {RangeError} where a length is not a positive integer. */
  constructor(shape: number | readonly number[]) {
    super();
    this.shape = Object.freeze(typeof shape === 'number' ? [shape] : [...shape]);
    checkShape('MultiBinary', this.shape, 1);
    this.#size = sizeOf(this.shape);
  }

  /** @throws {RangeError|TypeError} on a mask or probabilities of another form, or both at once. */
  override sample(options?: MultiBinarySampleOptions): Int8Array {
    const narrowing = options === undefined ? null : readNarrowing(this, options);
    if (narrowing?.kind === 'probability') {
      const p = checkNumbers(this, 'probability', narrowing.value, this.#size, 'in [0, 1]', (x) => x >= 0 && x <= 1);
      return new Int8Array(this.#size).map((_, i) => (this.generator.random() <= p[i]! ? 1 : 0));
    }
    const fixed =
      narrowing === null
        ? null
        : checkNumbers(this, 'mask', narrowing.value, this.#size, '0, 1 or 2', (x) => x === 0 || x === 1 || x === 2);
    // The free elements are drawn with all others, as Gymnasium draws them.
    const sample = this.generator.fillIntegers(new Int8Array(this.#size), 0, 2);
    return fixed === null ? sample : sample.map((drawn, i) => (fixed[i] === 2 ? drawn : fixed[i]!));
  }

  override contains(value: unknown): value is Int8Array {
    if (!(value instanceof Int8Array) || value.length !== this.#size) return false;
    for (let i = 0; i < value.length; i++) if (value[i] !== 0 && value[i] !== 1) return false;
    return true;
  }

  override toJSON(): SpaceJSON {
    return { type: this.type, shape: this.shape };
  }

  override valueToJSON(value: Int8Array): unknown {
    return Array.from(value);
  }

  override valueFromJSON(json: unknown): Int8Array {
    const valid =
      isArrayOfNumbers(json) &&
      json.length === this.#size &&
      Array.prototype.every.call(json, (element) => element === 0 || element === 1);
    if (!valid) throw this.mismatch(json, `a flat array of ${this.#size} zeros and ones`);
    return Int8Array.from(json as ArrayLike<number>);
  }

  override toString(): string {
    return this.shape.length === 1 ? `MultiBinary(${this.shape[0]})` : `MultiBinary((${this.shape.join(', ')}))`;
  }
}
