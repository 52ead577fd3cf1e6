/**
 * The device that is always there: our own backend in WebAssembly (`backend/index.ts`), or tfjs's cpu backend in plain JavaScript,
 * much slower, where the engine lacks WebAssembly's SIMD or shared memory.
 *
 * All cores, up to eight: the backend shares a command only where that pays, so that small networks stay on one thread and never start another;
 * results are the same bits for any number. Two environment variables override it: `LUDUS_THREADS` (1 to 64; 1 where several runs share the
 * machine) and `LUDUS_VECTORS` (128 keeps V8's experimental 256-bit vectors out of the process).
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
    const asked = { threads: fromEnvironment('LUDUS_THREADS', 1, 64), vectors: vectorsAsked() };
    const { threads, build, vectors } = registerLudus(asked);
    const kernels = `${build === 'relaxed' ? 'FMA' : 'plain SIMD'}, ${vectors}-bit vectors`;
    const line = `ludus WebAssembly backend (${kernels}), ${threads === 1 ? 'one thread' : `up to ${threads} threads`} of ${processor()}`;
    return { backend: 'ludus', hardware: 'cpu', line, dispose() {} };
  },
} as const satisfies Candidate;

/** @throws RangeError for what is no integer in `[low, high]`. */
function fromEnvironment(name: string, low: number, high: number): number | undefined {
  const text = typeof process === 'undefined' ? undefined : process.env?.[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new RangeError(
    `choosing a device: ${name} must be an integer in [${low}, ${high}], got '${text}'; set another or unset it`,
  );
}

function vectorsAsked(): 128 | 256 | undefined {
  const bits = fromEnvironment('LUDUS_VECTORS', 128, 256);
  if (bits === undefined || bits === 128 || bits === 256) return bits;
  throw new RangeError(
    `choosing a device: LUDUS_VECTORS must be 128 or 256, got '${bits}'; set one of them or unset it`,
  );
}

function processor(): string {
  const os = nodeModule('node:os');
  if (os === null) return 'this browser';
  return `${os.cpus()[0]?.model.trim() || 'an unnamed processor'} (${os.availableParallelism()} cores)`;
}
