import { describe, expect, it } from 'vitest';
import { floatBits } from '../../../../tensor/backend/engine.ts';
import * as op from '../../../../tensor/backend/opcodes.ts';
import { expectNear, Numbers, onEngines, PARTS } from './support.ts';

/** The axis' elements of each output of [outer, axis, inner]. */
function lines<T extends ArrayLike<number>>(x: T, outer: number, axis: number, inner: number): number[][] {
  return Array.from({ length: outer * inner }, (_, at) => {
    const o = Math.floor(at / inner);
    return Array.from({ length: axis }, (_, i) => x[(o * axis + i) * inner + (at - o * inner)] as number);
  });
}

const FLOAT: readonly (readonly [number, string, (x: number[]) => number])[] = [
  [op.REDUCE_SUM, 'sum', (x) => x.reduce((a, b) => a + b, 0)],
  [op.REDUCE_MEAN, 'mean', (x) => x.reduce((a, b) => a + b, 0) / x.length],
  [op.REDUCE_MAX, 'max', (x) => Math.max(...x)],
  [op.REDUCE_MIN, 'min', (x) => Math.min(...x)],
  [op.REDUCE_PROD, 'prod', (x) => x.reduce((a, b) => a * b, 1)],
  [op.REDUCE_SUM_SQUARES, 'sumSquares', (x) => x.reduce((a, b) => a + b * b, 0)],
];

function randomAxes(numbers: Numbers): [number, number, number] {
  const axis = numbers.unit() < 0.2 ? numbers.int(100, 1500) : numbers.int(1, 40);
  return [numbers.int(1, 9), axis, numbers.unit() < 0.4 ? 1 : numbers.int(1, 37)];
}

