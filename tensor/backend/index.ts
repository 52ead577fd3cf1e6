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
import { createEngine, type EngineOptions, type EnginePlan, planOf, whyNoEngine } from './wasm.ts';

export { type AdamOptions, FusedAdam } from './optimizers/adam.ts';
export { FusedOptimizer, type OptimizerOptions } from './optimizers/fused-optimizer.ts';
export { FusedRmsProp, type RmsPropOptions } from './optimizers/rmsprop.ts';
export { FusedSgd, type SgdOptions } from './optimizers/sgd.ts';
export { BACKEND_NAME, type EngineOptions, type EnginePlan, LudusBackend, whyNoEngine };

let registered: EnginePlan | null = null;

/**
 * Registers the backend and its kernels; `tf.setBackend('ludus')`, awaited, then starts it.
 *
 * @param options Of the engine: threads, and whether results must not depend on the machine. Heard on the first call only.
 * @returns the engine in force: its threads, and whether its kernels have fused multiply-add.
 */
export function registerLudus(options: EngineOptions = {}): EnginePlan {
  if (registered !== null) return registered;
  registered = planOf(options);
  registerKernels();
  // One engine a process: tfjs makes a new backend after each `engine().reset()`, and workers take long to start.
  let engine: ReturnType<typeof createEngine> | undefined;
  registerBackend(BACKEND_NAME, async () => {
    engine ??= createEngine(options);
    return new LudusBackend(await engine);
  });
  return registered;
}
