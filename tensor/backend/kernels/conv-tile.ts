// The micro-kernels of convolutions whose patches are read where they lie in the image: tiles in registers as in tile.ts, with rows at any
// addresses. After Dukhan, "The Indirect Convolution Algorithm" (2019), with one offset a number of the patch in place of one pointer a
// tap and pixel. All loops are single: around two nested ones V8 keeps the sums in memory.

import { fma, splat } from './math';
import { MOST_ROWS } from './tile';

/**
 * out[p, j] = sum over k of x[patch p, k] * b[k, j], for MOST_ROWS patches and 8 channels. `patches` holds the patches' addresses, `offsets`
 * for each k where it lies in a patch, in bytes; b's rows lie side by side, out's are `ldo` bytes apart.
 */
export function patchTile(out: usize, ldo: i32, patches: usize, offsets: usize, b: usize, k: i32): void {
  const r0 = <usize>load<i32>(patches);
  const r1 = <usize>load<i32>(patches, 4);
  const r2 = <usize>load<i32>(patches, 8);
  const r3 = <usize>load<i32>(patches, 12);
  const r4 = <usize>load<i32>(patches, 16);
  const r5 = MOST_ROWS > 5 ? <usize>load<i32>(patches, 20) : 0;
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
  for (let i = k; i > 0; i--) {
    const o = load<i32>(offsets);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(r0 + o);
    c00 = fma(a0, b0, c00);
    c01 = fma(a0, b1, c01);
    const a1 = v128.load32_splat(r1 + o);
    c10 = fma(a1, b0, c10);
    c11 = fma(a1, b1, c11);
    const a2 = v128.load32_splat(r2 + o);
    c20 = fma(a2, b0, c20);
    c21 = fma(a2, b1, c21);
    const a3 = v128.load32_splat(r3 + o);
    c30 = fma(a3, b0, c30);
    c31 = fma(a3, b1, c31);
    const a4 = v128.load32_splat(r4 + o);
    c40 = fma(a4, b0, c40);
    c41 = fma(a4, b1, c41);
    if (MOST_ROWS > 5) {
      const a5 = v128.load32_splat(r5 + o);
      c50 = fma(a5, b0, c50);
      c51 = fma(a5, b1, c51);
    }
    offsets += 4;
    b += 32;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  out += ldo;
  v128.store(out, c10);
  v128.store(out, c11, 16);
  out += ldo;
  v128.store(out, c20);
  v128.store(out, c21, 16);
  out += ldo;
  v128.store(out, c30);
  v128.store(out, c31, 16);
  out += ldo;
  v128.store(out, c40);
  v128.store(out, c41, 16);
  if (MOST_ROWS > 5) {
    out += ldo;
    v128.store(out, c50);
    v128.store(out, c51, 16);
  }
}

/** As patchTile, 16 channels: for 256-bit vectors (tile16.ts). */
export function patchTileOf16(out: usize, ldo: i32, patches: usize, offsets: usize, b: usize, k: i32): void {
  const r0 = <usize>load<i32>(patches);
  const r1 = <usize>load<i32>(patches, 4);
  const r2 = <usize>load<i32>(patches, 8);
  const r3 = <usize>load<i32>(patches, 12);
  const r4 = <usize>load<i32>(patches, 16);
  const r5 = MOST_ROWS > 5 ? <usize>load<i32>(patches, 20) : 0;
  let c00 = splat(0);
  let c01 = splat(0);
  let c02 = splat(0);
  let c03 = splat(0);
  let c10 = splat(0);
  let c11 = splat(0);
  let c12 = splat(0);
  let c13 = splat(0);
  let c20 = splat(0);
  let c21 = splat(0);
  let c22 = splat(0);
  let c23 = splat(0);
  let c30 = splat(0);
  let c31 = splat(0);
  let c32 = splat(0);
  let c33 = splat(0);
  let c40 = splat(0);
  let c41 = splat(0);
  let c42 = splat(0);
  let c43 = splat(0);
  let c50 = splat(0);
  let c51 = splat(0);
  let c52 = splat(0);
  let c53 = splat(0);
  for (let i = k; i > 0; i--) {
    const o = load<i32>(offsets);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const a0 = v128.load32_splat(r0 + o);
    c00 = fma(a0, b0, c00);
    c01 = fma(a0, b1, c01);
    c02 = fma(a0, b2, c02);
    c03 = fma(a0, b3, c03);
    const a1 = v128.load32_splat(r1 + o);
    c10 = fma(a1, b0, c10);
    c11 = fma(a1, b1, c11);
    c12 = fma(a1, b2, c12);
    c13 = fma(a1, b3, c13);
    const a2 = v128.load32_splat(r2 + o);
    c20 = fma(a2, b0, c20);
    c21 = fma(a2, b1, c21);
    c22 = fma(a2, b2, c22);
    c23 = fma(a2, b3, c23);
    const a3 = v128.load32_splat(r3 + o);
    c30 = fma(a3, b0, c30);
    c31 = fma(a3, b1, c31);
    c32 = fma(a3, b2, c32);
    c33 = fma(a3, b3, c33);
    const a4 = v128.load32_splat(r4 + o);
    c40 = fma(a4, b0, c40);
    c41 = fma(a4, b1, c41);
    c42 = fma(a4, b2, c42);
    c43 = fma(a4, b3, c43);
    if (MOST_ROWS > 5) {
      const a5 = v128.load32_splat(r5 + o);
      c50 = fma(a5, b0, c50);
      c51 = fma(a5, b1, c51);
      c52 = fma(a5, b2, c52);
      c53 = fma(a5, b3, c53);
    }
    offsets += 4;
    b += 64;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out, c02, 32);
  v128.store(out, c03, 48);
  out += ldo;
  v128.store(out, c10);
  v128.store(out, c11, 16);
  v128.store(out, c12, 32);
  v128.store(out, c13, 48);
  out += ldo;
  v128.store(out, c20);
  v128.store(out, c21, 16);
  v128.store(out, c22, 32);
  v128.store(out, c23, 48);
  out += ldo;
  v128.store(out, c30);
  v128.store(out, c31, 16);
  v128.store(out, c32, 32);
  v128.store(out, c33, 48);
  out += ldo;
  v128.store(out, c40);
  v128.store(out, c41, 16);
  v128.store(out, c42, 32);
  v128.store(out, c43, 48);
  if (MOST_ROWS > 5) {
    out += ldo;
    v128.store(out, c50);
    v128.store(out, c51, 16);
    v128.store(out, c52, 32);
    v128.store(out, c53, 48);
  }
}
