// REDUCE of int32 and of bools: outputs `[begin, end)` of outer * inner, an element at a time.

import * as op from '../opcodes';

export function integers(kind: i32, out: usize, x: usize, axis: i32, inner: i32, begin: i32, end: i32): void {
  for (let at = begin; at < end; at++) {
    const o = at / inner;
    let p = x + ((o * axis * inner + at - o * inner) << 2);
    let r =
      kind == op.REDUCE_SUM_I32 ? 0 : kind == op.REDUCE_PROD_I32 ? 1 : kind == op.REDUCE_MAX_I32 ? i32.MIN_VALUE : i32.MAX_VALUE;
    for (let i = 0; i < axis; i++) {
      const value = load<i32>(p);
      switch (kind) {
        case op.REDUCE_SUM_I32: r += value; break;
        case op.REDUCE_PROD_I32: r *= value; break;
        case op.REDUCE_MAX_I32: r = max(r, value); break;
        case op.REDUCE_MIN_I32: r = min(r, value); break;
      }
      p += inner << 2;
    }
    store<i32>(out + (at << 2), r);
  }
}

export function bools(any: bool, out: usize, x: usize, axis: i32, inner: i32, begin: i32, end: i32): void {
  for (let at = begin; at < end; at++) {
    const o = at / inner;
    let p = x + o * axis * inner + at - o * inner;
    let r = !any;
    for (let i = 0; i < axis && r != any; i++) {
      r = load<u8>(p) != 0;
      p += inner;
    }
    store<u8>(out + at, r);
  }
}
