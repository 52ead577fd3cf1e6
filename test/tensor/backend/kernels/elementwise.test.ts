import { describe, expect, it } from 'vitest';
import { floatBits } from '../../../../tensor/backend/engine.ts';
import * as op from '../../../../tensor/backend/opcodes.ts';
import { expectNear, Numbers, offsets, onEngines, PARTS, product, ULP } from './support.ts';

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  1e-40,
  -1e-40,
  3e38,
  -3e38,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];

function erf(x: number): number {
  // The Taylor series below 3, the continued fraction's leading term above: enough for 1e-7.
  if (Math.abs(x) > 5) return Math.sign(x);
  let sum = 0;
  let term = x;
  for (let n = 0; n < 200; n++) {
    sum += term / (2 * n + 1);
    term *= -(x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function halfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

const P0 = -0.75;
const P1 = 1.25;

/** The two smallest denormals: a denormal result may differ by its last place. */
const SMALLEST = 3e-45;

/** kind -> name, float64 reference, range of x, tolerance in units in the last place and absolute. One line a kernel. */
const UNARY: readonly (readonly [number, string, (x: number) => number, number, number, number])[] = [
  [op.UNARY_NEG, 'neg', (x) => -x, 100, 0, SMALLEST],
  [op.UNARY_ABS, 'abs', Math.abs, 100, 0, SMALLEST],
  [op.UNARY_SQUARE, 'square', (x) => x * x, 100, 1, SMALLEST],
  [op.UNARY_SQRT, 'sqrt', Math.sqrt, 100, 1, SMALLEST],
  [op.UNARY_RSQRT, 'rsqrt', (x) => 1 / Math.sqrt(x), 100, 2, SMALLEST],
  [op.UNARY_RECIPROCAL, 'reciprocal', (x) => 1 / x, 100, 1, SMALLEST],
  [op.UNARY_SIGN, 'sign', (x) => (x > 0 ? 1 : x < 0 ? -1 : 0), 3, 0, SMALLEST],
  [op.UNARY_FLOOR, 'floor', Math.floor, 100, 0, SMALLEST],
  [op.UNARY_CEIL, 'ceil', Math.ceil, 100, 0, SMALLEST],
  [op.UNARY_ROUND, 'round', halfEven, 100, 0, SMALLEST],
  [op.UNARY_RELU, 'relu', (x) => Math.max(x, 0), 3, 0, SMALLEST],
  [op.UNARY_RELU6, 'relu6', (x) => Math.min(Math.max(x, 0), 6), 10, 0, SMALLEST],
  [op.UNARY_LEAKY_RELU, 'leakyRelu', (x) => (x < 0 ? x * P0 : x), 3, 1, SMALLEST],
  [op.UNARY_CLIP, 'clip', (x) => Math.min(Math.max(x, P0), P1), 3, 0, SMALLEST],
  [op.UNARY_STEP, 'step', (x) => (Number.isNaN(x) ? x : x > 0 ? 1 : P0), 3, 0, SMALLEST],
  [op.UNARY_EXP, 'exp', Math.exp, 110, 2, SMALLEST],
  [op.UNARY_EXPM1, 'expm1', Math.expm1, 95, 2, SMALLEST],
  [op.UNARY_LOG, 'log', Math.log, 100, 2, 1e-7],
  [op.UNARY_LOG1P, 'log1p', Math.log1p, 3, 3, SMALLEST],
  [op.UNARY_SIGMOID, 'sigmoid', (x) => 1 / (1 + Math.exp(-x)), 80, 3, SMALLEST],
  [op.UNARY_TANH, 'tanh', Math.tanh, 12, 3, SMALLEST],
  [op.UNARY_ELU, 'elu', (x) => (x >= 0 ? x : Math.expm1(x)), 20, 2, SMALLEST],
  [
    op.UNARY_SELU,
    'selu',
    (x) => (x >= 0 ? 1.0507009873554805 * x : 1.7580993408473768 * Math.expm1(x)),
    20,
    3,
    SMALLEST,
  ],
  [op.UNARY_SOFTPLUS, 'softplus', (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), 40, 3, SMALLEST],
  [op.UNARY_SIN, 'sin', Math.sin, 100, 2, 1e-7],
  [op.UNARY_COS, 'cos', Math.cos, 100, 2, 1e-7],
  [op.UNARY_ERF, 'erf', erf, 4, 3, 3e-7],
  [op.UNARY_AFFINE, 'affine', (x) => x * P0 + P1, 10, 2, 1e-6],
  [op.UNARY_ONE_MINUS_SQUARE, 'oneMinusSquare', (x) => 1 - Math.fround(x * x), 2, 1, SMALLEST],
  [op.UNARY_TIMES_ONE_MINUS, 'timesOneMinus', (x) => x * Math.fround(1 - x), 2, 1, SMALLEST],
];

describe('UNARY', () => {
  it('has a test for every kind', () => {
    expect(UNARY.map(([kind]) => kind)).toEqual(Array.from({ length: op.UNARY_END }, (_, kind) => kind));
  });

  it.each(UNARY)(
    '%i %s equals float64 to a few units in the last place, for any length and split',
    (kind, name, f, range, ulps, absolute) => {
      const numbers = new Numbers(kind + 1);
      onEngines((tensors, engine, build) => {
        for (let n = 1; n < 260; n += n < 40 ? 1 : 37) {
          const x = numbers.floats(n, range);
          for (let i = 0; i < n && n % 3 === 0; i++) x[i]! *= 1e-4; // small arguments, where cancellation would show
          if (n > 30) x.set(SPECIAL, numbers.int(0, n - SPECIAL.length));
          const from = tensors.f32(x);
          const out = tensors.room(n * 4);
          engine.emit(op.UNARY, numbers.pick(PARTS), kind, out, from, n, floatBits(P0), floatBits(P1));
          const expected = x.map((value) => f(value)); // rounded to float32
          expectNear(engine.f32(out, n), expected, { relative: ulps * ULP, absolute }, `${build} ${name} of ${n}`);
        }
      });
    },
  );

  it('works in place', () => {
    onEngines((tensors, engine) => {
      const x = new Numbers(5).floats(77, 4);
      const at = tensors.f32(x);
      engine.emit(op.UNARY, 3, op.UNARY_SQUARE, at, at, 77, 0, 0);
      expectNear(
        engine.f32(at, 77),
        x.map((value) => value * value),
        {},
        'square',
      );
    });
  });

  it('takes sines of any angle: past 8192 radians, where the reduction changes, and of infinities', () => {
    onEngines((tensors, engine) => {
      const x = Float32Array.of(8191.9, -8191.9, 8192, 8000, 1e5, -1e5, 3e38, 1e-30, Number.NaN, Infinity, 0.75, -0.75);
      const at = tensors.f32(x);
      const out = tensors.room(x.length * 4);
      for (const [kind, f] of [[op.UNARY_SIN, Math.sin] as const, [op.UNARY_COS, Math.cos] as const]) {
        engine.emit(op.UNARY, 1, kind, out, at, x.length, 0, 0);
        expectNear(engine.f32(out, x.length), x.map(f), { relative: 2 * ULP, absolute: 1.5e-7 }, `kind ${kind}`);
      }
    });
  });

  it('has int32 kinds', () => {
    onEngines((tensors, engine) => {
      const x = Int32Array.from([5, -7, 0, 2147483647, -2147483648, 1, -1, 12, -13]);
      const cases: readonly (readonly [number, (value: number) => number])[] = [
        [op.UNARY_NEG, (value) => -value],
        [op.UNARY_ABS, (value) => Math.abs(value)],
        [op.UNARY_SQUARE, (value) => Math.imul(value, value)],
        [op.UNARY_SIGN, Math.sign],
        [op.UNARY_RELU, (value) => Math.max(value, 0)],
        [op.UNARY_CLIP, (value) => Math.min(Math.max(value, -7), 11)],
      ];
      for (const [kind, f] of cases) {
        const out = tensors.room(x.byteLength);
        engine.emit(op.UNARY_I32, 1, kind, out, tensors.i32(x), x.length, -7, 11);
        expect(engine.i32(out, x.length)).toEqual(Int32Array.from(x, f));
      }
    });
  });
});

const modulo = (a: number, b: number): number => {
  const rest = a % b;
  return a < 0 === b < 0 ? rest : (rest + b) % b;
};

const BINARY: readonly (readonly [number, string, (a: number, b: number) => number, number])[] = [
  [op.BINARY_ADD, 'add', (a, b) => a + b, 1],
  [op.BINARY_SUB, 'sub', (a, b) => a - b, 1],
  [op.BINARY_MUL, 'mul', (a, b) => a * b, 1],
  [op.BINARY_MAX, 'max', Math.max, 0],
  [op.BINARY_MIN, 'min', Math.min, 0],
  [op.BINARY_SQUARED_DIFFERENCE, 'squaredDifference', (a, b) => (a - b) ** 2, 3],
  [op.BINARY_FLOOR_DIV, 'floorDiv', (a, b) => Math.floor(a / b), 1],
  [op.BINARY_MOD, 'mod', modulo, 4],
  [op.BINARY_DIV, 'div', (a, b) => a / b, 1],
  [op.BINARY_POW, 'pow', (a, b) => a ** b, 2],
  [op.BINARY_PRELU, 'prelu', (a, b) => (a < 0 ? a * b : a), 1],
  [op.BINARY_ATAN2, 'atan2', Math.atan2, 1],
  [op.BINARY_RELU_GRAD, 'reluGrad', (dy, x) => (x > 0 ? dy : 0), 0],
  [op.BINARY_ELU_GRAD, 'eluGrad', (dy, y) => (y >= 0 ? dy : dy * (y + 1)), 2],
  [op.BINARY_SIGMOID_GRAD, 'sigmoidGrad', (dy, y) => dy * y * (1 - y), 3],
  [op.BINARY_TANH_GRAD, 'tanhGrad', (dy, y) => dy * (1 - y * y), 3],
  [op.BINARY_RELU6_GRAD, 'relu6Grad', (dy, x) => (x > 0 && x < 6 ? dy : 0), 0],
  [op.BINARY_DIV_NO_NAN, 'divNoNan', (a, b) => (b === 0 ? 0 : a / b), 1],
  [op.BINARY_STEP_PRODUCT, 'stepProduct', (dy, x) => dy * (Number.isNaN(x) ? x : +(x > 0)), 0],
  [op.BINARY_TANH_PRODUCT, 'tanhProduct', (dy, y) => dy * Math.fround(1 - Math.fround(y * y)), 1],
];

/** A random pair of shapes that broadcast: dims, and 0 strides where one of the two is repeated. */
function broadcast(numbers: Numbers): { dims: number[]; a: number[]; b: number[]; sizeA: number; sizeB: number } {
  const rank = numbers.int(1, 6);
  const dims = Array.from({ length: rank }, (_, d) => numbers.int(1, d === rank - 1 ? 21 : rank > 3 ? 3 : 7));
  const side = (): { step: number[]; size: number } => {
    const step = new Array<number>(rank).fill(0);
    let size = 1;
    for (let d = rank - 1; d >= 0; d--) {
      if (numbers.unit() < 0.3) continue;
      step[d] = size;
      size *= dims[d] as number;
    }
    return { step, size };
  };
  const a = side();
  const b = side();
  // A last stride is 0 or 1: 1 unless the dimension is repeated.
  return { dims, a: a.step, b: b.step, sizeA: a.size, sizeB: b.size };
}

describe('BINARY', () => {
  it('has a test for every kind', () => {
    expect(BINARY.map(([kind]) => kind)).toEqual(Array.from({ length: op.BINARY_END }, (_, kind) => kind));
  });

  it.each(BINARY)('%i %s equals float64 for any broadcast and split', (kind, name, f, ulps) => {
    const numbers = new Numbers(100 + kind);
    onEngines((tensors, engine, build) => {
      for (let t = 0; t < 60; t++) {
        const { dims, a, b, sizeA, sizeB } = broadcast(numbers);
        const x = numbers.floats(sizeA, 8);
        const y = numbers.floats(sizeB, 4);
        if (sizeA > 40) x.set(SPECIAL, numbers.int(0, sizeA - SPECIAL.length));
        const n = product(dims);
        const out = tensors.room(n * 4);
        engine.emit(
          op.BINARY,
          numbers.pick(PARTS),
          kind,
          out,
          tensors.f32(x),
          tensors.f32(y),
          dims.length,
          ...dims,
          ...a,
          ...b,
        );
        const atA = offsets(dims, a);
        const atB = offsets(dims, b);
        const expected = Float32Array.from({ length: n }, (_, i) =>
          f(x[atA[i] as number] as number, y[atB[i] as number] as number),
        );
        // Sums and remainders cancel: an absolute error of the operands' last place.
        expectNear(
          engine.f32(out, n),
          expected,
          { relative: ulps * ULP, absolute: ulps * 1e-6 },
          `${build} ${name} ${dims}`,
        );
      }
    });
  });

  it('propagates NaN in max, min and the arithmetic', () => {
    onEngines((tensors, engine) => {
      for (const kind of [op.BINARY_ADD, op.BINARY_MUL, op.BINARY_MAX, op.BINARY_MIN, op.BINARY_DIV]) {
        const out = tensors.room(8);
        const a = tensors.f32([Number.NaN, 1]);
        engine.emit(op.BINARY, 1, kind, out, a, tensors.f32([1, Number.NaN]), 1, 2, 1, 1);
        expect([...engine.f32(out, 2)]).toEqual([Number.NaN, Number.NaN]);
      }
    });
  });

  it.each(BINARY.slice(0, op.BINARY_INT_END))('%i %s works on int32', (kind, name, f) => {
    const numbers = new Numbers(300 + kind);
    onEngines((tensors, engine) => {
      for (let t = 0; t < 40; t++) {
        const { dims, a, b, sizeA, sizeB } = broadcast(numbers);
        const x = Int32Array.from({ length: sizeA }, () => numbers.int(-9999, 9999));
        const y = Int32Array.from({ length: sizeB }, () => numbers.int(-9, 9));
        const n = product(dims);
        const out = tensors.room(n * 4);
        engine.emit(
          op.BINARY_I32,
          numbers.pick(PARTS),
          kind,
          out,
          tensors.i32(x),
          tensors.i32(y),
          dims.length,
          ...dims,
          ...a,
          ...b,
        );
        const atA = offsets(dims, a);
        const atB = offsets(dims, b);
        const expected = Int32Array.from({ length: n }, (_, i) =>
          f(x[atA[i] as number] as number, y[atB[i] as number] as number),
        );
        expect(engine.i32(out, n), `${name} ${dims}`).toEqual(expected);
      }
    });
  });
});

const COMPARE: readonly (readonly [number, string, (a: number, b: number) => boolean])[] = [
  [op.COMPARE_EQUAL, 'equal', (a, b) => a === b],
  [op.COMPARE_NOT_EQUAL, 'notEqual', (a, b) => a !== b],
  [op.COMPARE_LESS, 'less', (a, b) => a < b],
  [op.COMPARE_LESS_EQUAL, 'lessEqual', (a, b) => a <= b],
  [op.COMPARE_GREATER, 'greater', (a, b) => a > b],
  [op.COMPARE_GREATER_EQUAL, 'greaterEqual', (a, b) => a >= b],
  [op.LOGICAL_AND, 'and', (a, b) => a !== 0 && b !== 0],
  [op.LOGICAL_OR, 'or', (a, b) => a !== 0 || b !== 0],
  [op.LOGICAL_XOR, 'xor', (a, b) => (a !== 0) !== (b !== 0)],
];

describe('COMPARE and LOGICAL', () => {
  it.each(COMPARE)('%i %s gives 0 or 1 for any broadcast and split', (kind, name, f) => {
    const numbers = new Numbers(500 + kind);
    onEngines((tensors, engine) => {
      for (let t = 0; t < 60; t++) {
        const { dims, a, b, sizeA, sizeB } = broadcast(numbers);
        const n = product(dims);
        const atA = offsets(dims, a);
        const atB = offsets(dims, b);
        for (const opcode of kind < op.LOGICAL_AND ? [op.COMPARE, op.COMPARE_I32, op.LOGICAL] : [op.LOGICAL]) {
          const most = opcode === op.LOGICAL ? 1 : 3;
          const x = Array.from({ length: sizeA }, () => numbers.int(0, most));
          const y = Array.from({ length: sizeB }, () => numbers.int(0, most));
          if (opcode === op.COMPARE) x[0] = Number.NaN;
          const put = (values: number[]): number =>
            opcode === op.COMPARE
              ? tensors.f32(values)
              : opcode === op.COMPARE_I32
                ? tensors.i32(values)
                : tensors.u8(values);
          const out = tensors.room(n);
          engine.emit(opcode, numbers.pick(PARTS), kind, out, put(x), put(y), dims.length, ...dims, ...a, ...b);
          const expected = Uint8Array.from(
            { length: n },
            (_, i) => +f(x[atA[i] as number] as number, y[atB[i] as number] as number),
          );
          expect(engine.u8(out, n), `${name} ${opcode} ${dims}`).toEqual(expected);
        }
      }
    });
  });

  it('LOGICAL takes any byte but 0 for true, sixteen at a time and in the rest of a row', () => {
    const numbers = new Numbers(77);
    onEngines((tensors, engine) => {
      for (const [kind, name, f] of COMPARE) {
        for (const [n, sa, sb] of [[53, 1, 1] as const, [48, 1, 0] as const, [35, 0, 1] as const]) {
          const bytes = (): number[] => Array.from({ length: n }, () => numbers.pick([0, 0, 1, 2, 255]));
          const [x, y] = [bytes(), bytes()];
          const out = tensors.room(n);
          engine.emit(op.LOGICAL, 2, kind, out, tensors.u8(x), tensors.u8(y), 1, n, sa, sb);
          const expected = x.map((_, i) => +f(+(x[i * sa] !== 0), +(y[i * sb] !== 0)));
          expect([...engine.u8(out, n)], `${name} ${n} ${sa} ${sb}`).toEqual(expected);
        }
      }
    });
  });

  it('LOGICAL_NOT and CHECK', () => {
    onEngines((tensors, engine) => {
      const out = tensors.room(5);
      engine.emit(op.LOGICAL_NOT, 1, out, tensors.u8([1, 0, 1, 0, 0]), 5);
      expect([...engine.u8(out, 5)]).toEqual([0, 1, 0, 1, 1]);
      const x = tensors.f32([1, Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -3e38]);
      engine.emit(op.CHECK, 1, out, x, 5, op.CHECK_NAN);
      expect([...engine.u8(out, 5)]).toEqual([0, 1, 0, 0, 0]);
      engine.emit(op.CHECK, 1, out, x, 5, op.CHECK_INF);
      expect([...engine.u8(out, 5)]).toEqual([0, 0, 1, 1, 0]);
      engine.emit(op.CHECK, 1, out, x, 5, op.CHECK_FINITE);
      expect([...engine.u8(out, 5)]).toEqual([1, 0, 0, 0, 1]);
    });
  });
});
