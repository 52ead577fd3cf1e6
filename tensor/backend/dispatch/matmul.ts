/** Matrix products: all transposes, batches, and bias and activation fused into the product. */

import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { floatBits } from '../engine.ts';
import * as op from '../opcodes.ts';
import { emitBinary } from './binary.ts';
import { emitFill } from './copy.ts';
import type { Kernel } from './kernel.ts';
import { sizeOf } from './shapes.ts';

/** tfjs's names of fused activations, as the commands have them; prelu, which has weights, is `withPrelu`. */
export const ACTIVATIONS: Readonly<Record<string, number>> = {
  linear: op.ACTIVATION_NONE,
  relu: op.ACTIVATION_RELU,
  relu6: op.ACTIVATION_RELU6,
  elu: op.ACTIVATION_ELU,
  sigmoid: op.ACTIVATION_SIGMOID,
  tanh: op.ACTIVATION_TANH,
  leakyrelu: op.ACTIVATION_LEAKY_RELU,
};

/**
 * A fused kernel that also knows the activation prelu: the kernel without one, then a command of its own, whose weights
 * broadcast to the output.
 */
export function withPrelu(kernel: Kernel): Kernel {
  return (backend, inputs, attrs) => {
    if (attrs.activation !== 'prelu') return kernel(backend, inputs, attrs);
    const weights = inputs.preluActivationWeights;
    if (weights == null || weights.dtype !== 'float32') return undefined;
    const linear = kernel(backend, inputs, { ...attrs, activation: 'linear' }) as TensorInfo | undefined;
    if (linear === undefined) return undefined;
    const out = emitBinary(backend, op.BINARY, op.BINARY_PRELU, linear, weights, 'float32');
    backend.disposeIntermediateTensorInfo(linear);
    return out;
  };
}

function multiply(
  backend: LudusBackend,
  a: TensorInfo,
  b: TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
  bias: TensorInfo | undefined,
  activation: number,
  alpha: number,
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const aRank = a.shape.length;
  const bRank = b.shape.length;
  const k = a.shape[transposeA ? aRank - 2 : aRank - 1]!;
  let m = a.shape[transposeA ? aRank - 1 : aRank - 2]!;
  const n = b.shape[transposeB ? bRank - 2 : bRank - 1]!;
  const kOfB = b.shape[transposeB ? bRank - 1 : bRank - 2]!;
  util.assert(
    k === kOfB,
    () =>
      `matMul: the inner dimensions of [${a.shape}] and [${b.shape}] must match (transposeA ${transposeA}, transposeB ${transposeB})`,
  );
  const aOuter = a.shape.slice(0, -2);
  const bOuter = b.shape.slice(0, -2);
  const aBatch = sizeOf(aOuter);
  const bBatch = sizeOf(bOuter);
  const outer = broadcast_util.assertAndGetBroadcastShape(aOuter, bOuter);
  let batch = sizeOf(outer);
  // Each side is either as many matrices as the result or one; [2, 1] against [1, 3] is left to the cpu backend.
  if ((aBatch !== batch && aBatch !== 1) || (bBatch !== batch && bBatch !== 1)) return undefined;
  if (bias !== undefined && (sizeOf(bias.shape) !== n || bias.shape.at(-1) !== n)) return undefined;
  const out = backend.allocate([...outer, m, n], 'float32');
  if (batch === 0 || m === 0 || n === 0) return out;
  if (k === 0) {
    if (bias === undefined) emitFill(backend, out, 0);
    else return undefined;
    return out;
  }
  if (batch > 1 && bBatch === 1 && aBatch === batch && !transposeA) {
    // One matrix on the right: the batch is just more rows.
    m *= batch;
    batch = 1;
  }
  const { engine } = backend;
  engine.emit(
    op.MATMUL,
    engine.partsFor(batch * m * n * k),
    backend.pointer(out),
    backend.pointer(a),
    backend.pointer(b),
    bias === undefined ? 0 : backend.pointer(bias),
    m,
    n,
    k,
    transposeA ? 1 : 0,
    transposeB ? 1 : 0,
    batch,
    aBatch === 1 ? 0 : m * k,
    bBatch === 1 ? 0 : n * k,
    activation,
    floatBits(alpha),
    0,
  );
  return out;
}

const batchMatMul: Kernel = (backend, { a, b }, { transposeA, transposeB }) =>
  multiply(backend, a!, b!, !!transposeA, !!transposeB, undefined, op.ACTIVATION_NONE, 0);

const fusedMatMul: Kernel = (backend, { a, b, bias }, attrs) => {
  const activation = ACTIVATIONS[(attrs.activation as string | undefined) ?? 'linear'];
  if (activation === undefined || (bias != null && bias.dtype !== 'float32')) return undefined;
  const alpha = (attrs.leakyreluAlpha as number | undefined) ?? 0;
  return multiply(backend, a!, b!, !!attrs.transposeA, !!attrs.transposeB, bias ?? undefined, activation, alpha);
};

export const matmulKernels: readonly (readonly [string, Kernel])[] = [
  ['BatchMatMul', batchMatMul],
  ['_FusedMatMul', withPrelu(fusedMatMul)],
];
