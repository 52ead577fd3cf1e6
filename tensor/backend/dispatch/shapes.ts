/** Shapes as the kernels want them: broadcasts and strided copies with as few dimensions as they have. */

import { util } from '@tensorflow/tfjs-core';

/** Dimensions a strided command can have. */
export const MAX_RANK = 6;

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = stride;
    stride *= shape[d] as number;
  }
  return strides;
}

/** `shape`'s strides seen as `out`: 0 along dimensions that are broadcast. `shape` must broadcast to `out`. */
export function broadcastStrides(shape: readonly number[], out: readonly number[]): number[] {
  const own = stridesOf(shape);
  const missing = out.length - shape.length;
  return out.map((_, d) => (d < missing || shape[d - missing] === 1 ? 0 : (own[d - missing] as number)));
}

/**
 * The same loop with fewer dimensions: those of size 1 go, and two that all `strides` walk through like one become one.
 * At least one dimension is left. Changes nothing in place.
 */
export function collapse(
  dims: readonly number[],
  strides: readonly (readonly number[])[],
): { dims: number[]; strides: number[][] } {
  const outDims: number[] = [];
  const outStrides: number[][] = strides.map(() => []);
  for (let d = dims.length - 1; d >= 0; d--) {
    const size = dims[d] as number;
    if (size === 1) continue;
    // The dimension collected last is the next inner one.
    const inner = outDims.length - 1;
    const merges =
      inner >= 0 && strides.every((s, i) => s[d] === (outStrides[i]![inner] as number) * (outDims[inner] as number));
    if (merges) {
      outDims[inner] = (outDims[inner] as number) * size;
    } else {
      outDims.push(size);
      strides.forEach((s, i) => {
        outStrides[i]!.push(s[d] as number);
      });
    }
  }
  if (outDims.length === 0) {
    outDims.push(1);
    for (const s of outStrides) s.push(1);
  }
  return { dims: outDims.reverse(), strides: outStrides.map((s) => s.reverse()) };
}

export function sizeOf(shape: readonly number[]): number {
  return util.sizeFromShape(shape as number[]);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}
