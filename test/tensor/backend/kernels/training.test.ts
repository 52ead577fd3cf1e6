import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../tensor/backend/engine.ts';
import { floatBits } from '../../../../tensor/backend/engine.ts';
import * as op from '../../../../tensor/backend/opcodes.ts';
import { expectNear, Numbers, onEngines, PARTS, type Tensors } from './support.ts';

function draw(
  engine: Engine,
  tensors: Tensors,
  state: number,
  kind: number,
  n: number,
  p0: number,
  p1: number,
  parts = 1,
): Float32Array {
  const out = tensors.room(n * 4);
  engine.emit(op.RANDOM, parts, kind, out, n, state, floatBits(p0), floatBits(p1));
  return engine.f32(out, n);
}

function moments(x: Float32Array): { mean: number; deviation: number } {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return { mean, deviation: Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length) };
}

describe('RANDOM', () => {
  it("is Philox4x32-10: the authors' known answer", () => {
    // Random123's kat_vectors: philox4x32 10 of counter 0 and key 0 is 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
    onEngines((tensors, engine) => {
      const values = draw(engine, tensors, tensors.i32([0, 0, 0, 0]), op.RANDOM_UNIFORM, 4, 0, 1);
      expect([...values]).toEqual([0x6627e8, 0xe169c5, 0xbc57ac, 0x9b00db].map((bits) => bits / 2 ** 24));
    });
  });

  it('draws the same however it is split, and anew once the counter has moved', () => {
    onEngines((tensors, engine) => {
      const state = tensors.i32([1, 2, 0xffffffff | 0, 0]);
      for (const kind of [op.RANDOM_UNIFORM, op.RANDOM_NORMAL, op.RANDOM_TRUNCATED_NORMAL]) {
        const once = draw(engine, tensors, state, kind, 1001, 0, 1);
        for (const parts of PARTS) expect(draw(engine, tensors, state, kind, 1001, 0, 1, parts)).toEqual(once);
        engine.emit(op.RANDOM_ADVANCE, 1, state, 1001);
        const next = draw(engine, tensors, state, kind, 1001, 0, 1);
        expect(next.filter((value, i) => value === once[i]).length).toBeLessThan(5);
      }
      // Three draws of 251 blocks each, past the low word's end.
      expect([...engine.i32(state, 4)]).toEqual([1, 2, 752, 1]);
    });
  });

  it('has the distributions it names', () => {
    const n = 200_000; // a mean's standard error is deviation / 447
    onEngines((tensors, engine) => {
      const state = tensors.i32([7, 8, 0, 0]);
      const uniform = draw(engine, tensors, state, op.RANDOM_UNIFORM, n, -2, 4);
      expect(Math.min(...uniform.subarray(0, 9999))).toBeGreaterThanOrEqual(-2);
      expect(uniform.every((value) => value >= -2 && value < 4)).toBe(true);
      expectNear(
        [moments(uniform).mean, moments(uniform).deviation],
        [1, 6 / Math.sqrt(12)],
        { absolute: 0.015 },
        'uniform',
      );
      const normal = draw(engine, tensors, state, op.RANDOM_NORMAL, n, 3, 0.5);
      expectNear([moments(normal).mean, moments(normal).deviation], [3, 0.5], { absolute: 0.005 }, 'normal');
      // 2.275 % lie beyond two deviations on either side.
      const far = normal.filter((value) => Math.abs(value - 3) > 1).length / n;
      expectNear([far], [0.0455], { absolute: 0.002 }, 'tails');
      const cut = draw(engine, tensors, state, op.RANDOM_TRUNCATED_NORMAL, n, 0, 1);
      expect(cut.every((value) => Math.abs(value) <= 2)).toBe(true);
      expectNear([moments(cut).mean, moments(cut).deviation], [0, 0.8796], { absolute: 0.01 }, 'truncated');
      const mask = draw(engine, tensors, state, op.RANDOM_DROPOUT_MASK, n, 0.25, 0);
      expect(mask.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6)).toBe(true);
      expectNear([mask.filter((value) => value === 0).length / n], [0.25], { absolute: 0.005 }, 'mask');
      const out = tensors.room(n * 4);
      engine.emit(op.RANDOM, 3, op.RANDOM_UNIFORM_INT, out, n, state, -3, 4);
      const counts = new Map<number, number>();
      for (const value of engine.i32(out, n)) counts.set(value, (counts.get(value) ?? 0) + 1);
      expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
      for (const count of counts.values()) expectNear([count / n], [1 / 7], { absolute: 0.005 }, 'integers');
    });
  });
});

