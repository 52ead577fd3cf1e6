/** The multilayer perceptron: hidden layers with one activation, convolutions before them for pictures, and a linear output. */

import type { Initializer } from '../initializers/initializers.ts';
import { layers } from '../tf.ts';
import { dense } from './dense.ts';
import { networkOf } from './evaluate.ts';
import type { Network } from './network.ts';
import { checkWidths, type TrunkOptions, trunk } from './trunk.ts';

export interface MlpOptions extends TrunkOptions {
  readonly outputs: number;
  readonly outputInit: Initializer;
}

/** @throws RangeError when a width is not a positive integer. */
export function mlp(options: MlpOptions): Network {
  checkWidths('mlp', options);
  const { inputs, outputs, outputInit, noisy = false, random } = options;
  const input = layers.input({ shape: [inputs] });
  const head = dense(trunk(input, options), { outputs, activation: 'linear', init: outputInit, noisy }, random);
  return networkOf(layers.model({ inputs: input, outputs: head }), noisy);
}
