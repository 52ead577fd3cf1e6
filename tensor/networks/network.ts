/**
 * What an agent sees of a network: a tfjs-layers model, its variables, and two ways through it. `apply` builds the graph that
 * gradients flow back through; `evaluate` is for acting, where one observation at a time would spend most of its time
 * in tfjs's bookkeeping: there the forward pass is captured (4-64-64-2, one row, back to back: 2 to 3 us; as loops in JavaScript: 8 us).
 */

import type { LayersModel, Tensor2D, Variable } from '../tf.ts';

export interface Network {
  readonly inputs: number;
  readonly outputs: number;
  /** For what tfjs-layers offers beyond this interface (summary, saving in its format). */
  readonly model: LayersModel;
  /** In the order of the layers: kernel `[..., in, out]`, bias `[out]`, kernel, bias, ... */
  readonly variables: readonly Variable[];
  /** `[batch, inputs]`, float32 or a `HostTensor`'s bytes -> `[batch, outputs]` float32; differentiable. Noisy layers have the noise drawn last. */
  apply(input: Tensor2D): Tensor2D;
  /**
   * `rows` inputs without gradients, noisy layers by their means: `[rows, inputs]` -> `[rows, outputs]`, both flat and row-major.
   *
   * Where values can be read at once (`readsAreSynchronous`) the result is there at once, elsewhere it is a promise. `await`
   * covers both.
   * @throws RangeError when `input` is not `rows * inputs` long.
   */
  evaluate(input: Float32Array | Uint8Array, rows?: number): Float32Array | Promise<Float32Array>;
  /** `evaluate` with learned noise drawn anew; the same as `evaluate` in a network without noisy layers. */
  explore(input: Float32Array | Uint8Array, rows?: number): Float32Array | Promise<Float32Array>;
  /** Draws the noise of noisy layers anew, for `apply`. Nothing without them. */
  resample(): void;
  /** Frees the variables. The network must not be used afterwards. */
  dispose(): void;
}
