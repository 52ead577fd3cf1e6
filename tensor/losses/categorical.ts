/** The categorical distribution over discrete actions, given by logits: what policy gradients differentiate. */

import { type Tensor1D, type Tensor2D, tf } from '../tf.ts';

/** `values[b, actions[b]]`: `[batch, n]` float32, `[batch]` int32 -> `[batch]`; differentiable in `values`. */
export function selectActions(values: Tensor2D, actions: Tensor1D): Tensor1D {
  if (tf.getBackend() === 'cpu') return selectFromArrays(values, actions);
  return tf.tidy(() => tf.sum(tf.mul(values, tf.oneHot(actions, values.shape[1])), 1));
}

/** On the cpu backend: by index, and the gradient back to the same places. @throws RangeError for an action outside `[0, n)`. */
function selectFromArrays(values: Tensor2D, actions: Tensor1D): Tensor1D {
  const [batch, n] = values.shape;
  const places = Int32Array.from(actions.dataSync<'int32'>(), (action, row) => {
    if (action < 0 || action >= n) throw new RangeError(`selectActions: an action must be in [0, ${n}), got ${action}`);
    return row * n + action;
  });
  const withGradient = tf.customGrad((x) => {
    const from = (x as Tensor2D).dataSync<'float32'>();
    return {
      value: tf.tensor1d(Float32Array.from(places, (place) => from[place]!)),
      gradFunc: (dy) => {
        const gradients = (dy as Tensor1D).dataSync<'float32'>();
        const result = new Float32Array(batch * n);
        for (let row = 0; row < batch; row++) result[places[row]!] = gradients[row]!;
        return tf.tensor2d(result, [batch, n]);
      },
    };
  });
  return withGradient(values) as Tensor1D;
}

/** Log-probabilities of the actions taken: logits `[batch, n]`, actions `[batch]` int32 -> `[batch]`. */
export function logProbabilities(logits: Tensor2D, actions: Tensor1D): Tensor1D {
  return tf.tidy(() => selectActions(tf.logSoftmax(logits), actions));
}

/** Entropy in nats, in `[0, ln n]`: logits `[batch, n]` -> `[batch]`. */
export function entropy(logits: Tensor2D): Tensor1D {
  return tf.tidy(() => {
    const logs = tf.logSoftmax(logits);
    return tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), 1));
  });
}
