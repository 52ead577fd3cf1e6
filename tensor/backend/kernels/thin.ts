// Products with one to four columns: the last layer of a value or policy, and its filter's gradient. A tile would be mostly empty, and packing
// a, which each tile of a broad product shares, would cost more than the product.

import { finish, gemm, GEMM_SCRATCH } from './gemm';
import { fma, splat, storePair, sumLanes } from './math';
import { scratch } from './scratch';

/** Rows that are laid across at a time: with four columns, 256 KB of scratch. */
const ROWS = 16384;
/** The deepest: two columns of it are 512 KB of scratch. */
const MOST_DEPTH = 65536;

/** Whether `thin` is faster than `gemm`. To be asked of a whole command, not of its parts: the two add in different orders. */
export function isThin(aColumn: i32, m: i32, n: i32, k: i32): bool {
  return m >= 8 && k >= 8 && k <= MOST_DEPTH && n <= (aColumn == 4 ? 2 : 4);
}

/** Adds to the number at `out` what `bytes` of a and b have as their dot product. */
@inline
function addRest(out: usize, a: usize, b: usize, bytes: i32): void {
  let sum = load<f32>(out);
  for (let i = 0; i < bytes; i += 4) sum += load<f32>(a + i) * load<f32>(b + i);
  store<f32>(out, sum);
}

// Sums go from the loops through memory, because V8 merges what ends in two neighbouring stores (vectors.ts).

/** One row of a with one column of b. */
function oneDot(out: usize, a: usize, b: usize, k: i32): void {
  let s = splat(0);
  let u = s;
  const whole = (k & ~7) << 2;
  for (let i = 0; i < whole; i += 32) {
    s = fma(v128.load(a + i), v128.load(b + i), s);
    u = fma(v128.load(a + i, 16), v128.load(b + i, 16), u);
  }
  const sums = scratch() + GEMM_SCRATCH;
  storePair(sums, s, u);
  store<f32>(out, sumLanes(f32x4.add(v128.load(sums), v128.load(sums, 16))));
  addRest(out, a + whole, b + whole, (k & 7) << 2);
}

/** Four neighbours of out: four rows of a with the column b, or, where there is a column b1, two rows with both. As `oneDot`, to the bit. */
@inline
function fourDots(two: bool, out: usize, a: usize, aRow: i32, b: usize, b1: usize, k: i32): void {
  let s0 = splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let u0 = s0;
  let u1 = s0;
  let u2 = s0;
  let u3 = s0;
  const a1 = a + aRow;
  const a2 = a1 + aRow;
  const a3 = a2 + aRow;
  const whole = (k & ~7) << 2;
  for (let i = 0; i < whole; i += 32) {
    const x = v128.load(b + i);
    const y = v128.load(b + i, 16);
    const v0 = v128.load(a + i);
    const w0 = v128.load(a + i, 16);
    const v1 = v128.load(a1 + i);
    const w1 = v128.load(a1 + i, 16);
    s0 = fma(v0, x, s0);
    u0 = fma(w0, y, u0);
    if (two) {
      const x1 = v128.load(b1 + i);
      const y1 = v128.load(b1 + i, 16);
      s1 = fma(v0, x1, s1);
      u1 = fma(w0, y1, u1);
      s2 = fma(v1, x, s2);
      u2 = fma(w1, y, u2);
      s3 = fma(v1, x1, s3);
      u3 = fma(w1, y1, u3);
    } else {
      s1 = fma(v1, x, s1);
      u1 = fma(w1, y, u1);
      s2 = fma(v128.load(a2 + i), x, s2);
      u2 = fma(v128.load(a2 + i, 16), y, u2);
      s3 = fma(v128.load(a3 + i), x, s3);
      u3 = fma(v128.load(a3 + i, 16), y, u3);
    }
  }
  const sums = scratch() + GEMM_SCRATCH;
  storePair(sums, s0, u0);
  storePair(sums + 32, s1, u1);
  storePair(sums + 64, s2, u2);
  storePair(sums + 96, s3, u3);
  const r0 = f32x4.add(v128.load(sums), v128.load(sums, 16));
  const r1 = f32x4.add(v128.load(sums, 32), v128.load(sums, 48));
  const r2 = f32x4.add(v128.load(sums, 64), v128.load(sums, 80));
  const r3 = f32x4.add(v128.load(sums, 96), v128.load(sums, 112));
  // Their lanes added as `sumLanes` does, all four at once: 0 + 1 and 2 + 3 of r0 and r1, of r2 and r3.
  const low = f32x4.add(v128.shuffle<f32>(r0, r1, 0, 2, 4, 6), v128.shuffle<f32>(r0, r1, 1, 3, 5, 7));
  const high = f32x4.add(v128.shuffle<f32>(r2, r3, 0, 2, 4, 6), v128.shuffle<f32>(r2, r3, 1, 3, 5, 7));
  v128.store(out, f32x4.add(v128.shuffle<f32>(low, high, 0, 2, 4, 6), v128.shuffle<f32>(low, high, 1, 3, 5, 7)));
  const rest = (k & 7) << 2;
  if (rest) {
    addRest(out, a + whole, b + whole, rest);
    addRest(out + 4, (two ? a : a1) + whole, (two ? b1 : b) + whole, rest);
    addRest(out + 8, (two ? a1 : a2) + whole, b + whole, rest);
    addRest(out + 12, (two ? a1 : a3) + whole, (two ? b1 : b) + whole, rest);
  }
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
  const second = columns + ldb;
  const four = n == 1 ? 4 : 2; // rows of four numbers
  for (; m >= four; m -= four) {
    if (n == 1) fourDots(false, out, a, aRow, columns, 0, k);
    else fourDots(true, out, a, aRow, columns, second, k);
    out += 16;
    a += four * aRow;
  }
  for (; m > 0; m--) {
    oneDot(out, a, columns, k);
    if (n == 2) oneDot(out + 4, a, second, k);
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
