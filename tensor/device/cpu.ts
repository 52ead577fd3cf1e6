/**
 * The device that is always there: our own backend in WebAssembly (`backend/index.ts`), or tfjs's cpu backend in plain JavaScript,
 * much slower, where the engine lacks WebAssembly's SIMD or shared memory.
 *
 * One thread: a gradient step of the agents' networks takes some 0.15 ms (`bench/tensor-mlp.ts`), below the millisecond from which a
 * second thread pays. Whoever trains larger networks calls `registerLudus({ threads })` before.
 */

import { registerLudus, whyNoEngine } from '../backend/index.ts';
import type { Candidate, OpenedCandidate } from './device.ts';
import { nodeModule } from './node-modules.ts';

export const cpu = {
  device: 'cpu',
  name: 'cpu',
  async open(): Promise<OpenedCandidate> {
    const lack = whyNoEngine();
    if (lack !== null) {
      const line = `tfjs cpu backend, one thread of ${processor()}: slow, because ${lack}`;
      return { backend: 'cpu', hardware: 'cpu', line, dispose() {} };
    }
    const { threads, build } = registerLudus({ threads: 1 });
    const kernels = build === 'relaxed' ? 'FMA' : 'plain SIMD';
    const line = `ludus WebAssembly backend (${kernels}), ${threads === 1 ? 'one thread' : `${threads} threads`} of ${processor()}`;
    return { backend: 'ludus', hardware: 'cpu', line, dispose() {} };
  },
} as const satisfies Candidate;

function processor(): string {
  const os = nodeModule('node:os');
  if (os === null) return 'this browser';
  return `${os.cpus()[0]?.model.trim() || 'an unnamed processor'} (${os.availableParallelism()} cores)`;
}
