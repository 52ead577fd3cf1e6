import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../tensor/backend/engine.ts';
import { floatBits } from '../../../../tensor/backend/engine.ts';
import * as op from '../../../../tensor/backend/opcodes.ts';
import { createEngine } from '../../../../tensor/backend/wasm.ts';
import { expectNear, Numbers, onEngines, PARTS, Tensors } from './support.ts';

const ACTIVATIONS: readonly ((x: number) => number)[] = [
  (x) => x,
  (x) => Math.max(x, 0),
  (x) => Math.min(Math.max(x, 0), 6),
  (x) => (x >= 0 ? x : Math.expm1(x)),
  (x) => 1 / (1 + Math.exp(-x)),
  Math.tanh,
  (x) => (x < 0 ? 0.3 * x : x),
];

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly shareB: boolean;
  readonly bias: boolean;
  readonly accumulate: boolean;
  readonly activation: number;
  readonly parts: number;
}

function check(tensors: Tensors, engine: Engine, numbers: Numbers, one: Case, what: string): void {
  const { m, n, k, batch, transposeA, transposeB, shareB, bias, accumulate, activation, parts } = one;
  const a = numbers.floats(batch * m * k);
  const b = numbers.floats((shareB ? 1 : batch) * k * n);
  const before = numbers.floats(batch * m * n);
  const offset = numbers.floats(n);
  const out = tensors.f32(before);
  const biasAt = bias ? tensors.f32(offset) : 0;
  engine.emit(
    ...([op.MATMUL, parts, out, tensors.f32(a), tensors.f32(b), biasAt, m, n, k, +transposeA, +transposeB] as const),
    ...([batch, m * k, shareB ? 0 : k * n, activation, floatBits(0.3), +accumulate] as const),
  );
  const expected = new Float64Array(batch * m * n);
  const f = ACTIVATIONS[activation] as (x: number) => number;
  for (let g = 0; g < batch; g++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const at = (g * m + i) * n + j;
        let sum = accumulate ? (before[at] as number) : bias ? (offset[j] as number) : 0;
        for (let l = 0; l < k; l++) {
          const x = a[g * m * k + (transposeA ? l * m + i : i * k + l)] as number;
          const y = b[(shareB ? 0 : g * k * n) + (transposeB ? j * k + l : l * n + j)] as number;
          sum += x * y;
        }
        expected[at] = f(sum);
      }
    }
  }
  // Errors of k roundings of partial sums of about sqrt(k) / 3, added up at random: far below this bound.
  expectNear(engine.f32(out, batch * m * n), expected, { absolute: 2e-7 * (4 + k) }, `${what} ${JSON.stringify(one)}`);
}

