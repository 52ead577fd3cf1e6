/**
 * What the kernels that move elements are made of: one strided copy (`STRIDED_COPY`) with the right strides and a start inside
 * one of the two tensors, and fills.
 */

import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { floatBits } from '../engine.ts';
import * as op from '../opcodes.ts';
import type { HeapDtype } from '../records.ts';
import { collapse, MAX_RANK, sizeOf, stridesOf } from './shapes.ts';

export function elementBytes(dtype: HeapDtype): number {
  return dtype === 'bool' ? 1 : 4;
}

/** Side of a copy: a tensor, where in it the loop starts, and its strides; all in elements. */
export interface Side {
  readonly tensor: TensorInfo;
  readonly start: number;
  readonly strides: readonly number[];
}

/** The loop over `dims` that copies `from` to `to`; false when it needs more dimensions than a command has (nothing is emitted). */
export function emitCopy(backend: LudusBackend, to: Side, from: Side, dims: readonly number[]): boolean {
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
export function copyOf(
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

/** Where in a tensor of `strides` the element at `index` lies. */
export function offsetOf(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((sum, value, d) => sum + value * strides[d]!, 0);
}
