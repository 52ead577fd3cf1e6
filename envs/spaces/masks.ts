/**
 * Reading the masks and probabilities that narrow a draw, the same in every space: what a space is given for itself is checked
 * whole before it draws.
 *
 * Source: Gymnasium 1.4 `spaces/discrete.py`, `multi_discrete.py`, `text.py` (`sample`). Differs: lists of any kind of numbers are
 * taken, where Gymnasium insists on numpy's int8 and float64.
 */
import type { Generator } from '../core/seeding/generator.ts';
import { show } from '../core/show.ts';
import { isArrayOfNumbers } from './arrays.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import type { SampleOptions, Space } from './space.ts';

export interface Narrowing {
  readonly kind: 'mask' | 'probability';
  readonly value: unknown;
}

/** Null where nothing is narrowed. Throws `RangeError` where both are given. */
export function readNarrowing(space: Space, { mask, probability }: SampleOptions): Narrowing | null {
  const given = (value: unknown) => value !== undefined && value !== null;
  if (given(mask) && given(probability)) {
    throw new RangeError(`Cannot sample ${space}: give a mask or probabilities, got both.`);
  }
  if (given(mask)) return { kind: 'mask', value: mask };
  return given(probability) ? { kind: 'probability', value: probability } : null;
}

/** Throws `RangeError` where `value` is not a list of `count` parts. */
export function checkParts(space: Space, kind: Narrowing['kind'], value: unknown, count: number): readonly unknown[] {
  if (Array.isArray(value) && value.length === count) return value;
  throw new RangeError(`Cannot sample ${space}: a ${kind} is a list of ${count} parts, got ${show(value)}.`);
}

/** Throws `RangeError` where `value` is not `count` numbers that `holds` is true of; `rule` says what each number is. */
export function checkNumbers(
  space: Space,
  kind: Narrowing['kind'],
  value: unknown,
  count: number,
  rule: string,
  holds: (number: number) => boolean,
): Float64Array {
  const valid =
    isArrayOfNumbers(value) &&
    value.length === count &&
    Array.prototype.every.call(value, (number: unknown) => typeof number === 'number' && holds(number));
  if (valid) return Float64Array.from(value as ArrayLike<number>);
  throw new RangeError(`Cannot sample ${space}: a ${kind} is ${count} values, each ${rule}, got ${show(value)}.`);
}

/** A mask of `count` zeros and ones. */
export function checkMask(space: Space, value: unknown, count: number): Float64Array {
  return checkNumbers(space, 'mask', value, count, '0 or 1', (number) => number === 0 || number === 1);
}

/** How far from 1 probabilities may add up: numpy's `isclose`. */
const SUM_TOLERANCE = 1e-5 + 1e-8;

/** `count` probabilities with sum 1. */
export function checkProbabilities(space: Space, value: unknown, count: number): Float64Array {
  const p = checkNumbers(space, 'probability', value, count, 'in [0, 1]', (number) => number >= 0 && number <= 1);
  const sum = pairwiseSum(p, 0, p.length);
  if (Math.abs(sum - 1) <= SUM_TOLERANCE) return p;
  throw new RangeError(`Cannot sample ${space}: probabilities add up to 1, got ${sum}. Divide them by their sum.`);
}

/** Weights divided by their sum. */
export function normalised(weights: Float64Array): Float64Array {
  const sum = pairwiseSum(weights, 0, weights.length);
  return weights.map((weight) => weight / sum);
}

/** An index in the range `[0, count)` at which the mask is 1, each equally likely; null, without a draw, where it is nowhere 1. */
export function drawMasked(space: Space, generator: Generator, value: unknown, count: number): number | null {
  const mask = checkMask(space, value, count);
  const allowed: number[] = [];
  for (let i = 0; i < count; i++) if (mask[i] === 1) allowed.push(i);
  return allowed.length === 0 ? null : generator.choice(allowed);
}
