// REDUCE and ARG_REDUCE over [outer, axis, inner]: along rows when inner is 1, else column by column, four columns at a time.
//
// Float sums run in float32 over stretches of at most STRETCH terms a lane and across stretches in float64, so that a long sum keeps its
// digits (tfjs's own sums run in float64). Parts share the outputs, never one output's terms: the order of additions is fixed.

import * as op from '../opcodes';
import { fma, splat, storePair } from './math';
import { bools, integers } from './reduce-integers';
import { scratch } from './scratch';
import { first, last } from './split';

const STRETCH = 32;
/** Elements of a row from which on vectors are faster. */
const SHORT = 8;

@unmanaged class Sum {
  @inline start(): f32 { return 0; }
  @inline v(sum: v128, x: v128): v128 { return f32x4.add(sum, x); }
  @inline s(sum: f32, x: f32): f32 { return sum + x; }
  @inline join(a: v128, b: v128): v128 { return f32x4.add(a, b); }
  @inline wide(): bool { return true; }
}

@unmanaged class SumSquares {
  @inline start(): f32 { return 0; }
  @inline v(sum: v128, x: v128): v128 { return fma(x, x, sum); }
  @inline s(sum: f32, x: f32): f32 { return sum + x * x; }
  @inline join(a: v128, b: v128): v128 { return f32x4.add(a, b); }
  @inline wide(): bool { return true; }
}

@unmanaged class Max {
  @inline start(): f32 { return -Infinity; }
  @inline v(sum: v128, x: v128): v128 { return f32x4.max(sum, x); }
  @inline s(sum: f32, x: f32): f32 { return max(sum, x); }
  @inline join(a: v128, b: v128): v128 { return f32x4.max(a, b); }
  @inline wide(): bool { return false; }
}

@unmanaged class Min {
  @inline start(): f32 { return Infinity; }
  @inline v(sum: v128, x: v128): v128 { return f32x4.min(sum, x); }
  @inline s(sum: f32, x: f32): f32 { return min(sum, x); }
  @inline join(a: v128, b: v128): v128 { return f32x4.min(a, b); }
  @inline wide(): bool { return false; }
}

@unmanaged class Prod {
  @inline start(): f32 { return 1; }
  @inline v(sum: v128, x: v128): v128 { return f32x4.mul(sum, x); }
  @inline s(sum: f32, x: f32): f32 { return sum * x; }
  @inline join(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
  @inline wide(): bool { return false; }
}

// The loops end in pairs of neighbouring stores, to scratch where the sums are wanted in registers: from there V8 merges (vectors.ts).

/** The lanes of v to one number, added to `total` as F does. */
@inline
function joinLanes<F>(total: f64, v: v128): f64 {
  const f = changetype<F>(0);
  if (f.wide()) {
    return total +
      (<f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1) +
        (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3)));
  }
  let s = f.s(f.s(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)), f32x4.extract_lane(v, 2));
  s = f.s(s, f32x4.extract_lane(v, 3));
  return f.s(<f32>total, s);
}

/** A row's n elements to one number. */
function row<F>(x: usize, n: i32): f64 {
  const f = changetype<F>(0);
  let total: f64 = f.start();
  const sums = scratch();
  const sixteens = x + ((n & ~15) << 2);
  while (x < sixteens) {
    let v0 = splat(f.start());
    let v1 = v0;
    let v2 = v0;
    let v3 = v0;
    const end = f.wide() ? min(sixteens, x + 64 * STRETCH) : sixteens;
    do {
      v0 = f.v(v0, v128.load(x));
      v1 = f.v(v1, v128.load(x, 16));
      v2 = f.v(v2, v128.load(x, 32));
      v3 = f.v(v3, v128.load(x, 48));
      x += 64;
    } while (x < end);
    storePair(sums, v0, v1);
    storePair(sums + 32, v2, v3);
    const low = f.join(v128.load(sums), v128.load(sums, 16));
    total = joinLanes<F>(total, f.join(low, f.join(v128.load(sums, 32), v128.load(sums, 48))));
  }
  if (n & 12) {
    let v = f.v(splat(f.start()), v128.load(x));
    if (n & 8) v = f.v(v, v128.load(x, 16));
    if ((n & 12) == 12) v = f.v(v, v128.load(x, 32));
    total = joinLanes<F>(total, v);
    x += (n & 12) << 2;
  }
  for (const end = x + ((n & 3) << 2); x < end; x += 4) {
    if (f.wide()) total += f.s(0, load<f32>(x));
    else total = f.s(<f32>total, load<f32>(x));
  }
  return total;
}

