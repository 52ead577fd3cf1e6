// The micro-kernel for 256-bit vectors: a tile of `rows` (1 to 6) by 16 columns. WebAssembly knows 128 bits only, but V8 can merge neighbouring
// operations into 256-bit ones (vectors.ts), and then 6 by 16 takes 15 of 16 registers as 6 by 8 (tile.ts) does without, with twice the numbers in each.
// Where V8 does not merge, its 24 sums spill, and it is slower than 6 by 8.
//
// V8's merging starts at neighbouring stores and follows them up (its wasm-revec-phase.cc): so each row's four stores, four sums, four loads of b
// are neighbours, and all of a row is multiplied by one splat. Each sum adds its products in the order of tile.ts: the bits are the same.

import { fma } from './math';

/** As `tile` of tile.ts, 16 columns. */
@inline
function tile16(
  rows: i32, strided: bool, listed: bool, out: usize, ldo: i32, init: usize, ldi: i32,
  a: usize, rowA: i32, stepA: i32, b: usize, stepB: i32, k: i32,
): void {
  const r2 = 2 * rowA;
  const r3 = 3 * rowA;
  const r4 = 4 * rowA;
  const r5 = 5 * rowA;
  let c00 = v128.load(init);
  let c01 = v128.load(init, 16);
  let c02 = v128.load(init, 32);
  let c03 = v128.load(init, 48);
  let c10 = c00;
  let c11 = c01;
  let c12 = c02;
  let c13 = c03;
  let c20 = c00;
  let c21 = c01;
  let c22 = c02;
  let c23 = c03;
  let c30 = c00;
  let c31 = c01;
  let c32 = c02;
  let c33 = c03;
  let c40 = c00;
  let c41 = c01;
  let c42 = c02;
  let c43 = c03;
  let c50 = c00;
  let c51 = c01;
  let c52 = c02;
  let c53 = c03;
  if (rows > 1) {
    c10 = v128.load(init + ldi);
    c11 = v128.load(init + ldi, 16);
    c12 = v128.load(init + ldi, 32);
    c13 = v128.load(init + ldi, 48);
  }
  if (rows > 2) {
    c20 = v128.load(init + 2 * ldi);
    c21 = v128.load(init + 2 * ldi, 16);
    c22 = v128.load(init + 2 * ldi, 32);
    c23 = v128.load(init + 2 * ldi, 48);
  }
  if (rows > 3) {
    c30 = v128.load(init + 3 * ldi);
    c31 = v128.load(init + 3 * ldi, 16);
    c32 = v128.load(init + 3 * ldi, 32);
    c33 = v128.load(init + 3 * ldi, 48);
  }
  if (rows > 4) {
    c40 = v128.load(init + 4 * ldi);
    c41 = v128.load(init + 4 * ldi, 16);
    c42 = v128.load(init + 4 * ldi, 32);
    c43 = v128.load(init + 4 * ldi, 48);
  }
  if (rows > 5) {
    c50 = v128.load(init + 5 * ldi);
    c51 = v128.load(init + 5 * ldi, 16);
    c52 = v128.load(init + 5 * ldi, 32);
    c53 = v128.load(init + 5 * ldi, 48);
  }
  for (let i = k; i > 0; i--) {
    const p = listed ? <usize>(load<i32>(b) + stepB) : b;
    const b0 = v128.load(p);
    const b1 = v128.load(p, 16);
    const b2 = v128.load(p, 32);
    const b3 = v128.load(p, 48);
    const a0 = v128.load32_splat(a);
    c00 = fma(a0, b0, c00);
    c01 = fma(a0, b1, c01);
    c02 = fma(a0, b2, c02);
    c03 = fma(a0, b3, c03);
    if (rows > 1) {
      const a1 = strided ? v128.load32_splat(a + rowA) : v128.load32_splat(a, 4);
      c10 = fma(a1, b0, c10);
      c11 = fma(a1, b1, c11);
      c12 = fma(a1, b2, c12);
      c13 = fma(a1, b3, c13);
    }
    if (rows > 2) {
      const a2 = strided ? v128.load32_splat(a + r2) : v128.load32_splat(a, 8);
      c20 = fma(a2, b0, c20);
      c21 = fma(a2, b1, c21);
      c22 = fma(a2, b2, c22);
      c23 = fma(a2, b3, c23);
    }
    if (rows > 3) {
      const a3 = strided ? v128.load32_splat(a + r3) : v128.load32_splat(a, 12);
      c30 = fma(a3, b0, c30);
      c31 = fma(a3, b1, c31);
      c32 = fma(a3, b2, c32);
      c33 = fma(a3, b3, c33);
    }
    if (rows > 4) {
      const a4 = strided ? v128.load32_splat(a + r4) : v128.load32_splat(a, 16);
      c40 = fma(a4, b0, c40);
      c41 = fma(a4, b1, c41);
      c42 = fma(a4, b2, c42);
      c43 = fma(a4, b3, c43);
    }
    if (rows > 5) {
      const a5 = strided ? v128.load32_splat(a + r5) : v128.load32_splat(a, 20);
      c50 = fma(a5, b0, c50);
      c51 = fma(a5, b1, c51);
      c52 = fma(a5, b2, c52);
      c53 = fma(a5, b3, c53);
    }
    a += stepA;
    b += listed ? 4 : stepB;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out, c02, 32);
  v128.store(out, c03, 48);
  if (rows > 1) {
    v128.store(out + ldo, c10);
    v128.store(out + ldo, c11, 16);
    v128.store(out + ldo, c12, 32);
    v128.store(out + ldo, c13, 48);
  }
  if (rows > 2) {
    v128.store(out + 2 * ldo, c20);
    v128.store(out + 2 * ldo, c21, 16);
    v128.store(out + 2 * ldo, c22, 32);
    v128.store(out + 2 * ldo, c23, 48);
  }
  if (rows > 3) {
    v128.store(out + 3 * ldo, c30);
    v128.store(out + 3 * ldo, c31, 16);
    v128.store(out + 3 * ldo, c32, 32);
    v128.store(out + 3 * ldo, c33, 48);
  }
  if (rows > 4) {
    v128.store(out + 4 * ldo, c40);
    v128.store(out + 4 * ldo, c41, 16);
    v128.store(out + 4 * ldo, c42, 32);
    v128.store(out + 4 * ldo, c43, 48);
  }
  if (rows > 5) {
    v128.store(out + 5 * ldo, c50);
    v128.store(out + 5 * ldo, c51, 16);
    v128.store(out + 5 * ldo, c52, 32);
    v128.store(out + 5 * ldo, c53, 48);
  }
}

