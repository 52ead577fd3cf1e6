// The micro-kernel of the matrix product: a tile of `rows` (1 to 6) by 8 columns (4 when not `wide`), all of it in registers.
//
// `rows`, `wide` and `strided` are constants at every call, so inlining leaves straight variants. On x64, 6 by 8 with fused multiply-add
// takes 15 of 16 vector registers (12 sums, 2 of b, 1 of a); without it the product needs one more, and 6 by 8 would spill: the plain
// build stops at 5. The loop over k is not unrolled: V8 hoists the unrolled loads and spills them (26 GFLOPS where this gives 48).

import { fma, splat } from './math';

/** Rows of the largest tile. */
export const MOST_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/**
 * out[i, j] = init[i, j] + sum over k of a[k, i] * b[k, j]. Strides in bytes: a moves by `stepA` a k, and its rows are `rowA` apart (4
 * unless `strided`); b moves by `stepB` a k and its columns lie side by side; `ldi` and `ldo` are the rows' strides of init (0: one row
 * for all) and out. `listed`: b is a list of addresses, one a k, and its row lies `stepB` bytes after each.
 */
@inline
function tile(
  rows: i32, wide: bool, strided: bool, listed: bool, out: usize, ldo: i32, init: usize, ldi: i32,
  a: usize, rowA: i32, stepA: i32, b: usize, stepB: i32, k: i32,
): void {
  const r1 = rowA;
  const r2 = 2 * rowA;
  const r3 = 3 * rowA;
  const r4 = 4 * rowA;
  const r5 = 5 * rowA;
  let c00 = splat(0);
  let c01 = splat(0);
  let c10 = splat(0);
  let c11 = splat(0);
  let c20 = splat(0);
  let c21 = splat(0);
  let c30 = splat(0);
  let c31 = splat(0);
  let c40 = splat(0);
  let c41 = splat(0);
  let c50 = splat(0);
  let c51 = splat(0);
  c00 = v128.load(init);
  if (wide) c01 = v128.load(init, 16);
  if (rows > 1) {
    c10 = v128.load(init + ldi);
    if (wide) c11 = v128.load(init + ldi, 16);
  }
  if (rows > 2) {
    c20 = v128.load(init + 2 * ldi);
    if (wide) c21 = v128.load(init + 2 * ldi, 16);
  }
  if (rows > 3) {
    c30 = v128.load(init + 3 * ldi);
    if (wide) c31 = v128.load(init + 3 * ldi, 16);
  }
  if (rows > 4) {
    c40 = v128.load(init + 4 * ldi);
    if (wide) c41 = v128.load(init + 4 * ldi, 16);
  }
  if (rows > 5) {
    c50 = v128.load(init + 5 * ldi);
    if (wide) c51 = v128.load(init + 5 * ldi, 16);
  }
  for (let i = k; i > 0; i--) {
    const p = listed ? <usize>(load<i32>(b) + stepB) : b;
    const b0 = v128.load(p);
    const b1 = wide ? v128.load(p, 16) : b0;
    const a0 = v128.load32_splat(a);
    c00 = fma(a0, b0, c00);
    if (wide) c01 = fma(a0, b1, c01);
    if (rows > 1) {
      const a1 = strided ? v128.load32_splat(a + r1) : v128.load32_splat(a, 4);
      c10 = fma(a1, b0, c10);
      if (wide) c11 = fma(a1, b1, c11);
    }
    if (rows > 2) {
      const a2 = strided ? v128.load32_splat(a + r2) : v128.load32_splat(a, 8);
      c20 = fma(a2, b0, c20);
      if (wide) c21 = fma(a2, b1, c21);
    }
    if (rows > 3) {
      const a3 = strided ? v128.load32_splat(a + r3) : v128.load32_splat(a, 12);
      c30 = fma(a3, b0, c30);
      if (wide) c31 = fma(a3, b1, c31);
    }
    if (rows > 4) {
      const a4 = strided ? v128.load32_splat(a + r4) : v128.load32_splat(a, 16);
      c40 = fma(a4, b0, c40);
      if (wide) c41 = fma(a4, b1, c41);
    }
    if (rows > 5) {
      const a5 = strided ? v128.load32_splat(a + r5) : v128.load32_splat(a, 20);
      c50 = fma(a5, b0, c50);
      if (wide) c51 = fma(a5, b1, c51);
    }
    a += stepA;
    b += listed ? 4 : stepB;
  }
  v128.store(out, c00);
  if (wide) v128.store(out, c01, 16);
  if (rows > 1) {
    v128.store(out + ldo, c10);
    if (wide) v128.store(out + ldo, c11, 16);
  }
  if (rows > 2) {
    v128.store(out + 2 * ldo, c20);
    if (wide) v128.store(out + 2 * ldo, c21, 16);
  }
  if (rows > 3) {
    v128.store(out + 3 * ldo, c30);
    if (wide) v128.store(out + 3 * ldo, c31, 16);
  }
  if (rows > 4) {
    v128.store(out + 4 * ldo, c40);
    if (wide) v128.store(out + 4 * ldo, c41, 16);
  }
  if (rows > 5) {
    v128.store(out + 5 * ldo, c50);
    if (wide) v128.store(out + 5 * ldo, c51, 16);
  }
}

