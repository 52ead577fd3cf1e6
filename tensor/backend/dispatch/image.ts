/** Kernels on images [batch, height, width, channels]: pooling, batch normalisation, resizing, and their gradients. */

import { backend_util, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { floatBits } from '../engine.ts';
import * as op from '../opcodes.ts';
import { emitFill } from './copy.ts';
import { allFloat, geometry, type Info, type Shape4 } from './geometry.ts';
import type { Kernel } from './kernel.ts';
import { sameShape, sizeOf } from './shapes.ts';

/** kind: 0 maximum, 1 average. */
function poolInfo(x: TensorInfo, attrs: NamedAttrMap): Info {
  return backend_util.computePool2DInfo(
    x.shape as Shape4,
    attrs.filterSize as number,
    attrs.strides as number,
    (attrs.dilations as number | undefined) ?? 1,
    attrs.pad as 'same',
    attrs.dimRoundingMode as undefined,
  );
}

function pool(kind: number): Kernel {
  return (backend, { x }, attrs) => {
    if (!allFloat(x!) || x!.shape.length !== 4) return undefined;
    const info = poolInfo(x!, attrs);
    if (sizeOf(info.outShape) === 0) return undefined;
    // As the cpu backend has it, whatever the stride.
    if (info.filterHeight * info.filterWidth === 1 && sameShape(x!.shape, info.outShape)) return backend.alias(x!);
    const out = backend.allocate(info.outShape, 'float32');
    const work = sizeOf(info.outShape) * info.filterHeight * info.filterWidth;
    const pointers = [backend.pointer(out), backend.pointer(x!)];
    backend.engine.emit(op.POOL, backend.engine.partsFor(work), kind, ...pointers, ...geometry(info, 1));
    return out;
  };
}

function poolGradient(kind: number): Kernel {
  return (backend, { dy, input }, attrs) => {
    if (!allFloat(dy!, input!) || input!.shape.length !== 4) return undefined;
    const info = poolInfo(input!, attrs);
    if (!sameShape(dy!.shape, info.outShape)) return undefined;
    const out = backend.allocate(input!.shape, 'float32');
    const work = sizeOf(info.outShape) * info.filterHeight * info.filterWidth;
    const pointers = [backend.pointer(out), backend.pointer(dy!), backend.pointer(input!)];
    backend.engine.emit(op.POOL_GRAD, backend.engine.partsFor(work), kind, ...pointers, ...geometry(info, 1));
    return out;
  };
}

const batchNorm: Kernel = (backend, { x, scale, offset, mean, variance }, { varianceEpsilon }) => {
  // One value a channel, or for layer normalisation one an element of the last dimensions: the parameters repeat all the same.
  const channels = sizeOf(mean!.shape);
  const parameters = [mean!, variance!, ...(scale == null ? [] : [scale]), ...(offset == null ? [] : [offset])];
  const size = sizeOf(x!.shape);
  if (!allFloat(x!, ...parameters) || size % channels !== 0) return undefined;
  if (parameters.some(({ shape }) => sizeOf(shape) !== channels)) return undefined;
  const out = backend.allocate(x!.shape, 'float32');
  backend.engine.emit(
    op.BATCH_NORM,
    backend.engine.partsFor(size),
    backend.pointer(out),
    backend.pointer(x!),
    backend.pointer(mean!),
    backend.pointer(variance!),
    offset == null ? 0 : backend.pointer(offset),
    scale == null ? 0 : backend.pointer(scale),
    size,
    channels,
    floatBits((varianceEpsilon as number | undefined) ?? 0.001),
  );
  return out;
};

/** nearest: 0 bilinear, 1 nearest neighbour. */
function resize(nearest: number): Kernel {
  return (backend, { images }, { size, alignCorners, halfPixelCenters }) => {
    if (!allFloat(images!)) return undefined;
    const [batch, height, width, channels] = images!.shape as Shape4;
    const [outHeight, outWidth] = size as [number, number];
    const out = backend.allocate([batch, outHeight, outWidth, channels], 'float32');
    const extent = sizeOf(out.shape);
    if (extent === 0) return out;
    const pointers = [backend.pointer(out), backend.pointer(images!)];
    const dims = [batch, height, width, channels, outHeight, outWidth];
    const flags = [alignCorners ? 1 : 0, halfPixelCenters ? 1 : 0, nearest];
    backend.engine.emit(op.RESIZE, backend.engine.partsFor(extent * 4), ...pointers, ...dims, ...flags);
    return out;
  };
}

function resizeGradient(nearest: number): Kernel {
  return (backend, { images, dy }, { alignCorners }) => {
    if (!allFloat(images!, dy!)) return undefined;
    const [batch, height, width, channels] = images!.shape as Shape4;
    const [, outHeight, outWidth] = dy!.shape as Shape4;
    const out = backend.allocate(images!.shape, 'float32');
    emitFill(backend, out, 0);
    const pointers = [backend.pointer(out), backend.pointer(dy!)];
    const dims = [batch, height, width, channels, outHeight, outWidth];
    backend.engine.emit(op.RESIZE_GRAD, 1, ...pointers, ...dims, alignCorners ? 1 : 0, 0, nearest);
    return out;
  };
}

export const imageKernels: readonly (readonly [string, Kernel])[] = [
  ['MaxPool', pool(0)],
  ['AvgPool', pool(1)],
  ['MaxPoolGrad', poolGradient(0)],
  ['AvgPoolGrad', poolGradient(1)],
  ['FusedBatchNorm', batchNorm],
  ['ResizeBilinear', resize(0)],
  ['ResizeNearestNeighbor', resize(1)],
  ['ResizeBilinearGrad', resizeGradient(0)],
  ['ResizeNearestNeighborGrad', resizeGradient(1)],
];
