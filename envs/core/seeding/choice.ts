/**
 * numpy's `Generator.choice` over indices: with and without replacement, uniform or with probabilities.
 *
 * Source: numpy `numpy/random/_generator.pyx`, `choice`. Which algorithm is used decides which numbers are drawn, so numpy's
 * thresholds between them are part of the contract.
 */
import type { Generator } from './generator.ts';

export interface ChoiceOptions {
  readonly replace?: boolean;
  /** Probability of each item, sum 1. */
  readonly p?: ArrayLike<number>;
  readonly shuffle?: boolean;
}

/** How far from 1 numpy lets probabilities add up: the square root of float64's epsilon. */
const SUM_TOLERANCE = Math.sqrt(Number.EPSILON);
/** From this population on numpy shuffles the tail of a whole range instead of Floyd's algorithm, if the sample is large. */
const TAIL_SHUFFLE_POPULATION = 10_000;

/** Indices in the range `[0, count)`: one for `size` null, else a list. */
export function chooseFrom(
  generator: Generator,
  count: number,
  size: number | null,
  options: ChoiceOptions,
): number | number[] {
  const { replace = true, shuffle = true } = options;
  const p = options.p === undefined ? null : checkProbabilities(options.p, count);
  const total = size ?? 1;
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`Cannot choose: the number of items is an integer of 0 or more, got ${count}.`);
  }
  if (!Number.isSafeInteger(total) || total < 0) {
    throw new RangeError(`Cannot choose: size is an integer of 0 or more, got ${size}.`);
  }
  if (count === 0 && total > 0) throw new RangeError('Cannot choose: there are no items. Give at least one.');
  if (!replace && total > count) {
    throw new RangeError(`Cannot choose without replacement: size is at most the ${count} items, got ${total}.`);
  }
  let indices: number[];
  if (replace) {
    const cdf = p === null ? null : cumulative(p);
    const draw = () => (cdf === null ? generator.integers(count) : searchRight(cdf, generator.random()));
    indices = Array.from({ length: total }, draw);
  } else {
    indices = p === null ? uniqueUniform(generator, count, total, shuffle) : uniqueWeighted(generator, p, total);
  }
  return size === null ? indices[0]! : indices;
}

function uniqueUniform(generator: Generator, count: number, size: number, shuffle: boolean): number[] {
  const cutoff = shuffle ? 50 : 20;
  if (count > TAIL_SHUFFLE_POPULATION && size > Math.floor(count / cutoff)) {
    const all = Array.from({ length: count }, (_, i) => i);
    shuffleDownTo(generator, all, Math.max(count - size, 1));
    return all.slice(count - size);
  }
  // Floyd's algorithm: each new number is either the draw or, if that is taken, the top of the range.
  const taken = new Set<number>();
  const chosen: number[] = [];
  for (let top = count - size; top < count; top++) {
    const draw = generator.integers(top + 1);
    const value = taken.has(draw) ? top : draw;
    taken.add(value);
    chosen.push(value);
  }
  if (shuffle) shuffleDownTo(generator, chosen, 1);
  return chosen;
}

function shuffleDownTo(generator: Generator, items: number[], first: number): void {
  for (let i = items.length - 1; i >= first; i--) {
    const j = generator.integers(i + 1);
    const held = items[i]!;
    items[i] = items[j]!;
    items[j] = held;
  }
}

/** Draws in rounds: what is new in a round is kept in its order of appearance, then its weight is taken away. */
function uniqueWeighted(generator: Generator, p: Float64Array, size: number): number[] {
  if (p.filter((weight) => weight > 0).length < size) {
    throw new RangeError(`Cannot choose without replacement: size is at most the items of nonzero p, got ${size}.`);
  }
  const weights = p.slice();
  const chosen: number[] = [];
  while (chosen.length < size) {
    const draws = generator.fillRandom(new Float64Array(size - chosen.length));
    for (const index of chosen) weights[index] = 0;
    const cdf = cumulative(weights);
    for (const index of new Set(Array.from(draws, (draw) => searchRight(cdf, draw)))) chosen.push(index);
  }
  return chosen;
}

function cumulative(p: Float64Array): Float64Array {
  const cdf = new Float64Array(p.length);
  let sum = 0;
  for (let i = 0; i < p.length; i++) cdf[i] = sum += p[i]!;
  for (let i = 0; i < p.length; i++) cdf[i] = cdf[i]! / sum;
  return cdf;
}

/** The first index whose value is above `x`. */
function searchRight(sorted: Float64Array, x: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! <= x) from = middle + 1;
    else to = middle;
  }
  return from;
}

function checkProbabilities(p: ArrayLike<number>, count: number): Float64Array {
  if (p.length !== count) {
    throw new RangeError(`Cannot choose: p has one probability for each of the ${count} items, got ${p.length}.`);
  }
  const bad = Array.prototype.find.call(p, (value: number) => !(value >= 0));
  if (bad !== undefined) throw new RangeError(`Cannot choose: each probability in p is 0 or more, got ${bad}.`);
  const values = Float64Array.from(p);
  const sum = kahanSum(values);
  if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
    throw new RangeError(`Cannot choose: the probabilities in p add up to 1, got ${sum}. Divide them by their sum.`);
  }
  return values;
}

function kahanSum(values: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const corrected = value - lost;
    const next = sum + corrected;
    lost = next - sum - corrected;
    sum = next;
  }
  return sum;
}
