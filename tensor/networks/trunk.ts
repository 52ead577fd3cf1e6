/** Hidden layers: convolutions where the input is a picture, then dense layers with one activation. */

import type { Initializer } from '../initializers/initializers.ts';
import type { RandomSource } from '../random.ts';
import { type Activation, dense, type Symbolic } from './dense.ts';
import { type ImageFront, imageFront } from './image-front.ts';

export interface TrunkOptions {
  /** Features of one observation, at least 1. */
  readonly inputs: number;
  /** Convolutions over a picture that the rows begin with. */
  readonly front?: ImageFront | undefined;
  /** Widths of the dense hidden layers, from the input on; may be empty. */
  readonly hidden: readonly number[];
  /** Of the dense hidden layers. Convolutions have ReLU. */
  readonly activation: Exclude<Activation, 'linear'>;
  /** Of the hidden layers' kernels; a convolution's inputs are its filter's. */
  readonly hiddenInit: Initializer;
  /** Dense layers with learned noise (Fortunato et al. 2018). Default false. */
  readonly noisy?: boolean | undefined;
  /** Drawn from layer by layer, each kernel row-major. */
  readonly random: RandomSource;
}

/** Appends the hidden layers to `input` `[batch, inputs]`. Where there are none it is given back. */
export function trunk(input: Symbolic, options: TrunkOptions): Symbolic {
  const { front, hidden, activation, hiddenInit, noisy, random } = options;
  let last = front === undefined ? input : imageFront(input, front, hiddenInit, random);
  for (const width of hidden) last = dense(last, { outputs: width, activation, init: hiddenInit, noisy }, random);
  return last;
}

/** @throws RangeError when a width is not a positive integer. */
export function checkWidths(
  name: string,
  { inputs, hidden, outputs }: Pick<TrunkOptions, 'inputs' | 'hidden'> & { readonly outputs: number },
): void {
  for (const width of [inputs, ...hidden, outputs]) {
    if (!(Number.isInteger(width) && width > 0)) {
      throw new RangeError(
        `${name}: every width must be a positive integer, got inputs ${inputs}, hidden [${hidden}], outputs ${outputs}`,
      );
    }
  }
}
