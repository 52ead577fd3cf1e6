/**
 * The dueling network (Wang et al. 2016): a shared trunk, then one stream for the value of the state and one for the
 * advantages of the actions, joined as `Q = V + A - mean(A)` (eq. 9).
 */

import { layers, type Tensor, type Tensor2D, tf } from '../tf.ts';
import { type DenseLayer, DenseStack, dense, type Symbolic } from './dense.ts';
import { networkOf } from './evaluate.ts';
import { checkWidths, type MlpOptions } from './mlp.ts';
import type { Network } from './network.ts';

/**
 * Like `mlp`, with the last hidden layer doubled: each stream has its own of that width; the layers before it are shared.
 * With `hidden` empty both streams are linear in the input. Draws the trunk, then the value stream, then the advantages.
 *
 * @throws RangeError when a width is not a positive integer.
 */
export function dueling(options: MlpOptions): Network {
  checkWidths('dueling', options);
  const { inputs, hidden, outputs, activation, hiddenInit, outputInit, random } = options;
  const input = layers.input({ shape: [inputs] });

  const trunk: DenseLayer[] = [];
  let shared: Symbolic = input;
  for (const width of hidden.slice(0, -1)) {
    const { output, layer } = dense(shared, { outputs: width, activation, init: hiddenInit }, random);
    trunk.push(layer);
    shared = output;
  }

  const stream = (units: number): { readonly output: Symbolic; readonly stack: DenseStack } => {
    const stack: DenseLayer[] = [];
    let last = shared;
    for (const width of hidden.slice(-1)) {
      const { output, layer } = dense(last, { outputs: width, activation, init: hiddenInit }, random);
      stack.push(layer);
      last = output;
    }
    const head = dense(last, { outputs: units, activation: 'linear', init: outputInit }, random);
    return { output: head.output, stack: new DenseStack([...trunk, ...stack, head.layer]) };
  };
  const value = stream(1);
  const advantages = stream(outputs);
  const joined = new DuelingJoin().apply([value.output, advantages.output]) as Symbolic;

  let joint = new Float32Array(outputs);
  return networkOf(layers.model({ inputs: input, outputs: joined }), {
    apply: (x) => tf.tidy(() => join(value.stack.apply(x), advantages.stack.apply(x)) as Tensor2D),
    run(from, rows) {
      const v = value.stack.run(from, rows);
      const a = advantages.stack.run(from, rows);
      if (joint.length < rows * outputs) joint = new Float32Array(rows * outputs);
      for (let row = 0; row < rows; row++) {
        const at = row * outputs;
        let sum = 0;
        for (let o = 0; o < outputs; o++) sum += a[at + o]!;
        for (let o = 0; o < outputs; o++) joint[at + o] = v[row]! + a[at + o]! - sum / outputs;
      }
      return joint;
    },
  });
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
