/**
 * Convolutions, depthwise ones, and their gradients.
 *
 * The commands are channels last. Images that come channels first are turned and their result is turned back; filters are laid
 * out alike in both.
 */

import { backend_util, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { floatBits } from '../engine.ts';
import * as op from '../opcodes.ts';
import { emitTranspose } from './copy.ts';
import { allFloat, geometry, type Info, type Shape4 } from './geometry.ts';
import type { Inputs, Kernel } from './kernel.ts';
import { ACTIVATIONS, withPrelu } from './matmul.ts';
import { sameShape, sizeOf } from './shapes.ts';

/**
 * tfjs's plan of a convolution; undefined for one whose patches exceed a part's scratch. `dilations` are 1 in its gradients.
 */
function convInfo(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: NamedAttrMap,
  depthwise: boolean,
): Info | undefined {
  const info = backend_util.computeConv2DInfo(
    inShape as Shape4,
    filterShape as Shape4,
    attrs.strides as number,
    (attrs.dilations as number | undefined) ?? 1,
    attrs.pad as 'same',
    attrs.dimRoundingMode as undefined,
    depthwise,
  );
  const depth = info.filterHeight * info.filterWidth * info.inChannels;
  return depthwise || depth <= op.CONV_MOST_DEPTH ? info : undefined;
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
    const parts = Math.min(engine.foldsFor(work), info.batchSize);
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

const TO_CHANNELS_LAST = [0, 2, 3, 1];
const TO_CHANNELS_FIRST = [0, 3, 1, 2];

/** A convolution's kernel that takes images channels first too: `images` names those inputs, `result` says whether it gives one. */
function eitherLayout(kernel: Kernel, images: readonly string[], result: boolean): Kernel {
  return (backend, inputs, attrs) => {
    if (attrs.dataFormat !== 'NCHW') return kernel(backend, inputs, attrs);
    // A bias or prelu weights would have to be turned with the image: tfjs's own kernels know how.
    if (inputs.bias != null || inputs.preluActivationWeights != null) return undefined;
    if (images.some((name) => inputs[name]!.dtype !== 'float32')) return undefined;
    const turned = images.map((name) => [name, emitTranspose(backend, inputs[name]!, TO_CHANNELS_LAST)!] as const);
    const shape = attrs.inputShape as number[] | undefined;
    // Explicit paddings come in the order of the image's dimensions.
    const pad = attrs.pad as string | number | [number, number][];
    const out = kernel(backend, { ...inputs, ...Object.fromEntries(turned) } as Inputs, {
      ...attrs,
      dataFormat: 'NHWC',
      pad: Array.isArray(pad) ? TO_CHANNELS_LAST.map((d) => pad[d]!) : pad,
      ...(shape === undefined ? {} : { inputShape: TO_CHANNELS_LAST.map((d) => shape[d]!) }),
    }) as TensorInfo | undefined;
    for (const [, image] of turned) backend.disposeIntermediateTensorInfo(image);
    return out === undefined || !result ? out : turnedBack(backend, out);
  };
}

function turnedBack(backend: LudusBackend, image: TensorInfo): TensorInfo | undefined {
  const out = emitTranspose(backend, image, TO_CHANNELS_FIRST);
  backend.disposeIntermediateTensorInfo(image);
  return out;
}

export const convolutionKernels: readonly (readonly [string, Kernel])[] = [
  ['Conv2D', eitherLayout(convolution(op.CONV, false), ['x'], true)],
  ['FusedConv2D', eitherLayout(withPrelu(convolution(op.CONV, true)), ['x'], true)],
  ['Conv2DBackpropInput', eitherLayout(inputGradient(op.CONV_INPUT_GRAD), ['dy'], true)],
  ['Conv2DBackpropFilter', eitherLayout(filterGradient(op.CONV_FILTER_GRAD), ['x', 'dy'], false)],
  ['DepthwiseConv2dNative', eitherLayout(convolution(op.DEPTHWISE, false), ['x'], true)],
  ['FusedDepthwiseConv2D', eitherLayout(withPrelu(convolution(op.DEPTHWISE, true)), ['x'], true)],
  ['DepthwiseConv2dNativeBackpropInput', eitherLayout(inputGradient(op.DEPTHWISE_INPUT_GRAD), ['dy'], true)],
  ['DepthwiseConv2dNativeBackpropFilter', eitherLayout(filterGradient(op.DEPTHWISE_FILTER_GRAD), ['x', 'dy'], false)],
];
