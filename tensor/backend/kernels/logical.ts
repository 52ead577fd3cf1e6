// LOGICAL's rows: bools, a byte an element, sixteen at a time. Whatever is not 0 counts as true.

import * as op from '../opcodes';

/** Masks of 0 and 255 a byte, in and out. */
@inline
function combine(kind: i32, a: v128, b: v128): v128 {
  switch (kind) {
    case op.COMPARE_EQUAL: return i8x16.eq(a, b);
    case op.COMPARE_NOT_EQUAL: return v128.xor(a, b);
    case op.COMPARE_LESS: return v128.andnot(b, a);
    case op.COMPARE_LESS_EQUAL: return v128.or(b, v128.not(a));
    case op.COMPARE_GREATER: return v128.andnot(a, b);
    case op.COMPARE_GREATER_EQUAL: return v128.or(a, v128.not(b));
    case op.LOGICAL_AND: return v128.and(a, b);
    case op.LOGICAL_OR: return v128.or(a, b);
    default: return v128.xor(a, b); // LOGICAL_XOR
  }
}

@inline
function mask(x: v128): v128 {
  return i8x16.ne(x, i8x16.splat(0));
}

/** out[i] = kind(a[i sa], b[i sb]) for i < n; sa and sb are 0 or 1. */
export function logicalRow(kind: i32, out: usize, a: usize, sa: i32, b: usize, sb: i32, n: i32): void {
  const one = i8x16.splat(1);
  const va = mask(v128.load8_splat(a));
  const vb = mask(v128.load8_splat(b));
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const p = sa ? mask(v128.load(a + i)) : va;
    const q = sb ? mask(v128.load(b + i)) : vb;
    v128.store(out + i, v128.and(combine(kind, p, q), one));
  }
  for (; i < n; i++) {
    const p = mask(v128.load8_splat(a + i * sa));
    const q = mask(v128.load8_splat(b + i * sb));
    v128.store_lane<u8>(out + i, v128.and(combine(kind, p, q), one), 0);
  }
}
