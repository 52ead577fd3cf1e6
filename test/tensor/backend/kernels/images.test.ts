import { describe, expect, it } from 'vitest';
import { floatBits } from '../../../../tensor/backend/engine.ts';
import * as op from '../../../../tensor/backend/opcodes.ts';
import { createEngine } from '../../../../tensor/backend/wasm.ts';
import { expectNear, Numbers, onEngines, PARTS, Tensors } from './support.ts';

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

interface Convolution {
  readonly x: Float32Array;
  readonly filter: Float32Array;
  readonly bias: Float32Array;
  readonly dy: Float32Array;
  /** What float64 makes of them: the output under a leaky relu of 0.5, and the gradients of image and filter. */
  readonly expected: readonly [y: Float64Array, dx: Float64Array, dw: Float64Array];
}

function randomConvolution(numbers: Numbers, g: Geometry, depthwise: boolean): Convolution {
  const pairs = channelPairs(g, depthwise);
  const x = numbers.floats(g.batch * g.height * g.width * g.channels);
  const filter = numbers.floats(g.filterHeight * g.filterWidth * pairs.length);
  const dy = numbers.floats(g.batch * g.outHeight * g.outWidth * g.outChannels);
  const bias = numbers.floats(g.outChannels);
  const y = Float64Array.from(dy, (_, i) => bias[i % g.outChannels] as number);
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(filter.length);
  taps(g, (outPixel, inPixel, tap) => {
    for (const [c, o, f] of pairs) {
      const i = inPixel * g.channels + c;
      const j = outPixel * g.outChannels + o;
      const k = tap * pairs.length + f;
      y[j]! += (x[i] as number) * (filter[k] as number);
      dx[i]! += (dy[j] as number) * (filter[k] as number);
      dw[k]! += (dy[j] as number) * (x[i] as number);
    }
  });
  return { x, filter, bias, dy, expected: [y.map((value) => (value < 0 ? value / 2 : value)), dx, dw] };
}

/** What the kernels make of it, in the order of `expected`. */
function convolve(
  tensors: Tensors,
  codes: typeof MATRIX | typeof CHANNELWISE,
  g: Geometry,
  { x, filter, bias, dy }: Convolution,
  parts: number,
  foldParts: number,
): Float32Array[] {
  const { engine } = tensors;
  const words = Object.values(g) as number[];
  const [xAt, filterAt, dyAt] = [tensors.f32(x), tensors.f32(filter), tensors.f32(dy)];
  const [y, dx, dw, partials] = [dy.length, x.length, filter.length, parts * filter.length].map((n) =>
    tensors.room(n * 4),
  ) as [number, number, number, number];
  const leaky = op.ACTIVATION_LEAKY_RELU;
  engine.emit(codes.forward, parts, y, xAt, filterAt, tensors.f32(bias), leaky, floatBits(0.5), ...words);
  engine.emit(codes.input, parts, dx, dyAt, filterAt, ...words);
  engine.emit(codes.filter, parts, partials, xAt, dyAt, ...words);
  engine.emit(op.FOLD, foldParts, dw, partials, filter.length, parts);
  return [engine.f32(y, dy.length), engine.f32(dx, x.length), engine.f32(dw, filter.length)].map((view) =>
    view.slice(),
  );
}

const RESULTS = ['output', "image's gradient", "filter's gradient"] as const;

describe.each([
  ['CONV', MATRIX],
  ['DEPTHWISE', CHANNELWISE],
] as const)('%s', (name, codes) => {
  it('and its gradients equal float64 for random strides, paddings, dilations and splits', () => {
    const numbers = new Numbers(name.length);
    for (let t = 0; t < 150; t++) {
      const g = randomGeometry(numbers, codes.depthwise);
      const convolution = randomConvolution(numbers, g, codes.depthwise);
      const [parts, foldParts] = [numbers.pick(PARTS), numbers.pick(PARTS)];
      onEngines((tensors, _engine, build) => {
        convolve(tensors, codes, g, convolution, parts, foldParts).forEach((result, i) => {
          const what = `${RESULTS[i]} ${build} ${JSON.stringify(g)} in ${parts}`;
          expectNear(result, convolution.expected[i]!, { absolute: 3e-5 }, what);
        });
      });
    }
  });
});

/** A convolution without padding: its patches are read where they lie. */
function unpadded(
  batch: number,
  side: number,
  channels: number,
  outChannels: number,
  filter: number,
  stride = 1,
  dilation = 1,
): Geometry {
  const out = Math.floor((side - (filter - 1) * dilation - 1) / stride) + 1;
  return {
    ...{ batch, height: side, width: side, channels, outHeight: out, outWidth: out, outChannels },
    ...{ filterHeight: filter, filterWidth: filter, strideHeight: stride, strideWidth: stride },
    ...{ dilationHeight: dilation, dilationWidth: dilation, padTop: 0, padLeft: 0, multiplier: 1 },
  };
}

describe('CONV without padding', () => {
  it.each([
    ['of many pixels', unpadded(3, 20, 6, 45, 4, 2)],
    ['dilated', unpadded(2, 13, 8, 18, 3, 1, 2)],
    ['of filters larger than a panel', unpadded(1, 5, 1024, 27, 3)],
    ['of patches deeper than the table of offsets', unpadded(1, 4, 1400, 3, 3)],
  ])('%s equals float64, with the same bits for 128-bit vectors and 256-bit ones', async (_, g) => {
    const numbers = new Numbers(g.channels);
    const convolution = randomConvolution(numbers, g, false);
    for (const deterministic of [false, true]) {
      const results: Float32Array[][] = [];
      for (const vectors of [128, 256] as const) {
        const tensors = new Tensors(await createEngine({ threads: 1, deterministic, vectors }));
        results.push(convolve(tensors, MATRIX, g, convolution, 2, 1));
        tensors.close();
        tensors.engine.close();
      }
      results[0]!.forEach((result, i) => {
        // Running sums of up to 12,600 products pass 100, where float32's step is 8e-6.
        expectNear(result, convolution.expected[i]!, { absolute: 1e-3 }, RESULTS[i]!);
        expect(Buffer.compare(Buffer.from(result.buffer), Buffer.from(results[1]![i]!.buffer))).toBe(0);
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