/** 8 columns, a's rows side by side. */
export function wideTile(
  rows: i32, out: usize, ldo: i32, init: usize, ldi: i32, a: usize, stepA: i32, b: usize, stepB: i32, k: i32,
): void {
  switch (rows) {
    case 1: tile(1, true, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 2: tile(2, true, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 3: tile(3, true, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 4: tile(4, true, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 5: tile(5, true, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 6: tile(6, true, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
  }
}

/** 4 columns, a's rows side by side. */
export function narrowTile(
  rows: i32, out: usize, ldo: i32, init: usize, ldi: i32, a: usize, stepA: i32, b: usize, stepB: i32, k: i32,
): void {
  switch (rows) {
    case 1: tile(1, false, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 2: tile(2, false, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 3: tile(3, false, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 4: tile(4, false, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 5: tile(5, false, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 6: tile(6, false, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
  }
}

/** 8 columns, a's rows `rowA` bytes apart. */
export function wideStridedTile(
  rows: i32, out: usize, ldo: i32, init: usize, ldi: i32, a: usize, rowA: i32, b: usize, stepB: i32, k: i32,
): void {
  switch (rows) {
    case 1: tile(1, true, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 2: tile(2, true, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 3: tile(3, true, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 4: tile(4, true, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 5: tile(5, true, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 6: tile(6, true, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
  }
}

/** 4 columns, a's rows `rowA` bytes apart. */
export function narrowStridedTile(
  rows: i32, out: usize, ldo: i32, init: usize, ldi: i32, a: usize, rowA: i32, b: usize, stepB: i32, k: i32,
): void {
  switch (rows) {
    case 1: tile(1, false, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 2: tile(2, false, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 3: tile(3, false, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 4: tile(4, false, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 5: tile(5, false, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 6: tile(6, false, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
  }
}

/** 8 columns, a's rows side by side; b's rows at `offset` after each address of `list`. */
export function wideListedTile(
  rows: i32, out: usize, ldo: i32, init: usize, ldi: i32, a: usize, stepA: i32, list: usize, offset: i32, k: i32,
): void {
  switch (rows) {
    case 1: tile(1, true, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 2: tile(2, true, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 3: tile(3, true, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 4: tile(4, true, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 5: tile(5, true, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 6: tile(6, true, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
  }
}

/**
 * One row of `a` by 32 columns of b: eight independent sums, where a tile of one row by 8 columns would wait for its two. a's elements are
 * `stepA` bytes apart.
 */
export function rowTile(out: usize, init: usize, a: usize, stepA: i32, b: usize, stepB: i32, k: i32): void {
  let c0 = v128.load(init);
  let c1 = v128.load(init, 16);
  let c2 = v128.load(init, 32);
  let c3 = v128.load(init, 48);
  let c4 = v128.load(init, 64);
  let c5 = v128.load(init, 80);
  let c6 = v128.load(init, 96);
  let c7 = v128.load(init, 112);
  for (let i = k; i > 0; i--) {
    const v = v128.load32_splat(a);
    c0 = fma(v, v128.load(b), c0);
    c1 = fma(v, v128.load(b, 16), c1);
    c2 = fma(v, v128.load(b, 32), c2);
    c3 = fma(v, v128.load(b, 48), c3);
    c4 = fma(v, v128.load(b, 64), c4);
    c5 = fma(v, v128.load(b, 80), c5);
    c6 = fma(v, v128.load(b, 96), c6);
    c7 = fma(v, v128.load(b, 112), c7);
    a += stepA;
    b += stepB;
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out, c2, 32);
  v128.store(out, c3, 48);
  v128.store(out, c4, 64);
  v128.store(out, c5, 80);
  v128.store(out, c6, 96);
  v128.store(out, c7, 112);
}
