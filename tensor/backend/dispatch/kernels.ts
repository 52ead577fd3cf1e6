/**
 * The table of our kernels: tfjs's name of a kernel, and the function that does it.
 *
 * To add one: its function in the file of its family (`unary.ts` is the one to copy), a line in that file's list, and the
 * property tests pick it up from here.
 */

import { binaryKernels } from './binary.ts';
import { convolutionKernels } from './convolution.ts';
import { gatherKernels } from './gather.ts';
import { imageKernels } from './image.ts';
import { joinKernels } from './join.ts';
import type { Kernel } from './kernel.ts';
import { matmulKernels } from './matmul.ts';
import { moveKernels } from './move.ts';
import { reduceKernels } from './reduce.ts';
import { sliceKernels } from './slice.ts';
import { unaryKernels } from './unary.ts';

export const kernels: ReadonlyMap<string, Kernel> = new Map<string, Kernel>([
  ...unaryKernels,
  ...binaryKernels,
  ...moveKernels,
  ...sliceKernels,
  ...joinKernels,
  ...gatherKernels,
  ...reduceKernels,
  ...matmulKernels,
  ...convolutionKernels,
  ...imageKernels,
]);
