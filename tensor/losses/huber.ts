/**
 * The Huber loss (Huber 1964), "smooth L1" at `delta` 1: quadratic near zero, linear beyond, so its gradient is the error
 * clipped to `[-delta, delta]`, which is how DQN describes it (Mnih et al. 2015, Methods: "clipping the error term").
 */

import { type Tensor, tf } from '../tf.ts';

/**
 * Elementwise: `e^2 / 2` where `|e| <= delta`, else `delta * (|e| - delta / 2)`. Same shape as `error`; no reduction, so that
 * prioritised replay can weight it.
 *
 * The gradient is given by hand: tfjs would differentiate through seven ops.
 * @throws RangeError unless `delta` is above 0.
 */
export function huber<T extends Tensor>(error: T, delta = 1): T {
  if (!(delta > 0)) throw new RangeError(`huber: delta must be above 0, got ${delta}`);
  const withGradient = tf.customGrad((x, save) => {
    const e = x as Tensor;
    (save as (tensors: Tensor[]) => void)([e]);
    return {
      value: huberValue(e, delta),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, tf.clipByValue(saved[0]!, -delta, delta)),
    };
  });
  return withGradient(error) as T;
}

function huberValue(error: Tensor, delta: number): Tensor {
  const size = tf.abs(error);
  const quadratic = tf.minimum(size, delta);
  return tf.add(tf.mul(tf.square(quadratic), 0.5), tf.mul(tf.sub(size, quadratic), delta));
}
