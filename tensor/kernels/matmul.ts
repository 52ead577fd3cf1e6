/**
 * Matrix products over plain arrays, for tfjs's cpu backend, whose own are generic over strides and batches: 64x64 by 64x64
 * takes them about 1.5 ms, these about 0.15 ms (bench/tensor-mlp.ts has the whole training step), and an agent's
 * network is little else.
 *
 * They are registered in place of tfjs's kernels `BatchMatMul` and `_FusedMatMul`, and serve two float32 matrices;
 * anything else (batches, other types, both arguments transposed, other activations) goes to the kernel that was there.
 */

import * as tf from '@tensorflow/tfjs-core';
import { addRow, multiplyRows, multiplyTransposed, relu } from './products.ts';

type Kernel = NonNullable<ReturnType<typeof tf.getKernel>>['kernelFunc'];
type KernelCall = Parameters<Kernel>[0];

/** What both kernels are called with; a tensor is `{dataId, shape, dtype}` there. */
interface Operands {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation?: string;
}

/** The part of tfjs's cpu backend that kernels use. */
interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

/** Replaces the kernels of the cpu backend. Once a process. */
export function installMatmulKernels(): void {
  for (const kernelName of ['BatchMatMul', '_FusedMatMul']) {
    const generic = tf.getKernel(kernelName, 'cpu');
    tf.unregisterKernel(kernelName, 'cpu');
    tf.registerKernel({
      kernelName,
      backendName: 'cpu',
      kernelFunc: (call) => multiply(call) ?? generic.kernelFunc(call),
    });
  }
}

/** `activation(a @ b + bias)`, or null where this is not two float32 matrices or not an activation of ours. */
function multiply({ inputs, attrs, backend }: KernelCall): tf.TensorInfo | null {
  const { a, b, bias } = inputs as unknown as Operands;
  const { transposeA, transposeB, activation } = attrs as unknown as Attributes;
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || (transposeA && transposeB)) return null;
  if (activation !== undefined && activation !== null && activation !== 'linear' && activation !== 'relu') return null;
  // tfjs passes matrices as batches of one: [1, m, k].
  const [batchA, rowsA, columnsA] = asBatch(a.shape);
  const [batchB, rowsB, columnsB] = asBatch(b.shape);
  if (batchA !== 1 || batchB !== 1) return null;
  const m = transposeA ? columnsA : rowsA;
  const k = transposeA ? rowsA : columnsA;
  const n = transposeB ? rowsB : columnsB;
  if (k !== (transposeB ? columnsB : rowsB)) return null; // tfjs has the words for it
  if (
    bias !== undefined &&
    (bias.dtype !== 'float32' || bias.shape[bias.shape.length - 1] !== n || size(bias.shape) !== n)
  ) {
    return null;
  }

  const cpu = backend as CpuBackend;
  const x = cpu.data.get(a.dataId).values;
  const y = cpu.data.get(b.dataId).values;
  const out = new Float32Array(m * n);
  if (transposeB) multiplyTransposed(x, y, m, k, n, out);
  else if (transposeA) multiplyRows(x, 1, m, y, m, k, n, out);
  else multiplyRows(x, k, 1, y, m, k, n, out);
  if (bias !== undefined) addRow(out, cpu.data.get(bias.dataId).values, m);
  if (activation === 'relu') relu(out, out.length);
  return cpu.makeTensorInfo(a.shape.length === 2 ? [m, n] : [...a.shape.slice(0, -2), m, n], 'float32', out);
}

/** Batch, rows and columns of a shape of two or more dimensions. */
function asBatch(shape: readonly number[]): [number, number, number] {
  const rank = shape.length;
  return [size(shape.slice(0, -2)), shape[rank - 2]!, shape[rank - 1]!];
}

function size(shape: readonly number[]): number {
  let product = 1;
  for (const length of shape) product *= length;
  return product;
}
