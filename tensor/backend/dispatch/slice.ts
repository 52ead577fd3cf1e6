/** Kernels that take a tensor apart: slices, with strides or without, split, unstack. */

import { backend_util, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { isHeapDtype } from '../records.ts';
import { copyOf, offsetOf } from './copy.ts';
import type { Kernel } from './kernel.ts';
import { sizeOf, stridesOf } from './shapes.ts';

function sliceOf(
  backend: LudusBackend,
  x: TensorInfo,
  begin: readonly number[],
  size: readonly number[],
  shape = size,
): TensorInfo | undefined {
  const strides = stridesOf(x.shape);
  return copyOf(backend, x, shape, size, offsetOf(begin, strides), strides);
}

const slice: Kernel = (backend, { x }, { begin, size }) => {
  if (!isHeapDtype(x!.dtype)) return undefined;
  const [starts, sizes] = slice_util.parseSliceParams(x! as never, begin as number[], size as number[]);
  slice_util.assertParamsValid(x! as never, starts!, sizes!);
  return sliceOf(backend, x!, starts!, sizes!);
};

const split: Kernel = (backend, { x }, { numOrSizeSplits, axis }) => {
  if (!isHeapDtype(x!.dtype)) return undefined;
  const along = util.parseAxisParam(axis as number, x!.shape)[0]!;
  const sizes = backend_util.prepareSplitSize(x! as never, numOrSizeSplits as number[], along);
  return slices(backend, x!, along, sizes, (size) => x!.shape.map((n, d) => (d === along ? size : n)));
};

const unpack: Kernel = (backend, { value }, { axis }) => {
  if (!isHeapDtype(value!.dtype)) return undefined;
  const along = util.parseAxisParam(axis as number, value!.shape)[0]!;
  const sizes = new Array<number>(value!.shape[along]!).fill(1);
  return slices(backend, value!, along, sizes, () => value!.shape.filter((_, d) => d !== along));
};

/** Consecutive pieces of `sizes` along an axis. At most three dimensions, so always possible. */
function slices(
  backend: LudusBackend,
  x: TensorInfo,
  axis: number,
  sizes: readonly number[],
  shapeOf: (size: number) => number[],
): TensorInfo[] {
  const begin = x.shape.map(() => 0);
  return sizes.map((size) => {
    const extent = x.shape.map((n, d) => (d === axis ? size : n));
    const out = sliceOf(backend, x, begin, extent, shapeOf(size)) as TensorInfo;
    begin[axis]! += size;
    return out;
  });
}

const stridedSlice: Kernel = (backend, { x }, attrs) => {
  if (!isHeapDtype(x!.dtype)) return undefined;
  const info = slice_util.sliceInfo(
    x!.shape,
    attrs.begin as number[],
    attrs.end as number[],
    attrs.strides as number[],
    attrs.beginMask as number,
    attrs.endMask as number,
    attrs.ellipsisMask as number,
    attrs.newAxisMask as number,
    attrs.shrinkAxisMask as number,
  );
  if (info.isIdentity) return backend.alias(x!, info.finalShape);
  const strides = stridesOf(x!.shape);
  // The loop is the dense slice; the final shape only adds and drops dimensions of size 1.
  const simple = info.sliceDim0 || info.isSimpleSlice;
  const dims = simple ? slice_util.computeOutShape(info.begin, info.end, info.strides) : info.finalShapeSparse;
  if (dims.length !== strides.length || sizeOf(dims) !== sizeOf(info.finalShape)) return undefined;
  return copyOf(
    backend,
    x!,
    info.finalShape,
    dims,
    offsetOf(info.begin, strides),
    strides.map((stride, d) => stride * (info.strides[d] as number)),
  );
};

export const sliceKernels: readonly (readonly [string, Kernel])[] = [
  ['Slice', slice],
  ['StridedSlice', stridedSlice],
  ['SplitV', split],
  ['Unpack', unpack],
];