describe('MATMUL', () => {
  it('equals float64 for random sizes, transposes, batches, biases, activations and splits', () => {
    const numbers = new Numbers(1);
    for (let t = 0; t < 500; t++) {
      onEngines((tensors, engine, build) => {
        const size = (most: number): number => 1 + Math.floor(numbers.unit() ** 2 * most);
        const accumulate = numbers.unit() < 0.2;
        check(
          tensors,
          engine,
          numbers,
          {
            m: size(70),
            n: size(t % 9 === 0 ? 600 : 70),
            k: size(t % 7 === 0 ? 900 : 60),
            batch: size(4),
            transposeA: numbers.unit() < 0.5,
            transposeB: numbers.unit() < 0.5,
            shareB: numbers.unit() < 0.2,
            bias: !accumulate && numbers.unit() < 0.5,
            accumulate,
            activation: accumulate ? 0 : numbers.int(0, 6),
            parts: numbers.pick(PARTS),
          },
          build,
        );
      });
    }
  });

  it('equals float64 for every size around the edges of its tiles', () => {
    const numbers = new Numbers(2);
    const plain = { batch: 1, shareB: false, bias: true, accumulate: false, activation: 0, parts: 1 };
    for (const m of [1, 2, 3, 4, 5, 6, 7, 11, 12, 13]) {
      for (const n of [1, 3, 4, 5, 7, 8, 9, 12, 16, 17]) {
        for (const k of [1, 2, 3, 4, 5]) {
          const transposeA = numbers.unit() < 0.5;
          const transposeB = numbers.unit() < 0.5;
          onEngines((tensors, engine, build) =>
            check(tensors, engine, numbers, { ...plain, m, n, k, transposeA, transposeB }, build),
          );
        }
      }
    }
  });

  it('equals float64 for products with one to four columns', () => {
    const numbers = new Numbers(5);
    const plain = { batch: 1, shareB: false, accumulate: false, activation: 0, parts: 1 };
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        for (const n of [1, 2, 3, 4]) {
          // The last two stand up more rows than lie across at a time, and are deeper than is thin (thin.ts).
          for (const [m, k] of [
            [8, 8],
            [9, 33],
            [64, 259],
            [16_400, 8],
            [8, 65_600],
          ] as const) {
            onEngines((tensors, engine, build) =>
              check(tensors, engine, numbers, { ...plain, bias: n !== 2, m, n, k, transposeA, transposeB }, build),
            );
          }
        }
      }
    }
  });

  it('gives the same bits however it is split', () => {
    const numbers = new Numbers(3);
    onEngines((tensors, engine) => {
      for (const [m, n, k] of [
        [100, 70, 800],
        [33, 513, 400],
        [100, 2, 70],
        [5, 20, 70],
      ] as const) {
        const a = tensors.f32(numbers.floats(m * k));
        const b = tensors.f32(numbers.floats(k * n));
        for (const transposeA of [0, 1]) {
          const results = PARTS.map((parts) => {
            const out = tensors.room(m * n * 4);
            engine.emit(op.MATMUL, parts, out, a, b, 0, m, n, k, transposeA, 0, 1, 0, 0, 0, 0, 0);
            return engine.f32(out, m * n).slice();
          });
          for (const result of results) expect(result).toEqual(results[0]);
        }
      }
    });
  });

  it('gives the same bits with tiles for 256-bit vectors as for 128-bit ones', async () => {
    const numbers = new Numbers(4);
    for (const deterministic of [false, true]) {
      const [narrow, wide] = await Promise.all(
        ([128, 256] as const).map((vectors) => createEngine({ threads: 1, deterministic, vectors })),
      );
      for (let t = 0; t < 300; t++) {
        // Every remainder of 16 columns and 6 rows; each third product deeper than a panel.
        const [m, n, k] = [
          numbers.int(1, 40),
          numbers.int(1, t % 10 === 0 ? 600 : 70),
          numbers.int(1, t % 3 === 0 ? 600 : 60),
        ];
        const [a, b, before] = [numbers.floats(m * k), numbers.floats(k * n), numbers.floats(m * n)];
        const offset = numbers.floats(n);
        const flags = [
          numbers.int(0, 1),
          numbers.int(0, 1),
          1,
          0,
          0,
          numbers.int(0, 6),
          floatBits(0.3),
          t % 5 === 0 ? 1 : 0,
        ];
        const bias = t % 5 !== 0 && t % 2 === 0;
        const parts = numbers.pick(PARTS);
        const results = [narrow!, wide!].map((engine) => {
          const tensors = new Tensors(engine);
          const out = tensors.f32(before);
          const operands = [out, tensors.f32(a), tensors.f32(b), bias ? tensors.f32(offset) : 0];
          engine.emit(op.MATMUL, parts, ...operands, m, n, k, ...flags);
          const result = Buffer.from(engine.u8(out, m * n * 4).slice());
          tensors.close();
          return result;
        });
        expect(results[1]!.equals(results[0]!), `${m}x${n}x${k}, flags ${flags}, ${parts} parts`).toBe(true);
      }
    }
  });

  it('gives NaN and infinities their way', () => {
    onEngines((tensors, engine) => {
      const out = tensors.room(16);
      const a = tensors.f32([Number.NaN, 0, 1, Number.POSITIVE_INFINITY]);
      engine.emit(op.MATMUL, 1, out, a, tensors.f32([1, 0, 0, 1]), 0, 2, 2, 2, 0, 0, 1, 0, 0, 0, 0, 0);
      // [NaN 0; 1 inf] times the identity: 0 * inf is NaN.
      expect([...engine.f32(out, 4)]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY]);
    });
  });

  it('is 0, or the bias, when k is 0', () => {
    onEngines((tensors, engine) => {
      const out = tensors.f32([7, 7]);
      engine.emit(op.MATMUL, 1, out, 64, 64, tensors.f32([1, 2]), 1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0);
      expect([...engine.f32(out, 2)]).toEqual([1, 2]);
    });
  });
});
