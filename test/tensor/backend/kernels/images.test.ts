import { describe, it } from 'vitest';
import { floatBits } from '../../../../tensor/backend/engine.ts';
import * as op from '../../../../tensor/backend/opcodes.ts';
import { expectNear, Numbers, onEngines, PARTS } from './support.ts';

interface Geometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly multiplier: number;
}

function randomGeometry(numbers: Numbers, depthwise: boolean): Geometry {
  const axis = (): { size: number; out: number; filter: number; stride: number; dilation: number; pad: number } => {
    const filter = numbers.int(1, 4);
    const stride = numbers.int(1, 3);
    const dilation = numbers.int(1, 2);
    const reach = (filter - 1) * dilation + 1;
    const pad = numbers.int(0, reach - 1);
    const size = numbers.int(Math.max(1, reach - pad), reach + 8);
    const padEnd = numbers.int(0, reach - 1);
    return { size, out: Math.floor((size + pad + padEnd - reach) / stride) + 1, filter, stride, dilation, pad };
  };
  const y = axis();
  const x = axis();
  const channels = numbers.int(1, 9);
  const multiplier = depthwise ? numbers.int(1, 3) : 1;
  return {
    batch: numbers.int(1, 3),
    height: y.size,
    width: x.size,
    channels,
    outHeight: y.out,
    outWidth: x.out,
    outChannels: depthwise ? channels * multiplier : numbers.int(1, 12),
    filterHeight: y.filter,
    filterWidth: x.filter,
    strideHeight: y.stride,
    strideWidth: x.stride,
    dilationHeight: y.dilation,
    dilationWidth: x.dilation,
    padTop: y.pad,
    padLeft: x.pad,
    multiplier,
  };
}

/** Calls `tap` for every input pixel under every filter tap under every output pixel. */
function taps(g: Geometry, tap: (outPixel: number, inPixel: number, filterTap: number) => void): void {
  for (let b = 0; b < g.batch; b++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      for (let ox = 0; ox < g.outWidth; ox++) {
        for (let ky = 0; ky < g.filterHeight; ky++) {
          for (let kx = 0; kx < g.filterWidth; kx++) {
            const iy = oy * g.strideHeight - g.padTop + ky * g.dilationHeight;
            const ix = ox * g.strideWidth - g.padLeft + kx * g.dilationWidth;
            if (iy < 0 || iy >= g.height || ix < 0 || ix >= g.width) continue;
            tap((b * g.outHeight + oy) * g.outWidth + ox, (b * g.height + iy) * g.width + ix, ky * g.filterWidth + kx);
          }
        }
      }
    }
  }
}

/** The pairs (input channel, output channel) that a filter joins, with the filter's element of each within a tap. */
function channelPairs(g: Geometry, depthwise: boolean): [number, number, number][] {
  const pairs: [number, number, number][] = [];
  for (let c = 0; c < g.channels; c++) {
    if (depthwise) {
      for (let q = 0; q < g.multiplier; q++) pairs.push([c, c * g.multiplier + q, c * g.multiplier + q]);
    } else for (let o = 0; o < g.outChannels; o++) pairs.push([c, o, c * g.outChannels + o]);
  }
  return pairs;
}

const MATRIX = { forward: op.CONV, input: op.CONV_INPUT_GRAD, filter: op.CONV_FILTER_GRAD, depthwise: false };
const CHANNELWISE = {
  forward: op.DEPTHWISE,
  input: op.DEPTHWISE_INPUT_GRAD,
  filter: op.DEPTHWISE_FILTER_GRAD,
  depthwise: true,
};

