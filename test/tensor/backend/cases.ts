/**
 * One random case for each of our kernels: inputs, and the tfjs code that reaches the kernel, forward or in its gradient.
 *
 * `dispatch.test.ts` runs each many times on the backend and in float64, and fails for a kernel without a case.
 */

import type * as core from '@tensorflow/tfjs-core';

export type Core = typeof core;
type Tensor = core.Tensor;

/** Random choices of a case. */
export interface Draw {
  /** An integer in `[low, high]`. */
  int(low: number, high: number): number;
  pick<T>(...choices: T[]): T;
  bool(): boolean;
  /** A shape of `rank` dimensions (default: 0 to 4), each in `[1, 5]`. */
  shape(rank?: number): number[];
}

export interface Input {
  readonly shape: number[];
  /** Default float32. */
  readonly dtype?: 'float32' | 'int32' | 'bool';
  /** Range of the values, `[low, high)`. Default `[-2, 2)`. */
  readonly low?: number;
  readonly high?: number;
}

export interface Case {
  readonly inputs: Input[];
  readonly run: (tf: Core, ...inputs: Tensor[]) => Tensor | Tensor[];
  /** Whether to check the gradient too. Default: whether the inputs are all float32. */
  readonly gradient?: boolean;
  /** Error allowed, relative to the largest value. Default 1e-5. */
  readonly tolerance?: number;
}

type MakeCase = (draw: Draw) => Case;

type Unary = (tf: Core, x: Tensor) => Tensor;

function unary(run: Unary, range: Partial<Input> = {}, gradient = true): MakeCase {
  return (draw) => ({ inputs: [{ shape: draw.shape(), ...range }], run, gradient });
}

/** float32, or int32 values. */
function unaryOfAny(run: Unary): MakeCase {
  return (draw) => ({
    inputs: [{ shape: draw.shape(), dtype: draw.pick('float32', 'float32', 'int32'), low: -9, high: 9 }],
    run,
  });
}

/** Two shapes that broadcast: dimensions dropped in front or set to 1, on either side. */
function broadcastShapes(draw: Draw): [number[], number[]] {
  const shape = draw.shape(draw.int(0, 5));
  const narrow = () => {
    const kept = shape.slice(draw.int(0, shape.length));
    return kept.map((n) => (draw.int(0, 3) === 0 ? 1 : n));
  };
  return draw.pick([shape, shape], [shape, narrow()], [narrow(), shape], [narrow(), narrow()]);
}

type Binary = (tf: Core, a: Tensor, b: Tensor) => Tensor;

function binary(run: Binary, range: Partial<Input> = {}, gradient?: boolean): MakeCase {
  return (draw) => {
    const [a, b] = broadcastShapes(draw);
    const dtype = range.dtype ?? 'float32';
    return {
      inputs: [
        { shape: a, ...range },
        { shape: b, ...range },
      ],
      run,
      gradient: gradient ?? dtype === 'float32',
    };
  };
}

/** A kernel whose gradient in tfjs forgets the broadcast: it is checked for equal shapes. */
function binaryWithPlainGradient(run: Binary): MakeCase {
  return (draw) => {
    const example = binaryOfAny(run, true)(draw);
    const [a, b] = example.inputs as [Input, Input];
    return { ...example, gradient: example.gradient! && String(a.shape) === String(b.shape) };
  };
}

/** float32 or int32. */
function binaryOfAny(run: Binary, gradient: boolean, low = -9, high = 9): MakeCase {
  return (draw) => {
    const dtype = draw.pick('float32', 'float32', 'int32') as 'float32' | 'int32';
    return binary(run, { low, high, dtype }, gradient && dtype === 'float32')(draw);
  };
}

function comparison(run: Binary): MakeCase {
  return (draw) => binary(run, { dtype: draw.pick('float32', 'int32', 'bool'), low: -2, high: 2 }, false)(draw);
}

