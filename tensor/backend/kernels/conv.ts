// CONV and its gradients as matrix products. Where all patches lie within their images they are read in place (conv-patches.ts); else over
// image columns: row p of `columns` is the patch under output pixel p, [filterHeight * filterWidth * channels]. Columns are made a chunk at
// a time, so that they stay in L2, and never exist as a whole.

import * as op from '../opcodes';
import { convInPlace, filterGradInPlace, inPlace } from './conv-patches';
import { gemm, GEMM_SCRATCH } from './gemm';
import * as G from './geometry';
import { scratch } from './scratch';
import { first, last } from './split';

/** Of a chunk of columns. */
const CHUNK_BYTES = 442368;

/** Whether a pixel's patch is the pixel: then the image is its own columns. */
@inline
function pointwise(): bool {
  return (
    G.filterHeight == 1 && G.filterWidth == 1 && G.strideHeight == 1 && G.strideWidth == 1 &&
    G.padTop == 0 && G.padLeft == 0 && G.outHeight == G.height && G.outWidth == G.width
  );
}

/** Columns of output pixels `[p0, p1)`; pixels count through all images. */
function makeColumns(columns: usize, x: usize, p0: i32, p1: i32): void {
  const tap = G.channels << 2;
  const run = G.filterWidth * tap;
  const whole = G.dilationWidth == 1;
  const last = (G.filterWidth - 1) * G.dilationWidth;
  let ox = p0 % G.outWidth;
  let oy = (p0 / G.outWidth) % G.outHeight;
  let image = x + p0 / (G.outWidth * G.outHeight) * G.height * G.width * tap;
  for (let p = p0; p < p1; p++) {
    const x0 = ox * G.strideWidth - G.padLeft;
    let iy = oy * G.strideHeight - G.padTop;
    for (let ky = 0; ky < G.filterHeight; ky++) {
      if (<u32>iy >= <u32>G.height) {
        memory.fill(columns, 0, run);
      } else {
        const line = image + iy * G.width * tap;
        if (whole && x0 >= 0 && x0 + last < G.width) {
          copyWords(columns, line + x0 * tap, run);
        } else {
          for (let kx = 0; kx < G.filterWidth; kx++) {
            const ix = x0 + kx * G.dilationWidth;
            if (<u32>ix < <u32>G.width) copyWords(columns + kx * tap, line + ix * tap, tap);
            else memory.fill(columns + kx * tap, 0, tap);
          }
        }
      }
      columns += run;
      iy += G.dilationHeight;
    }
    if (++ox == G.outWidth) {
      ox = 0;
      if (++oy == G.outHeight) {
        oy = 0;
        image += G.height * G.width * tap;
      }
    }
  }
}

/** A copy of a few dozen words, for which memory.copy's call would cost more than the copying. */
@inline
function copyWords(out: usize, x: usize, bytes: i32): void {
  if (bytes > 1024) {
    memory.copy(out, x, bytes);
    return;
  }
  let i = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(out + i, v128.load(x + i));
  for (; i < bytes; i += 4) store<i32>(out + i, load<i32>(x + i));
}

/** Adds the columns' gradients of output pixels `[p0, p1)`, counted through all images, to the images' gradient. */
function addColumns(dx: usize, columns: usize, p0: i32, p1: i32): void {
  const tap = G.channels << 2;
  const run = G.filterWidth * tap;
  const whole = G.dilationWidth == 1;
  const last = (G.filterWidth - 1) * G.dilationWidth;
  let ox = p0 % G.outWidth;
  let oy = (p0 / G.outWidth) % G.outHeight;
  let image = dx + p0 / (G.outWidth * G.outHeight) * G.height * G.width * tap;
  for (let p = p0; p < p1; p++) {
    const x0 = ox * G.strideWidth - G.padLeft;
    let iy = oy * G.strideHeight - G.padTop;
    for (let ky = 0; ky < G.filterHeight; ky++) {
      if (<u32>iy < <u32>G.height) {
        const line = image + iy * G.width * tap;
        if (whole && x0 >= 0 && x0 + last < G.width) {
          addWords(line + x0 * tap, columns, run);
        } else {
          for (let kx = 0; kx < G.filterWidth; kx++) {
            const ix = x0 + kx * G.dilationWidth;
            if (<u32>ix < <u32>G.width) addWords(line + ix * tap, columns + kx * tap, tap);
          }
        }
      }
      columns += run;
      iy += G.dilationHeight;
    }
    if (++ox == G.outWidth) {
      ox = 0;
      if (++oy == G.outHeight) {
        oy = 0;
        image += G.height * G.width * tap;
      }
    }
  }
}

@inline
function addWords(out: usize, x: usize, bytes: i32): void {
  let i = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(x + i)));
  for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(out + i) + load<f32>(x + i));
}

