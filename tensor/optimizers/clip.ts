/** Gradient clipping by global norm: Pascanu, Mikolov and Bengio (2013), algorithm 1. */

import { type Scalar, type Tensor, tf } from '../tf.ts';

/** Keeps the division finite, as in `torch.nn.utils.clip_grad_norm_`. */
const EPSILON = 1e-6;

export type ClippedGradients = {
  /** New tensors, the caller's to dispose. */
  readonly gradients: Tensor[];
  /** Before clipping; a scalar. */
  readonly norm: Scalar;
};

/**
 * Scales all gradients by `min(1, maxNorm / (norm + 1e-6))`, `norm` being the L2 norm of all of them taken as one vector.
 *
 * @param gradients Not disposed.
 * @throws RangeError unless `maxNorm` is above 0.
 */
export function clipByGlobalNorm(gradients: readonly Tensor[], maxNorm: number): ClippedGradients {
  if (!(maxNorm > 0)) throw new RangeError(`clipByGlobalNorm: maxNorm must be above 0, got ${maxNorm}`);
  return tf.tidy(() => (tf.getBackend() === 'cpu' ? clipArrays(gradients, maxNorm) : clipTensors(gradients, maxNorm)));
}

/** On a GPU: the norm stays there, nobody waits for it. */
function clipTensors(gradients: readonly Tensor[], maxNorm: number): ClippedGradients {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  // Not `tf.addN`: WebGPU binds each input as a storage buffer, and a dueling network has more gradients than the 8 to 10 a
  // shader may have.
  const norm = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square))) as Scalar;
  const scale = tf.minimum(tf.div(maxNorm, tf.add(norm, EPSILON)), 1);
  return { gradients: gradients.map((gradient) => tf.mul(gradient, scale)), norm };
}

/** On the cpu backend: over the arrays, where three ops a gradient would cost more than the arithmetic. */
function clipArrays(gradients: readonly Tensor[], maxNorm: number): ClippedGradients {
  let sum = 0;
  for (const gradient of gradients) sum += sumOfSquares(gradient.dataSync<'float32'>());
  const norm = Math.sqrt(sum);
  const scale = maxNorm / (norm + EPSILON);
  const clipped = gradients.map((gradient) => {
    // Written so that a norm of NaN makes all gradients NaN: divergence must show.
    if (scale >= 1) return tf.clone(gradient);
    return tf.tensor(scaled(gradient.dataSync<'float32'>(), scale), gradient.shape);
  });
  return { gradients: clipped, norm: tf.scalar(norm) };
}

function sumOfSquares(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}

function scaled(values: Float32Array, factor: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! * factor;
  return result;
}