describe.each([
  ['CONV', MATRIX],
  ['DEPTHWISE', CHANNELWISE],
] as const)('%s', (name, codes) => {
  it('and its gradients equal float64 for random strides, paddings, dilations and splits', () => {
    const numbers = new Numbers(name.length);
    for (let t = 0; t < 150; t++) {
      const g = randomGeometry(numbers, codes.depthwise);
      const words = Object.values(g) as number[];
      const pairs = channelPairs(g, codes.depthwise);
      const perTap = pairs.length;
      const pixelsIn = g.batch * g.height * g.width;
      const pixelsOut = g.batch * g.outHeight * g.outWidth;
      const filterSize = g.filterHeight * g.filterWidth * perTap;
      const x = numbers.floats(pixelsIn * g.channels);
      const w = numbers.floats(filterSize);
      const dy = numbers.floats(pixelsOut * g.outChannels);
      const bias = numbers.floats(g.outChannels);
      const y = new Float64Array(dy.length);
      for (let i = 0; i < y.length; i++) y[i] = bias[i % g.outChannels] as number;
      const dx = new Float64Array(x.length);
      const dw = new Float64Array(w.length);
      taps(g, (outPixel, inPixel, tap) => {
        for (const [c, o, f] of pairs) {
          const i = inPixel * g.channels + c;
          const j = outPixel * g.outChannels + o;
          const k = tap * perTap + f;
          y[j]! += (x[i] as number) * (w[k] as number);
          dx[i]! += (dy[j] as number) * (w[k] as number);
          dw[k]! += (dy[j] as number) * (x[i] as number);
        }
      });
      const parts = numbers.pick(PARTS);
      const tolerance = { absolute: 3e-5 };
      onEngines((tensors, engine, build) => {
        const what = `${build} ${JSON.stringify(g)} in ${parts}`;
        const xAt = tensors.f32(x);
        const wAt = tensors.f32(w);
        const dyAt = tensors.f32(dy);
        const out = tensors.room(dy.length * 4);
        const leaky = op.ACTIVATION_LEAKY_RELU;
        engine.emit(codes.forward, parts, out, xAt, wAt, tensors.f32(bias), leaky, floatBits(0.5), ...words);
        const activated = y.map((value) => (value < 0 ? value / 2 : value));
        expectNear(engine.f32(out, y.length), activated, tolerance, what);
        const dxAt = tensors.room(dx.length * 4);
        engine.emit(codes.input, parts, dxAt, dyAt, wAt, ...words);
        expectNear(engine.f32(dxAt, dx.length), dx, tolerance, `input gradient ${what}`);
        const partials = tensors.room(parts * dw.length * 4);
        engine.emit(codes.filter, parts, partials, xAt, dyAt, ...words);
        const dwAt = tensors.room(dw.length * 4);
        engine.emit(op.FOLD, numbers.pick(PARTS), dwAt, partials, dw.length, parts);
        expectNear(engine.f32(dwAt, dw.length), dw, tolerance, `filter gradient ${what}`);
      });
    }
  });
});

describe('POOL', () => {
  it.each([
    [0, 'max'],
    [1, 'average'],
  ] as const)('%i %s and its gradient equal float64', (kind, name) => {
    const numbers = new Numbers(70 + kind);
    for (let t = 0; t < 150; t++) {
      const g = { ...randomGeometry(numbers, true), multiplier: 1 };
      const words = Object.values({ ...g, outChannels: g.channels }) as number[];
      const x = numbers.floats(g.batch * g.height * g.width * g.channels).map((value) => Math.round(value * 8)); // ties
      const dy = numbers.floats(g.batch * g.outHeight * g.outWidth * g.channels);
      const windows = Array.from({ length: g.batch * g.outHeight * g.outWidth }, () => [] as number[]);
      taps(g, (outPixel, inPixel) => windows[outPixel]!.push(inPixel));
      const y = new Float64Array(dy.length);
      const dx = new Float64Array(x.length);
      windows.forEach((window, pixel) => {
        for (let c = 0; c < g.channels; c++) {
          const j = pixel * g.channels + c;
          const values = window.map((i) => x[i * g.channels + c] as number);
          if (kind === 0) {
            y[j] = Math.max(...values);
            if (window.length > 0)
              dx[(window[values.indexOf(y[j] as number)] as number) * g.channels + c]! += dy[j] as number;
          } else {
            y[j] = values.reduce((sum, value) => sum + value, 0) / values.length;
            for (const i of window) dx[i * g.channels + c]! += (dy[j] as number) / values.length;
          }
        }
      });
      onEngines((tensors, engine, build) => {
        const what = `${build} ${name} ${JSON.stringify(g)}`;
        const xAt = tensors.f32(x);
        const out = tensors.room(dy.length * 4);
        engine.emit(op.POOL, numbers.pick(PARTS), kind, out, xAt, ...words);
        expectNear(engine.f32(out, y.length), y, { absolute: 2e-6 }, what);
        const dxAt = tensors.room(dx.length * 4);
        engine.emit(op.POOL_GRAD, numbers.pick(PARTS), kind, dxAt, tensors.f32(dy), kind === 0 ? xAt : 0, ...words);
        expectNear(engine.f32(dxAt, dx.length), dx, { absolute: 3e-6 }, `gradient ${what}`);
      });
    }
  });
});

