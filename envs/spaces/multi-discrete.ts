/**
 * A product of `Discrete` spaces: element i is one of `start[i] .. start[i] + nvec[i] - 1`. Values are `Int32Array`s, and the
 * dtype says so: Gymnasium's default, int64, does not fit a number.
 *
 * Source: Gymnasium 1.4 `gymnasium/spaces/multi_discrete.py`.
 */
import { show } from '../core/show.ts';
import { checkShape, isArrayOfNumbers, shapeText, sizeOf } from './arrays.ts';
import {
  checkMask,
  checkParts,
  checkProbabilities,
  drawMasked,
  type Narrowing,
  normalised,
  readNarrowing,
} from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { SpaceJSON } from './space.ts';

const INT32_MAX = 2 ** 31 - 1;

export interface MultiDiscreteOptions {
  /** The smallest value of each element, default 0. */
  readonly start?: ArrayLike<number> | undefined;
  /** Default: as long as `nvec`. */
  readonly shape?: readonly number[] | undefined;
}

export interface MultiDiscreteSampleOptions {
  /** For each element, in flat order, a list of 0 and 1 as long as its count; its smallest value where there is no 1. */
  readonly mask?: readonly ArrayLike<number>[] | null | undefined;
  /** For each element, in flat order, the probability of each of its values, sum 1. */
  readonly probability?: readonly ArrayLike<number>[] | null | undefined;
}

export class MultiDiscrete extends SeededSpace<Int32Array> {
  readonly type = 'MultiDiscrete';
  readonly shape: readonly number[];
  readonly dtype = 'int32';
  /** The number of values of each element, flat. */
  readonly nvec: Int32Array; // [...shape] int32
  readonly start: Int32Array; // [...shape] int32

  /** @throws {RangeError} on counts that are not positive, starts that do not match them, or values beyond int32. */
  constructor(nvec: ArrayLike<number>, options: MultiDiscreteOptions = {}) {
    super();
    this.shape = Object.freeze([...(options.shape ?? [nvec.length])]);
    checkShape('MultiDiscrete', this.shape, 1);
    const counts = Array.from(nvec);
    const starts = Array.from(options.start ?? counts.map(() => 0));
    if (counts.length !== sizeOf(this.shape) || starts.length !== counts.length) {
      throw new RangeError(
        `Cannot make a MultiDiscrete: nvec and start have one number for each element of the shape ${shapeText(this.shape)}, ` +
          `got ${counts.length} and ${starts.length}.`,
      );
    }
    counts.forEach((count, i) => {
      const start = starts[i]!;
      if (!Number.isInteger(count) || count <= 0 || !Number.isInteger(start)) {
        throw new RangeError(
          `Cannot make a MultiDiscrete: counts are integers of 1 or more and starts integers, got count ${show(count)} and start ${show(start)} at index ${i}.`,
        );
      }
      if (start < -INT32_MAX - 1 || start + count - 1 > INT32_MAX) {
        throw new RangeError(
          `Cannot make a MultiDiscrete: its values fit int32, got [${start}, ${start + count - 1}].`,
        );
      }
    });
    this.nvec = Int32Array.from(counts);
    this.start = Int32Array.from(starts);
  }

  /** @throws {RangeError|TypeError} on masks or probabilities of another form, or both at once. */
  override sample(options?: MultiDiscreteSampleOptions): Int32Array {
    const { nvec, start, generator } = this;
    const narrowing = options === undefined ? null : readNarrowing(this, options);
    if (narrowing !== null) return this.#sampleNarrowed(narrowing);
    const sample = new Int32Array(nvec.length);
    for (let i = 0; i < sample.length; i++) sample[i] = Math.floor(generator.random() * nvec[i]!) + start[i]!;
    return sample;
  }

  #sampleNarrowed({ kind, value }: Narrowing): Int32Array {
    const { nvec, start, generator } = this;
    const parts = checkParts(this, kind, value, nvec.length);
    if (kind === 'mask') {
      for (const [i, mask] of parts.entries()) checkMask(this, mask, nvec[i]!);
      return start.map((first, i) => first + (drawMasked(this, generator, parts[i], nvec[i]!) ?? 0));
    }
    const weights = parts.map((part, i) => normalised(checkProbabilities(this, part, nvec[i]!)));
    return start.map((first, i) => first + generator.choice(nvec[i]!, { p: weights[i]! }));
  }

  override contains(value: unknown): value is Int32Array {
    const { nvec, start } = this;
    if (!(value instanceof Int32Array) || value.length !== nvec.length) return false;
    for (let i = 0; i < nvec.length; i++) {
      if (value[i]! < start[i]! || value[i]! >= start[i]! + nvec[i]!) return false;
    }
    return true;
  }

  override toJSON(): SpaceJSON {
    return { type: this.type, nvec: Array.from(this.nvec), start: Array.from(this.start), shape: this.shape };
  }

  override valueToJSON(value: Int32Array): unknown {
    return Array.from(value);
  }

  override valueFromJSON(json: unknown): Int32Array {
    if (isArrayOfNumbers(json) && Array.prototype.every.call(json, Number.isInteger)) {
      const value = Int32Array.from(json as ArrayLike<number>);
      if (this.contains(value) && value.every((element, i) => element === json[i])) return value;
    }
    throw this.mismatch(json, `a flat array of ${this.nvec.length} integers, each within its count`);
  }

  override toString(): string {
    const start = this.start.some((value) => value !== 0) ? `, start=[${this.start.join(' ')}]` : '';
    return `MultiDiscrete([${this.nvec.join(' ')}]${start})`;
  }
}
