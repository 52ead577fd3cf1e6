// BINARY and its kin: out[i] = f(a[i], b[i]) with broadcasting. As in unary.ts one class is one operation. The walk is the same for all:
// over rows (the last dimension, whose strides are 0 or 1), and each row is one of four straight loops.

import * as op from '../opcodes';
import { Atan2, FloorDiv, FloorDivI, Mod, ModI, Pow } from './binary-lanes';
import { logicalRow } from './logical';
import { loadTail, one, splat, storePair, storeTail } from './math';
import { scratch } from './scratch';
import { first, last } from './split';
import { offset, volume } from './strides';

@unmanaged class Add { @inline v(a: v128, b: v128): v128 { return f32x4.add(a, b); } }
@unmanaged class Sub { @inline v(a: v128, b: v128): v128 { return f32x4.sub(a, b); } }
@unmanaged class Mul { @inline v(a: v128, b: v128): v128 { return f32x4.mul(a, b); } }
@unmanaged class Div { @inline v(a: v128, b: v128): v128 { return f32x4.div(a, b); } }
@unmanaged class Max { @inline v(a: v128, b: v128): v128 { return f32x4.max(a, b); } }
@unmanaged class Min { @inline v(a: v128, b: v128): v128 { return f32x4.min(a, b); } }

@unmanaged class SquaredDifference {
  @inline v(a: v128, b: v128): v128 {
    const d = f32x4.sub(a, b);
    return f32x4.mul(d, d);
  }
}

@unmanaged class DivNoNan {
  @inline v(a: v128, b: v128): v128 {
    return v128.andnot(f32x4.div(a, b), f32x4.eq(b, splat(0)));
  }
}

@unmanaged class Prelu {
  @inline v(a: v128, b: v128): v128 {
    return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, splat(0)));
  }
}

@unmanaged class ReluGrad {
  @inline v(dy: v128, x: v128): v128 {
    return v128.and(dy, f32x4.gt(x, splat(0)));
  }
}

@unmanaged class StepProduct {
  @inline v(dy: v128, x: v128): v128 {
    // 1 above 0, all bits and so a NaN where x is one.
    const step = v128.or(v128.and(one(), f32x4.gt(x, splat(0))), f32x4.ne(x, x));
    return f32x4.mul(dy, step);
  }
}

@unmanaged class Relu6Grad {
  @inline v(dy: v128, x: v128): v128 {
    return v128.and(dy, v128.and(f32x4.gt(x, splat(0)), f32x4.lt(x, splat(6))));
  }
}

@unmanaged class EluGrad {
  @inline v(dy: v128, y: v128): v128 {
    return v128.bitselect(dy, f32x4.mul(dy, f32x4.add(y, one())), f32x4.ge(y, splat(0)));
  }
}

@unmanaged class SigmoidGrad {
  @inline v(dy: v128, y: v128): v128 {
    return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(one(), y)));
  }
}

@unmanaged class TanhGrad {
  @inline v(dy: v128, y: v128): v128 {
    // (1 - y) (1 + y) keeps the digits that 1 - y y loses near 1.
    return f32x4.mul(dy, f32x4.mul(f32x4.sub(one(), y), f32x4.add(one(), y)));
  }
}

@unmanaged class TanhProduct {
  @inline v(dy: v128, y: v128): v128 {
    return f32x4.mul(dy, f32x4.sub(one(), f32x4.mul(y, y)));
  }
}

@unmanaged class AddI { @inline v(a: v128, b: v128): v128 { return i32x4.add(a, b); } }
@unmanaged class SubI { @inline v(a: v128, b: v128): v128 { return i32x4.sub(a, b); } }
@unmanaged class MulI { @inline v(a: v128, b: v128): v128 { return i32x4.mul(a, b); } }
@unmanaged class MaxI { @inline v(a: v128, b: v128): v128 { return i32x4.max_s(a, b); } }
@unmanaged class MinI { @inline v(a: v128, b: v128): v128 { return i32x4.min_s(a, b); } }

@unmanaged class SquaredDifferenceI {
  @inline v(a: v128, b: v128): v128 {
    const d = i32x4.sub(a, b);
    return i32x4.mul(d, d);
  }
}

