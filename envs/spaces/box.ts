/**
 * A box in R^n, bounded or not on each side of each axis. Values are flat typed arrays of the dtype, in C order.
 *
 * Source: Gymnasium 1.4 `gymnasium/spaces/box.py`. Left out: int64 and uint64, which a number cannot hold.
 */
import { show } from '../core/show.ts';
import {
  type BoxArray,
  type BoxDType,
  checkShape,
  DTYPES,
  isArrayOfNumbers,
  numberFromJSON,
  numbersText,
  numberToJSON,
  shapeText,
  sizeOf,
} from './arrays.ts';
import { readNarrowing } from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { SampleOptions, SpaceJSON } from './space.ts';

export interface BoxOptions {
  /** Inclusive, one for all or one each; `-Infinity` for none. */
  readonly low: number | ArrayLike<number>;
  readonly high: number | ArrayLike<number>;
  /** Default: that of a list of bounds, else `[1]`. */
  readonly shape?: readonly number[] | undefined;
  /** Default `float32`. */
  readonly dtype?: BoxDType | undefined;
}

export class Box<T extends BoxArray = BoxArray> extends SeededSpace<T> {
  readonly type = 'Box';
  readonly shape: readonly number[];
  readonly dtype: BoxDType;
  /** Inclusive bounds, [...shape] of the dtype. An integer axis without a bound has the dtype's own. */
  readonly low: T;
  readonly high: T;
  readonly #boundedBelow: readonly boolean[];
  readonly #boundedAbove: readonly boolean[];

  /** @throws {RangeError|TypeError} on bounds that do not fit the dtype, the shape or each other. */
  constructor(options: BoxOptions) {
    super();
    const { low, high, dtype = 'float32' } = options;
    if (!Object.hasOwn(DTYPES, dtype)) {
      const known = Object.keys(DTYPES).join(', ');
      throw new RangeError(
        `Cannot make a Box: dtype is one of ${known}, got ${show(dtype)}. For int64 take int32 or float64.`,
      );
    }
    const listed = [low, high].find((bound): bound is ArrayLike<number> => typeof bound !== 'number');
    this.shape = Object.freeze([...(options.shape ?? (listed === undefined ? [1] : [listed.length]))]);
    checkShape('Box', this.shape, 0);
    this.dtype = dtype;
    const lows = spread('low', low, this.shape);
    const highs = spread('high', high, this.shape);
    this.#boundedBelow = lows.map((bound) => bound > -Infinity);
    this.#boundedAbove = highs.map((bound) => bound < Infinity);
    this.low = castBounds('low', lows, dtype) as T;
    this.high = castBounds('high', highs, dtype) as T;
    for (let i = 0; i < lows.length; i++) {
      if (this.low[i]! > this.high[i]!) {
        throw new RangeError(`Cannot make a Box: low <= high, got [${this.low[i]}, ${this.high[i]}] at index ${i}.`);
      }
    }
  }

  /** Uniform where bounded on both sides, exponential from one bound, normal without any. */
  override sample(options?: SampleOptions): T {
    if (options !== undefined && readNarrowing(this, options) !== null) {
      throw new RangeError(`Cannot sample ${this}: a Box takes no mask and no probabilities. Give null in its place.`);
    }
    const { low, high, generator } = this;
    const below = this.#boundedBelow;
    const above = this.#boundedAbove;
    const { array, kind, min, max } = DTYPES[this.dtype];
    const integral = kind !== 'float';
    const drawn = new Float64Array(low.length);
    // Gymnasium draws kind by kind, not element by element.
    for (let i = 0; i < drawn.length; i++) if (!below[i] && !above[i]) drawn[i] = generator.normal();
    for (let i = 0; i < drawn.length; i++) {
      if (below[i] && !above[i]) drawn[i] = generator.standardExponential() + low[i]!;
    }
    for (let i = 0; i < drawn.length; i++) {
      if (!below[i] && above[i]) drawn[i] = -generator.standardExponential() + high[i]! + (integral ? 1 : 0);
    }
    for (let i = 0; i < drawn.length; i++) {
      if (below[i] && above[i]) drawn[i] = generator.uniform(low[i]!, high[i]! + (integral ? 1 : 0));
    }
    const sample = new array(drawn.length);
    for (let i = 0; i < drawn.length; i++) {
      sample[i] = integral ? Math.min(Math.max(Math.floor(drawn[i]!), min), max) : drawn[i]!;
    }
    return sample as T;
  }