function reduction(
  run: (tf: Core, x: Tensor, axes: number[] | undefined, keepDims: boolean) => Tensor,
  options: { dtypes?: ('float32' | 'int32' | 'bool')[]; gradient?: boolean; low?: number; high?: number } = {},
): MakeCase {
  return (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const axes = draw.pick<number[] | undefined>(
      undefined,
      shape.map((_, d) => d).filter(() => draw.bool()),
    );
    const keepDims = draw.bool();
    const dtype = draw.pick(...(options.dtypes ?? ['float32']));
    const { low = -2, high = 2 } = options;
    return {
      inputs: [{ shape, dtype, low, high }],
      run: (tf, x) => run(tf, x, axes?.length === 0 ? undefined : axes, keepDims),
      gradient: (options.gradient ?? true) && dtype === 'float32',
    };
  };
}

/** Geometry of a convolution that has an output. */
function image(draw: Draw) {
  const filter: [number, number] = [draw.int(1, 3), draw.int(1, 3)];
  const dilation = draw.pick(1, 1, 2);
  const stride = dilation === 1 ? draw.int(1, 3) : 1;
  const channels = draw.pick(1, 2, 3, 4, 8);
  const size = () => draw.int(5, 9);
  const shape = [draw.int(1, 3), size(), size(), channels] as [number, number, number, number];
  const pad = draw.pick<'same' | 'valid' | number>('same', 'valid', draw.int(0, 1));
  return { filter, dilation, stride, channels, shape, pad };
}

type Image4 = core.Tensor4D;

const conv: MakeCase = (draw) => {
  const { filter, dilation, stride, channels, shape, pad } = image(draw);
  return {
    inputs: [{ shape }, { shape: [...filter, channels, draw.pick(1, 3, 4, 8, 17)] }],
    run: (tf, x, f) => tf.conv2d(x as Image4, f as Image4, stride, pad, 'NHWC', dilation),
    // tfjs has no gradient of dilated convolutions.
    gradient: dilation === 1,
  };
};

const depthwise: MakeCase = (draw) => {
  const { filter, dilation, stride, channels, shape, pad } = image(draw);
  return {
    inputs: [{ shape }, { shape: [...filter, channels, draw.int(1, 3)] }],
    run: (tf, x, f) => tf.depthwiseConv2d(x as Image4, f as Image4, stride, pad, 'NHWC', dilation),
    gradient: dilation === 1,
  };
};

const transposedConv: MakeCase = (draw) => {
  const { filter, channels, shape } = image(draw);
  const stride = draw.int(1, 2);
  const outChannels = draw.int(1, 4);
  const [batch, height, width] = shape;
  // With 'same' padding the output is stride times as large.
  const out: [number, number, number, number] = [batch, height * stride, width * stride, outChannels];
  return {
    inputs: [{ shape }, { shape: [...filter, outChannels, channels] }],
    run: (tf, x, f) => tf.conv2dTranspose(x as Image4, f as Image4, out, stride, 'same'),
  };
};

function fusedConv(depthwiseToo: boolean): MakeCase {
  return (draw) => {
    const { filter, stride, channels, shape, pad } = image(draw);
    const outChannels = draw.pick(1, 3, 8);
    const activation = draw.pick('linear', 'relu', 'elu', 'relu6', 'sigmoid', 'leakyrelu') as 'relu';
    const filterShape = [...filter, channels, depthwiseToo ? 2 : outChannels];
    return {
      inputs: [{ shape }, { shape: filterShape }, { shape: [depthwiseToo ? channels * 2 : outChannels] }],
      run: (tf, x, f, bias) => {
        const options = {
          x: x as Image4,
          filter: f as Image4,
          strides: stride,
          pad,
          bias,
          activation,
          leakyreluAlpha: 0.1,
        };
        return depthwiseToo ? tf.fused.depthwiseConv2d(options) : tf.fused.conv2d(options);
      },
      gradient: false,
    };
  };
}

function pooling(kind: 'max' | 'avg'): MakeCase {
  return (draw) => {
    const { shape, pad } = image(draw);
    const size = draw.int(1, 3);
    const stride = draw.int(1, 3);
    const padding = typeof pad === 'number' ? 'valid' : pad;
    return { inputs: [{ shape }], run: (tf, x) => tf.pool(x as Image4, size, kind, padding, 1, stride) };
  };
}

function resize(name: 'resizeBilinear' | 'resizeNearestNeighbor', gradient: boolean): MakeCase {
  return (draw) => {
    const { shape } = image(draw);
    const alignCorners = draw.bool();
    // tfjs's gradients leave half-pixel centres out.
    const half = !gradient && !alignCorners && draw.bool();
    const size: [number, number] = [draw.int(1, 12), draw.int(1, 12)];
    return { inputs: [{ shape }], run: (tf, x) => tf.image[name](x as Image4, size, alignCorners, half), gradient };
  };
}