/** Rows of fewer than SHORT elements, a number at a time. */
function shortRows<F>(out: usize, x: usize, axis: i32, rows: i32, scale: f64): void {
  const f = changetype<F>(0);
  for (const end = out + (rows << 2); out < end; out += 4) {
    let total: f64 = f.start();
    for (const next = x + (axis << 2); x < next; x += 4) {
      if (f.wide()) total += f.s(0, load<f32>(x));
      else total = f.s(<f32>total, load<f32>(x));
    }
    store<f32>(out, f.wide() ? <f32>(total * scale) : <f32>total);
  }
}

/** Adds the four lanes of v to the four sums at `p`, in float64. */
@inline
function addWide(p: usize, v: v128): void {
  v128.store(p, f64x2.add(v128.load(p), f64x2.promote_low_f32x4(v)));
  v128.store(p, f64x2.add(v128.load(p, 16), f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1))), 16);
}

/** The four sums at `p` times `scale`, rounded. */
@inline
function narrowed(p: usize, scale: f64): v128 {
  const s = f64x2.splat(scale);
  const low = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(p), s));
  const high = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(p, 16), s));
  return v128.shuffle<i64>(low, high, 0, 2);
}

/** `bytes` of v, a multiple of 32. */
@inline
function fill(p: usize, bytes: i32, v: v128): void {
  for (let i = 0; i < bytes; i += 32) storePair(p + i, v, v);
}

/** Columns `[from, to)` of a [axis, inner] plane, each to one number times `scale`: sixteen at a time, a line of memory, then four, then one. */
function columns<F>(out: usize, x: usize, axis: i32, inner: i32, from: i32, to: i32, scale: f64): void {
  const f = changetype<F>(0);
  const step = inner << 2;
  const sums = scratch(); // float64, of what runs in float32 meanwhile
  const line = sums + 128; // those of sixteen columns
  let j = from;
  for (; j + 16 <= to; j += 16) {
    if (f.wide()) fill(sums, 128, splat(0));
    else fill(line, 64, splat(f.start()));
    let p = x + (j << 2);
    for (let i = 0; i < axis; ) {
      const end = f.wide() ? min(axis, i + STRETCH) : axis;
      let v0 = splat(f.start());
      let v1 = v0;
      let v2 = v0;
      let v3 = v0;
      do {
        v0 = f.v(v0, v128.load(p));
        v1 = f.v(v1, v128.load(p, 16));
        v2 = f.v(v2, v128.load(p, 32));
        v3 = f.v(v3, v128.load(p, 48));
        p += step;
        i++;
      } while (i < end);
      storePair(line, v0, v1);
      storePair(line + 32, v2, v3);
      if (f.wide()) for (let k = 0; k < 16; k += 4) addWide(sums + (k << 3), v128.load(line + (k << 2)));
    }
    const to = out + (j << 2);
    for (let k = 0; k < 16; k += 4) {
      v128.store(to + (k << 2), f.wide() ? narrowed(sums + (k << 3), scale) : v128.load(line + (k << 2)));
    }
  }
  for (; j + 4 <= to; j += 4) {
    fill(sums, 32, splat(0));
    let v = splat(f.start());
    let p = x + (j << 2);
    for (let i = 0; i < axis; ) {
      const end = f.wide() ? min(axis, i + STRETCH) : axis;
      for (; i < end; i++) {
        v = f.v(v, v128.load(p));
        p += step;
      }
      if (f.wide()) {
        addWide(sums, v);
        v = splat(0);
      }
    }
    v128.store(out + (j << 2), f.wide() ? narrowed(sums, scale) : v);
  }
  for (; j < to; j++) {
    let total: f64 = f.start();
    let p = x + (j << 2);
    for (let i = 0; i < axis; i++) {
      if (f.wide()) total += f.s(0, load<f32>(p));
      else total = f.s(<f32>total, load<f32>(p));
      p += step;
    }
    store<f32>(out + (j << 2), f.wide() ? <f32>(total * scale) : <f32>total);
  }
}

