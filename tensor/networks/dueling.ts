/**
 * The dueling network (Wang et al. 2016): a shared trunk, then one stream for the value of the state and one for the
 * advantages of the actions, joined as `Q = V + A - mean(A)` (eq. 9).
 */

import { layers, type Tensor, tf } from '../tf.ts';
import { dense, type Symbolic } from './dense.ts';
import { networkOf } from './evaluate.ts';
import type { MlpOptions } from './mlp.ts';
import type { Network } from './network.ts';
import { checkWidths, trunk } from './trunk.ts';

/**
 * Like `mlp`, with the last hidden layer doubled: each stream has its own of that width; the layers before it are shared.
 * With `hidden` empty both streams are linear in the input. Draws the trunk, then the value stream, then the advantages.
 *
 * @throws RangeError when a width is not a positive integer.
 */
export function dueling(options: MlpOptions): Network {
  checkWidths('dueling', options);
  const { inputs, hidden, outputs, activation, hiddenInit, outputInit, noisy = false, random } = options;
  const input = layers.input({ shape: [inputs] });

  const shared = trunk(input, { ...options, hidden: hidden.slice(0, -1) });
  const stream = (units: number): Symbolic => {
    let last = shared;
    for (const width of hidden.slice(-1)) {
      last = dense(last, { outputs: width, activation, init: hiddenInit, noisy }, random);
    }
    return dense(last, { outputs: units, activation: 'linear', init: outputInit, noisy }, random);
  };
  const value = stream(1);
  const advantages = stream(outputs);
  const joined = new DuelingJoin().apply([value, advantages]) as Symbolic;
  return networkOf(layers.model({ inputs: input, outputs: joined }), noisy);
}

/** Eq. 9: V [batch, 1], A [batch, actions] -> Q [batch, actions]. */
function join(value: Tensor, advantages: Tensor): Tensor {
  return tf.add(value, tf.sub(advantages, tf.mean(advantages, -1, true)));
}

/** `join` as a layer, for the model. */
class DuelingJoin extends layers.layers.Layer {
  static readonly className = 'DuelingJoin';

  override computeOutputShape(inputShapes: (number | null)[][]): (number | null)[] {
    return inputShapes[1]!;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [value, advantages] = inputs as [Tensor, Tensor];
    return tf.tidy(() => join(value, advantages));
  }
}
