/** The categorical distribution over discrete actions, given by logits: what policy gradients differentiate. */

import { type Tensor1D, type Tensor2D, tf } from '../tf.ts';

/** `values[b, actions[b]]`: `[batch, n]` float32, `[batch]` int32 -> `[batch]`; differentiable in `values`. 0 for an action that is none. */
export function selectActions(values: Tensor2D, actions: Tensor1D): Tensor1D {
  return tf.tidy(() => tf.sum(tf.mul(values, tf.oneHot(actions, values.shape[1])), 1));
}

/** Log-probabilities of the actions taken: logits `[batch, n]`, actions `[batch]` int32 -> `[batch]`. */
export function logProbabilities(logits: Tensor2D, actions: Tensor1D): Tensor1D {
  return tf.tidy(() => selectActions(tf.logSoftmax(logits), actions));
}

/** Entropy in nats, in `[0, ln n]`: logits `[batch, n]` -> `[batch]`. */
export function entropy(logits: Tensor2D): Tensor1D {
  return tf.tidy(() => entropyOf(tf.logSoftmax(logits)));
}

/** `entropy` of log-probabilities `[batch, n]`, where they are there already. */
export function entropyOf(logs: Tensor2D): Tensor1D {
  return tf.tidy(() => tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), 1)));
}