/** 16 columns, a's rows side by side. */
export function tileOf16(
  rows: i32, out: usize, ldo: i32, init: usize, ldi: i32, a: usize, stepA: i32, b: usize, stepB: i32, k: i32,
): void {
  switch (rows) {
    case 1: tile16(1, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 2: tile16(2, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 3: tile16(3, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 4: tile16(4, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 5: tile16(5, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
    case 6: tile16(6, false, false, out, ldo, init, ldi, a, 4, stepA, b, stepB, k); break;
  }
}

/** 16 columns, a's rows `rowA` bytes apart. */
export function stridedTileOf16(
  rows: i32, out: usize, ldo: i32, init: usize, ldi: i32, a: usize, rowA: i32, b: usize, stepB: i32, k: i32,
): void {
  switch (rows) {
    case 1: tile16(1, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 2: tile16(2, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 3: tile16(3, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 4: tile16(4, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 5: tile16(5, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
    case 6: tile16(6, true, false, out, ldo, init, ldi, a, rowA, 4, b, stepB, k); break;
  }
}

/** 16 columns, a's rows side by side; b's rows at `offset` after each address of `list`. */
export function listedTileOf16(
  rows: i32, out: usize, ldo: i32, init: usize, ldi: i32, a: usize, stepA: i32, list: usize, offset: i32, k: i32,
): void {
  switch (rows) {
    case 1: tile16(1, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 2: tile16(2, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 3: tile16(3, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 4: tile16(4, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 5: tile16(5, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
    case 6: tile16(6, false, true, out, ldo, init, ldi, a, 4, stepA, list, offset, k); break;
  }
}