/** Where output pixel i takes its value: input pixels and weights. */
function sample(
  i: number,
  size: number,
  out: number,
  align: boolean,
  half: boolean,
  nearest: boolean,
): [number, number][] {
  const ratio = align && out > 1 ? (size - 1) / (out - 1) : size / out;
  if (nearest) {
    const at = half ? ratio * (i + 0.5) : ratio * i;
    return [[Math.min(size - 1, Math.max(0, align ? Math.round(at) : Math.floor(at))), 1]];
  }
  const at = Math.min(size - 1, Math.max(0, half ? ratio * (i + 0.5) - 0.5 : ratio * i));
  const low = Math.floor(at);
  return [
    [low, 1 - (at - low)],
    [Math.min(size - 1, low + 1), at - low],
  ];
}

describe('RESIZE', () => {
  it('and its gradient equal float64, bilinear and nearest', () => {
    const numbers = new Numbers(90);
    for (let t = 0; t < 200; t++) {
      const [batch, height, width, channels] = [
        numbers.int(1, 3),
        numbers.int(1, 7),
        numbers.int(1, 7),
        numbers.int(1, 5),
      ];
      const [outHeight, outWidth] = [numbers.int(1, 15), numbers.int(1, 15)];
      const nearest = numbers.unit() < 0.5;
      const align = numbers.unit() < 0.4;
      const half = !align && numbers.unit() < 0.5;
      const x = numbers.floats(batch * height * width * channels);
      const dy = numbers.floats(batch * outHeight * outWidth * channels);
      const y = new Float64Array(dy.length);
      const dx = new Float64Array(x.length);
      for (let b = 0; b < batch; b++) {
        for (let oy = 0; oy < outHeight; oy++) {
          for (let ox = 0; ox < outWidth; ox++) {
            for (const [iy, wy] of sample(oy, height, outHeight, align, half, nearest)) {
              for (const [ix, wx] of sample(ox, width, outWidth, align, half, nearest)) {
                for (let c = 0; c < channels; c++) {
                  const i = ((b * height + iy) * width + ix) * channels + c;
                  const j = ((b * outHeight + oy) * outWidth + ox) * channels + c;
                  y[j]! += (x[i] as number) * wy * wx;
                  dx[i]! += (dy[j] as number) * wy * wx;
                }
              }
            }
          }
        }
      }
      const words = [batch, height, width, channels, outHeight, outWidth, +align, +half, +nearest];
      onEngines((tensors, engine, build) => {
        const what = `${build} ${words}`;
        const out = tensors.room(dy.length * 4);
        engine.emit(op.RESIZE, numbers.pick(PARTS), out, tensors.f32(x), ...words);
        expectNear(engine.f32(out, y.length), y, { absolute: 3e-6 }, what);
        const dxAt = tensors.room(dx.length * 4);
        engine.emit(op.RESIZE_GRAD, numbers.pick(PARTS), dxAt, tensors.f32(dy), ...words);
        expectNear(engine.f32(dxAt, dx.length), dx, { absolute: 1e-5 }, `gradient ${what}`);
      });
    }
  });
});