// Comparisons give a mask of ones a lane.
@unmanaged class Equal { @inline v(a: v128, b: v128): v128 { return f32x4.eq(a, b); } }
@unmanaged class NotEqual { @inline v(a: v128, b: v128): v128 { return f32x4.ne(a, b); } }
@unmanaged class Less { @inline v(a: v128, b: v128): v128 { return f32x4.lt(a, b); } }
@unmanaged class LessEqual { @inline v(a: v128, b: v128): v128 { return f32x4.le(a, b); } }
@unmanaged class EqualI { @inline v(a: v128, b: v128): v128 { return i32x4.eq(a, b); } }
@unmanaged class NotEqualI { @inline v(a: v128, b: v128): v128 { return i32x4.ne(a, b); } }
@unmanaged class LessI { @inline v(a: v128, b: v128): v128 { return i32x4.lt_s(a, b); } }
@unmanaged class LessEqualI { @inline v(a: v128, b: v128): v128 { return i32x4.le_s(a, b); } }

/** A row of 32-bit elements; sa and sb are 0 or 1. Two vectors at a time, as in unary.ts. */
function row<F>(out: usize, a: usize, sa: i32, b: usize, sb: i32, n: i32): void {
  const f = changetype<F>(0);
  const whole = out + (<usize>(n & ~7) << 2);
  const rest = n & 3;
  if (sa && sb) {
    while (out < whole) {
      const y0 = f.v(v128.load(a), v128.load(b));
      const y1 = f.v(v128.load(a, 16), v128.load(b, 16));
      storePair(out, y0, y1);
      out += 32;
      a += 32;
      b += 32;
    }
    if (n & 4) {
      v128.store(out, f.v(v128.load(a), v128.load(b)));
      out += 16;
      a += 16;
      b += 16;
    }
    if (rest) storeTail(out, f.v(loadTail(a, rest), loadTail(b, rest)), rest);
  } else if (sa) {
    const vb = v128.load32_splat(b);
    while (out < whole) {
      const y0 = f.v(v128.load(a), vb);
      const y1 = f.v(v128.load(a, 16), vb);
      storePair(out, y0, y1);
      out += 32;
      a += 32;
    }
    if (n & 4) {
      v128.store(out, f.v(v128.load(a), vb));
      out += 16;
      a += 16;
    }
    if (rest) storeTail(out, f.v(loadTail(a, rest), vb), rest);
  } else {
    const va = v128.load32_splat(a);
    if (!sb) {
      const y = f.v(va, v128.load32_splat(b));
      for (const end = out + (<usize>(n & ~3) << 2); out < end; out += 16) v128.store(out, y);
      if (rest) storeTail(out, y, rest);
      return;
    }
    while (out < whole) {
      const y0 = f.v(va, v128.load(b));
      const y1 = f.v(va, v128.load(b, 16));
      storePair(out, y0, y1);
      out += 32;
      b += 32;
    }
    if (n & 4) {
      v128.store(out, f.v(va, v128.load(b)));
      out += 16;
      b += 16;
    }
    if (rest) storeTail(out, f.v(va, loadTail(b, rest)), rest);
  }
}

/** A row of 32-bit elements to bools. */
function compareRow<F>(out: usize, a: usize, sa: i32, b: usize, sb: i32, n: i32): void {
  const f = changetype<F>(0);
  const va = v128.load32_splat(a);
  const vb = v128.load32_splat(b);
  const one = i8x16.splat(1);
  const sixteens = out + (n & ~15);
  while (out < sixteens) {
    const m0 = f.v(sa ? v128.load(a) : va, sb ? v128.load(b) : vb);
    const m1 = f.v(sa ? v128.load(a, 16) : va, sb ? v128.load(b, 16) : vb);
    const m2 = f.v(sa ? v128.load(a, 32) : va, sb ? v128.load(b, 32) : vb);
    const m3 = f.v(sa ? v128.load(a, 48) : va, sb ? v128.load(b, 48) : vb);
    const bytes = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(m0, m1), i16x8.narrow_i32x4_s(m2, m3));
    v128.store(out, v128.and(bytes, one));
    out += 16;
    a += sa << 6;
    b += sb << 6;
  }
  const whole = out + (n & 12);
  while (out < whole) {
    const mask = f.v(sa ? v128.load(a) : va, sb ? v128.load(b) : vb);
    const words = i16x8.narrow_i32x4_s(mask, mask);
    v128.store_lane<i32>(out, v128.and(i8x16.narrow_i16x8_s(words, words), one), 0);
    out += 4;
    a += sa << 4;
    b += sb << 4;
  }
  for (let i = n & 3; i > 0; i--) {
    store<u8>(out, i32x4.extract_lane(f.v(v128.load32_splat(a), v128.load32_splat(b)), 0) & 1);
    out += 1;
    a += sa << 2;
    b += sb << 2;
  }
}

