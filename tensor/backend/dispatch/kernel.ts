/** What a kernel of ours is: the interface between the table and the files of the families. */

import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';

/** One of our kernels. Returns undefined for what it leaves to the cpu backend's kernel; it must not have emitted anything then. */
export type Kernel = (
  backend: LudusBackend,
  inputs: Inputs,
  attrs: NamedAttrMap,
) => TensorInfo | TensorInfo[] | undefined;

/** Inputs by name; a kernel of a list (Concat, AddN, Pack) has them under '0', '1', ... */
export type Inputs = { readonly [name: string]: TensorInfo };
