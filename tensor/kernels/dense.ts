/**
 * The dense layer, `activation(x @ kernel + bias)`, and its gradients, over plain arrays.
 *
 * tfjs computes one through four ops and its gradient through nine, each with the engine's bookkeeping, and adds a bias at
 * 50 ns an element. Here both are one kernel of tfjs's cpu backend, registered under our own name through tfjs's public
 * `registerKernel` and `registerGradient`, so the engine's tape, `tf.tidy` and `tf.variableGrads` know it like any other.
 * The gradient of an argument is computed only if it is asked for: a batch of observations has none.
 */

import * as tf from '@tensorflow/tfjs-core';
import { multiply } from './products.ts';

export type Activation = 'relu' | 'tanh' | 'linear';

const KERNEL = 'LudusDense';

/** `[batch, inputs]` -> `[batch, outputs]` float32 on the cpu backend; differentiable in all three arguments. */
export function denseOp(x: tf.Tensor2D, kernel: tf.Tensor, bias: tf.Tensor, activation: Activation): tf.Tensor2D {
  return tf.engine().runKernel(KERNEL, { x, kernel, bias }, { activation }) as tf.Tensor2D;
}

/**
 * The same over plain arrays, without tfjs.
 *
 * @param x `[batch, inputs]`.
 * @param kernel `[inputs, outputs]`.
 * @param bias `[outputs]`; its length gives the width.
 * @param out `[batch, outputs]`, overwritten; may be longer.
 */
export function denseForward(
  x: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
  activation: Activation,
  batch: number,
  out: Float32Array,
): void {
  const outputs = bias.length;
  const inputs = kernel.length / outputs;
  multiply(x, inputs, 1, kernel, outputs, 1, batch, inputs, outputs, out);
  const size = batch * outputs;
  for (let start = 0; start < size; start += outputs) {
    for (let j = 0; j < outputs; j++) out[start + j]! += bias[j]!;
  }
  if (activation === 'relu') for (let i = 0; i < size; i++) out[i] = Math.max(out[i]!, 0);
  else if (activation === 'tanh') for (let i = 0; i < size; i++) out[i] = Math.tanh(out[i]!);
}

/** The gradient before the activation, from the one after it and the layer's output. `[batch, outputs]`. */
function beforeActivation(dy: Float32Array, out: Float32Array, activation: Activation): Float32Array {
  if (activation === 'linear') return dy;
  const dz = new Float32Array(dy.length);
  if (activation === 'relu') for (let i = 0; i < dz.length; i++) dz[i] = out[i]! > 0 ? dy[i]! : 0;
  else for (let i = 0; i < dz.length; i++) dz[i] = dy[i]! * (1 - out[i]! * out[i]!);
  return dz;
}

/** The part of tfjs's cpu backend that a kernel uses. */
interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

tf.registerKernel({
  kernelName: KERNEL,
  backendName: 'cpu',
  kernelFunc({ inputs, attrs, backend }) {
    const { x, kernel, bias } = inputs as unknown as Record<'x' | 'kernel' | 'bias', tf.TensorInfo>;
    const { activation } = attrs as { activation: Activation };
    const cpu = backend as CpuBackend;
    const [batch, columns] = x.shape as [number, number];
    const [rows, outputs] = kernel.shape as [number, number];
    if (columns !== rows) {
      throw new RangeError(`a dense layer of ${rows} inputs must be given [batch, ${rows}], got shape [${x.shape}]`);
    }
    const values = (info: tf.TensorInfo) => cpu.data.get(info.dataId).values;
    const out = new Float32Array(batch * outputs);
    denseForward(values(x), values(kernel), values(bias), activation, batch, out);
    return cpu.makeTensorInfo([batch, outputs], 'float32', out);
  },
});

tf.registerGradient({
  kernelName: KERNEL,
  inputsToSave: ['x', 'kernel'],
  outputsToSave: [true],
  gradFunc(dy, saved, attrs) {
    const [x, kernel, out] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const { activation } = attrs as unknown as { activation: Activation };
    const [batch, inputs] = x.shape;
    const outputs = kernel.shape[1];
    const dz = beforeActivation((dy as tf.Tensor).dataSync<'float32'>(), out.dataSync<'float32'>(), activation);
    return {
      x: () => {
        const dx = new Float32Array(batch * inputs);
        multiply(dz, outputs, 1, kernel.dataSync<'float32'>(), 1, outputs, batch, outputs, inputs, dx);
        return tf.tensor2d(dx, [batch, inputs]);
      },
      kernel: () => {
        const dk = new Float32Array(inputs * outputs);
        multiply(x.dataSync<'float32'>(), 1, inputs, dz, outputs, 1, inputs, batch, outputs, dk);
        return tf.tensor2d(dk, [inputs, outputs]);
      },
      bias: () => {
        const db = new Float64Array(outputs);
        for (let start = 0; start < dz.length; start += outputs) {
          for (let j = 0; j < outputs; j++) db[j]! += dz[start + j]!;
        }
        return tf.tensor1d(Float32Array.from(db));
      },
    };
  },
});
