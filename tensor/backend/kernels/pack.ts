// Packing for the matrix product: strips of a and b copied so that the micro-kernel (tile.ts) reads them front to back.

import { storePair } from './math';

/** Four rows of four at p, p + ld...: turned, to out, out + step... */
@inline
function turn4(p: usize, ld: i32, out: usize, step: i32): void {
  const v0 = v128.load(p);
  const v1 = v128.load(p + ld);
  const v2 = v128.load(p + 2 * ld);
  const v3 = v128.load(p + 3 * ld);
  const u0 = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5);
  const u1 = v128.shuffle<i32>(v2, v3, 0, 4, 1, 5);
  const u2 = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7);
  const u3 = v128.shuffle<i32>(v2, v3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(u0, u1, 0, 2));
  v128.store(out + step, v128.shuffle<i64>(u0, u1, 1, 3));
  v128.store(out + 2 * step, v128.shuffle<i64>(u2, u3, 0, 2));
  v128.store(out + 3 * step, v128.shuffle<i64>(u2, u3, 1, 3));
}

/** Two rows, side by side. */
@inline
function pairTurned(q: usize, step: i32, p: usize, ld: i32, count: i32): void {
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const v0 = v128.load(p);
    const v1 = v128.load(p + ld);
    const low = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5);
    const high = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7);
    v128.store_lane<i64>(q, low, 0);
    v128.store_lane<i64>(q + step, low, 1);
    v128.store_lane<i64>(q + 2 * step, high, 0);
    v128.store_lane<i64>(q + 3 * step, high, 1);
    p += 16;
    q += step << 2;
  }
  for (; k < count; k++) {
    store<i32>(q, load<i32>(p));
    store<i32>(q, load<i32>(p + ld), 4);
    p += 4;
    q += step;
  }
}

/**
 * out[k, i] = x[i * rowStride + k * 4] for i < rows, k < count: rows that run along k, laid side by side; `width` rows' room in out.
 * Rows beyond `rows` are zero.
 */
export function packTurned(out: usize, width: i32, x: usize, rowStride: i32, rows: i32, count: i32): void {
  const step = width << 2;
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    let p = x + i * rowStride;
    let q = out + (i << 2);
    let k = 0;
    for (; k + 4 <= count; k += 4) {
      turn4(p, rowStride, q, step);
      p += 16;
      q += step << 2;
    }
    for (; k < count; k++) {
      store<i32>(q, load<i32>(p));
      store<i32>(q, load<i32>(p + rowStride), 4);
      store<i32>(q, load<i32>(p + 2 * rowStride), 8);
      store<i32>(q, load<i32>(p + 3 * rowStride), 12);
      p += 4;
      q += step;
    }
  }
  if (i + 2 <= rows) {
    pairTurned(out + (i << 2), step, x + i * rowStride, rowStride, count);
    i += 2;
  }
  if (i < rows) {
    let p = x + i * rowStride;
    let q = out + (i << 2);
    for (let k = 0; k < count; k++) {
      store<i32>(q, load<i32>(p));
      p += 4;
      q += step;
    }
    i++;
  }
  for (; i < width; i++) {
    let q = out + (i << 2);
    for (let k = 0; k < count; k++) {
      store<i32>(q, 0);
      q += step;
    }
  }
}

/** out[k, i] = x[k * stride + i * 4] for i < columns: columns that lie side by side already; `width` columns' room, the rest zero. Five and six are tiles' rows. */
export function packStraight(out: usize, width: i32, x: usize, stride: i32, columns: i32, count: i32): void {
  const step = width << 2;
  if (columns == 6 && width == 6) {
    for (let k = 0; k < count; k++) {
      v128.store(out, v128.load(x));
      store<i64>(out, load<i64>(x, 16), 16);
      out += 24;
      x += stride;
    }
    return;
  }
  if (columns == 5 && width == 5) {
    for (let k = 0; k < count; k++) {
      v128.store(out, v128.load(x));
      store<i32>(out, load<i32>(x, 16), 16);
      out += 20;
      x += stride;
    }
    return;
  }
  for (let k = 0; k < count; k++) {
    let i = 0;
    for (; i + 4 <= columns; i += 4) v128.store(out + (i << 2), v128.load(x + (i << 2)));
    for (; i < columns; i++) store<i32>(out + (i << 2), load<i32>(x + (i << 2)));
    for (; i < width; i++) store<i32>(out + (i << 2), 0);
    out += step;
    x += stride;
  }
}

/** Rows of b that packPanel takes at a time: a few pages, read whole. */
const ROWS = 8;

/**
 * Whole strips of `width` (8 or 16) columns of a panel, `strip` bytes apart: `columns` (a multiple of `width`) of rows `stride` apart. Rows first, a few at a time: strip
 * by strip, each line of a wide b would be fetched twice, a page at a time, with nothing for the prefetcher to see.
 */
export function packPanel(out: usize, width: i32, strip: i32, x: usize, stride: i32, columns: i32, count: i32): void {
  const step = width << 2;
  for (let k0 = 0; k0 < count; k0 += ROWS) {
    const rows = min(ROWS, count - k0);
    let to = out + k0 * step;
    let from = x + k0 * stride;
    for (let j = 0; j < columns; j += width) {
      let p = from;
      let q = to;
      if (width == 16) {
        for (let k = 0; k < rows; k++) {
          storePair(q, v128.load(p), v128.load(p, 16));
          storePair(q + 32, v128.load(p, 32), v128.load(p, 48));
          q += 64;
          p += stride;
        }
      } else {
        for (let k = 0; k < rows; k++) {
          storePair(q, v128.load(p), v128.load(p, 16));
          q += 32;
          p += stride;
        }
      }
      from += step;
      to += strip;
    }
  }
}
