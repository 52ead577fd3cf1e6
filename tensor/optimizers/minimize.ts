/**
 * One gradient step: the loss, its gradients, clipping to a global norm, the optimizer.
 */

import { type Scalar, type Tensor, tf, type Variable } from '../tf.ts';
import type { Adam } from './adam.ts';
import { clipByGlobalNorm } from './clip.ts';

export interface MinimizeOptions {
  /** Gradients whose joint L2 norm is above this are scaled down to it; left out: no clipping. */
  readonly maxGradNorm?: number;
}

/**
 * Moves the optimizer's variables one step down the gradient of `loss`.
 *
 * @param loss Gives a scalar. Called once, inside a `tf.tidy`; other tensors it computes are freed unless passed to `tf.keep`.
 * @returns the loss before the step, a scalar the caller reads and disposes.
 * @throws Error when the loss does not depend on one of the variables.
 */
export function minimize(optimizer: Adam, loss: () => Tensor, options: MinimizeOptions = {}): Scalar {
  return tf.tidy(() => {
    const { value, gradients } = valueAndGradients(loss, optimizer.variables);
    const { maxGradNorm } = options;
    optimizer.apply(maxGradNorm === undefined ? gradients : clipByGlobalNorm(gradients, maxGradNorm).gradients);
    return value;
  });
}

/**
 * A loss, which must be a scalar, and its gradients, one for each of `variables`, in their order.
 *
 * All tensors returned are the caller's to dispose (or a surrounding `tf.tidy`'s).
 * @throws Error when the loss does not depend on one of the variables.
 */
export function valueAndGradients(
  loss: () => Tensor,
  variables: readonly Variable[],
): { readonly value: Scalar; readonly gradients: Tensor[] } {
  const { value, grads } = tf.variableGrads(loss as () => Scalar, variables as Variable[]);
  const gradients = variables.map((variable) => {
    const gradient = grads[variable.name];
    if (gradient === undefined) {
      tf.dispose([value, grads]);
      throw new Error(
        `computing gradients: the loss does not depend on variable '${variable.name}'; leave it out of the optimizer's variables`,
      );
    }
    return gradient;
  });
  return { value, gradients };
}
