/** Dense layers of tfjs-layers with weights drawn from a generator of ours. */

import type { Initializer } from '../initializers/initializers.ts';
import { NoisyDense } from '../layers/noisy-dense.ts';
import type { RandomSource } from '../random.ts';
import { layers, tf } from '../tf.ts';

/** What `layers.input` and `layer.apply` pass around before there are numbers. */
export type Symbolic = ReturnType<typeof layers.input>;

export type Activation = 'relu' | 'tanh' | 'linear';

export interface DenseSpec {
  readonly outputs: number;
  readonly activation: Activation;
  /** Of the kernel; the bias starts at zero. */
  readonly init: Initializer;
  /** With learned noise in its weights (`NoisyDense`, which has an initialisation of its own). Default false. */
  readonly noisy?: boolean | undefined;
}

/** Appends one dense layer to the symbolic `input`, draws its kernel, and gives its output. */
export function dense(input: Symbolic, spec: DenseSpec, random: RandomSource): Symbolic {
  const inputs = input.shape[input.shape.length - 1]!;
  const { outputs, activation, init } = spec;
  if (spec.noisy === true) {
    const layer = new NoisyDense({ units: outputs, activation });
    const output = layer.apply(input) as Symbolic;
    layer.initialize(random);
    return output;
  }
  // Zeros stand in until `setWeights`: tfjs-layers' own initialisers draw from Math.random.
  const layer = layers.layers.dense({
    units: outputs,
    activation,
    kernelInitializer: 'zeros',
    biasInitializer: 'zeros',
  });
  const output = layer.apply(input) as Symbolic;
  tf.tidy(() => layer.setWeights([tf.tensor2d(init(inputs, outputs, random), [inputs, outputs]), tf.zeros([outputs])]));
  return output;
}
