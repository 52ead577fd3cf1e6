/** Kernels that move elements by what other tensors say: gather, its gradient, one-hot, select. */

import { util } from '@tensorflow/tfjs-core';
import { floatBits } from '../engine.ts';
import * as op from '../opcodes.ts';
import { isHeapDtype } from '../records.ts';
import { elementBytes, emitFill } from './copy.ts';
import type { Kernel } from './kernel.ts';
import { sameShape, sizeOf } from './shapes.ts';

const gather: Kernel = (backend, { x, indices }, { axis, batchDims }) => {
  if (!isHeapDtype(x!.dtype) || indices!.dtype !== 'int32' || ((batchDims as number) ?? 0) !== 0) return undefined;
  const along = util.parseAxisParam(axis as number, x!.shape)[0]!;
  const size = x!.shape[along]!;
  // A recorded gather cannot look at its indices: those out of range give zeros in a replay.
  if (backend.recording === null) {
    for (const index of backend.record(indices!.dataId).values) {
      util.assert(index >= 0 && index < size, () => `GatherV2: the index value ${index} is not in [0, ${size - 1}]`);
    }
  }
  const before = x!.shape.slice(0, along);
  const after = x!.shape.slice(along + 1);
  const out = backend.allocate([...before, ...indices!.shape, ...after], x!.dtype);
  const count = sizeOf(indices!.shape);
  if (sizeOf(out.shape) === 0) return out;
  backend.engine.emit(
    op.GATHER,
    1,
    backend.pointer(out),
    backend.pointer(x!),
    backend.pointer(indices!),
    sizeOf(before),
    size,
    sizeOf(after),
    count,
    elementBytes(x!.dtype),
  );
  return out;
};

const segmentSum: Kernel = (backend, { x, segmentIds }, { numSegments }) => {
  if (x!.dtype !== 'float32' || segmentIds!.dtype !== 'int32') return undefined;
  const ids = segmentIds!.shape;
  // tfjs sums over the first dimension; ids of more dimensions go to the cpu backend.
  if (ids.length !== 1 || ids[0] !== x!.shape[0]) return undefined;
  const inner = x!.shape.slice(1);
  const out = backend.allocate([numSegments as number, ...inner], 'float32');
  emitFill(backend, out, 0);
  if (sizeOf(x!.shape) > 0) {
    const pointers = [backend.pointer(out), backend.pointer(x!), backend.pointer(segmentIds!)];
    backend.engine.emit(op.SCATTER_ADD, 1, ...pointers, ids[0]!, numSegments as number, sizeOf(inner));
  }
  return out;
};

const oneHot: Kernel = (backend, { indices }, { depth, onValue, offValue, dtype }) => {
  const type = (dtype as string | undefined) ?? 'float32';
  if (indices!.dtype !== 'int32' || (type !== 'float32' && type !== 'int32')) return undefined;
  const out = backend.allocate([...indices!.shape, depth as number], type);
  const word = type === 'float32' ? floatBits : (value: number) => value;
  if (sizeOf(out.shape) > 0) {
    const n = sizeOf(indices!.shape);
    const pointers = [backend.pointer(out), backend.pointer(indices!)];
    backend.engine.emit(
      op.ONE_HOT,
      1,
      ...pointers,
      n,
      depth as number,
      word(onValue as number),
      word(offValue as number),
    );
  }
  return out;
};

const select: Kernel = (backend, { condition, t, e }) => {
  const { dtype } = t!;
  if (condition!.dtype !== 'bool' || dtype !== e!.dtype || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
  const size = sizeOf(t!.shape);
  const conditions = sizeOf(condition!.shape);
  if (!sameShape(t!.shape, e!.shape) || conditions === 0 || size % conditions !== 0) return undefined;
  const out = backend.allocate(t!.shape, dtype);
  if (size === 0) return out;
  const pointers = [backend.pointer(out), backend.pointer(condition!), backend.pointer(t!), backend.pointer(e!)];
  backend.engine.emit(op.SELECT, backend.engine.partsFor(size), ...pointers, size, size / conditions);
  return out;
};

export const gatherKernels: readonly (readonly [string, Kernel])[] = [
  ['GatherV2', gather],
  ['UnsortedSegmentSum', segmentSum],
  ['OneHot', oneHot],
  ['Select', select],
];