describe('REDUCE', () => {
  it.each(FLOAT)('%i %s equals float64 over any axis and split', (kind, name, f) => {
    const numbers = new Numbers(kind + 1);
    for (let t = 0; t < 120; t++) {
      const [outer, axis, inner] = randomAxes(numbers);
      const raw = numbers.floats(outer * axis * inner);
      const x = kind === op.REDUCE_PROD ? raw.map((value) => 1 + value * 0.05) : raw;
      if (t % 10 === 0) x[numbers.int(0, x.length - 1)] = numbers.pick([Number.NaN, Number.NEGATIVE_INFINITY]);
      const expected = lines(x, outer, axis, inner).map(f);
      onEngines((tensors, engine, build) => {
        const out = tensors.room(outer * inner * 4);
        engine.emit(op.REDUCE, numbers.pick(PARTS), kind, out, tensors.f32(x), outer, axis, inner);
        const tolerance =
          kind === op.REDUCE_PROD ? { relative: 2e-7 * (4 + axis) } : { relative: 1e-6, absolute: 1e-5 };
        expectNear(engine.f32(out, outer * inner), expected, tolerance, `${build} ${name} ${outer} ${axis} ${inner}`);
      });
    }
  });

  it('of no elements is what its kind starts from', () => {
    onEngines((tensors, engine) => {
      for (const [kind, start] of [
        [op.REDUCE_SUM, 0],
        [op.REDUCE_SUM_SQUARES, 0],
        [op.REDUCE_PROD, 1],
        [op.REDUCE_MAX, Number.NEGATIVE_INFINITY],
        [op.REDUCE_MIN, Number.POSITIVE_INFINITY],
      ] as const) {
        for (const inner of [1, 22]) {
          const out = tensors.room(inner * 4);
          engine.emit(op.REDUCE, 1, kind, out, tensors.f32([5]), 1, 0, inner);
          expect([...engine.f32(out, inner)]).toEqual(new Array(inner).fill(start));
        }
      }
    });
  });

  it('keeps the digits of a long sum', () => {
    onEngines((tensors, engine) => {
      // A float32 running sum of a million tenths is off by a hundred or so.
      const n = 1_000_000;
      const x = tensors.f32(new Float32Array(n).fill(0.1));
      const out = tensors.room(4);
      for (const [outer, axis, inner] of [[1, n, 1]] as const) {
        engine.emit(op.REDUCE, 1, op.REDUCE_SUM, out, x, outer, axis, inner);
        expectNear(engine.f32(out, 1), [n * Math.fround(0.1)], { relative: 1e-6 }, 'sum');
      }
      const columns = tensors.room(16);
      engine.emit(op.REDUCE, 1, op.REDUCE_SUM, columns, x, 1, n / 4, 4);
      expectNear(engine.f32(columns, 4), new Array(4).fill((n / 4) * Math.fround(0.1)), { relative: 1e-6 }, 'columns');
    });
  });

  const INTEGER: readonly (readonly [number, (x: number[]) => number])[] = [
    [op.REDUCE_SUM_I32, (x) => x.reduce((a, b) => (a + b) | 0, 0)],
    [op.REDUCE_MAX_I32, (x) => Math.max(...x)],
    [op.REDUCE_MIN_I32, (x) => Math.min(...x)],
    [op.REDUCE_PROD_I32, (x) => x.reduce((a, b) => Math.imul(a, b), 1)],
  ];
  it.each(INTEGER)('%i works on int32', (kind, f) => {
    const numbers = new Numbers(40 + kind);
    for (let t = 0; t < 40; t++) {
      const [outer, axis, inner] = randomAxes(numbers);
      const x = Int32Array.from({ length: outer * axis * inner }, () => numbers.int(-50, 50));
      const expected = Int32Array.from(lines(x, outer, axis, inner), f);
      onEngines((tensors, engine) => {
        const out = tensors.room(expected.byteLength);
        engine.emit(op.REDUCE, numbers.pick(PARTS), kind, out, tensors.i32(x), outer, axis, inner);
        expect(engine.i32(out, expected.length)).toEqual(expected);
      });
    }
  });

  it('all and any of bools', () => {
    const numbers = new Numbers(60);
    for (let t = 0; t < 60; t++) {
      const [outer, axis, inner] = randomAxes(numbers);
      const rare = numbers.pick([0, 1]);
      const x = Uint8Array.from({ length: outer * axis * inner }, () => (numbers.unit() < 1 / axis ? 1 - rare : rare));
      for (const [kind, f] of [
        [op.REDUCE_ALL, (line: number[]) => +line.every((value) => value === 1)],
        [op.REDUCE_ANY, (line: number[]) => +line.some((value) => value === 1)],
      ] as const) {
        onEngines((tensors, engine) => {
          const out = tensors.room(outer * inner);
          engine.emit(op.REDUCE, numbers.pick(PARTS), kind, out, tensors.u8(x), outer, axis, inner);
          expect([...engine.u8(out, outer * inner)]).toEqual(lines(x, outer, axis, inner).map(f));
        });
      }
    }
  });
});

describe('ARG_REDUCE', () => {
  it('gives the first index of the largest or smallest, over any axis and split', () => {
    const numbers = new Numbers(70);
    for (let t = 0; t < 100; t++) {
      const [outer, axis, inner] = randomAxes(numbers);
      const x = numbers.floats(outer * axis * inner, 4).map(Math.round); // ties
      for (const smallest of [0, 1]) {
        const expected = lines(x, outer, axis, inner).map((line) =>
          line.indexOf(smallest ? Math.min(...line) : Math.max(...line)),
        );
        onEngines((tensors, engine) => {
          const out = tensors.room(expected.length * 4);
          engine.emit(op.ARG_REDUCE, numbers.pick(PARTS), smallest, out, tensors.f32(x), outer, axis, inner);
          expect([...engine.i32(out, expected.length)]).toEqual(expected);
        });
      }
    }
  });
});

