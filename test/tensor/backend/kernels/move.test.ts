import { describe, expect, it } from 'vitest';
import { floatBits } from '../../../../tensor/backend/engine.ts';
import * as op from '../../../../tensor/backend/opcodes.ts';
import { Numbers, offsets, onEngines, PARTS, product, strides } from './support.ts';

describe('FILL, FILL_BYTES, COPY', () => {
  it('write what they say and nothing else, for any length and split', () => {
    const numbers = new Numbers(1);
    for (let n = 1; n < 150; n++) {
      const x = numbers.floats(n);
      onEngines((tensors, engine) => {
        const out = tensors.room(n * 4);
        engine.emit(op.FILL, numbers.pick(PARTS), out, n, floatBits(1.5));
        expect(engine.f32(out, n)).toEqual(new Float32Array(n).fill(1.5));
        engine.emit(op.COPY, numbers.pick(PARTS), out, tensors.f32(x), n * 4);
        expect(engine.f32(out, n)).toEqual(x);
        const bytes = tensors.room(n);
        engine.emit(op.FILL_BYTES, 1, bytes, n, 1);
        expect(engine.u8(bytes, n)).toEqual(new Uint8Array(n).fill(1));
      });
    }
  });
});

describe('STRIDED_COPY', () => {
  it('permutes, slices, pads, tiles and reverses any shape of up to six dimensions', () => {
    const numbers = new Numbers(2);
    for (let t = 0; t < 400; t++) {
      const rank = numbers.int(0, 6);
      const dims = Array.from({ length: rank }, () => numbers.int(1, rank > 3 ? 4 : 11));
      const bytes = numbers.pick([1, 4]);
      // The input: a permuted, wider space; each dimension forwards, backwards or repeated.
      const wide = dims.map((size) => size + numbers.int(0, 2));
      const order = dims.map((_, d) => d).sort(() => numbers.unit() - 0.5);
      const inner = strides(order.map((d) => wide[d] as number));
      const step = new Array<number>(rank);
      order.forEach((d, position) => {
        step[d] = inner[position] as number;
      });
      let start = 0;
      for (let d = 0; d < rank; d++) {
        const how = numbers.unit();
        if (how < 0.2) {
          start += ((dims[d] as number) - 1) * (step[d] as number);
          step[d] = -(step[d] as number);
        } else if (how < 0.3) step[d] = 0;
      }
      // The output: room around it in some dimensions.
      const outWide = dims.map((size) => size + (numbers.unit() < 0.3 ? 1 : 0));
      const outStep = strides(outWide);
      const x = Uint8Array.from({ length: product(wide) * bytes }, () => numbers.int(0, 255));
      const expected = new Uint8Array(product(outWide) * bytes).fill(9);
      const from = offsets(dims, step);
      const to = offsets(dims, outStep);
      for (let i = 0; i < from.length; i++) {
        const at = (start + (from[i] as number)) * bytes;
        expected.set(x.subarray(at, at + bytes), (to[i] as number) * bytes);
      }
      onEngines((tensors, engine) => {
        const xAt = tensors.u8(x);
        const out = tensors.u8(new Uint8Array(expected.length).fill(9));
        const parts = numbers.pick(PARTS);
        engine.emit(op.STRIDED_COPY, parts, out, xAt + start * bytes, bytes, rank, ...dims, ...outStep, ...step);
        expect(engine.u8(out, expected.length), `${dims} / ${outStep} / ${step}`).toEqual(expected);
      });
    }
  });
});

describe('CAST', () => {
  it('converts as the typed arrays do', () => {
    const floats = [0, -0, 1, -1, 1.9, -1.9, 3e9, -3e9, 1e20, Number.NaN, Number.POSITIVE_INFINITY, 16777217, 0.3];
    const integers = [0, 1, -1, 2147483647, -2147483648, 16777217];
    const bools = [0, 1, 1, 0, 1, 0, 0];
    const bytes = [0, 1, 2, 127, 128, 200, 254, 255, 3, 250, 17];
    onEngines((tensors, engine) => {
      const out = tensors.room(64);
      const f = tensors.f32(floats);
      const i = tensors.i32(integers);
      const b = tensors.u8(bools);
      engine.emit(op.CAST, 1, op.CAST_F32_I32, out, f, floats.length);
      expect(engine.i32(out, floats.length)).toEqual(Int32Array.from(Float32Array.from(floats)));
      engine.emit(op.CAST, 1, op.CAST_I32_F32, out, i, integers.length);
      expect(engine.f32(out, integers.length)).toEqual(Float32Array.from(integers));
      engine.emit(op.CAST, 1, op.CAST_F32_BOOL, out, f, floats.length);
      expect([...engine.u8(out, floats.length)]).toEqual(floats.map((value) => (value === 0 ? 0 : 1)));
      engine.emit(op.CAST, 1, op.CAST_I32_BOOL, out, i, integers.length);
      expect([...engine.u8(out, integers.length)]).toEqual([0, 1, 1, 1, 1, 1]);
      engine.emit(op.CAST, 1, op.CAST_BOOL_F32, out, b, bools.length);
      expect([...engine.f32(out, bools.length)]).toEqual(bools);
      engine.emit(op.CAST, 1, op.CAST_BOOL_F32, out, tensors.u8(bytes), bytes.length);
      expect([...engine.f32(out, bytes.length)]).toEqual(bytes);
      engine.emit(op.CAST, 1, op.CAST_BOOL_I32, out, b, bools.length);
      expect([...engine.i32(out, bools.length)]).toEqual(bools);
    });
  });
});

