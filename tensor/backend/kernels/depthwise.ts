// DEPTHWISE and its gradients, directly: each input channel meets `multiplier` filters of its own, so there is no matrix product to gain
// from. With a multiplier of 1, four channels at a time.

import { applyActivation } from './gemm';
import * as G from './geometry';
import { fma } from './math';
import { first, last } from './split';

/** out[c * multiplier + q] += x[c] * filter[c * multiplier + q]. */
@inline
function multiplyAdd(out: usize, x: usize, filter: usize): void {
  if (G.multiplier == 1) {
    let c = 0;
    for (; c + 4 <= G.channels; c += 4) {
      const at = c << 2;
      v128.store(out + at, fma(v128.load(x + at), v128.load(filter + at), v128.load(out + at)));
    }
    for (; c < G.channels; c++) {
      const at = c << 2;
      store<f32>(out + at, load<f32>(out + at) + load<f32>(x + at) * load<f32>(filter + at));
    }
    return;
  }
  for (let c = 0; c < G.channels; c++) {
    const value = load<f32>(x + (c << 2));
    for (let q = 0; q < G.multiplier; q++) {
      const at = (c * G.multiplier + q) << 2;
      store<f32>(out + at, load<f32>(out + at) + value * load<f32>(filter + at));
    }
  }
}

export function depthwise(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const filter = <usize>load<i32>(args, 8);
  const bias = <usize>load<i32>(args, 12);
  const activation = load<i32>(args, 16);
  const alpha = load<f32>(args, 20);
  G.loadGeometry(args + 24);
  const rows = G.batch * G.outHeight;
  const end = last(rows, part, parts, 1);
  const tap = G.channels << 2;
  const pixel = G.outChannels << 2;
  for (let row = first(rows, part, parts, 1); row < end; row++) {
    const image = x + row / G.outHeight * G.height * G.width * tap;
    const y0 = (row % G.outHeight) * G.strideHeight - G.padTop;
    let to = out + row * G.outWidth * pixel;
    for (let ox = 0; ox < G.outWidth; ox++) {
      if (bias != 0) memory.copy(to, bias, pixel);
      else memory.fill(to, 0, pixel);
      const x0 = ox * G.strideWidth - G.padLeft;
      for (let ky = 0; ky < G.filterHeight; ky++) {
        const iy = y0 + ky * G.dilationHeight;
        if (<u32>iy >= <u32>G.height) continue;
        for (let kx = 0; kx < G.filterWidth; kx++) {
          const ix = x0 + kx * G.dilationWidth;
          if (<u32>ix >= <u32>G.width) continue;
          multiplyAdd(to, image + (iy * G.width + ix) * tap, filter + (ky * G.filterWidth + kx) * pixel);
        }
      }
      to += pixel;
    }
    applyActivation(activation, out + row * G.outWidth * pixel, G.outWidth * G.outChannels, alpha);
  }
}

/** A part takes whole images. */
export function depthwiseInputGrad(args: usize, part: i32, parts: i32): void {
  const dx = <usize>load<i32>(args);
  const dy = <usize>load<i32>(args, 4);
  const filter = <usize>load<i32>(args, 8);
  G.loadGeometry(args + 12);
  const tap = G.channels << 2;
  const pixel = G.outChannels << 2;
  const imageBytes = G.height * G.width * tap;
  const end = last(G.batch, part, parts, 1);
  for (let b = first(G.batch, part, parts, 1); b < end; b++) {
    const to = dx + b * imageBytes;
    memory.fill(to, 0, imageBytes);
    let from = dy + b * G.outHeight * G.outWidth * pixel;
    for (let oy = 0; oy < G.outHeight; oy++) {
      for (let ox = 0; ox < G.outWidth; ox++) {
        for (let ky = 0; ky < G.filterHeight; ky++) {
          const iy = oy * G.strideHeight - G.padTop + ky * G.dilationHeight;
          if (<u32>iy >= <u32>G.height) continue;
          for (let kx = 0; kx < G.filterWidth; kx++) {
            const ix = ox * G.strideWidth - G.padLeft + kx * G.dilationWidth;
            if (<u32>ix >= <u32>G.width) continue;
            addInput(to + (iy * G.width + ix) * tap, from, filter + (ky * G.filterWidth + kx) * pixel);
          }
        }
        from += pixel;
      }
    }
  }
}

/** dx[c] += sum over q of dy[c * multiplier + q] * filter[c * multiplier + q]. */
@inline
function addInput(dx: usize, dy: usize, filter: usize): void {
  let c = 0;
  if (G.multiplier == 1) {
    for (; c + 4 <= G.channels; c += 4) {
      const at = c << 2;
      v128.store(dx + at, fma(v128.load(dy + at), v128.load(filter + at), v128.load(dx + at)));
    }
  }
  for (; c < G.channels; c++) {
    let sum = load<f32>(dx + (c << 2));
    for (let q = 0; q < G.multiplier; q++) {
      const at = (c * G.multiplier + q) << 2;
      sum += load<f32>(dy + at) * load<f32>(filter + at);
    }
    store<f32>(dx + (c << 2), sum);
  }
}

/** partials[part] over the part's output rows. */
export function depthwiseFilterGrad(args: usize, part: i32, parts: i32): void {
  const x = <usize>load<i32>(args, 4);
  const dy = <usize>load<i32>(args, 8);
  G.loadGeometry(args + 12);
  const tap = G.channels << 2;
  const pixel = G.outChannels << 2;
  const size = G.filterHeight * G.filterWidth * pixel;
  const out = <usize>load<i32>(args) + part * size;
  memory.fill(out, 0, size);
  const rows = G.batch * G.outHeight;
  const end = last(rows, part, parts, 1);
  for (let row = first(rows, part, parts, 1); row < end; row++) {
    const image = x + row / G.outHeight * G.height * G.width * tap;
    const y0 = (row % G.outHeight) * G.strideHeight - G.padTop;
    for (let ky = 0; ky < G.filterHeight; ky++) {
      const iy = y0 + ky * G.dilationHeight;
      if (<u32>iy >= <u32>G.height) continue;
      for (let kx = 0; kx < G.filterWidth; kx++) {
        const to = out + (ky * G.filterWidth + kx) * pixel;
        for (let ox = 0; ox < G.outWidth; ox++) {
          const ix = ox * G.strideWidth - G.padLeft + kx * G.dilationWidth;
          if (<u32>ix >= <u32>G.width) continue;
          multiplyAdd(to, image + (iy * G.width + ix) * tap, dy + (row * G.outWidth + ox) * pixel);
        }
      }
    }
  }
}

