/** Arrays of a dtype: which typed array holds it, what fits in it, and how its numbers travel as JSON. */
import type { DType } from './space.ts';

/** What a `Box` value is. `bool` is held as 0 and 1 in a `Uint8Array`. */
export type BoxArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** 64-bit integers do not fit a number. */
export type BoxDType = Exclude<DType, 'int64' | 'uint64'>;

type BoxArrayConstructor = new (length: number) => BoxArray;

interface DTypeFacts {
  readonly array: BoxArrayConstructor;
  readonly kind: 'float' | 'signed' | 'unsigned';
  readonly min: number;
  readonly max: number;
}

const FLOAT32_MAX = 3.4028234663852886e38;

export const DTYPES: Readonly<Record<BoxDType, DTypeFacts>> = {
  float32: { array: Float32Array, kind: 'float', min: -FLOAT32_MAX, max: FLOAT32_MAX },
  float64: { array: Float64Array, kind: 'float', min: -Number.MAX_VALUE, max: Number.MAX_VALUE },
  int8: { array: Int8Array, kind: 'signed', min: -128, max: 127 },
  int16: { array: Int16Array, kind: 'signed', min: -32768, max: 32767 },
  int32: { array: Int32Array, kind: 'signed', min: -(2 ** 31), max: 2 ** 31 - 1 },
  uint8: { array: Uint8Array, kind: 'unsigned', min: 0, max: 255 },
  uint16: { array: Uint16Array, kind: 'unsigned', min: 0, max: 65535 },
  uint32: { array: Uint32Array, kind: 'unsigned', min: 0, max: 2 ** 32 - 1 },
  bool: { array: Uint8Array, kind: 'unsigned', min: 0, max: 1 },
};

/** The number of elements: 1 for `[]`. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Throws `RangeError` where a length is not an integer of at least `least`. `what` names the space in the message. */
export function checkShape(what: string, shape: readonly number[], least: number): void {
  const bad = shape.find((length) => !Number.isSafeInteger(length) || length < least);
  if (bad !== undefined) {
    throw new RangeError(
      `Cannot make a ${what}: each length of its shape is an integer of ${least} or more, got ${bad}.`,
    );
  }
}

export function isArrayOfNumbers(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** A number as JSON carries it: the infinities as strings. */
export function numberToJSON(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** The inverse of `numberToJSON`; NaN for anything that is no number. */
export function numberFromJSON(json: unknown): number {
  if (typeof json === 'number') return json;
  if (json === 'Infinity') return Infinity;
  return json === '-Infinity' ? -Infinity : NaN;
}

/** numpy's `repr` of a number of the dtype: the fewest digits that give it back. */
export function numberText(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'False' : 'True';
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'inf');
  if (dtype !== 'float32' && dtype !== 'float64') return String(value);
  let text = String(value);
  if (dtype === 'float32') {
    // 9 digits always suffice for a float32 (IEEE 754).
    for (let digits = 1; digits <= 9; digits++) {
      const rounded = Number(value.toPrecision(digits));
      if (Math.fround(rounded) === value) {
        text = String(rounded);
        break;
      }
    }
  }
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const MAX_SHOWN = 8;

/** One number where all are equal, else the list (its ends, where it is long). */
export function numbersText(values: ArrayLike<number>, dtype: DType): string {
  const list = Array.from(values);
  if (list.length > 0 && list.every((value) => value === list[0])) return numberText(list[0]!, dtype);
  const texts = list.map((value) => numberText(value, dtype));
  if (texts.length > MAX_SHOWN) texts.splice(3, texts.length - 6, '...');
  return `[${texts.join(' ')}]`;
}

/** A shape as Python writes it: `()`, `(3,)`, `(3, 2)`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}