// What an opcode works on: its distance from op.BINARY.
const FLOAT = 0;
const INTEGER = 1;
const COMPARE = 2;
const COMPARE_INTEGER = 3;
const BOOL = 4;

function dispatchRow(family: i32, kind: i32, out: usize, a: usize, sa: i32, b: usize, sb: i32, n: i32): void {
  if (family == FLOAT) {
    switch (kind) {
      case op.BINARY_ADD: row<Add>(out, a, sa, b, sb, n); break;
      case op.BINARY_SUB: row<Sub>(out, a, sa, b, sb, n); break;
      case op.BINARY_MUL: row<Mul>(out, a, sa, b, sb, n); break;
      case op.BINARY_MAX: row<Max>(out, a, sa, b, sb, n); break;
      case op.BINARY_MIN: row<Min>(out, a, sa, b, sb, n); break;
      case op.BINARY_SQUARED_DIFFERENCE: row<SquaredDifference>(out, a, sa, b, sb, n); break;
      case op.BINARY_FLOOR_DIV: row<FloorDiv>(out, a, sa, b, sb, n); break;
      case op.BINARY_MOD: row<Mod>(out, a, sa, b, sb, n); break;
      case op.BINARY_DIV: row<Div>(out, a, sa, b, sb, n); break;
      case op.BINARY_POW: row<Pow>(out, a, sa, b, sb, n); break;
      case op.BINARY_PRELU: row<Prelu>(out, a, sa, b, sb, n); break;
      case op.BINARY_ATAN2: row<Atan2>(out, a, sa, b, sb, n); break;
      case op.BINARY_RELU_GRAD: row<ReluGrad>(out, a, sa, b, sb, n); break;
      case op.BINARY_ELU_GRAD: row<EluGrad>(out, a, sa, b, sb, n); break;
      case op.BINARY_SIGMOID_GRAD: row<SigmoidGrad>(out, a, sa, b, sb, n); break;
      case op.BINARY_TANH_GRAD: row<TanhGrad>(out, a, sa, b, sb, n); break;
      case op.BINARY_RELU6_GRAD: row<Relu6Grad>(out, a, sa, b, sb, n); break;
      case op.BINARY_STEP_PRODUCT: row<StepProduct>(out, a, sa, b, sb, n); break;
      case op.BINARY_TANH_PRODUCT: row<TanhProduct>(out, a, sa, b, sb, n); break;
      case op.BINARY_DIV_NO_NAN: row<DivNoNan>(out, a, sa, b, sb, n); break;
    }
  } else if (family == INTEGER) {
    switch (kind) {
      case op.BINARY_ADD: row<AddI>(out, a, sa, b, sb, n); break;
      case op.BINARY_SUB: row<SubI>(out, a, sa, b, sb, n); break;
      case op.BINARY_MUL: row<MulI>(out, a, sa, b, sb, n); break;
      case op.BINARY_MAX: row<MaxI>(out, a, sa, b, sb, n); break;
      case op.BINARY_MIN: row<MinI>(out, a, sa, b, sb, n); break;
      case op.BINARY_SQUARED_DIFFERENCE: row<SquaredDifferenceI>(out, a, sa, b, sb, n); break;
      case op.BINARY_FLOOR_DIV: row<FloorDivI>(out, a, sa, b, sb, n); break;
      case op.BINARY_MOD: row<ModI>(out, a, sa, b, sb, n); break;
    }
  } else if (family == COMPARE) {
    switch (kind) {
      case op.COMPARE_EQUAL: compareRow<Equal>(out, a, sa, b, sb, n); break;
      case op.COMPARE_NOT_EQUAL: compareRow<NotEqual>(out, a, sa, b, sb, n); break;
      case op.COMPARE_LESS: compareRow<Less>(out, a, sa, b, sb, n); break;
      case op.COMPARE_LESS_EQUAL: compareRow<LessEqual>(out, a, sa, b, sb, n); break;
      case op.COMPARE_GREATER: compareRow<Less>(out, b, sb, a, sa, n); break;
      case op.COMPARE_GREATER_EQUAL: compareRow<LessEqual>(out, b, sb, a, sa, n); break;
    }
  } else if (family == COMPARE_INTEGER) {
    switch (kind) {
      case op.COMPARE_EQUAL: compareRow<EqualI>(out, a, sa, b, sb, n); break;
      case op.COMPARE_NOT_EQUAL: compareRow<NotEqualI>(out, a, sa, b, sb, n); break;
      case op.COMPARE_LESS: compareRow<LessI>(out, a, sa, b, sb, n); break;
      case op.COMPARE_LESS_EQUAL: compareRow<LessEqualI>(out, a, sa, b, sb, n); break;
      case op.COMPARE_GREATER: compareRow<LessI>(out, b, sb, a, sa, n); break;
      case op.COMPARE_GREATER_EQUAL: compareRow<LessEqualI>(out, b, sb, a, sa, n); break;
    }
  } else {
    logicalRow(kind, out, a, sa, b, sb, n);
  }
}

