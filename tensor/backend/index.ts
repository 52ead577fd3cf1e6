/**
 * The training backend: registers `ludus` with tfjs. `docs/training-backend.md` explains the whole.
 *
 *     registerLudus();
 *     await tf.setBackend('ludus');
 */

import '@tensorflow/tfjs-backend-cpu';
import { registerBackend } from '@tensorflow/tfjs-core';
import { LudusBackend } from './backend.ts';
import { BACKEND_NAME, registerKernels } from './dispatch/register.ts';
import { createEngine, type EngineOptions } from './wasm.ts';

export { type AdamOptions, FusedAdam } from './optimizers/adam.ts';
export { FusedOptimizer, type OptimizerOptions } from './optimizers/fused-optimizer.ts';
export { FusedRmsProp, type RmsPropOptions } from './optimizers/rmsprop.ts';
export { FusedSgd, type SgdOptions } from './optimizers/sgd.ts';
export { BACKEND_NAME, type EngineOptions, LudusBackend };

let registered = false;

/**
 * Registers the backend and its kernels; `tf.setBackend('ludus')`, awaited, then starts it.
 *
 * @param options Of the engine: threads, and whether results must not depend on the machine. Heard on the first call only.
 */
export function registerLudus(options: EngineOptions = {}): void {
  if (registered) return;
  registered = true;
  registerKernels();
  // One engine a process: tfjs makes a new backend after each `engine().reset()`, and workers take long to start.
  let engine: ReturnType<typeof createEngine> | undefined;
  registerBackend(BACKEND_NAME, async () => {
    engine ??= createEngine(options);
    return new LudusBackend(await engine);
  });
}