  /** A typed array of the dtype's kind and the shape's size, each element within its bounds. NaN is in no box. */
  override contains(value: unknown): value is T {
    const { low, high } = this;
    if (!(value instanceof DTYPES[this.dtype].array) || value.length !== low.length) return false;
    for (let i = 0; i < low.length; i++) {
      if (!(value[i]! >= low[i]! && value[i]! <= high[i]!)) return false;
    }
    return true;
  }

  override toJSON(): SpaceJSON {
    return {
      type: this.type,
      low: boundsToJSON(this.low, this.#boundedBelow, '-Infinity'),
      high: boundsToJSON(this.high, this.#boundedAbove, 'Infinity'),
      shape: this.shape,
      dtype: this.dtype,
    };
  }

  override valueToJSON(value: T): unknown {
    return Array.from(value as ArrayLike<number>, numberToJSON);
  }

  override valueFromJSON(json: unknown): T {
    const rule = `a flat array of ${this.low.length} numbers within the bounds`;
    if (!isArrayOfNumbers(json) || json.length !== this.low.length) throw this.mismatch(json, rule);
    const value = new DTYPES[this.dtype].array(json.length);
    for (let i = 0; i < json.length; i++) {
      const number = numberFromJSON(json[i]);
      value[i] = number;
      const lost = this.dtype.startsWith('float') ? Number.isNaN(number) : value[i] !== number;
      if (lost) throw this.mismatch(json, rule);
    }
    if (!this.contains(value)) throw this.mismatch(json, rule);
    return value;
  }

  override toString(): string {
    const { low, high, shape, dtype } = this;
    return `Box(${numbersText(low, dtype)}, ${numbersText(high, dtype)}, ${shapeText(shape)}, ${dtype})`;
  }
}

type Side = 'low' | 'high';

function spread(side: Side, bound: number | ArrayLike<number>, shape: readonly number[]): readonly number[] {
  const size = sizeOf(shape);
  const bounds = typeof bound === 'number' ? new Array<number>(size).fill(bound) : Array.from(bound);
  if (bounds.length !== size) {
    throw new RangeError(
      `Cannot make a Box: ${side} is one number or one for each element of the shape ${shapeText(shape)}, got ${bounds.length}.`,
    );
  }
  return bounds;
}

function castBounds(side: Side, bounds: readonly number[], dtype: BoxDType): BoxArray {
  const { array, kind, min, max } = DTYPES[dtype];
  const cast = new array(bounds.length);
  bounds.forEach((bound, i) => {
    const unbounded = bound === (side === 'low' ? -Infinity : Infinity);
    if (unbounded && kind === 'signed') {
      cast[i] = side === 'low' ? min : max;
      return;
    }
    const fits = unbounded ? kind === 'float' : bound >= min && bound <= max;
    if (!fits) {
      const range = kind === 'unsigned' ? `within [${min}, ${max}]` : `within [${min}, ${max}] or infinite outwards`;
      throw new RangeError(
        `Cannot make a Box: ${side} of a ${dtype} Box is ${range}, got ${show(bound)} at index ${i}.`,
      );
    }
    cast[i] = bound;
  });
  return cast;
}

/** One value where all are the same. An integer axis without a bound is written as infinite, not as the dtype's end. */
function boundsToJSON(bounds: BoxArray, bounded: readonly boolean[], infinite: string): unknown {
  const list = Array.from(bounds as ArrayLike<number>, (bound, i) => (bounded[i] ? bound : infinite));
  return list.length > 0 && list.every((bound) => bound === list[0]) ? list[0] : list;
}
