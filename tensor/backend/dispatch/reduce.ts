/** Kernels along an axis: reductions, argmax and argmin, softmax, cumulative sums and products. */

import { backend_util, type NamedAttrMap, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import * as op from '../opcodes.ts';
import type { HeapDtype } from '../records.ts';
import { emitTranspose } from './copy.ts';
import type { Kernel } from './kernel.ts';
import { sizeOf } from './shapes.ts';

/** Multiply-adds an exponential is worth, for the split into parts. */
const EXPONENTIAL = 16;

/** What a reduction loops over: x seen as [outer, axis, inner], and the shape of the result without and with kept dimensions. */
interface Reduction {
  readonly x: TensorInfo;
  /** Whether `x` is a transposed copy, to be disposed of. */
  readonly transposed: boolean;
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
  readonly shape: number[];
}

/** Plans a reduction over `axes`; axes that do not lie side by side are brought to the end. Undefined: not for us. */
function plan(backend: LudusBackend, x: TensorInfo, axes: readonly number[], keepDims: boolean): Reduction | undefined {
  const size = sizeOf(x.shape);
  if (size === 0) return undefined;
  const shape = keepDims
    ? x.shape.map((n, d) => (axes.includes(d) ? 1 : n))
    : x.shape.filter((_, d) => !axes.includes(d));
  // Axes of size 1 neither count nor separate.
  const reduced = axes.filter((d) => x.shape[d] !== 1);
  if (reduced.length === 0) return { x, transposed: false, outer: size, axis: 1, inner: 1, shape };
  const first = Math.min(...reduced);
  const last = Math.max(...reduced);
  let between = true;
  for (let d = first; d <= last; d++) if (x.shape[d] !== 1 && !reduced.includes(d)) between = false;
  const axis = reduced.reduce((product, d) => product * x.shape[d]!, 1);
  if (between) {
    const outer = sizeOf(x.shape.slice(0, first));
    return { x, transposed: false, outer, axis, inner: size / outer / axis, shape };
  }
  const permutation = backend_util.getAxesPermutation([...axes], x.shape.length);
  const moved = permutation === null ? x : emitTranspose(backend, x, permutation);
  if (moved === undefined) return undefined;
  return { x: moved, transposed: permutation !== null, outer: size / axis, axis, inner: 1, shape };
}

/** Kinds by dtype; a dtype without a kind is left to the cpu backend. */
function reduction(kinds: Partial<Record<HeapDtype, number>>, axisName = 'axis'): Kernel {
  return (backend, { x }, attrs) => {
    const kind = kinds[x!.dtype as HeapDtype];
    if (kind === undefined) return undefined;
    const axes = util.parseAxisParam((attrs[axisName] ?? undefined) as number[], x!.shape);
    const loop = plan(backend, x!, axes, attrs.keepDims as boolean);
    if (loop === undefined) return undefined;
    const out = backend.allocate(loop.shape, x!.dtype as HeapDtype);
    const parts = backend.engine.partsFor(loop.outer * loop.axis * loop.inner);
    const pointers = [backend.pointer(out), backend.pointer(loop.x)];
    backend.engine.emit(op.REDUCE, parts, kind, ...pointers, loop.outer, loop.axis, loop.inner);
    if (loop.transposed) backend.disposeIntermediateTensorInfo(loop.x);
    return out;
  };
}

/** kind: 0 largest, 1 smallest. */
function argReduction(kind: number): Kernel {
  return (backend, { x }, attrs) => {
    if (x!.dtype !== 'float32') return undefined;
    const axes = util.parseAxisParam(attrs.axis as number, x!.shape);
    const loop = axes.length === 1 ? plan(backend, x!, axes, false) : undefined;
    if (loop === undefined) return undefined;
    const out = backend.allocate(loop.shape, 'int32');
    const pointers = [backend.pointer(out), backend.pointer(x!)];
    const parts = backend.engine.partsFor(loop.outer * loop.axis * loop.inner);
    backend.engine.emit(op.ARG_REDUCE, parts, kind, ...pointers, loop.outer, loop.axis, loop.inner);
    return out;
  };
}

/** Along the last dimension, the only one tfjs has. */
const softmax: Kernel = (backend, { logits }, { dim }) => {
  const shape = logits!.shape;
  const last = shape.length - 1;
  if (logits!.dtype !== 'float32' || (dim !== -1 && dim !== last)) return undefined;
  const size = sizeOf(shape);
  const cols = shape[last];
  if (cols === undefined || size === 0) return undefined;
  const out = backend.allocate(shape, 'float32');
  const pointers = [backend.pointer(out), backend.pointer(logits!)];
  backend.engine.emit(op.SOFTMAX, backend.engine.partsFor(size * EXPONENTIAL), ...pointers, size / cols, cols, 0);
  return out;
};

/** product: 0 sum, 1 product. */
function cumulative(product: number): Kernel {
  return (backend, { x }, { axis, exclusive, reverse }: NamedAttrMap) => {
    if (x!.dtype !== 'float32') return undefined;
    const along = util.parseAxisParam(axis as number, x!.shape)[0]!;
    const out = backend.allocate(x!.shape, 'float32');
    const size = sizeOf(x!.shape);
    if (size === 0) return out;
    const outer = sizeOf(x!.shape.slice(0, along));
    const length = x!.shape[along]!;
    const pointers = [backend.pointer(out), backend.pointer(x!)];
    const flags = [exclusive ? 1 : 0, reverse ? 1 : 0, product];
    const parts = backend.engine.partsFor(size);
    backend.engine.emit(op.CUMULATE, parts, ...pointers, outer, length, size / outer / length, ...flags);
    return out;
  };
}

export const reduceKernels: readonly (readonly [string, Kernel])[] = [
  ['Sum', reduction({ float32: op.REDUCE_SUM, int32: op.REDUCE_SUM_I32 })],
  ['Mean', reduction({ float32: op.REDUCE_MEAN })],
  ['Max', reduction({ float32: op.REDUCE_MAX, int32: op.REDUCE_MAX_I32 }, 'reductionIndices')],
  ['Min', reduction({ float32: op.REDUCE_MIN, int32: op.REDUCE_MIN_I32 })],
  ['Prod', reduction({ float32: op.REDUCE_PROD, int32: op.REDUCE_PROD_I32 })],
  ['All', reduction({ bool: op.REDUCE_ALL })],
  ['Any', reduction({ bool: op.REDUCE_ANY })],
  ['ArgMax', argReduction(0)],
  ['ArgMin', argReduction(1)],
  ['Softmax', softmax],
  ['Cumsum', cumulative(0)],
  ['Cumprod', cumulative(1)],
];