describe('SOFTMAX', () => {
  it.each([
    [0, 'softmax'],
    [1, 'log-softmax'],
  ] as const)('%i %s and its gradient equal float64', (logarithm, name) => {
    const numbers = new Numbers(80 + logarithm);
    for (let t = 0; t < 120; t++) {
      const [rows, cols] = [numbers.int(1, 12), numbers.int(1, 45)];
      const x = numbers.floats(rows * cols, t % 5 === 0 ? 90 : 4);
      const dy = numbers.floats(rows * cols);
      const y = new Float64Array(rows * cols);
      const dx = new Float64Array(rows * cols);
      for (let r = 0; r < rows; r++) {
        const row = [...x.subarray(r * cols, (r + 1) * cols)];
        const top = Math.max(...row);
        const sum = row.reduce((a, b) => a + Math.exp(b - top), 0);
        const p = row.map((value) => Math.exp(value - top) / sum);
        const d = [...dy.subarray(r * cols, (r + 1) * cols)];
        const dot = d.reduce((a, b, i) => a + b * (logarithm ? 1 : (p[i] as number)), 0);
        for (let i = 0; i < cols; i++) {
          const at = r * cols + i;
          y[at] = logarithm ? (row[i] as number) - top - Math.log(sum) : (p[i] as number);
          dx[at] = logarithm ? (d[i] as number) - (p[i] as number) * dot : (p[i] as number) * ((d[i] as number) - dot);
        }
      }
      onEngines((tensors, engine, build) => {
        const out = tensors.room(y.length * 4);
        engine.emit(op.SOFTMAX, numbers.pick(PARTS), out, tensors.f32(x), rows, cols, logarithm);
        expectNear(
          engine.f32(out, y.length),
          y,
          { relative: 1e-6, absolute: 2e-7 },
          `${build} ${name} ${rows} ${cols}`,
        );
        const dxAt = tensors.room(dx.length * 4);
        engine.emit(op.SOFTMAX_GRAD, numbers.pick(PARTS), dxAt, tensors.f32(dy), out, rows, cols, logarithm);
        expectNear(engine.f32(dxAt, dx.length), dx, { relative: 2e-5, absolute: 3e-6 }, `${build} gradient of ${name}`);
      });
    }
  });
});

describe('CUMULATE', () => {
  it('sums and multiplies along any axis, forwards and backwards, with and without the element itself', () => {
    const numbers = new Numbers(90);
    for (let t = 0; t < 150; t++) {
      const [outer, axis, inner] = [numbers.int(1, 5), numbers.int(1, 30), numbers.int(1, 9)];
      const x = numbers.floats(outer * axis * inner).map((value) => 1 + value / 4);
      const [exclusive, reverse, times] = [numbers.int(0, 1), numbers.int(0, 1), numbers.int(0, 1)];
      const expected = new Float64Array(x.length);
      lines(x, outer, axis, inner).forEach((line, at) => {
        const o = Math.floor(at / inner);
        let total = times;
        for (let step = 0; step < axis; step++) {
          const i = reverse ? axis - 1 - step : step;
          const next = times ? total * (line[i] as number) : total + (line[i] as number);
          expected[(o * axis + i) * inner + (at - o * inner)] = exclusive ? total : next;
          total = next;
        }
      });
      onEngines((tensors, engine, build) => {
        const out = tensors.room(x.length * 4);
        const parts = numbers.pick(PARTS);
        engine.emit(op.CUMULATE, parts, out, tensors.f32(x), outer, axis, inner, exclusive, reverse, times);
        expectNear(engine.f32(out, x.length), expected, { relative: 1e-5 }, `${build} cumulate`);
      });
    }
  });
});

