/** Gradient clipping by global norm: Pascanu, Mikolov and Bengio (2013), algorithm 1. */

import { type Scalar, type Tensor, tf } from '../tf.ts';

/** Keeps the division finite, as in `torch.nn.utils.clip_grad_norm_`. */
const EPSILON = 1e-6;

/**
 * Scales all gradients by `min(1, maxNorm / (norm + 1e-6))`, `norm` being the L2 norm of all of them taken as one vector.
 *
 * @returns new tensors (the arguments are not disposed) and the norm before clipping.
 * @throws RangeError unless `maxNorm` is above 0.
 */
export function clipByGlobalNorm(
  gradients: readonly Tensor[],
  maxNorm: number,
): { readonly gradients: Tensor[]; readonly norm: Scalar } {
  if (!(maxNorm > 0)) throw new RangeError(`clipByGlobalNorm: maxNorm must be above 0, got ${maxNorm}`);
  return tf.tidy(() => {
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares)) as Scalar;
    const scale = tf.minimum(tf.div(maxNorm, tf.add(norm, EPSILON)), 1);
    return { gradients: gradients.map((gradient) => tf.mul(gradient, scale)), norm };
  });
}