export function conv(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const filter = <usize>load<i32>(args, 8);
  const bias = <usize>load<i32>(args, 12);
  const activation = load<i32>(args, 16);
  const alpha = load<f32>(args, 20);
  G.loadGeometry(args + 24);
  const pixels = G.batch * G.outHeight * G.outWidth;
  const depth = G.filterHeight * G.filterWidth * G.channels;
  const ldo = G.outChannels << 2;
  const begin = first(pixels, part, parts, 6);
  const end = last(pixels, part, parts, 6);
  if (pointwise()) {
    const a = x + ((begin * depth) << 2);
    gemm(out + begin * ldo, ldo, a, depth << 2, 4, filter, ldo, 4, bias, end - begin, G.outChannels, depth, false, activation, alpha);
    return;
  }
  if (inPlace()) {
    convInPlace(out, x, filter, bias, begin, end, activation, alpha);
    return;
  }
  const columns = scratch() + GEMM_SCRATCH;
  const chunk = max(1, CHUNK_BYTES / (depth << 2));
  for (let p = begin; p < end; p += chunk) {
    const rows = min(chunk, end - p);
    makeColumns(columns, x, p, p + rows);
    gemm(out + p * ldo, ldo, columns, depth << 2, 4, filter, ldo, 4, bias, rows, G.outChannels, depth, false, activation, alpha);
  }
}

/** dx = the columns' gradients, dy filter^T, added up where patches overlap; a part takes whole images. */
export function convInputGrad(args: usize, part: i32, parts: i32): void {
  const dx = <usize>load<i32>(args);
  const dy = <usize>load<i32>(args, 4);
  const filter = <usize>load<i32>(args, 8);
  G.loadGeometry(args + 12);
  const pixels = G.outHeight * G.outWidth;
  const depth = G.filterHeight * G.filterWidth * G.channels;
  const lda = G.outChannels << 2;
  const imageBytes = G.height * G.width * G.channels << 2;
  const begin = first(G.batch, part, parts, 1);
  const images = last(G.batch, part, parts, 1) - begin;
  const to = dx + begin * imageBytes;
  const from = dy + begin * pixels * lda;
  const all = images * pixels;
  if (pointwise()) {
    gemm(to, depth << 2, from, lda, 4, filter, 4, lda, 0, all, depth, G.outChannels, false, op.ACTIVATION_NONE, 0);
    return;
  }
  if (images > 0) memory.fill(to, 0, images * imageBytes);
  const columns = scratch() + GEMM_SCRATCH;
  const chunk = max(1, CHUNK_BYTES / (depth << 2));
  for (let p = 0; p < all; p += chunk) {
    const rows = min(chunk, all - p);
    gemm(columns, depth << 2, from + p * lda, lda, 4, filter, 4, lda, 0, rows, depth, G.outChannels, false, op.ACTIVATION_NONE, 0);
    addColumns(to, columns, p, p + rows);
  }
}

/** partials[part] = columns^T dy over the part's pixels. */
export function convFilterGrad(args: usize, part: i32, parts: i32): void {
  const x = <usize>load<i32>(args, 4);
  const dy = <usize>load<i32>(args, 8);
  G.loadGeometry(args + 12);
  const pixels = G.batch * G.outHeight * G.outWidth;
  const depth = G.filterHeight * G.filterWidth * G.channels;
  const ldb = G.outChannels << 2;
  const out = <usize>load<i32>(args) + part * depth * ldb;
  const columns = scratch() + GEMM_SCRATCH;
  const chunk = max(1, CHUNK_BYTES / (depth << 2));
  const begin = first(pixels, part, parts, 6);
  const end = last(pixels, part, parts, 6);
  if (!pointwise() && inPlace()) {
    filterGradInPlace(out, x, dy, begin, end);
    return;
  }
  if (begin >= end) memory.fill(out, 0, depth * ldb);
  for (let p = begin; p < end; p += chunk) {
    const rows = min(chunk, end - p);
    let a = columns;
    if (pointwise()) a = x + ((p * depth) << 2);
    else makeColumns(columns, x, p, p + rows);
    gemm(out, ldb, a, 4, depth << 2, dy + p * ldb, ldb, 4, 0, depth, G.outChannels, rows, p > begin, op.ACTIVATION_NONE, 0);
  }
}

export function fold(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const partials = <usize>load<i32>(args, 4);
  const n = load<i32>(args, 8);
  const count = load<i32>(args, 12);
  const end = last(n, part, parts);
  let i = first(n, part, parts);
  for (; i + 4 <= end; i += 4) {
    let sum = v128.load(partials + (i << 2));
    for (let c = 1; c < count; c++) sum = f32x4.add(sum, v128.load(partials + ((c * n + i) << 2)));
    v128.store(out + (i << 2), sum);
  }
  for (; i < end; i++) {
    let sum = load<f32>(partials + (i << 2));
    for (let c = 1; c < count; c++) sum += load<f32>(partials + ((c * n + i) << 2));
    store<f32>(out + (i << 2), sum);
  }
}
