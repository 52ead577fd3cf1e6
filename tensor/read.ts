/**
 * Reading tensors back. On WebGPU a value can only be awaited (`dataSync` throws there); on the cpu and TensorFlow
 * backends it is simply there. `read` is the one way that works on all of them.
 */

import { type Tensor, tf } from './tf.ts';

/**
 * The values of `tensor`, row-major, as a copy the caller owns. The tensor is not disposed.
 *
 * Batch what you read: on a GPU each call waits for everything queued before it.
 */
export async function read(tensor: Tensor): Promise<Float32Array> {
  return new Float32Array(readsAreSynchronous() ? tensor.dataSync() : await tensor.data());
}

/** As `read`, and disposes of the tensor; without a promise where values can be read at once. */
export function readAndDispose(tensor: Tensor): Float32Array | Promise<Float32Array> {
  if (!readsAreSynchronous()) return read(tensor).finally(() => tensor.dispose());
  const values = new Float32Array(tensor.dataSync());
  tensor.dispose();
  return values;
}

/** The value of a tensor of one element. @throws RangeError when it has another number of elements. */
export async function readScalar(tensor: Tensor): Promise<number> {
  if (tensor.size !== 1) {
    throw new RangeError(
      `readScalar: the tensor must have one element, got shape [${tensor.shape}]; use read() or reduce it first`,
    );
  }
  return (await read(tensor))[0]!;
}

/** Whether `tensor.dataSync()` works on the current backend. */
export function readsAreSynchronous(): boolean {
  return tf.getBackend() !== 'webgpu';
}
