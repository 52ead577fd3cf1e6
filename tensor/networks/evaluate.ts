/** A `Network` assembled: our own dense kernel on the cpu backend, the tfjs-layers model elsewhere. */

import { read } from '../read.ts';
import { type LayersModel, type Tensor2D, tf, type Variable } from '../tf.ts';
import type { Network } from './network.ts';

/** The twin of a model on the cpu backend, past tfjs-layers. */
export interface PlainNetwork {
  /** `[batch, inputs]` -> `[batch, outputs]`; differentiable. */
  apply(input: Tensor2D): Tensor2D;
  /** `[rows, inputs]` -> an array that starts with `[rows, outputs]`, reused by the next call; flat and row-major. */
  run(input: Float32Array, rows: number): Float32Array;
}

/** A `Network` around a tfjs-layers model of one input and one output, and its twin. */
export function networkOf(model: LayersModel, plain: PlainNetwork): Network {
  const inputs = model.inputs[0]!.shape[1]!;
  const outputs = model.outputs[0]!.shape[1]!;

  const apply = (input: Tensor2D): Tensor2D =>
    tf.getBackend() === 'cpu' ? plain.apply(input) : (model.apply(input) as Tensor2D);

  async function evaluateThroughTensors(input: Float32Array, rows: number): Promise<Float32Array> {
    const result = tf.tidy(() => apply(tf.tensor2d(input, [rows, inputs])));
    try {
      return await read(result);
    } finally {
      result.dispose();
    }
  }

  return {
    inputs,
    outputs,
    model,
    variables: model.getWeights(true) as Variable[],
    apply,
    evaluate(input, rows = 1) {
      if (input.length !== rows * inputs) {
        throw new RangeError(
          `evaluating a network: the input must have rows * inputs = ${rows} * ${inputs} values, got ${input.length}`,
        );
      }
      if (tf.getBackend() !== 'cpu') return evaluateThroughTensors(input, rows);
      const result = plain.run(input, rows);
      return result.length === rows * outputs ? result : result.subarray(0, rows * outputs);
    },
    dispose() {
      model.dispose();
    },
  };
}
