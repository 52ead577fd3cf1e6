/** Arrays of zeros and ones. Values are `Int8Array`s. Source: Gymnasium 1.4 `gymnasium/spaces/multi_binary.py`. */
import { checkShape, isArrayOfNumbers, sizeOf } from './arrays.ts';
import { SeededSpace } from './seeded-space.ts';
import type { SpaceJSON } from './space.ts';

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

  override sample(): Int8Array {
    return this.generator.fillIntegers(new Int8Array(this.#size), 0, 2);
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
