// CONV and its filter's gradient without image columns, where every patch lies within its image: the products read the patches where they
// are, through a table of their addresses (patchTile of tile.ts). After Dukhan, "The Indirect Convolution Algorithm" (2019), with one offset a number
// of the patch in place of one pointer a tap and pixel. A patch is `lines` runs of `run` floats that lie side by side.

import { finish, isWide } from './gemm';
import { listedTile16, listedTile8, patchTile16, patchTile8, tile16, tile8 } from './generated/tiles';
import * as G from './geometry';
import { transposePlane } from './move';
import { packPanel, packStraight } from './pack';
import { scratch } from './scratch';
import { MOST_ROWS } from './tile';

/** Pixels of a table: whole tiles; what they read stays in L1. */
const PIXELS: i32 = MOST_ROWS * 32;

// Scratch.
const EDGE = 0; // a tile of 6 by 16
const TABLE = 1024; // PIXELS addresses
const STRIP = 4096; // MOST_ROWS numbers of each patch
const CHANNELS = 16384; // the last, partial eight of dy: PIXELS by 8
const OFFSETS = 32768; // of up to MOST_DEPTH numbers
const PANEL = 163840; // packed filters
const ACROSS = 163840; // a filter's gradient, channels first
/** Its largest: what is left of the scratch. */
const MOST_ACROSS = 1931264;
/** Packed filters at a time: what fits an L2 of 512 KB beside the images. */
const PANEL_BYTES = 393216;
const MOST_DEPTH = 12288;

/** Whether these kernels do this convolution. */
export function inPlace(): bool {
  return (
    G.padTop == 0 && G.padLeft == 0 && G.filterHeight * G.filterWidth * G.channels <= MOST_DEPTH &&
    (G.outHeight - 1) * G.strideHeight + (G.filterHeight - 1) * G.dilationHeight < G.height &&
    (G.outWidth - 1) * G.strideWidth + (G.filterWidth - 1) * G.dilationWidth < G.width
  );
}

/** Writes the addresses of the patches under pixels `[p0, p0 + count)`; the last's again up to a whole tile. */
function tabulatePatches(table: usize, x: usize, p0: i32, count: i32): void {
  const line = G.width * G.channels << 2;
  const stepX = G.strideWidth * G.channels << 2;
  const stepY = G.strideHeight * line;
  let ox = p0 % G.outWidth;
  let oy = (p0 / G.outWidth) % G.outHeight;
  let image = x + p0 / (G.outWidth * G.outHeight) * G.height * line;
  let patch = image + oy * stepY + ox * stepX;
  let p = 0;
  for (; p < count; p++) {
    store<i32>(table + (p << 2), <i32>patch);
    patch += stepX;
    if (++ox == G.outWidth) {
      ox = 0;
      if (++oy == G.outHeight) {
        oy = 0;
        image += G.height * line;
      }
      patch = image + oy * stepY;
    }
  }
  for (; p % MOST_ROWS != 0; p++) store<i32>(table + (p << 2), load<i32>(table + (count - 1 << 2)));
}

/** For each number of a patch, in the filter's order, where it lies in it. */
function tabulateOffsets(offsets: usize): void {
  const line = G.dilationHeight * G.width * G.channels;
  for (let ky = 0; ky < G.filterHeight; ky++) {
    for (let kx = 0; kx < G.filterWidth; kx++) {
      const at = ky * line + kx * G.dilationWidth * G.channels;
      for (let c = 0; c < G.channels; c++) {
        store<i32>(offsets, at + c << 2);
        offsets += 4;
      }
    }
  }
}

/** out's pixels `[begin, end)`. */
export function convInPlace(
  out: usize, x: usize, filter: usize, bias: usize, begin: i32, end: i32, activation: i32, alpha: f32,
): void {
  const base = scratch();
  const table = base + TABLE;
  const offsets = base + OFFSETS;
  const depth = G.filterHeight * G.filterWidth * G.channels;
  const n = G.outChannels;
  const ldo = n << 2;
  const width = isWide() ? 16 : 8;
  const column = depth << 2;
  const group = max(1, PANEL_BYTES / (column * width)) * width;
  const panel = base + PANEL;
  tabulateOffsets(offsets);
  for (let n0 = 0; n0 < n; n0 += group) {
    const columns = min(group, n - n0);
    const whole = columns & -width;
    const from = filter + (n0 << 2);
    packPanel(panel, width, column * width, from, ldo, whole, depth);
    for (let j = whole; j < columns; j += 8) packStraight(panel + j * column, 8, from + (j << 2), ldo, min(8, columns - j), depth);
    for (let p = begin; p < end; p += PIXELS) {
      const count = min(PIXELS, end - p);
      tabulatePatches(table, x, p, count);
      const to = out + p * ldo + (n0 << 2);
      let step = width;
      for (let j = 0; j < columns; j += step) {
        if (j == whole) step = 8;
        const b = panel + j * column;
        for (let i = 0; i < count; i += MOST_ROWS) {
          const rows = min(MOST_ROWS, count - i);
          const c = to + i * ldo + (j << 2);
          // Two calls each: asc would inline a tile that is called once, and among these loops V8 keeps its sums in memory.
          if (rows == MOST_ROWS && j + step <= columns) {
            if (step == 16) patchTile16(c, ldo, table + (i << 2), offsets, b, depth);
            else patchTile8(c, ldo, table + (i << 2), offsets, b, depth);
          } else {
            if (step == 16) patchTile16(base + EDGE, 64, table + (i << 2), offsets, b, depth);
            else patchTile8(base + EDGE, 64, table + (i << 2), offsets, b, depth);
            copyTile(c, ldo, base + EDGE, rows, min(step, columns - j), false);
          }
        }
      }
      finish(to, ldo, count, columns, bias != 0 ? bias + (n0 << 2) : 0, activation, alpha);
    }
  }
}

