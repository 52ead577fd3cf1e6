/**
 * Numbers on their way into a captured step: an argument that is no tensor yet.
 *
 * A replay writes them straight into the program's memory. A tensor in their place is made, tracked by tfjs, copied and disposed of,
 * which takes longer than a small network's forward pass.
 */

import { Tensor, tensor } from '@tensorflow/tfjs-core';
import { type HeapDtype, type HeapView, isHeapView } from '../records.ts';

export class HostTensor<V extends HeapView = HeapView> {
  /** Row-major. May hold other numbers at each call: they are taken when the step is called. */
  readonly values: V;
  readonly shape: readonly number[];
  readonly size: number;
  /**
   * What the step gets on our own backend: bytes stay bytes, a quarter of the memory to move, in tfjs's one-byte dtype, "bool", whose
   * cast to float32 there gives the numbers they are.
   */
  readonly dtype: HeapDtype;

  /**
   * @param values Float32Array, Int32Array or Uint8Array; kept, not copied.
   * @throws TypeError for another kind of array. @throws RangeError when the shape has another number of elements.
   */
  constructor(values: V, shape: readonly number[]) {
    if (!isHeapView(values)) {
      throw new TypeError(
        `new HostTensor: values must be a Float32Array, Int32Array or Uint8Array, got ${Object.prototype.toString.call(values)}`,
      );
    }
    let size = 1;
    for (let i = 0; i < shape.length; i++) size *= shape[i] as number;
    if (size !== values.length) {
      throw new RangeError(
        `new HostTensor: shape [${shape}] has ${size} elements, the values are ${values.length}; give the shape of all of them`,
      );
    }
    this.values = values;
    this.shape = shape;
    this.size = size;
    this.dtype = values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'bool';
  }

  /** A tensor of these numbers, for backends other than ours: there bytes become float32. */
  toTensor(): Tensor {
    // A copy: tfjs's cpu backend keeps the array it is given, others may read it later.
    const { values } = this;
    if (values instanceof Int32Array) return tensor(values.slice(), this.shape as number[], 'int32');
    return tensor(new Float32Array(values), this.shape as number[], 'float32');
  }
}

/** A number as an argument of a captured step: what `tf.scalar(value)` is as a tensor. */
export function hostScalar(value: number): HostTensor<Float32Array> {
  return new HostTensor(Float32Array.of(value), []);
}

/** What a captured step can be given in a tensor's place. */
export type Argument = Tensor | HostTensor;

export function isArgument(value: unknown): value is Argument {
  return value instanceof HostTensor || value instanceof Tensor;
}