const matMul: MakeCase = (draw) => {
  const [transposeA, transposeB] = [draw.bool(), draw.bool()];
  const size = () => draw.pick(1, 2, 3, 5, 8, 13, 33);
  const [m, n, k] = [size(), size(), size()];
  const batch = draw.pick<number[]>([], [2], [3, 2]);
  const [aBatch, bBatch] = draw.pick([batch, batch], [batch, []], [[], batch]);
  const rank = Math.max(aBatch.length, bBatch.length);
  const full = (outer: number[]) => [...new Array(rank - outer.length).fill(1), ...outer];
  return {
    inputs: [
      { shape: [...full(aBatch), ...(transposeA ? [k, m] : [m, k])] },
      { shape: [...full(bBatch), ...(transposeB ? [n, k] : [k, n])] },
    ],
    run: (tf, a, b) => tf.matMul(a, b, transposeA, transposeB),
    // tfjs's gradient does not sum over a broadcast batch.
    gradient: aBatch === bBatch,
  };
};

const fusedMatMul: MakeCase = (draw) => {
  const [m, n, k] = [draw.int(1, 9), draw.int(1, 20), draw.int(1, 20)];
  const activation = draw.pick<core.fused.Activation>('linear', 'relu', 'elu', 'relu6', 'sigmoid', 'leakyrelu');
  return {
    inputs: [{ shape: [m, k] }, { shape: [k, n] }, { shape: [n] }],
    run: (tf, a, b, bias) => tf.fused.matMul({ a, b, bias, activation, leakyreluAlpha: 0.1 }),
    gradient: activation === 'linear',
  };
};

const concat: MakeCase = (draw) => {
  const shape = draw.shape(draw.int(1, 4));
  const axis = draw.int(0, shape.length - 1);
  const inputs = [0, 1, 2].map(() => ({ shape: shape.map((n, d) => (d === axis ? draw.int(1, 4) : n)) }));
  return { inputs, run: (tf, ...tensors) => tf.concat(tensors, axis) };
};

const stack: MakeCase = (draw) => {
  const shape = draw.shape(draw.int(0, 4));
  const axis = draw.int(0, shape.length);
  return { inputs: [{ shape }, { shape }, { shape }], run: (tf, ...tensors) => tf.stack(tensors, axis) };
};

const slice: MakeCase = (draw) => {
  const shape = draw.shape(draw.int(1, 5));
  const begin = shape.map((n) => draw.int(0, n - 1));
  const size = shape.map((n, d) => draw.int(1, n - begin[d]!));
  return { inputs: [{ shape }], run: (tf, x) => tf.slice(x, begin, size) };
};

const stridedSlice: MakeCase = (draw) => {
  const shape = draw.shape(draw.int(1, 4));
  const strides = shape.map(() => draw.int(1, 3));
  const begin = shape.map((n) => draw.int(0, n - 1));
  const back = draw.bool();
  return {
    inputs: [{ shape }],
    run: (tf, x) =>
      back
        ? tf.stridedSlice(
            x,
            shape.map((n) => n - 1),
            shape.map((n) => -n - 1),
            strides.map((s) => -s),
          )
        : tf.stridedSlice(x, begin, shape, strides),
    gradient: false,
  };
};

const gather: MakeCase = (draw) => {
  const shape = draw.shape(draw.int(1, 4));
  const axis = draw.int(0, shape.length - 1);
  return {
    inputs: [{ shape }, { shape: draw.shape(draw.int(1, 2)), dtype: 'int32', low: 0, high: shape[axis]! }],
    run: (tf, x, indices) => tf.gather(x, indices as core.Tensor1D, axis),
    gradient: false,
  };
};

