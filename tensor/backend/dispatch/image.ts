/** Kernels on images [batch, height, width, channels]: convolutions, pooling, batch normalisation, resizing, and their gradients. */

import { backend_util, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { floatBits } from '../engine.ts';
import * as op from '../opcodes.ts';
import type { Kernel } from './kernel.ts';
import { ACTIVATIONS } from './matmul.ts';
import { emitFill } from './move.ts';
import { sameShape, sizeOf } from './shapes.ts';

type Info = backend_util.Conv2DInfo;
type Shape4 = [number, number, number, number];

/** The geometry of an image command: opcodes.ts, `G`. */
function geometry(info: Info, multiplier: number): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
    multiplier,
  ];
}

/** tfjs's plan of a convolution; undefined for channels first. `dilations` are 1 in its gradients. */
function convInfo(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: NamedAttrMap,
  depthwise: boolean,
): Info | undefined {
  if (attrs.dataFormat === 'NCHW') return undefined;
  return backend_util.computeConv2DInfo(
    inShape as Shape4,
    filterShape as Shape4,
    attrs.strides as number,
    (attrs.dilations as number | undefined) ?? 1,
    attrs.pad as 'same',
    attrs.dimRoundingMode as undefined,
    depthwise,
  );
}

function allFloat(...tensors: TensorInfo[]): boolean {
  return tensors.every((tensor) => tensor.dtype === 'float32' && sizeOf(tensor.shape) > 0);
}

/** Multiply-adds of a convolution. */
function workOf(info: Info): number {
  return sizeOf(info.outShape) * info.filterHeight * info.filterWidth * info.inChannels;
}

function convolution(opcode: number, fused: boolean): Kernel {
  const depthwise = opcode === op.DEPTHWISE;
  return (backend, { x, filter, bias }, attrs) => {
    if (!allFloat(x!, filter!)) return undefined;
    const info = convInfo(x!.shape, filter!.shape, attrs, depthwise);
    if (info === undefined || sizeOf(info.outShape) === 0) return undefined;
    const activation = ACTIVATIONS[(fused ? (attrs.activation as string | undefined) : undefined) ?? 'linear'];
    if (activation === undefined) return undefined;
    const channels = info.outChannels;
    if (bias != null && (!allFloat(bias) || sizeOf(bias.shape) !== channels || bias.shape.at(-1) !== channels)) {
      return undefined;
    }
    const out = backend.allocate(info.outShape, 'float32');
    backend.engine.emit(
      opcode,
      backend.engine.partsFor(depthwise ? workOf(info) / info.inChannels : workOf(info)),
      backend.pointer(out),
      backend.pointer(x!),
      backend.pointer(filter!),
      bias == null ? 0 : backend.pointer(bias),
      activation,
      floatBits((attrs.leakyreluAlpha as number | undefined) ?? 0),
      ...geometry(info, depthwise ? channels / info.inChannels : 1),
    );
    return out;
  };
}

function inputGradient(opcode: number): Kernel {
  const depthwise = opcode === op.DEPTHWISE_INPUT_GRAD;
  return (backend, { dy, filter }, attrs) => {
    if (!allFloat(dy!, filter!)) return undefined;
    const info = convInfo(attrs.inputShape as number[], filter!.shape, attrs, depthwise);
    if (info === undefined || !sameShape(dy!.shape, info.outShape)) return undefined;
    const out = backend.allocate(info.inShape, 'float32');
    const pointers = [backend.pointer(out), backend.pointer(dy!), backend.pointer(filter!)];
    const multiplier = depthwise ? info.outChannels / info.inChannels : 1;
    const work = depthwise ? workOf(info) / info.inChannels : workOf(info);
    backend.engine.emit(opcode, backend.engine.partsFor(work), ...pointers, ...geometry(info, multiplier));
    return out;
  };
}

function filterGradient(opcode: number): Kernel {
  const depthwise = opcode === op.DEPTHWISE_FILTER_GRAD;
  return (backend, { x, dy }, attrs) => {
    if (!allFloat(x!, dy!)) return undefined;
    const info = convInfo(x!.shape, attrs.filterShape as number[], attrs, depthwise);
    if (info === undefined || !sameShape(dy!.shape, info.outShape)) return undefined;
    const { engine } = backend;
    const out = backend.allocate(info.filterShape, 'float32');
    const size = sizeOf(info.filterShape);
    const multiplier = depthwise ? info.outChannels / info.inChannels : 1;
    // Each part sums its images into a filter of its own; adding those in order makes the result independent of the threads.
    const work = depthwise ? workOf(info) / info.inChannels : workOf(info);
    const parts = Math.min(engine.partsFor(work), info.batchSize);
    const partials = parts === 1 ? null : backend.allocateBlock(parts * size * 4);
    const target = partials === null ? backend.pointer(out) : partials.pointer;
    engine.emit(opcode, parts, target, backend.pointer(x!), backend.pointer(dy!), ...geometry(info, multiplier));
    if (partials !== null) {
      engine.emit(op.FOLD, 1, backend.pointer(out), partials.pointer, size, parts);
      backend.releaseBlock(partials);
    }
    return out;
  };
}

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
  ['Conv2D', convolution(op.CONV, false)],
  ['FusedConv2D', convolution(op.CONV, true)],
  ['Conv2DBackpropInput', inputGradient(op.CONV_INPUT_GRAD)],
  ['Conv2DBackpropFilter', filterGradient(op.CONV_FILTER_GRAD)],
  ['DepthwiseConv2dNative', convolution(op.DEPTHWISE, false)],
  ['FusedDepthwiseConv2D', convolution(op.DEPTHWISE, true)],
  ['DepthwiseConv2dNativeBackpropInput', inputGradient(op.DEPTHWISE_INPUT_GRAD)],
  ['DepthwiseConv2dNativeBackpropFilter', filterGradient(op.DEPTHWISE_FILTER_GRAD)],
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
