/**
 * The dispatch: every kernel of tfjs's cpu backend under the backend name `ludus`, with our own in front.
 *
 * A kernel of ours (`kernels.ts` lists them) may decline what it does not cover by returning undefined: the cpu backend's
 * function then runs, over views of the same memory. While a step is being captured, our kernels record themselves (the
 * engine sees their commands), and a cpu kernel is recorded as a segment of JavaScript.
 */

import {
  getKernelsForBackend,
  type KernelConfig,
  type NamedTensorInfoMap,
  registerKernel,
} from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { runFallback } from './fallback.ts';
import type { Inputs, Kernel } from './kernel.ts';
import { kernels } from './kernels.ts';

export const BACKEND_NAME = 'ludus';

/** Registers all kernels. The cpu backend must have registered its own. */
export function registerKernels(): void {
  const fallbacks = new Map(getKernelsForBackend('cpu').map((config) => [config.kernelName, config]));
  for (const [kernelName, fallback] of fallbacks) {
    registerKernel({
      ...fallback,
      backendName: BACKEND_NAME,
      kernelFunc: wrap(kernelName, kernels.get(kernelName), fallback),
    });
  }
  // Kernels of ours that the cpu backend does not have.
  for (const [kernelName, kernel] of kernels) {
    if (!fallbacks.has(kernelName)) {
      registerKernel({ kernelName, backendName: BACKEND_NAME, kernelFunc: wrap(kernelName, kernel, undefined) });
    }
  }
}

function wrap(
  kernelName: string,
  kernel: Kernel | undefined,
  fallback: KernelConfig | undefined,
): KernelConfig['kernelFunc'] {
  return ({ inputs, attrs, backend }) => {
    const ludus = backend as LudusBackend;
    const outer = ludus.runningKernel;
    ludus.runningKernel = kernelName;
    try {
      const own = kernel?.(ludus, inputs as Inputs, attrs ?? {});
      if (own !== undefined) return own;
      if (fallback === undefined) {
        throw new Error(`kernel ${kernelName}: not defined for these inputs (${describe(inputs)})`);
      }
      if (ludus.recording !== null) return ludus.recording.fallback(fallback, inputs, attrs);
      return runFallback(ludus, fallback, inputs, attrs);
    } finally {
      ludus.runningKernel = outer;
    }
  };
}

function describe(inputs: NamedTensorInfoMap): string {
  return Object.entries(inputs)
    .map(([name, tensor]) => `${name}: ${tensor?.dtype} [${tensor?.shape}]`)
    .join(', ');
}