/** The table: our kernels' names, as tfjs has them. */
export const cases: Readonly<Record<string, MakeCase>> = {
  Neg: unaryOfAny((tf, x) => tf.neg(x)),
  Abs: unaryOfAny((tf, x) => tf.abs(x)),
  Square: unaryOfAny((tf, x) => tf.square(x)),
  Sign: unaryOfAny((tf, x) => tf.sign(x)),
  Relu: unaryOfAny((tf, x) => tf.relu(x)),
  Sqrt: unary((tf, x) => tf.sqrt(x), { low: 0.1, high: 9 }),
  Rsqrt: unary((tf, x) => tf.rsqrt(x), { low: 0.1, high: 9 }),
  Reciprocal: unary((tf, x) => tf.reciprocal(x), { low: 0.1, high: 9 }),
  Floor: unary((tf, x) => tf.floor(x), { low: -9, high: 9 }),
  Ceil: unary((tf, x) => tf.ceil(x), { low: -9, high: 9 }),
  Round: unary((tf, x) => tf.round(x), { low: -9, high: 9 }),
  Relu6: unary((tf, x) => tf.relu6(x), { low: -9, high: 9 }),
  LeakyRelu: (draw) => {
    const alpha = draw.pick(0.01, 0.2);
    return { inputs: [{ shape: draw.shape() }], run: (tf, x) => tf.leakyRelu(x, alpha) };
  },
  Step: (draw) => {
    const alpha = draw.pick(0, 0.25);
    return { inputs: [{ shape: draw.shape() }], run: (tf, x) => tf.step(x, alpha) };
  },
  ClipByValue: unaryOfAny((tf, x) => tf.clipByValue(x, -2, 3)),
  Exp: unary((tf, x) => tf.exp(x), { low: -9, high: 9 }),
  Expm1: unary((tf, x) => tf.expm1(x)),
  Log: unary((tf, x) => tf.log(x), { low: 0.05, high: 99 }),
  Log1p: unary((tf, x) => tf.log1p(x), { low: -0.9, high: 9 }),
  Sigmoid: unary((tf, x) => tf.sigmoid(x), { low: -9, high: 9 }),
  Tanh: unary((tf, x) => tf.tanh(x), { low: -5, high: 5 }),
  Elu: unary((tf, x) => tf.elu(x)),
  EluGrad: unary((tf, x) => tf.elu(x)),
  Selu: unary((tf, x) => tf.selu(x)),
  Softplus: unary((tf, x) => tf.softplus(x), { low: -9, high: 9 }),
  Sin: unary((tf, x) => tf.sin(x), { low: -20, high: 20 }),
  Cos: unary((tf, x) => tf.cos(x), { low: -20, high: 20 }),
  Erf: unary((tf, x) => tf.erf(x)),
  IsNan: unary((tf, x) => tf.isNaN(tf.log(x)), {}, false),
  IsInf: unary((tf, x) => tf.isInf(tf.div(1, tf.round(x))), {}, false),
  IsFinite: unary((tf, x) => tf.isFinite(tf.log(tf.round(x))), {}, false),
  LogicalNot: unary((tf, x) => tf.logicalNot(x), { dtype: 'bool' }, false),

  Add: binaryOfAny((tf, a, b) => tf.add(a, b), true),
  Sub: binaryOfAny((tf, a, b) => tf.sub(a, b), true),
  Multiply: binaryOfAny((tf, a, b) => tf.mul(a, b), true),
  Maximum: binaryWithPlainGradient((tf, a, b) => tf.maximum(a, b)),
  Minimum: binaryWithPlainGradient((tf, a, b) => tf.minimum(a, b)),
  SquaredDifference: binaryWithPlainGradient((tf, a, b) => tf.squaredDifference(a, b)),
  FloorDiv: binary((tf, a, b) => tf.floorDiv(a, b), { dtype: 'int32', low: 1, high: 20 }),
  Mod: binaryOfAny((tf, a, b) => tf.mod(a, b), false, 1, 20),
  RealDiv: binary((tf, a, b) => tf.div(a, b), { low: 0.2, high: 3 }),
  Pow: binary((tf, a, b) => tf.pow(a, b), { low: 0.2, high: 3 }),
  Atan2: binary((tf, a, b) => tf.atan2(a, b), { low: 0.1, high: 3 }),
  Prelu: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    return { inputs: [{ shape }, { shape: shape.slice(1) }], run: (tf, x, alpha) => tf.prelu(x, alpha) };
  },
  AddN: (draw) => {
    const shape = draw.shape();
    return { inputs: [{ shape }, { shape }, { shape }], run: (tf, ...tensors) => tf.addN(tensors) };
  },
  Equal: comparison((tf, a, b) => tf.equal(a, b)),
  NotEqual: comparison((tf, a, b) => tf.notEqual(a, b)),
  Less: comparison((tf, a, b) => tf.less(a, b)),
  LessEqual: comparison((tf, a, b) => tf.lessEqual(a, b)),
  Greater: comparison((tf, a, b) => tf.greater(a, b)),
  GreaterEqual: comparison((tf, a, b) => tf.greaterEqual(a, b)),
  LogicalAnd: binary((tf, a, b) => tf.logicalAnd(a, b), { dtype: 'bool' }),
  LogicalOr: binary((tf, a, b) => tf.logicalOr(a, b), { dtype: 'bool' }),

  Reshape: (draw) => {
    const shape = draw.shape();
    return { inputs: [{ shape }], run: (tf, x) => tf.reshape(x, [1, -1]) };
  },
  ExpandDims: (draw) => {
    const shape = draw.shape();
    const axis = draw.int(0, shape.length);
    return { inputs: [{ shape }], run: (tf, x) => tf.expandDims(x, axis) };
  },
  Identity: unary((tf, x) => tf.clone(x)),
  Cast: (draw) => {
    const dtype = draw.pick('float32', 'int32', 'bool') as 'int32';
    const from = draw.pick('float32', 'int32', 'bool') as 'int32';
    return {
      inputs: [{ shape: draw.shape(), dtype: from, low: -3, high: 3 }],
      run: (tf, x) => tf.cast(x, dtype),
      gradient: false,
    };
  },
  Fill: (draw) => {
    const shape = draw.shape();
    return { inputs: [], run: (tf) => tf.fill(shape, 2.5), gradient: false };
  },
  ZerosLike: unary((tf, x) => tf.zerosLike(x), {}, false),
  OnesLike: unary((tf, x) => tf.onesLike(x), {}, false),
  Transpose: (draw) => {
    const shape = draw.shape(draw.int(1, 6));
    const permutation = shape.map((_, d) => d);
    for (let d = permutation.length - 1; d > 0; d--) {
      const other = draw.int(0, d);
      [permutation[d], permutation[other]] = [permutation[other]!, permutation[d]!];
    }
    return { inputs: [{ shape }], run: (tf, x) => tf.transpose(x, permutation) };
  },
  Slice: slice,
  StridedSlice: stridedSlice,
  SplitV: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const axis = draw.int(0, shape.length - 1);
    shape[axis] = shape[axis]! * 2;
    return { inputs: [{ shape }], run: (tf, x) => tf.split(x, 2, axis) };
  },
  Unpack: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const axis = draw.int(0, shape.length - 1);
    // tfjs's gradient of an unstack into one tensor throws.
    shape[axis] = shape[axis]! + 1;
    return { inputs: [{ shape }], run: (tf, x) => tf.unstack(x, axis) };
  },
  Concat: concat,
  Pack: stack,
  PadV2: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const paddings = shape.map(() => [draw.int(0, 3), draw.int(0, 3)] as [number, number]);
    const value = draw.pick(0, 1.5);
    return { inputs: [{ shape }], run: (tf, x) => tf.pad(x, paddings, value) };
  },
  Tile: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const reps = shape.map(() => draw.int(1, 3));
    return { inputs: [{ shape }], run: (tf, x) => tf.tile(x, reps) };
  },
  Reverse: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const axes = shape.map((_, d) => d).filter(() => draw.bool());
    return { inputs: [{ shape }], run: (tf, x) => tf.reverse(x, axes.length === 0 ? [0] : axes) };
  },
  GatherV2: gather,
  UnsortedSegmentSum: (draw) => {
    const rows = draw.int(1, 9);
    return {
      inputs: [{ shape: [rows, ...draw.shape(draw.int(0, 2))] }, { shape: [rows], dtype: 'int32', low: 0, high: 4 }],
      run: (tf, x, ids) => tf.unsortedSegmentSum(x, ids as core.Tensor1D, 4),
      gradient: false,
    };
  },
  OneHot: (draw) => {
    const dtype = draw.pick('float32', 'int32') as 'int32';
    return {
      inputs: [{ shape: draw.shape(draw.int(1, 2)), dtype: 'int32', low: -1, high: 6 }],
      run: (tf, indices) => tf.oneHot(indices, 5, 3, -1, dtype),
    };
  },
  Select: (draw) => {
    const shape = draw.shape();
    const dtype = draw.pick('float32', 'int32') as 'int32';
    return {
      inputs: [
        { shape, dtype: 'bool' },
        { shape, dtype, low: -9, high: 9 },
        { shape, dtype, low: -9, high: 9 },
      ],
      run: (tf, condition, a, b) => tf.where(condition, a, b),
    };
  },

  Sum: reduction((tf, x, axes, keep) => tf.sum(x, axes, keep), { dtypes: ['float32', 'float32', 'int32'] }),
  Mean: reduction((tf, x, axes, keep) => tf.mean(x, axes, keep)),
  Max: reduction((tf, x, axes, keep) => tf.max(x, axes, keep), { dtypes: ['float32', 'float32', 'int32'] }),
  Min: reduction((tf, x, axes, keep) => tf.min(x, axes, keep), { dtypes: ['float32', 'float32', 'int32'] }),
  Prod: reduction((tf, x, axes, keep) => tf.prod(x, axes, keep), {
    dtypes: ['float32', 'int32'],
    gradient: false,
    low: -1.5,
    high: 1.5,
  }),
  All: reduction((tf, x, axes, keep) => tf.all(x, axes, keep), { dtypes: ['bool'] }),
  Any: reduction((tf, x, axes, keep) => tf.any(x, axes, keep), { dtypes: ['bool'] }),
  ArgMax: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const axis = draw.int(0, shape.length - 1);
    return { inputs: [{ shape }], run: (tf, x) => tf.argMax(x, axis), gradient: false };
  },
  ArgMin: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const axis = draw.int(0, shape.length - 1);
    return { inputs: [{ shape }], run: (tf, x) => tf.argMin(x, axis), gradient: false };
  },
  Softmax: (draw) => ({
    inputs: [{ shape: draw.shape(draw.int(1, 4)), low: -9, high: 9 }],
    run: (tf, x) => tf.softmax(x),
  }),
  Cumsum: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const [axis, exclusive, reverse] = [draw.int(0, shape.length - 1), draw.bool(), draw.bool()];
    // tfjs's gradient is transposed wrongly for other axes than the last.
    const gradient = axis === shape.length - 1;
    return { inputs: [{ shape }], run: (tf, x) => tf.cumsum(x, axis, exclusive, reverse), gradient };
  },
  Cumprod: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    const [axis, exclusive, reverse] = [draw.int(0, shape.length - 1), draw.bool(), draw.bool()];
    return { inputs: [{ shape }], run: (tf, x) => tf.cumprod(x, axis, exclusive, reverse), gradient: false };
  },

  BatchMatMul: matMul,
  _FusedMatMul: fusedMatMul,

  Conv2D: conv,
  Conv2DBackpropInput: transposedConv,
  Conv2DBackpropFilter: conv,
  FusedConv2D: fusedConv(false),
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropInput: depthwise,
  DepthwiseConv2dNativeBackpropFilter: depthwise,
  FusedDepthwiseConv2D: fusedConv(true),
  MaxPool: pooling('max'),
  AvgPool: pooling('avg'),
  MaxPoolGrad: pooling('max'),
  AvgPoolGrad: pooling('avg'),
  FusedBatchNorm: (draw) => {
    const shape = draw.shape(draw.int(2, 4));
    const channels = [shape.at(-1)!];
    return {
      inputs: [
        { shape },
        { shape: channels },
        { shape: channels, low: 0.1, high: 3 },
        { shape: channels },
        { shape: channels },
      ],
      run: (tf, x, mean, variance, offset, scale) =>
        tf.batchNorm(
          x,
          mean as core.Tensor1D,
          variance as core.Tensor1D,
          offset as core.Tensor1D,
          scale as core.Tensor1D,
        ),
    };
  },
  ResizeBilinear: resize('resizeBilinear', false),
  ResizeNearestNeighbor: resize('resizeNearestNeighbor', false),
  ResizeBilinearGrad: resize('resizeBilinear', true),
  ResizeNearestNeighborGrad: resize('resizeNearestNeighbor', true),
};
