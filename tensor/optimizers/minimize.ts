/** One gradient step: the loss, its gradients, the optimizer. */

import { type Scalar, type Tensor, tf, type Variable } from '../tf.ts';
import type { Adam } from './adam.ts';

/** A loss, a scalar; or that and tensors computed on the way to it that are to come back with it. */
export type LossAndMore = Tensor | readonly [Tensor, ...Tensor[]];

/**
 * Moves the optimizer's variables one step down the gradient of `loss`.
 *
 * @param loss Gives a scalar, or a list that starts with one. Called once; what else it computes is freed.
 * @returns what `loss` gave, from before the step; the caller's to read and dispose of (or a surrounding `tf.tidy`'s).
 * @throws Error when the loss does not depend on one of the variables.
 */
export function minimize<T extends LossAndMore>(optimizer: Adam, loss: () => T): T {
  return tf.tidy(() => {
    let more: Tensor[] = [];
    let listed = false;
    const { value, gradients } = valueAndGradients(() => {
      const result = loss();
      if (!Array.isArray(result)) return result as Tensor;
      listed = true;
      const [first, ...rest] = result as [Tensor, ...Tensor[]];
      // The tape frees what is not the loss.
      more = rest.map((tensor) => tf.keep(tf.clone(tensor)));
      return first;
    }, optimizer.variables);
    optimizer.apply(gradients);
    // Back among the tensors that belong to whoever is around.
    const returned = more.map((tensor) => tf.clone(tensor));
    tf.dispose(more);
    return (listed ? [value, ...returned] : value) as T & Tensor;
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
