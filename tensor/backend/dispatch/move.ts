/** Kernels that make a tensor of one: reshape, cast, fill, transpose, tile, reverse. */

import { util } from '@tensorflow/tfjs-core';
import * as op from '../opcodes.ts';
import { type HeapDtype, isHeapDtype } from '../records.ts';
import { copyOf, emitFill, emitTranspose } from './copy.ts';
import type { Kernel } from './kernel.ts';
import { sizeOf, stridesOf } from './shapes.ts';

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

export const moveKernels: readonly (readonly [string, Kernel])[] = [
  ['Reshape', reshape],
  ['ExpandDims', expandDims],
  ['Identity', identity],
  ['Cast', cast],
  ['Fill', fill],
  ['ZerosLike', filledLike(0)],
  ['OnesLike', filledLike(1)],
  ['Transpose', transpose],
  ['Tile', tile],
  ['Reverse', reverse],
];
