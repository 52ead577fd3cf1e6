// SCALE_BYTES: pictures, which come as bytes, to the numbers that networks take: cast, scaled and turned in one pass.

import { splat } from './math';
import { first, last } from './split';
import { offset, volume } from './strides';

/** Sixteen bytes to sixteen numbers. */
@inline
function spread(out: usize, bytes: v128, scale: v128): void {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low)), scale));
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low)), scale), 16);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high)), scale), 32);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high)), scale), 48);
}

/** n elements, strides in elements. */
function row(out: usize, so: i32, x: usize, sx: i32, n: i32, scale: f32): void {
  let i = 0;
  if (so == 1 && sx == 1) {
    const v = splat(scale);
    for (; i + 16 <= n; i += 16) spread(out + (i << 2), v128.load(x + i), v);
  }
  for (; i < n; i++) store<f32>(out + ((i * so) << 2), scale * <f32>load<u8>(x + i * sx));
}

/** `count` pixels of four planes `plane` bytes apart to four numbers a pixel, one after another. */
function pixelsOf4(out: usize, x: usize, plane: i32, count: i32, scale: f32): void {
  const v = splat(scale);
  let i = 0;
  for (; i + 16 <= count; i += 16) {
    const v0 = v128.load(x + i);
    const v1 = v128.load(x + i + plane);
    const v2 = v128.load(x + i + 2 * plane);
    const v3 = v128.load(x + i + 3 * plane);
    const low01 = i8x16.shuffle(v0, v1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const low23 = i8x16.shuffle(v2, v3, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const high01 = i8x16.shuffle(v0, v1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const high23 = i8x16.shuffle(v2, v3, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const to = out + (i << 4);
    spread(to, i16x8.shuffle(low01, low23, 0, 8, 1, 9, 2, 10, 3, 11), v);
    spread(to + 64, i16x8.shuffle(low01, low23, 4, 12, 5, 13, 6, 14, 7, 15), v);
    spread(to + 128, i16x8.shuffle(high01, high23, 0, 8, 1, 9, 2, 10, 3, 11), v);
    spread(to + 192, i16x8.shuffle(high01, high23, 4, 12, 5, 13, 6, 14, 7, 15), v);
  }
  for (; i < count; i++) row(out + (i << 4), 1, x + i, plane, 4, scale);
}

export function scaleBytes(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const scale = load<f32>(args, 8);
  const rank = load<i32>(args, 12);
  const dims = args + 16;
  const outStrides = dims + (rank << 2);
  const xStrides = outStrides + (rank << 2);
  const inner = (rank - 1) << 2;
  const n = load<i32>(dims + inner);
  const so = load<i32>(outStrides + inner);
  const sx = load<i32>(xStrides + inner);
  if (rank == 1) {
    const begin = first(n, part, parts, 16);
    row(out + ((begin * so) << 2), so, x + begin * sx, sx, last(n, part, parts, 16) - begin, scale);
    return;
  }
  const run = load<i32>(dims + inner - 4); // rows one stride apart
  const nextOut = load<i32>(outStrides + inner - 4);
  const nextX = load<i32>(xStrides + inner - 4);
  const pixels = n == 4 && so == 1 && nextOut == 4 && nextX == 1;
  const rows = volume(rank - 1, dims);
  const end = last(rows, part, parts, 16);
  let r = first(rows, part, parts, 16);
  while (r < end) {
    let rowOut = out + (offset(r, rank - 1, dims, outStrides) << 2);
    let rowX = x + offset(r, rank - 1, dims, xStrides);
    const count = min(end - r, run - (r % run));
    r += count;
    if (pixels) {
      pixelsOf4(rowOut, rowX, sx, count, scale);
      continue;
    }
    for (let left = count; left > 0; left--) {
      row(rowOut, so, rowX, sx, n, scale);
      rowOut += nextOut << 2;
      rowX += nextX;
    }
  }
}
