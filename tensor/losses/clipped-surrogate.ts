/**
 * PPO's clipped surrogate objective (Schulman et al. 2017, equation 7): the gain of a changed policy, and no more of it than a ratio
 * within the clip range would give.
 */

import { type Scalar, type Tensor, type Tensor1D, tf } from '../tf.ts';

/**
 * Elementwise `min(r A, clip(r, 1 - eps, 1 + eps) A)`, differentiable in the ratios.
 *
 * The gradient is given by hand, where tfjs would go back through the minimum and the clipping: it is A where r A is the smaller or both are equal,
 * else 0, as the clipped one is the smaller only where clipping took effect.
 *
 * @param ratios `[batch]`, pi(a|s) now over pi(a|s) when the action was drawn. @param advantages `[batch]`. @param clipRange above 0.
 */
export function clippedSurrogate(ratios: Tensor1D, advantages: Tensor1D, clipRange: Scalar): Tensor1D {
  const withGradient = tf.customGrad((r, save) => {
    const ratio = r as Tensor;
    const clipped = tf.minimum(tf.maximum(ratio, tf.sub(1, clipRange)), tf.add(1, clipRange));
    const free = tf.mul(ratio, advantages);
    const bounded = tf.mul(clipped, advantages);
    (save as (tensors: Tensor[]) => void)([tf.cast(tf.lessEqual(free, bounded), 'float32')]);
    return {
      value: tf.minimum(free, bounded),
      gradFunc: (dy: Tensor, [isFree]: Tensor[]) => tf.mul(tf.mul(dy, isFree!), advantages),
    };
  });
  return withGradient(ratios) as Tensor1D;
}
