/** Cases of the kernels that move elements. */

import type * as core from '@tensorflow/tfjs-core';
import { type MakeCase, unary } from './case.ts';

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

export const movingCases: Readonly<Record<string, MakeCase>> = {
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
};
