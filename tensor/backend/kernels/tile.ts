// What the matrix product's tiles have in common, and the one tile that is not generated. The others, `rows` (1 to 6) by 16, 8 or 4 columns,
// all of it in registers, are written by scripts/gemm-tiles.mjs into generated/tiles.ts:
//
//     tile<columns>(rows, out, ldo, init, ldi, a, stepA, b, stepB, k)         out[i, j] = init[i, j] + sum over k of a[k, i] * b[k, j]
//
// Strides in bytes: a moves by `stepA` a k, its rows 4 apart (`stridedTile<columns>`: by 4 a k, its rows `rowA` apart); b moves by `stepB` a k and its
// columns lie side by side (`listedTile<columns>`: b's row lies `offset` bytes after the next address of a list); `ldi` and `ldo` are the rows'
// strides of init (0: one row for all) and out. `patchTile<columns>` is that of the convolutions (conv-patches.ts).

import { fma, storePair } from './math';

/** Rows of the largest tile. Without fused multiply-add a product needs a register of its own, and 6 rows would spill. */
export const MOST_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

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
  storePair(out, c0, c1);
  storePair(out + 32, c2, c3);
  storePair(out + 64, c4, c5);
  storePair(out + 96, c6, c7);
}
