/**
 * Mean and variance of all that has been seen, by batches: Chan's parallel algorithm, in the precision in which numpy computes it.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/utils.py`, `RunningMeanStd`; B. Chan et al., "Updating formulae and a pairwise algorithm
 * for computing sample variances" (1979).
 */
import type { State } from '../core/env.ts';
import { numberFromJSON, numberToJSON } from '../spaces/arrays.ts';
import { pairwiseSum } from '../spaces/pairwise-sum.ts';

export type Precision = 'float32' | 'float64';

type Floats = Float32Array | Float64Array;

/** How much the first guess (mean 0, variance 1) weighs: Gymnasium's, so that nothing is divided by zero. */
const FIRST_COUNT = 1e-4;

export class RunningMeanStd {
  mean: Floats; // [size]
  variance: Floats; // [size]
  count = FIRST_COUNT;
  /** numpy's dtype of the values, which a mean of integers leaves for float64. */
  readonly #batchMean: Floats; // [size]
  readonly #batchVariance: Floats; // [size]
  /** Where values of one number are summed: as long as the largest batch so far. */
  #column: Floats;
  readonly #scratch: Floats;

  /**
   * @param size Numbers in a value.
   * @param values Their precision.
   * @param statistics That in which mean and variance begin; the greater of both is what they become.
   */
  constructor(size: number, values: Precision, statistics: Precision) {
    this.mean = floats(statistics, size);
    this.variance = floats(statistics, size).fill(1);
    this.#batchMean = floats(values, size);
    this.#batchVariance = floats(values, size);
    this.#column = floats(values, 0);
    this.#scratch = floats(greater(values, statistics), 4);
  }

  /** Takes in `rows` values, `[rows, size]`. */
  update(values: ArrayLike<number>, rows: number): void {
    this.#takeMoments(values, rows);
    const { mean, variance } = this;
    const batchMean = this.#batchMean;
    const batchVariance = this.#batchVariance;
    const size = mean.length;
    const isDouble = this.#scratch instanceof Float64Array;
    const widens = isDouble && mean instanceof Float32Array;
    const nextMean = widens ? new Float64Array(size) : mean;
    const nextVariance = widens ? new Float64Array(size) : variance;
    const singleStatistics = mean instanceof Float32Array;
    const singleValues = batchMean instanceof Float32Array;
    const total = this.count + rows;
    // As numpy rounds a Python number that meets float32.
    const divisor = isDouble ? total : Math.fround(total);
    const weight = isDouble ? this.count : Math.fround(this.count);
    const ownWeight = singleStatistics ? Math.fround(this.count) : this.count;
    const t = this.#scratch; // each product and sum is rounded by being stored here
    for (let i = 0; i < size; i++) {
      t[0] = batchMean[i]! - mean[i]!; // delta
      t[1] = t[0]! * rows;
      t[1] = t[1]! / divisor;
      const own = variance[i]! * ownWeight;
      const batch = batchVariance[i]! * rows;
      t[2] = (singleStatistics ? Math.fround(own) : own) + (singleValues ? Math.fround(batch) : batch);
      t[3] = t[0]! * t[0]!;
      t[3] = t[3]! * weight;
      t[3] = t[3]! * rows;
      t[3] = t[3]! / divisor;
      t[2] = t[2]! + t[3]!; // sum of squared distances from the new mean
      nextMean[i] = mean[i]! + t[1]!;
      nextVariance[i] = t[2]! / divisor;
    }
    this.mean = nextMean;
    this.variance = nextVariance;
    this.count = total;
  }

  /** Writes `(value - mean) / sqrt(variance + epsilon)` of one value. */
  normalise(values: ArrayLike<number>, from: number, target: Float32Array, to: number, epsilon: number): void {
    const { mean, variance } = this;
    const size = mean.length;
    const t = this.#scratch;
    const singleStatistics = mean instanceof Float32Array;
    const added = singleStatistics ? Math.fround(epsilon) : epsilon;
    for (let i = 0; i < size; i++) {
      t[0] = values[from + i]! - mean[i]!;
      const sum = variance[i]! + added;
      t[1] = singleStatistics ? Math.fround(Math.sqrt(Math.fround(sum))) : Math.sqrt(sum);
      target[to + i] = t[0]! / t[1]!;
    }
  }

  getState(): State {
    const isSingle = this.mean instanceof Float32Array;
    const list = (values: Floats) => Array.from(values as Float64Array, numberToJSON);
    return { single: isSingle, mean: list(this.mean), variance: list(this.variance), count: this.count };
  }

  /** Whether `state` is one of statistics of this size. */
  accepts(state: State | undefined): state is { readonly [key: string]: State } {
    const { single, mean, variance, count } = (state ?? {}) as { readonly [key: string]: State };
    const isList = (list: State | undefined) => Array.isArray(list) && list.length === this.mean.length;
    return typeof single === 'boolean' && isList(mean) && isList(variance) && typeof count === 'number';
  }

  /** @param state One that `accepts` is true of. */
  setState(state: { readonly [key: string]: State }): void {
    const precision = state.single === true ? 'float32' : 'float64';
    this.mean = floats(precision, this.mean.length);
    this.variance = floats(precision, this.mean.length);
    (state.mean as readonly State[]).forEach((json, i) => {
      this.mean[i] = numberFromJSON(json);
    });
    (state.variance as readonly State[]).forEach((json, i) => {
      this.variance[i] = numberFromJSON(json);
    });
    this.count = state.count as number;
  }

  /** numpy's `mean` and `var` over the rows: pairwise in one column, row after row in several. */
  #takeMoments(values: ArrayLike<number>, rows: number): void {
    const mean = this.#batchMean;
    const variance = this.#batchVariance;
    const size = mean.length;
    if (size === 1 && rows > 1) {
      this.#takeMomentsOfColumn(values, rows);
      return;
    }
    mean.fill(0);
    variance.fill(0);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let i = 0; i < size; i++, at++) mean[i] = mean[i]! + values[at]!;
    }
    for (let i = 0; i < size; i++) mean[i] = mean[i]! / rows;
    if (rows === 1) return;
    const single = mean instanceof Float32Array;
    for (let row = 0, at = 0; row < rows; row++) {
      for (let i = 0; i < size; i++, at++) {
        const distance = single ? Math.fround(values[at]! - mean[i]!) : values[at]! - mean[i]!;
        const square = single ? Math.fround(distance * distance) : distance * distance;
        variance[i] = variance[i]! + square;
      }
    }
    for (let i = 0; i < size; i++) variance[i] = variance[i]! / rows;
  }

  #takeMomentsOfColumn(values: ArrayLike<number>, rows: number): void {
    const mean = this.#batchMean;
    if (this.#column.length < rows) this.#column = floats(mean instanceof Float32Array ? 'float32' : 'float64', rows);
    const column = this.#column;
    for (let row = 0; row < rows; row++) column[row] = values[row]!;
    mean[0] = pairwiseSum(column, 0, rows) / rows;
    for (let row = 0; row < rows; row++) {
      column[row] = column[row]! - mean[0]!;
      column[row] = column[row]! * column[row]!;
    }
    this.#batchVariance[0] = pairwiseSum(column, 0, rows) / rows;
  }
}

function floats(precision: Precision, length: number): Floats {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length);
}

function greater(a: Precision, b: Precision): Precision {
  return a === 'float64' ? a : b;
}