/** Outputs `[begin, end)` of outer * inner. */
function floats<F>(out: usize, x: usize, axis: i32, inner: i32, begin: i32, end: i32, scale: f64): void {
  const f = changetype<F>(0);
  if (inner == 1) {
    if (axis < SHORT) {
      shortRows<F>(out + (begin << 2), x + ((begin * axis) << 2), axis, end - begin, scale);
      return;
    }
    for (let o = begin; o < end; o++) {
      const total = row<F>(x + ((o * axis) << 2), axis);
      store<f32>(out + (o << 2), f.wide() ? <f32>(total * scale) : <f32>total);
    }
    return;
  }
  for (let at = begin; at < end; ) {
    const o = at / inner;
    const from = at - o * inner;
    const to = min(inner, from + end - at);
    columns<F>(out + ((o * inner) << 2), x + ((o * axis * inner) << 2), axis, inner, from, to, scale);
    at += to - from;
  }
}

export function reduce(args: usize, part: i32, parts: i32): void {
  const kind = load<i32>(args);
  const out = <usize>load<i32>(args, 4);
  const x = <usize>load<i32>(args, 8);
  const outer = load<i32>(args, 12);
  const axis = load<i32>(args, 16);
  const inner = load<i32>(args, 20);
  const grain = inner == 1 ? 1 : 16;
  const begin = first(outer * inner, part, parts, grain);
  const end = last(outer * inner, part, parts, grain);
  switch (kind) {
    case op.REDUCE_SUM: floats<Sum>(out, x, axis, inner, begin, end, 1); break;
    case op.REDUCE_MEAN: floats<Sum>(out, x, axis, inner, begin, end, 1 / <f64>axis); break;
    case op.REDUCE_SUM_SQUARES: floats<SumSquares>(out, x, axis, inner, begin, end, 1); break;
    case op.REDUCE_MAX: floats<Max>(out, x, axis, inner, begin, end, 1); break;
    case op.REDUCE_MIN: floats<Min>(out, x, axis, inner, begin, end, 1); break;
    case op.REDUCE_PROD: floats<Prod>(out, x, axis, inner, begin, end, 1); break;
    case op.REDUCE_ALL: bools(false, out, x, axis, inner, begin, end); break;
    case op.REDUCE_ANY: bools(true, out, x, axis, inner, begin, end); break;
    default: integers(kind, out, x, axis, inner, begin, end);
  }
}

/** As tfjs: a NaN wins only in the first place. */
export function argReduce(args: usize, part: i32, parts: i32): void {
  const smallest = load<i32>(args) != 0;
  const out = <usize>load<i32>(args, 4);
  const x = <usize>load<i32>(args, 8);
  const outer = load<i32>(args, 12);
  const axis = load<i32>(args, 16);
  const inner = load<i32>(args, 20);
  const end = last(outer * inner, part, parts);
  for (let at = first(outer * inner, part, parts); at < end; at++) {
    const o = at / inner;
    let p = x + ((o * axis * inner + at - o * inner) << 2);
    let best = load<f32>(p);
    let index = 0;
    for (let i = 1; i < axis; i++) {
      p += inner << 2;
      const value = load<f32>(p);
      if (smallest ? value < best : value > best) {
        best = value;
        index = i;
      }
    }
    store<i32>(out + (at << 2), index);
  }
}

/** The sum of squares of one part, to partials[part]. */
export function sumSquares(args: usize, part: i32, parts: i32): void {
  const n = load<i32>(args, 8);
  const begin = first(n, part, parts);
  const count = max(0, last(n, part, parts) - begin);
  store<f32>(load<i32>(args) + (part << 2), <f32>row<SumSquares>(load<i32>(args, 4) + (begin << 2), count));
}

export function rowSum(x: usize, n: i32): f64 {
  return row<Sum>(x, n);
}
