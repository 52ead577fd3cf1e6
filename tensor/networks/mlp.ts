/** The multilayer perceptron: dense layers with one activation between them and a linear output. */

import type { Initializer } from '../initializers/initializers.ts';
import type { RandomSource } from '../random.ts';
import { layers } from '../tf.ts';
import { type Activation, dense, type Symbolic } from './dense.ts';
import { networkOf } from './evaluate.ts';
import type { Network } from './network.ts';

export interface MlpOptions {
  /** Features of one observation, at least 1. */
  readonly inputs: number;
  /** Widths of the hidden layers, from the input on; may be empty (a linear map). */
  readonly hidden: readonly number[];
  readonly outputs: number;
  /** Of the hidden layers; the output is linear. */
  readonly activation: Exclude<Activation, 'linear'>;
  readonly hiddenInit: Initializer;
  readonly outputInit: Initializer;
  /** Drawn from layer by layer, each kernel row-major. */
  readonly random: RandomSource;
}

/** @throws RangeError when a width is not a positive integer. */
export function mlp(options: MlpOptions): Network {
  checkWidths('mlp', options);
  const { inputs, hidden, outputs, activation, hiddenInit, outputInit, random } = options;
  const input = layers.input({ shape: [inputs] });
  let last: Symbolic = input;
  for (const width of hidden) last = dense(last, { outputs: width, activation, init: hiddenInit }, random);
  const head = dense(last, { outputs, activation: 'linear', init: outputInit }, random);

  return networkOf(layers.model({ inputs: input, outputs: head }));
}

/** @throws RangeError when a width is not a positive integer. */
export function checkWidths(
  name: string,
  { inputs, hidden, outputs }: Pick<MlpOptions, 'inputs' | 'hidden' | 'outputs'>,
): void {
  for (const width of [inputs, ...hidden, outputs]) {
    if (!(Number.isInteger(width) && width > 0)) {
      throw new RangeError(
        `${name}: every width must be a positive integer, got inputs ${inputs}, hidden [${hidden}], outputs ${outputs}`,
      );
    }
  }
}
