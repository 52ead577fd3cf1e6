/** Cases of the kernels along an axis, and of the matrix products. */

import type * as core from '@tensorflow/tfjs-core';
import type { Case, Core, Input, MakeCase, Tensor } from './case.ts';

function reduction(
  run: (tf: Core, x: Tensor, axes: number[] | undefined, keepDims: boolean) => Tensor,
  options: Partial<Pick<Case, 'gradient' | 'scale'>> &
    Pick<Input, 'low' | 'high'> & { dtypes?: ('float32' | 'int32' | 'bool')[] } = {},
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
      ...(options.scale === undefined ? {} : { scale: options.scale }),
    };
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
  const activation = draw.pick<core.fused.Activation>(
    ...(['linear', 'relu', 'elu', 'relu6', 'sigmoid', 'leakyrelu', 'prelu'] as const),
  );
  return {
    inputs: [{ shape: [m, k] }, { shape: [k, n] }, { shape: [n] }, ...(activation === 'prelu' ? [{ shape: [n] }] : [])],
    run: (tf, a, b, bias, slopes) => {
      return tf.fused.matMul({ a, b, bias, activation, preluActivationWeights: slopes, leakyreluAlpha: 0.1 });
    },
    gradient: activation === 'linear',
  };
};

export const axisCases: Readonly<Record<string, MakeCase>> = {
  Sum: reduction((tf, x, axes, keep) => tf.sum(x, axes, keep), { dtypes: ['float32', 'float32', 'int32'], scale: 1 }),
  Mean: reduction((tf, x, axes, keep) => tf.mean(x, axes, keep), { scale: 0.1 }),
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
};
