// POOL and POOL_GRAD. A maximum ignores NaN, as tfjs's does; an average is over the pixels that exist.

import * as G from './geometry';
import { splat } from './math';
import { first, last } from './split';

export function pool(args: usize, part: i32, parts: i32): void {
  const average = load<i32>(args) != 0;
  const out = <usize>load<i32>(args, 4);
  const x = <usize>load<i32>(args, 8);
  G.loadGeometry(args + 12);
  const rows = G.batch * G.outHeight;
  const end = last(rows, part, parts, 1);
  const pixel = G.channels << 2;
  for (let row = first(rows, part, parts, 1); row < end; row++) {
    const image = x + row / G.outHeight * G.height * G.width * pixel;
    const y0 = (row % G.outHeight) * G.strideHeight - G.padTop;
    for (let ox = 0; ox < G.outWidth; ox++) {
      const to = out + (row * G.outWidth + ox) * pixel;
      const x0 = ox * G.strideWidth - G.padLeft;
      let c = 0;
      for (; c + 4 <= G.channels; c += 4) {
        let sum = splat(average ? 0 : -Infinity);
        let count = 0;
        for (let ky = 0; ky < G.filterHeight; ky++) {
          const iy = y0 + ky * G.dilationHeight;
          if (<u32>iy >= <u32>G.height) continue;
          for (let kx = 0; kx < G.filterWidth; kx++) {
            const ix = x0 + kx * G.dilationWidth;
            if (<u32>ix >= <u32>G.width) continue;
            const v = v128.load(image + (iy * G.width + ix) * pixel + (c << 2));
            sum = average ? f32x4.add(sum, v) : f32x4.pmax(sum, v);
            count++;
          }
        }
        v128.store(to + (c << 2), average ? f32x4.div(sum, splat(<f32>count)) : sum);
      }
      for (; c < G.channels; c++) {
        let sum: f32 = average ? 0 : -Infinity;
        let count = 0;
        for (let ky = 0; ky < G.filterHeight; ky++) {
          const iy = y0 + ky * G.dilationHeight;
          if (<u32>iy >= <u32>G.height) continue;
          for (let kx = 0; kx < G.filterWidth; kx++) {
            const ix = x0 + kx * G.dilationWidth;
            if (<u32>ix >= <u32>G.width) continue;
            const v = load<f32>(image + (iy * G.width + ix) * pixel + (c << 2));
            sum = average ? sum + v : sum < v ? v : sum;
            count++;
          }
        }
        store<f32>(to + (c << 2), average ? sum / <f32>count : sum);
      }
    }
  }
}

/** A part takes whole images. */
export function poolGrad(args: usize, part: i32, parts: i32): void {
  const average = load<i32>(args) != 0;
  const dx = <usize>load<i32>(args, 4);
  const dy = <usize>load<i32>(args, 8);
  const x = <usize>load<i32>(args, 12);
  G.loadGeometry(args + 16);
  const pixel = G.channels << 2;
  const imageBytes = G.height * G.width * pixel;
  const end = last(G.batch, part, parts, 1);
  for (let b = first(G.batch, part, parts, 1); b < end; b++) {
    const to = dx + b * imageBytes;
    const image = x + b * imageBytes;
    memory.fill(to, 0, imageBytes);
    let from = dy + b * G.outHeight * G.outWidth * pixel;
    for (let oy = 0; oy < G.outHeight; oy++) {
      const y0 = oy * G.strideHeight - G.padTop;
      for (let ox = 0; ox < G.outWidth; ox++) {
        const x0 = ox * G.strideWidth - G.padLeft;
        if (average) averageGrad(to, from, y0, x0);
        else for (let c = 0; c < G.channels; c++) maxGrad(to + (c << 2), from + (c << 2), image + (c << 2), y0, x0);
        from += pixel;
      }
    }
  }
}

function maxGrad(dx: usize, dy: usize, image: usize, y0: i32, x0: i32): void {
  const pixel = G.channels << 2;
  let best: f32 = -Infinity;
  let at = -1;
  for (let ky = 0; ky < G.filterHeight; ky++) {
    const iy = y0 + ky * G.dilationHeight;
    if (<u32>iy >= <u32>G.height) continue;
    for (let kx = 0; kx < G.filterWidth; kx++) {
      const ix = x0 + kx * G.dilationWidth;
      if (<u32>ix >= <u32>G.width) continue;
      const offset = (iy * G.width + ix) * pixel;
      const value = load<f32>(image + offset);
      if (at < 0 || value > best) {
        best = value;
        at = offset;
      }
    }
  }
  if (at >= 0) store<f32>(dx + at, load<f32>(dx + at) + load<f32>(dy));
}

function averageGrad(dx: usize, dy: usize, y0: i32, x0: i32): void {
  const pixel = G.channels << 2;
  let count = 0;
  for (let pass = 0; pass < 2; pass++) {
    const share: f32 = 1 / <f32>count;
    for (let ky = 0; ky < G.filterHeight; ky++) {
      const iy = y0 + ky * G.dilationHeight;
      if (<u32>iy >= <u32>G.height) continue;
      for (let kx = 0; kx < G.filterWidth; kx++) {
        const ix = x0 + kx * G.dilationWidth;
        if (<u32>ix >= <u32>G.width) continue;
        if (pass == 0) {
          count++;
          continue;
        }
        const to = dx + (iy * G.width + ix) * pixel;
        for (let c = 0; c < pixel; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(dy + c) * share);
      }
    }
  }
}
