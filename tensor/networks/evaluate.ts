/** A `Network` around a tfjs-layers model: as it is under gradients, captured for acting. */

import { capture, HostTensor } from '../capture.ts';
import { resampleNoise } from '../layers/noisy-dense.ts';
import { type LayersModel, type Tensor2D, tf, type Variable } from '../tf.ts';
import type { Network } from './network.ts';

/**
 * @param model Of one input `[batch, inputs]` and one output `[batch, outputs]`; the network's from now on.
 * @param noisy Whether it has noisy layers.
 */
export function networkOf(model: LayersModel, noisy = false): Network {
  const inputs = model.inputs[0]!.shape[1]!;
  const outputs = model.outputs[0]!.shape[1]!;

  const apply = (input: Tensor2D): Tensor2D => {
    if (input.shape.length !== 2 || input.shape[1] !== inputs) {
      throw new RangeError(
        `applying a network: it must be given [batch, inputs] = [batch, ${inputs}], got shape [${input.shape}]`,
      );
    }
    return model.apply(tf.cast(input, 'float32'), { training: noisy }) as Tensor2D;
  };
  const forward = capture((input: Tensor2D) => model.apply(tf.cast(input, 'float32')) as Tensor2D);
  const noisyForward = capture((input: Tensor2D) => {
    resampleNoise(model);
    return apply(input);
  });

  const run = (step: typeof forward, input: Float32Array | Uint8Array, rows: number) => {
    if (input.length !== rows * inputs) {
      throw new RangeError(
        `evaluating a network: the input must have rows * inputs = ${rows} * ${inputs} values, got ${input.length}`,
      );
    }
    return step.read(new HostTensor(input, [rows, inputs]));
  };

  return {
    inputs,
    outputs,
    model,
    variables: model.getWeights(true) as Variable[],
    apply,
    evaluate: (input, rows = 1) => run(forward, input, rows),
    explore: (input, rows = 1) => run(noisy ? noisyForward : forward, input, rows),
    resample() {
      if (noisy) resampleNoise(model);
    },
    dispose() {
      forward.dispose();
      noisyForward.dispose();
      model.dispose();
    },
  };
}
