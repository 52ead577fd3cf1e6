/**
 * Kernels that move elements and compute nothing: reshape, cast, transpose, slice, concat, pad, tile, reverse.
 *
 * Nearly all are one strided copy (`STRIDED_COPY`) with the right strides and a start inside one of the two tensors.
 */

import { backend_util, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { floatBits } from '../engine.ts';
import * as op from '../opcodes.ts';
import { type HeapDtype, isHeapDtype } from '../records.ts';
import type { Kernel } from './kernel.ts';
import { collapse, MAX_RANK, sameShape, sizeOf, stridesOf } from './shapes.ts';

export function elementBytes(dtype: HeapDtype): number {
  return dtype === 'bool' ? 1 : 4;
}

/** Side of the copy: a tensor, where in it the loop starts, and its strides; all in elements. */
interface Side {
  readonly tensor: TensorInfo;
  readonly start: number;
  readonly strides: readonly number[];
}

/** The loop over `dims` that copies `from` to `to`; false when it needs more dimensions than a command has (nothing is emitted). */
function emitCopy(backend: LudusBackend, to: Side, from: Side, dims: readonly number[]): boolean {
  const size = sizeOf(dims);
  if (size === 0) return true;
  const loop = collapse(dims, [to.strides, from.strides]);
  const rank = loop.dims.length;
  if (rank > MAX_RANK) return false;
  const bytes = elementBytes(to.tensor.dtype as HeapDtype);
  const target = backend.pointer(to.tensor) + to.start * bytes;
  const source = backend.pointer(from.tensor) + from.start * bytes;
  const { engine } = backend;
  const [toStrides, fromStrides] = loop.strides as [number[], number[]];
  if (rank === 1 && toStrides[0] === 1 && fromStrides[0] === 1) {
    engine.emit(op.COPY, engine.partsFor(size), target, source, size * bytes);
  } else {
    const parts = engine.partsFor(size);
    engine.emit(op.STRIDED_COPY, parts, target, source, bytes, rank, ...loop.dims, ...toStrides, ...fromStrides);
  }
  return true;
}

/** `emitCopy` into a whole new tensor of `shape`, whose loop is `dims` in row-major order. */
function copyOf(
  backend: LudusBackend,
  x: TensorInfo,
  shape: readonly number[],
  dims: readonly number[],
  start: number,
  strides: readonly number[],
): TensorInfo | undefined {
  const out = backend.allocate(shape, x.dtype as HeapDtype);
  if (emitCopy(backend, { tensor: out, start: 0, strides: stridesOf(dims) }, { tensor: x, start, strides }, dims))
    return out;
  backend.disposeIntermediateTensorInfo(out);
  return undefined;
}

/** Fills a heap tensor with one number. */
export function emitFill(backend: LudusBackend, out: TensorInfo, value: number): void {
  const size = sizeOf(out.shape);
  if (size === 0) return;
  const { engine } = backend;
  if (out.dtype === 'bool') engine.emit(op.FILL_BYTES, 1, backend.pointer(out), size, value);
  else {
    const word = out.dtype === 'float32' ? floatBits(value) : value;
    engine.emit(op.FILL, engine.partsFor(size), backend.pointer(out), size, word);
  }
}

/** The whole of `x` in the order of `permutation`. */
export function emitTranspose(
  backend: LudusBackend,
  x: TensorInfo,
  permutation: readonly number[],
): TensorInfo | undefined {
  const strides = stridesOf(x.shape);
  const shape = permutation.map((d) => x.shape[d] as number);
  return copyOf(
    backend,
    x,
    shape,
    shape,
    0,
    permutation.map((d) => strides[d] as number),
  );
}

const reshape: Kernel = (backend, { x }, { shape }) => {
  if (!isHeapDtype(x!.dtype)) return undefined;
  const size = sizeOf(x!.shape);
  const inferred = util.inferFromImplicitShape(shape as number[], size);
  if (sizeOf(inferred) !== size) return undefined;
  return backend.alias(x!, inferred);
};

const expandDims: Kernel = (backend, { input }, { dim }) => {
  if (!isHeapDtype(input!.dtype)) return undefined;
  const shape = input!.shape.slice();
  const at = (dim as number) < 0 ? (dim as number) + shape.length + 1 : (dim as number);
  if (at < 0 || at > shape.length) return undefined;
  shape.splice(at, 0, 1);
  return backend.alias(input!, shape);
};

const identity: Kernel = (backend, { x }) => (isHeapDtype(x!.dtype) ? backend.alias(x!) : undefined);

const CASTS: Readonly<Record<string, number>> = {
  'float32 int32': op.CAST_F32_I32,
  'int32 float32': op.CAST_I32_F32,
  'float32 bool': op.CAST_F32_BOOL,
  'int32 bool': op.CAST_I32_BOOL,
  'bool float32': op.CAST_BOOL_F32,
  'bool int32': op.CAST_BOOL_I32,
};

const cast: Kernel = (backend, { x }, { dtype }) => {
  if (!isHeapDtype(x!.dtype) || !isHeapDtype(dtype as string)) return undefined;
  if (x!.dtype === dtype) return backend.alias(x!);
  const out = backend.allocate(x!.shape, dtype as HeapDtype);
  const size = sizeOf(x!.shape);
  const kind = CASTS[`${x!.dtype} ${dtype}`] as number;
  if (size > 0) backend.engine.emit(op.CAST, 1, kind, backend.pointer(out), backend.pointer(x!), size);
  return out;
};

const fill: Kernel = (backend, _inputs, { shape, value, dtype }) => {
  const type = (dtype as string | undefined) ?? util.inferDtype(value as number);
  if (!isHeapDtype(type) || typeof value === 'string') return undefined;
  const out = backend.allocate(shape as number[], type);
  emitFill(backend, out, Number(value));
  return out;
};

function filledLike(value: number): Kernel {
  return (backend, { x }) => {
    if (!isHeapDtype(x!.dtype)) return undefined;
    const out = backend.allocate(x!.shape, x!.dtype);
    emitFill(backend, out, value);
    return out;
  };
}

const transpose: Kernel = (backend, { x }, { perm }) => {
  if (!isHeapDtype(x!.dtype)) return undefined;
  return emitTranspose(backend, x!, perm as number[]);
};

function sliceOf(
  backend: LudusBackend,
  x: TensorInfo,
  begin: readonly number[],
  size: readonly number[],
  shape = size,
): TensorInfo | undefined {
  const strides = stridesOf(x.shape);
  return copyOf(backend, x, shape, size, dot(begin, strides), strides);
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

const concat: Kernel = (backend, inputs, { axis }) => {
  const tensors = Object.values(inputs);
  const along = util.parseAxisParam(axis as number, tensors[0]!.shape)[0]!;
  const shapes = tensors.map((tensor) => tensor.shape);
  backend_util.assertParamsConsistent(shapes, along);
  return joined(backend, tensors, backend_util.computeOutShape(shapes, along), along);
};

const pack: Kernel = (backend, inputs, { axis }) => {
  const tensors = Object.values(inputs);
  const first = tensors[0]!;
  if (tensors.some((tensor) => tensor.dtype !== first.dtype || !sameShape(tensor.shape, first.shape))) return undefined;
  const along = (axis as number) < 0 ? (axis as number) + first.shape.length + 1 : (axis as number);
  return joined(backend, tensors, first.shape.toSpliced(along, 0, tensors.length), along);
};

/** The tensors one after another along an axis of `shape`; those that lack the axis (Pack) count 1 there. */
function joined(
  backend: LudusBackend,
  tensors: readonly TensorInfo[],
  shape: number[],
  axis: number,
): TensorInfo | undefined {
  const { dtype } = tensors[0]!;
  if (!isHeapDtype(dtype) || tensors.some((tensor) => tensor.dtype !== dtype)) return undefined;
  const out = backend.allocate(shape, dtype);
  const outer = sizeOf(shape.slice(0, axis));
  const row = sizeOf(shape.slice(axis));
  let start = 0;
  for (const tensor of tensors) {
    const run = outer === 0 ? 0 : sizeOf(tensor.shape) / outer;
    emitCopy(backend, { tensor: out, start, strides: [row, 1] }, { tensor, start: 0, strides: [run, 1] }, [outer, run]);
    start += run;
  }
  return out;
}

const pad: Kernel = (backend, { x }, { paddings, constantValue }) => {
  if (!isHeapDtype(x!.dtype)) return undefined;
  const pads = paddings as [number, number][];
  const shape = x!.shape.map((n, d) => n + pads[d]![0] + pads[d]![1]);
  const out = backend.allocate(shape, x!.dtype);
  emitFill(backend, out, Number(constantValue));
  const strides = stridesOf(shape);
  const start = dot(
    pads.map(([before]) => before),
    strides,
  );
  if (
    emitCopy(backend, { tensor: out, start, strides }, { tensor: x!, start: 0, strides: stridesOf(x!.shape) }, x!.shape)
  ) {
    return out;
  }
  backend.disposeIntermediateTensorInfo(out);
  return undefined;
};

const tile: Kernel = (backend, { x }, { reps }) => {
  if (!isHeapDtype(x!.dtype)) return undefined;
  const counts = reps as number[];
  const shape = x!.shape.map((n, d) => n * counts[d]!);
  const strides = stridesOf(x!.shape);
  // Each dimension is two: the repetition, which stands still in x, and the dimension itself.
  const dims = x!.shape.flatMap((n, d) => [counts[d]!, n]);
  const from = x!.shape.flatMap((_, d) => [0, strides[d]!]);
  return copyOf(backend, x!, shape, dims, 0, from);
};

const reverse: Kernel = (backend, { x }, { dims }) => {
  if (!isHeapDtype(x!.dtype)) return undefined;
  const turned = new Set(util.parseAxisParam(dims as number[], x!.shape));
  const strides = stridesOf(x!.shape);
  const start = strides.reduce((sum, stride, d) => sum + (turned.has(d) ? stride * (x!.shape[d]! - 1) : 0), 0);
  return copyOf(
    backend,
    x!,
    x!.shape,
    x!.shape,
    Math.max(0, start),
    strides.map((stride, d) => (turned.has(d) ? -stride : stride)),
  );
};

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
    dot(info.begin, strides),
    strides.map((stride, d) => stride * (info.strides[d] as number)),
  );
};

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, d) => sum + value * b[d]!, 0);
}

export const moveKernels: readonly (readonly [string, Kernel])[] = [
  ['Reshape', reshape],
  ['ExpandDims', expandDims],
  ['Identity', identity],
  ['Cast', cast],
  ['Fill', fill],
  ['ZerosLike', filledLike(0)],
  ['OnesLike', filledLike(1)],
  ['Transpose', transpose],
  ['Slice', slice],
  ['StridedSlice', stridedSlice],
  ['SplitV', split],
  ['Unpack', unpack],
  ['Concat', concat],
  ['Pack', pack],
  ['PadV2', pad],
  ['Tile', tile],
  ['Reverse', reverse],
];