describe('LAYER_NORM', () => {
  it('and its gradients equal float64', () => {
    const numbers = new Numbers(100);
    const epsilon = 1e-3;
    for (let t = 0; t < 100; t++) {
      const [rows, cols] = [numbers.int(1, 9), numbers.int(2, 40)];
      const shift = t % 4 === 0 ? 100 : 0; // a mean that is large against the deviations
      const x = numbers.floats(rows * cols).map((value) => value + shift);
      const dy = numbers.floats(rows * cols);
      const gain = numbers.floats(cols);
      const bias = numbers.floats(cols);
      const affine = t % 3 > 0;
      const y = new Float64Array(x.length);
      const dx = new Float64Array(x.length);
      const dgain = new Float64Array(cols);
      const dbias = new Float64Array(cols);
      for (let r = 0; r < rows; r++) {
        const row = [...x.subarray(r * cols, (r + 1) * cols)];
        const mean = row.reduce((a, b) => a + b, 0) / cols;
        const inverse = 1 / Math.sqrt(row.reduce((a, b) => a + (b - mean) ** 2, 0) / cols + epsilon);
        const h = row.map((value) => (value - mean) * inverse);
        const g = row.map((_, i) => (dy[r * cols + i] as number) * (affine ? (gain[i] as number) : 1));
        const meanG = g.reduce((a, b) => a + b, 0) / cols;
        const meanGh = g.reduce((a, b, i) => a + b * (h[i] as number), 0) / cols;
        for (let i = 0; i < cols; i++) {
          const at = r * cols + i;
          const hi = h[i] as number;
          y[at] = affine ? hi * (gain[i] as number) + (bias[i] as number) : hi;
          dx[at] = ((g[i] as number) - meanG - hi * meanGh) * inverse;
          dgain[i]! += (dy[at] as number) * hi;
          dbias[i]! += dy[at] as number;
        }
      }
      onEngines((tensors, engine, build) => {
        const tolerance = { relative: 1e-4, absolute: shift ? 2e-3 : 2e-5 };
        const xAt = tensors.f32(x);
        const dyAt = tensors.f32(dy);
        const gainAt = affine ? tensors.f32(gain) : 0;
        const statistics = tensors.room(rows * 8);
        const out = tensors.room(x.length * 4);
        const parts = numbers.pick(PARTS);
        const biasAt = affine ? tensors.f32(bias) : 0;
        engine.emit(op.LAYER_NORM, parts, out, xAt, gainAt, biasAt, rows, cols, floatBits(epsilon), statistics);
        expectNear(engine.f32(out, x.length), y, tolerance, `${build} layer norm ${rows} ${cols}`);
        const dxAt = tensors.room(x.length * 4);
        engine.emit(op.LAYER_NORM_GRAD, parts, dxAt, dyAt, xAt, gainAt, statistics, rows, cols);
        expectNear(engine.f32(dxAt, x.length), dx, { ...tolerance, absolute: tolerance.absolute * 5 }, `${build} dx`);
        const dgainAt = tensors.room(cols * 4);
        const dbiasAt = tensors.room(cols * 4);
        engine.emit(op.LAYER_NORM_PARAMETER_GRAD, parts, dgainAt, dbiasAt, dyAt, xAt, statistics, rows, cols);
        expectNear(
          engine.f32(dgainAt, cols),
          dgain,
          { ...tolerance, absolute: tolerance.absolute * 5 },
          `${build} dgain`,
        );
        expectNear(engine.f32(dbiasAt, cols), dbias, tolerance, `${build} dbias`);
      });
    }
  });
});

describe('BATCH_NORM', () => {
  it('equals float64', () => {
    const numbers = new Numbers(110);
    for (let t = 0; t < 80; t++) {
      const [rows, channels] = [numbers.int(1, 20), numbers.int(1, 19)];
      const x = numbers.floats(rows * channels);
      const mean = numbers.floats(channels);
      const variance = numbers.floats(channels).map(Math.abs);
      const scale = t % 2 ? numbers.floats(channels) : null;
      const offset = t % 3 ? numbers.floats(channels) : null;
      const expected = Float64Array.from(x, (value, i) => {
        const c = i % channels;
        const h = (value - (mean[c] as number)) / Math.sqrt((variance[c] as number) + 1e-3);
        return h * (scale?.[c] ?? 1) + (offset?.[c] ?? 0);
      });
      onEngines((tensors, engine, build) => {
        const out = tensors.room(x.length * 4);
        const addresses = [tensors.f32(x), tensors.f32(mean), tensors.f32(variance)];
        const affine = [offset ? tensors.f32(offset) : 0, scale ? tensors.f32(scale) : 0];
        const parts = numbers.pick(PARTS);
        engine.emit(op.BATCH_NORM, parts, out, ...addresses, ...affine, x.length, channels, floatBits(1e-3));
        expectNear(engine.f32(out, x.length), expected, { relative: 1e-5, absolute: 2e-6 }, `${build} batch norm`);
      });
    }
  });
});
