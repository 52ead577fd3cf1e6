// Products with one to four columns: the last layer of a value or policy, and its filter's gradient. A tile would be mostly empty, and packing
// a, which each tile of a broad product shares, would cost more than the product.

import { finish, gemm, GEMM_SCRATCH } from './gemm';
import { fma, splat, sumLanes } from './math';
import { scratch } from './scratch';

/** Rows that are laid across at a time: with four columns, 256 KB of scratch. */
const ROWS = 16384;
/** The deepest: two columns of it are 512 KB of scratch. */
const MOST_DEPTH = 65536;

/** Whether `thin` is faster than `gemm`. To be asked of a whole command, not of its parts: the two add in different orders. */
export function isThin(aColumn: i32, m: i32, n: i32, k: i32): bool {
  return m >= 8 && k >= 8 && k <= MOST_DEPTH && n <= (aColumn == 4 ? 2 : 4);
}

/** The sum of all lanes of two vectors. They go through memory, because V8 merges what ends in two neighbouring stores (vectors.ts). */
@inline
function sumPair(low: v128, high: v128): f32 {
  const p = scratch() + GEMM_SCRATCH;
  v128.store(p, low);
  v128.store(p, high, 16);
  return sumLanes(f32x4.add(v128.load(p), v128.load(p, 16)));
}

/** One row of a with one column of b, or with a second one at `b1`; `two` is a constant at every call. */
@inline
function rowDots(two: bool, out: usize, a: usize, b: usize, b1: usize, k: i32): void {
  let s0 = splat(0);
  let s1 = s0;
  let u0 = s0;
  let u1 = s0;
  const whole = (k & ~7) << 2;
  let i = 0;
  for (; i < whole; i += 32) {
    const v = v128.load(a + i);
    const w = v128.load(a + i, 16);
    s0 = fma(v, v128.load(b + i), s0);
    u0 = fma(w, v128.load(b + i, 16), u0);
    if (two) {
      s1 = fma(v, v128.load(b1 + i), s1);
      u1 = fma(w, v128.load(b1 + i, 16), u1);
    }
  }
  let t0 = sumPair(s0, u0);
  let t1 = two ? sumPair(s1, u1) : 0;
  for (const end = k << 2; i < end; i += 4) {
    const x = load<f32>(a + i);
    t0 += x * load<f32>(b + i);
    if (two) t1 += x * load<f32>(b1 + i);
  }
  store<f32>(out, t0);
  if (two) store<f32>(out, t1, 4);
}

/** a's rows lie along k: each number is a dot product. */
function dots(out: usize, a: usize, aRow: i32, b: usize, bRow: i32, bColumn: i32, m: i32, n: i32, k: i32): void {
  let columns = b;
  let ldb = bColumn;
  if (bRow != 4) {
    columns = scratch();
    ldb = k << 2;
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < n; j++) store<f32>(columns + j * ldb + (i << 2), load<f32>(b + i * bRow + j * bColumn));
    }
  }
  for (let i = 0; i < m; i++) {
    if (n == 1) rowDots(false, out, a, columns, 0, k);
    else rowDots(true, out, a, columns, columns + ldb, k);
    out += n << 2;
    a += aRow;
  }
}

/** a's rows lie side by side: the product is made lying across, [n, m], which is broad, and stood up. */
function turned(out: usize, a: usize, aColumn: i32, b: usize, bRow: i32, bColumn: i32, m: i32, n: i32, k: i32): void {
  const across = scratch() + GEMM_SCRATCH;
  for (let i0 = 0; i0 < m; i0 += ROWS) {
    const rows = min(ROWS, m - i0);
    const ld = rows << 2;
    gemm(across, ld, b, bColumn, bRow, a + (i0 << 2), aColumn, 4, 0, n, rows, k, false, 0, 0);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < n; j++) {
        store<f32>(out, load<f32>(across + j * ld + (i << 2)));
        out += 4;
      }
    }
  }
}

/** out [m, n] = activation(a b + bias) where `isThin`, rows of out one after another; strides as for `gemm`. */
export function thin(
  out: usize, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32,
  bias: usize, m: i32, n: i32, k: i32, activation: i32, alpha: f32,
): void {
  if (aColumn == 4) dots(out, a, aRow, b, bRow, bColumn, m, n, k);
  else turned(out, a, aColumn, b, bRow, bColumn, m, n, k);
  finish(out, n << 2, m, n, bias, activation, alpha);
}