describe('SCALE_BYTES', () => {
  it('casts, scales and lays out anew, whatever the layout and split', () => {
    const numbers = new Numbers(6);
    const scale = Math.fround(1 / 255);
    for (let t = 0; t < 300; t++) {
      // Each third a picture of four planes, [images, pixels, 4] of [images, 4, pixels].
      const picture = t % 3 === 0;
      const rank = picture ? 3 : numbers.int(1, 4);
      const dims = picture
        ? [numbers.int(1, 3), numbers.int(1, 70), 4]
        : Array.from({ length: rank }, () => numbers.int(1, rank === 1 ? 90 : 9));
      const order = picture ? [0, 2, 1] : dims.map((_, d) => d).sort(() => numbers.unit() - 0.5);
      const inner = strides(order.map((d) => dims[d] as number));
      const step = new Array<number>(rank);
      order.forEach((d, position) => {
        step[d] = inner[position] as number;
      });
      const x = Uint8Array.from({ length: product(dims) }, () => numbers.int(0, 255));
      const expected = Float32Array.from(offsets(dims, step), (at) => x[at]! * scale);
      onEngines((tensors, engine) => {
        const out = tensors.room(expected.length * 4);
        const layout = [rank, ...dims, ...strides(dims), ...step];
        engine.emit(op.SCALE_BYTES, numbers.pick(PARTS), out, tensors.u8(x), floatBits(scale), ...layout);
        expect(engine.f32(out, expected.length), `${dims} / ${step}`).toEqual(expected);
      });
    }
  });
});

describe('GATHER, SCATTER_ADD, ONE_HOT', () => {
  it('gather along an axis; out of range gives 0', () => {
    const numbers = new Numbers(3);
    for (let t = 0; t < 100; t++) {
      const [outer, axis, inner, count] = [numbers.int(1, 4), numbers.int(1, 9), numbers.int(1, 9), numbers.int(1, 12)];
      const bytes = numbers.pick([1, 4]);
      const x = Uint8Array.from({ length: outer * axis * inner * bytes }, () => numbers.int(1, 255));
      const indices = Int32Array.from({ length: count }, () => numbers.int(-1, axis));
      const size = inner * bytes;
      const expected = new Uint8Array(outer * count * size);
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < count; i++) {
          const at = indices[i] as number;
          if (at < 0 || at >= axis) continue;
          expected.set(x.subarray((o * axis + at) * size, (o * axis + at + 1) * size), (o * count + i) * size);
        }
      }
      onEngines((tensors, engine) => {
        const out = tensors.room(expected.length);
        engine.emit(op.GATHER, 1, out, tensors.u8(x), tensors.i32(indices), outer, axis, inner, count, bytes);
        expect(engine.u8(out, expected.length)).toEqual(expected);
      });
    }
  });

  it('scatter adds rows to the rows named, and leaves out what is out of range', () => {
    const numbers = new Numbers(4);
    for (let t = 0; t < 100; t++) {
      const [n, rows, inner] = [numbers.int(1, 20), numbers.int(1, 6), numbers.int(1, 11)];
      const x = numbers.floats(n * inner, 8).map(Math.round); // integers: sums are exact
      const ids = Int32Array.from({ length: n }, () => numbers.int(-1, rows));
      const expected = new Float32Array(rows * inner);
      ids.forEach((id, i) => {
        if (id < 0 || id >= rows) return;
        for (let j = 0; j < inner; j++) expected[id * inner + j]! += x[i * inner + j] as number;
      });
      onEngines((tensors, engine) => {
        const out = tensors.f32(new Float32Array(rows * inner));
        engine.emit(op.SCATTER_ADD, 1, out, tensors.f32(x), tensors.i32(ids), n, rows, inner);
        expect(engine.f32(out, rows * inner)).toEqual(expected);
      });
    }
  });

  it('one-hot', () => {
    onEngines((tensors, engine) => {
      const out = tensors.room(48);
      engine.emit(op.ONE_HOT, 1, out, tensors.i32([2, 0, 5, -1]), 4, 3, floatBits(2), floatBits(-1));
      expect([...engine.f32(out, 12)]).toEqual([-1, -1, 2, 2, -1, -1, -1, -1, -1, -1, -1, -1]);
    });
  });
});

describe('SELECT', () => {
  it('takes a where the condition holds, an element or a row at a time, for any split', () => {
    const numbers = new Numbers(5);
    for (let t = 0; t < 150; t++) {
      const inner = t % 2 ? 1 : numbers.int(1, 9);
      const n = inner * numbers.int(1, 60);
      const condition = Uint8Array.from({ length: n / inner }, () => numbers.int(0, 1));
      const a = numbers.floats(n);
      const b = numbers.floats(n);
      const expected = a.map((value, i) => (condition[Math.floor(i / inner)] ? value : (b[i] as number)));
      onEngines((tensors, engine) => {
        const out = tensors.room(n * 4);
        const parts = numbers.pick(PARTS);
        engine.emit(op.SELECT, parts, out, tensors.u8(condition), tensors.f32(a), tensors.f32(b), n, inner);
        expect(engine.f32(out, n)).toEqual(expected);
      });
    }
  });
});
