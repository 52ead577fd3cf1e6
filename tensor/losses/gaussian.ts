/**
 * The diagonal Gaussian over continuous actions, given by means and log standard deviations: what policy gradients
 * differentiate. Unbounded: clipping to an action space happens outside, at the environment.
 */

import { type Tensor1D, type Tensor2D, tf } from '../tf.ts';

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/**
 * Log-densities of actions: parameters `[batch, 2 * n]`, means then log standard deviations; actions `[batch, n]` -> `[batch]`.
 *
 *   log p(a) = sum_i -(a_i - mu_i)^2 / (2 sigma_i^2) - log sigma_i - log(2 pi) / 2
 */
export function gaussianLogProbabilities(parameters: Tensor2D, actions: Tensor2D): Tensor1D {
  return tf.tidy(() => {
    const [means, logStds] = halves(parameters);
    const deviations = tf.mul(tf.sub(actions, means), tf.exp(tf.neg(logStds)));
    const each = tf.sub(tf.mul(tf.square(deviations), -0.5), tf.add(logStds, HALF_LOG_TWO_PI));
    return tf.sum(each, 1);
  });
}

/** Differential entropy in nats, `sum_i log sigma_i + (1 + log(2 pi)) / 2`: parameters `[batch, 2 * n]` -> `[batch]`. */
export function gaussianEntropy(parameters: Tensor2D): Tensor1D {
  return tf.tidy(() => tf.sum(tf.add(halves(parameters)[1], 0.5 + HALF_LOG_TWO_PI), 1));
}

function halves(parameters: Tensor2D): [means: Tensor2D, logStds: Tensor2D] {
  const n = parameters.shape[1] / 2;
  return [tf.slice(parameters, [0, 0], [-1, n]), tf.slice(parameters, [0, n], [-1, n])];
}