/** Rows shorter than this, of which a call each would cost more than the work, are spread out and taken many at a time. */
const SHORT = 16;
/** Elements spread out at a time: what they need stays in L1. */
const SPREAD = 2048;

/** `rows` rows of n elements, where they lie if they lie one after another, else copied to `to`. Strides in elements. */
@inline
function spread(to: usize, x: usize, stride: i32, rowStride: i32, rows: i32, n: i32): usize {
  if (stride == 1 && rowStride == n) return x;
  let at = to;
  for (let r = 0; r < rows; r++) {
    let p = x;
    for (let i = 0; i < n; i++) {
      store<i32>(at, load<i32>(p));
      at += 4;
      p += stride << 2;
    }
    x += rowStride << 2;
  }
  return to;
}

/** Rows `[r, end)` of a matrix of 32-bit elements with fewer than SHORT columns. */
function shortRows(
  family: i32, kind: i32, out: usize, outShift: i32,
  a: usize, sa: i32, rowA: i32, b: usize, sb: i32, rowB: i32, n: i32, r: i32, end: i32,
): void {
  const most = SPREAD / n;
  for (; r < end; r += most) {
    const rows = min(most, end - r);
    const left = spread(scratch(), a + ((r * rowA) << 2), sa, rowA, rows, n);
    const right = spread(scratch() + (SPREAD << 2), b + ((r * rowB) << 2), sb, rowB, rows, n);
    dispatchRow(family, kind, out + ((r * n) << outShift), left, 1, right, 1, rows * n);
  }
}

/** BINARY, BINARY_I32, COMPARE, COMPARE_I32 and LOGICAL, which share their arguments. */
export function binary(opcode: i32, args: usize, part: i32, parts: i32): void {
  const kind = load<i32>(args);
  const rank = load<i32>(args, 16);
  const dims = args + 20;
  const aStrides = dims + (rank << 2);
  const bStrides = aStrides + (rank << 2);
  const inner = (rank - 1) << 2;
  const n = load<i32>(dims + inner);
  const sa = load<i32>(aStrides + inner);
  const sb = load<i32>(bStrides + inner);
  const family = opcode - op.BINARY;
  const inShift = family == BOOL ? 0 : 2;
  const outShift = family >= COMPARE ? 0 : 2;
  const out = <usize>load<i32>(args, 4);
  const a = <usize>load<i32>(args, 8);
  const b = <usize>load<i32>(args, 12);
  if (rank == 1) {
    const begin = first(n, part, parts);
    const count = last(n, part, parts) - begin;
    if (count <= 0) return;
    dispatchRow(
      family, kind, out + (begin << outShift), a + ((begin * sa) << inShift), sa, b + ((begin * sb) << inShift), sb, count,
    );
    return;
  }
  const rows = volume(rank - 1, dims);
  const end = last(rows, part, parts, 1);
  let r = first(rows, part, parts, 1);
  if (rank == 2 && n < SHORT && family != BOOL) {
    shortRows(family, kind, out, outShift, a, sa, load<i32>(aStrides), b, sb, load<i32>(bStrides), n, r, end);
    return;
  }
  const run = load<i32>(dims + inner - 4); // rows one stride apart
  const nextA = load<i32>(aStrides + inner - 4) << inShift;
  const nextB = load<i32>(bStrides + inner - 4) << inShift;
  while (r < end) {
    let rowA = a + (offset(r, rank - 1, dims, aStrides) << inShift);
    let rowB = b + (offset(r, rank - 1, dims, bStrides) << inShift);
    for (let left = min(end - r, run - (r % run)); left > 0; left--) {
      dispatchRow(family, kind, out + ((r * n) << outShift), rowA, sa, rowB, sb, n);
      rowA += nextA;
      rowB += nextB;
      r++;
    }
  }
}