describe('the optimizers', () => {
  const RATE = 0.05;
  const SCALE = 0.5;

  /** Runs ten steps with changing gradients, on the engine and in float64. */
  function follow(
    slots: number,
    emit: (
      engine: Engine,
      parts: number,
      p: number,
      g: number,
      slots: number[],
      n: number,
      rate: number,
      scale: number,
      t: number,
    ) => void,
    step: (p: number, g: number, slot: number[], t: number) => number,
  ): void {
    const numbers = new Numbers(9);
    onEngines((tensors, engine, build) => {
      // Eights and what may be left of them.
      for (const n of [53, 1, 2, 3, 4, 6, 7, 8]) {
        const start = numbers.floats(n);
        const p = tensors.f32(start);
        const state = Array.from({ length: slots }, () => tensors.f32(new Float32Array(n)));
        const rate = tensors.f32([RATE]);
        const scale = tensors.f32([SCALE]);
        const expected = Float64Array.from(start);
        const slot = Array.from({ length: n }, () => new Array<number>(slots).fill(0));
        for (let t = 1; t <= 10; t++) {
          const g = numbers.floats(n);
          emit(engine, numbers.pick(PARTS), p, tensors.f32(g), state, n, rate, scale, t);
          for (let i = 0; i < n; i++) {
            expected[i] = step(expected[i] as number, (g[i] as number) * SCALE, slot[i] as number[], t);
          }
          const what = `${build}, ${n} elements, step ${t}`;
          expectNear(engine.f32(p, n), expected, { relative: 3e-6, absolute: 3e-6 }, what);
        }
      }
    });
  }

  it('SGD with decoupled decay equals float64', () => {
    follow(
      0,
      (engine, parts, p, g, _, n, rate, scale) => engine.emit(op.SGD, parts, p, g, n, rate, scale, floatBits(0.1)),
      (p, g) => p * (1 - RATE * 0.1) - RATE * g,
    );
  });

  it.each([0, 1])('MOMENTUM (nesterov %i) equals float64', (nesterov) => {
    follow(
      1,
      (engine, parts, p, g, [v], n, rate, scale) =>
        engine.emit(op.MOMENTUM, parts, p, g, v as number, n, rate, scale, floatBits(0.9), nesterov, 0),
      (p, g, slot) => {
        slot[0] = 0.9 * (slot[0] as number) + g;
        return p - RATE * (nesterov ? g + 0.9 * slot[0] : slot[0]);
      },
    );
  });

  it.each([0, 1])('RMSPROP (centred %i) equals float64', (centred) => {
    follow(
      3,
      (engine, parts, p, g, [ms, mom, mg], n, rate, scale) =>
        engine.emit(
          ...([op.RMSPROP, parts, p, g, ms as number, mom as number, centred ? (mg as number) : 0, n, rate] as const),
          ...([scale, floatBits(0.9), floatBits(0.5), floatBits(1e-2)] as const),
        ),
      (p, g, slot) => {
        slot[0] = 0.9 * (slot[0] as number) + 0.1 * g * g;
        slot[2] = 0.9 * (slot[2] as number) + 0.1 * g;
        const spread = centred ? slot[0] - slot[2] ** 2 : slot[0];
        slot[1] = 0.5 * (slot[1] as number) + (RATE * g) / Math.sqrt(spread + 1e-2);
        return p - slot[1];
      },
    );
  });

  it.each([0, 0.1])('ADAM (decay %d) equals float64', (decay) => {
    const engines = new Map<Engine, number>();
    follow(
      2,
      (engine, parts, p, g, [m, v], n, rate, scale, t) => {
        let state = engines.get(engine);
        if (state === undefined) {
          state = engine.allocate(16);
          engines.set(engine, state);
        }
        if (t === 1) engine.f32(state, 4).fill(0);
        engine.emit(op.ADAM_ADVANCE, 1, state, floatBits(0.9), floatBits(0.999));
        engine.emit(
          ...([op.ADAM, parts, p, g, m as number, v as number, n, rate, scale, state] as const),
          ...([floatBits(0.9), floatBits(0.999), floatBits(1e-7), floatBits(decay)] as const),
        );
      },
      (p, g, slot, t) => {
        slot[0] = 0.9 * (slot[0] as number) + 0.1 * g;
        slot[1] = 0.999 * (slot[1] as number) + 0.001 * g * g;
        const update = slot[0] / (1 - 0.9 ** t) / (Math.sqrt(slot[1] / (1 - 0.999 ** t)) + 1e-7);
        return p * (1 - RATE * decay) - RATE * update;
      },
    );
    for (const [engine, state] of engines) engine.release(state);
  });

  it('keep averages that fade clear of denormal numbers, which processors are slow at', () => {
    onEngines((tensors, engine) => {
      const n = 13;
      const [p, g] = [tensors.f32(new Float32Array(n)), tensors.f32(new Float32Array(n))];
      const slots = Array.from({ length: 6 }, (_, i) => tensors.f32(new Float32Array(n).fill(i % 2 ? 1e-3 : 7e-6)));
      const [m, v, velocity, ms, mom, mg] = slots as [number, number, number, number, number, number];
      const [rate, state] = [tensors.f32([RATE]), tensors.f32([100, 1, 1, 0])];
      const [nine, small] = [floatBits(0.9), floatBits(1e-8)];
      // 0.9^1000 is 1.7e-46: without care all would pass through the denormals, from 1.2e-38 on.
      for (let t = 0; t < 1000; t++) {
        engine.emit(op.ADAM, 1, p, g, m, v, n, rate, 0, state, nine, nine, small, 0);
        engine.emit(op.MOMENTUM, 1, p, g, velocity, n, rate, 0, nine, 0, 0);
        engine.emit(op.RMSPROP, 1, p, g, ms, mom, mg, n, rate, 0, nine, nine, small);
      }
      for (const slot of slots) {
        // Rounded to multiples of 2^-99; up to five of them stay, as a tenth of that is less than half a multiple.
        for (const value of engine.f32(slot, n)) {
          expect(Math.abs(value)).toBeLessThanOrEqual(5 * 2 ** -99);
          expect(Number.isInteger(value * 2 ** 99)).toBe(true);
        }
      }
    });
  });

  it('hand a NaN of one gradient on to its element alone', () => {
    onEngines((tensors, engine) => {
      const n = 21;
      const numbers = new Float32Array(n).fill(0.5);
      numbers[2] = Number.NaN;
      numbers[20] = Number.NaN;
      const g = tensors.f32(numbers);
      const [rate, state] = [tensors.f32([RATE]), tensors.f32([1, 0.1, 0.1, 0])];
      const room = () => tensors.f32(new Float32Array(n));
      const [nine, small] = [floatBits(0.9), floatBits(1e-8)];
      const parameters = [room(), room(), room(), room()] as const;
      engine.emit(op.SGD, 1, parameters[0], g, n, rate, 0, 0);
      engine.emit(op.MOMENTUM, 1, parameters[1], g, room(), n, rate, 0, nine, 1, 0);
      engine.emit(op.RMSPROP, 1, parameters[2], g, room(), room(), room(), n, rate, 0, nine, nine, small);
      engine.emit(op.ADAM, 1, parameters[3], g, room(), room(), n, rate, 0, state, nine, nine, small, 0);
      for (const p of parameters) {
        const broken = [...engine.f32(p, n).keys()].filter((i) => Number.isNaN(engine.f32(p, n)[i]));
        expect(broken).toEqual([2, 20]);
      }
    });
  });

  it('clip by the global norm, and leave small gradients alone', () => {
    const numbers = new Numbers(11);
    onEngines((tensors, engine) => {
      for (const [n, most] of [
        [1000, 0.5],
        [1000, 1e6],
        [3, 0.5],
      ] as const) {
        const g = numbers.floats(n);
        const parts = 4;
        const partials = tensors.room(parts * 4);
        const out = tensors.room(4);
        const norm = tensors.room(4);
        engine.emit(op.SUM_SQUARES, parts, partials, tensors.f32(g), n);
        engine.emit(op.CLIP_SCALE, 1, out, partials, parts, floatBits(most), norm);
        const expected = Math.sqrt(g.reduce((a, b) => a + b * b, 0));
        expectNear(engine.f32(norm, 1), [expected], { relative: 1e-6 }, 'norm');
        expectNear(engine.f32(out, 1), [Math.min(1, most / expected)], { relative: 1e-6 }, 'scale');
      }
    });
  });
});