/** `rows` numbers of each patch, side by side: a strip of a tile's rows. */
function packPatches(out: usize, table: usize, offset: i32, rows: i32, count: i32): void {
  const end = table + (count << 2);
  if (rows == 6) {
    for (; table < end; table += 4) {
      const x = <usize>(load<i32>(table) + offset);
      v128.store(out, v128.load(x));
      store<i64>(out, load<i64>(x, 16), 16);
      out += 24;
    }
  } else if (rows == 5) {
    for (; table < end; table += 4) {
      const x = <usize>(load<i32>(table) + offset);
      v128.store(out, v128.load(x));
      store<i32>(out, load<i32>(x, 16), 16);
      out += 20;
    }
  } else {
    for (; table < end; table += 4) {
      const x = <usize>(load<i32>(table) + offset);
      for (let i = 0; i < rows; i++) store<i32>(out + (i << 2), load<i32>(x + (i << 2)));
      out += rows << 2;
    }
  }
}

/**
 * The filter's gradient where a run has whole vectors: turned, [channels of dy, numbers of a patch], so that the image is read in vectors where
 * it lies and dy a number at a time, and nothing is packed.
 */
function filterGradAcross(out: usize, x: usize, dy: usize, begin: i32, end: i32, run: i32): void {
  const base = scratch();
  const table = base + TABLE;
  const across = base + ACROSS;
  const n = G.outChannels;
  const ldo = n << 2;
  const depth = G.filterHeight * run;
  const ld = depth << 2;
  const strips = (n + MOST_ROWS - 1) / MOST_ROWS;
  memory.fill(across, 0, n * ld);
  for (let p = begin; p < end; p += PIXELS) {
    const count = min(PIXELS, end - p);
    tabulatePatches(table, x, p, count);
    const from = dy + p * ldo;
    for (let ky = 0; ky < G.filterHeight; ky++) {
      const line = ky * G.dilationHeight * G.width * G.channels;
      let step = 0;
      for (let j = 0; j < run; j += step) {
        step = isWide() && j + 16 <= run ? 16 : 8;
        const offset = line + j << 2;
        for (let s = 0; s < strips; s++) {
          const c0 = (n * s) / strips;
          const rows = (n * (s + 1)) / strips - c0;
          const o = across + c0 * ld + (ky * run + j << 2);
          const a = from + (c0 << 2);
          if (step == 16) listedTile16(rows, o, ld, o, ld, a, ldo, table, offset, count);
          else listedTile8(rows, o, ld, o, ld, a, ldo, table, offset, count);
        }
      }
    }
  }
  transposePlane(out, ldo, across, ld, depth, n);
}

/** out = the filter's gradient, of pixels `[begin, end)` alone. */
export function filterGradInPlace(out: usize, x: usize, dy: usize, begin: i32, end: i32): void {
  const all = G.filterWidth * G.channels;
  if (G.dilationWidth == 1 && (all & 7) == 0 && G.filterHeight * all * G.outChannels << 2 <= MOST_ACROSS) {
    filterGradAcross(out, x, dy, begin, end, all);
    return;
  }
  const base = scratch();
  const table = base + TABLE;
  const n = G.outChannels;
  const ldo = n << 2;
  const full = n & ~7;
  const side = G.dilationWidth == 1;
  const run = side ? G.filterWidth * G.channels : G.channels;
  const across = side ? 1 : G.filterWidth;
  const strips = (run + MOST_ROWS - 1) / MOST_ROWS;
  memory.fill(out, 0, G.filterHeight * G.filterWidth * G.channels * ldo);
  for (let p = begin; p < end; p += PIXELS) {
    const count = min(PIXELS, end - p);
    tabulatePatches(table, x, p, count);
    const from = dy + p * ldo;
    if (full < n) packStraight(base + CHANNELS, 8, from + (full << 2), ldo, n - full, count);
    let to = out;
    for (let ky = 0; ky < G.filterHeight; ky++) {
      for (let kx = 0; kx < across; kx++) {
        const at = (ky * G.dilationHeight * G.width + kx * G.dilationWidth) * G.channels;
        for (let s = 0; s < strips; s++) {
          const k0 = (run * s) / strips;
          const rows = (run * (s + 1)) / strips - k0;
          const c = to + k0 * ldo;
          const offset = at + k0 << 2;
          const a = base + STRIP;
          packPatches(a, table, offset, rows, count);
          let j = 0;
          if (isWide()) {
            for (; j + 16 <= n; j += 16) {
              const o = c + (j << 2);
              tile16(rows, o, ldo, o, ldo, a, rows << 2, from + (j << 2), ldo, count);
            }
          }
          for (; j < full; j += 8) {
            const o = c + (j << 2);
            tile8(rows, o, ldo, o, ldo, a, rows << 2, from + (j << 2), ldo, count);
          }
          if (full < n) {
            memory.fill(base + EDGE, 0, rows << 6);
            tile8(rows, base + EDGE, 64, base + EDGE, 64, a, rows << 2, base + CHANNELS, 32, count);
            copyTile(c + (full << 2), ldo, base + EDGE, rows, n - full, true);
          }
        }
        to += run * ldo;
      }
    }
  }
}

/** A tile's rows, 64 bytes apart, to where they belong; adds them to what is there if `adds`. */
function copyTile(out: usize, ldo: i32, tile: usize, rows: i32, columns: i32, adds: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const v = load<f32>(tile + (j << 2));
      store<f32>(out + (j << 2), adds ? load<f32>(out + (j << 2)) + v : v);
    }
    out += ldo;
    tile += 64;
  }
}
