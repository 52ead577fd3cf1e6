/** What image kernels share: the geometry of their commands, and what tensors they take. */

import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from './shapes.ts';

export type Info = backend_util.Conv2DInfo;
export type Shape4 = [number, number, number, number];

/** The geometry of an image command: opcodes.ts, `G`. */
export function geometry(info: Info, multiplier: number): number[] {
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

/** Whether all are float32 and none is empty. */
export function allFloat(...tensors: TensorInfo[]): boolean {
  return tensors.every((tensor) => tensor.dtype === 'float32' && sizeOf(tensor.shape) > 0);
}
