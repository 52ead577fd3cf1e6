/**
 * Which distribution tfjs's random op has drawn from.
 *
 * `tf.randomUniform`, `randomNormal` and `truncatedNormal` (and so dropout and the layers' noise) fill an array in JavaScript
 * and hand over the values: a recording sees numbers, not the call. But it knows the op (the name of its scope) and, because
 * it watches Math.random, the seed that the op drew for its generator (seedrandom's alea). So it draws the standard
 * distribution from that seed, finds the two parameters that lead from there to the values, and checks them on every value.
 * A draw from a seed given by the caller is no draw but a constant, in a replay as in every run of the step.
 *
 * Left out, and refused: gamma draws, `tf.rand`, rounded normals, and draws of so few elements that the parameters stay open.
 */

import seedrandom from 'seedrandom';
import type { HeapView } from '../records.ts';

/** A draw for our generator: `random.ts`. */
export interface Draw {
  readonly kind: 'uniform' | 'uniformInt' | 'normal' | 'truncatedNormal';
  /** Minimum (inclusive), or mean. */
  readonly p0: number;
  /** Maximum (exclusive), or standard deviation. */
  readonly p1: number;
}

/** Scopes of the ops that draw in JavaScript. */
export const RANDOM_OPS: ReadonlySet<string> = new Set([
  'randomUniform__op',
  'randomNormal__op',
  'truncatedNormal__op',
  'randomGamma__op',
  'rand__op',
]);

/** Values looked at: enough to pin the parameters down, few enough not to slow a recording of large dropout masks. */
const LOOK_AT = 4096;
/** A fit must reproduce every value to this part of the distribution's width; float32 rounds at 6e-8. */
const TOLERANCE = 1e-6;

/** The draw that gave `values`, or null when it cannot be told. */
export function identifyDraw(op: string, seed: number, values: HeapView): Draw | null {
  const count = Math.min(values.length, LOOK_AT);
  if (op === 'randomUniform__op') {
    const standard = take(count, seedrandom.alea(String(seed)));
    if (values instanceof Int32Array) return fitInteger(standard, values);
    if (!(values instanceof Float32Array)) return null;
    if (count === 1) return fitsAll(standard, values, 0, 1, 1) ? { kind: 'uniform', p0: 0, p1: 1 } : null;
    const fit = fitLine(standard, values);
    return fit && { kind: 'uniform', p0: fit.offset, p1: fit.offset + fit.slope };
  }
  if (op === 'randomNormal__op' || op === 'truncatedNormal__op') {
    if (!(values instanceof Float32Array)) return null;
    const kind = op === 'randomNormal__op' ? 'normal' : 'truncatedNormal';
    const standard = take(count, standardNormal(seed, kind === 'truncatedNormal'));
    if (count === 1) return fitsAll(standard, values, 0, 1, 1) ? { kind, p0: 0, p1: 1 } : null;
    const fit = fitLine(standard, values);
    return fit && { kind, p0: fit.offset, p1: fit.slope };
  }
  return null;
}

function take(count: number, draw: () => number): Float64Array {
  return Float64Array.from({ length: count }, draw);
}

/** tfjs's MPRandGauss of mean 0 and deviation 1 (ops/rand_util.ts): Marsaglia's polar method, two values at a time. */
function standardNormal(seed: number, truncated: boolean): () => number {
  const random = seedrandom.alea(String(seed));
  const valid = (value: number) => !truncated || Math.abs(value) <= 2;
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    for (;;) {
      let v1: number;
      let v2: number;
      let s: number;
      do {
        v1 = 2 * random() - 1;
        v2 = 2 * random() - 1;
        s = v1 * v1 + v2 * v2;
      } while (s >= 1 || s === 0);
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      if (!valid(v1 * factor)) continue;
      if (valid(v2 * factor)) spare = v2 * factor;
      return v1 * factor;
    }
  };
}

/** `values = offset + slope * standard`, through the two samples furthest apart; null when it does not hold for all. */
function fitLine(standard: Float64Array, values: Float32Array): { offset: number; slope: number } | null {
  let low = 0;
  let high = 0;
  for (let i = 1; i < standard.length; i++) {
    if (standard[i]! < standard[low]!) low = i;
    if (standard[i]! > standard[high]!) high = i;
  }
  const slope = (values[high]! - values[low]!) / (standard[high]! - standard[low]!);
  const offset = values[low]! - slope * standard[low]!;
  // People write round numbers: those are tried first, and must then reproduce the values to the last bit.
  const end = round(offset + slope, slope);
  const start = round(offset, slope);
  for (const [a, b] of [
    [start, end - start],
    [start, round(slope, slope)],
  ] as const) {
    if (fitsAll(standard, values, a, b, 0)) return { offset: a, slope: b };
  }
  return fitsAll(standard, values, offset, slope, TOLERANCE) ? { offset, slope } : null;
}

/** `value` to five digits of `scale`. */
function round(value: number, scale: number): number {
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(scale) || 1)) - 5);
  return Number((Math.round(value / unit) * unit).toPrecision(12));
}

function fitsAll(standard: Float64Array, values: HeapView, offset: number, slope: number, tolerance: number): boolean {
  const allowed = Math.abs(slope) * tolerance + (tolerance > 0 ? Math.abs(offset) * TOLERANCE : 0);
  for (let i = 0; i < standard.length; i++) {
    if (!(Math.abs(Math.fround(offset + slope * standard[i]!) - values[i]!) <= allowed)) return false;
  }
  return true;
}

/** Integers `trunc(min + (max - min) * standard)`, min 0 or above: the one pair of bounds that fits, else null. */
function fitInteger(standard: Float64Array, values: Int32Array): Draw | null {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least < 0) return null;
  const fits = (min: number, max: number) => standard.every((u, i) => Math.trunc(min + (max - min) * u) === values[i]);
  // Bounds start at 0 by custom; another minimum counts only where 0 does not fit.
  const reach = Math.max(8, (greatest - least) * 2);
  const from0 = candidates(greatest + 1, reach).filter((max) => fits(0, max));
  if (from0.length > 0) return from0.length === 1 ? { kind: 'uniformInt', p0: 0, p1: from0[0]! } : null;
  const found: Draw[] = [];
  for (let min = least; min >= Math.max(1, least - 8); min--) {
    for (const max of candidates(greatest + 1, 8)) {
      if (fits(min, max)) found.push({ kind: 'uniformInt', p0: min, p1: max });
    }
  }
  return found.length === 1 ? found[0]! : null;
}

function candidates(first: number, count: number): number[] {
  return Array.from({ length: Math.min(count, 4096) }, (_, i) => first + i);
}
