import { describe, expect, it } from 'vitest';
import { tf } from '../../tensor/index.ts';
import { denseOp } from '../../tensor/kernels/dense.ts';
import { multiply } from '../../tensor/kernels/products.ts';
import { expectClose, normals } from './helpers.ts';

describe('multiply', () => {
  // Sizes on both sides of every block edge: 4 rows packed or not, blocks of 2 by 4, four rows at a time.
  const sizes = [1, 2, 3, 4, 5, 7, 8, 9];
  it('equals the definition for every size around the edges of its blocks, and every transposition', () => {
    for (const m of sizes) {
      for (const k of sizes) {
        for (const n of sizes) {
          const x = normals(m * k, 1);
          const y = normals(k * n, 2);
          const expected = new Float64Array(m * n);
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
              for (let p = 0; p < k; p++) expected[i * n + j]! += x[i * k + p]! * y[p * n + j]!;
            }
          }
          const xT = transposed(x, m, k);
          const yT = transposed(y, k, n);
          const out = new Float32Array(m * n + 1).fill(-7);
          for (const [a, aRow, aColumn] of [[x, k, 1] as const, [xT, 1, m] as const]) {
            for (const [b, bRow, bColumn] of [[y, n, 1] as const, [yT, 1, k] as const]) {
              multiply(a, aRow, aColumn, b, bRow, bColumn, m, k, n, out);
              // Rounded once from double: half a unit in the last place of float32.
              expectClose(out.subarray(0, m * n), expected, 6e-8);
              expect(out[m * n]).toBe(-7);
            }
          }
        }
      }
    }
  });
});

describe('denseOp', () => {
  it.each(['linear', 'relu', 'tanh'] as const)(
    'with %s equals tfjs: values and the gradients of all arguments',
    (activation) => {
      const x = tf.tensor2d(normals(6 * 5, 1), [6, 5]);
      const kernel = tf.tensor2d(normals(5 * 3, 2), [5, 3]);
      const bias = tf.tensor1d(normals(3, 3));
      const weights = tf.tensor2d(normals(6 * 3, 4), [6, 3]);
      const act = { linear: (z: tf.Tensor) => z, relu: tf.relu, tanh: tf.tanh }[activation];
      const byOps = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => act(tf.add(tf.matMul(a, b), c));
      const byKernel = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => denseOp(a as tf.Tensor2D, b, c, activation);
      expectClose(byKernel(x, kernel, bias).dataSync(), byOps(x, kernel, bias).dataSync(), 1e-6);

      const gradients = (f: typeof byOps) =>
        tf
          .grads((a, b, c) => tf.sum(tf.mul(f(a!, b!, c!), weights)))([x, kernel, bias])
          .map((g) => g.dataSync());
      const expected = gradients(byOps);
      gradients(byKernel).forEach((actual, i) => {
        expectClose(actual, expected[i]!, 1e-5);
      });
    },
  );

  it('does not compute the gradient of a constant input', () => {
    const kernel = tf.variable(tf.ones([2, 2]));
    const bias = tf.variable(tf.zeros([2]));
    const x = tf.tensor2d([1, 2], [1, 2]);
    const { grads } = tf.variableGrads(() => tf.sum(denseOp(x, kernel, bias, 'linear')), [kernel, bias]);
    // d/dK sum(x K) = x^T 1.
    expect(Array.from(grads[kernel.name]!.dataSync())).toEqual([1, 1, 2, 2]);
    expect(Array.from(grads[bias.name]!.dataSync())).toEqual([1, 1]);
  });
});

/** `[rows, columns]` -> `[columns, rows]`. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j]!;
  return result;
}
