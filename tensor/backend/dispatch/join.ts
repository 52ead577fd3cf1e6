/** Kernels that put tensors together: concat, stack, pad. */

import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { isHeapDtype } from '../records.ts';
import { emitCopy, emitFill, offsetOf } from './copy.ts';
import type { Kernel } from './kernel.ts';
import { sameShape, sizeOf, stridesOf } from './shapes.ts';

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
  const start = offsetOf(
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

export const joinKernels: readonly (readonly [string, Kernel])[] = [
  ['Concat', concat],
  ['Pack', pack],
  ['PadV2', pad],
];
