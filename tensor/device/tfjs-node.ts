/**
 * TensorFlow's C library through `@tensorflow/tfjs-node-gpu` (CUDA, Linux and Windows) or `@tensorflow/tfjs-node` (CPU, but
 * compiled), where the user has installed one. Both fetch their library from outside npm at install, which is why neither is a
 * dependency of ours, and both register the same backend, `tensorflow`.
 *
 * 4.22, the last release, calls `util.isNullOrUndefined` and `util.isArray`, which Node 23 removed
 * (https://github.com/tensorflow/tfjs/issues/8609): they are put back before it loads.
 */

import { tf } from '../tf.ts';
import { type Candidate, DeviceUnavailable, type Importer, importOptional, type OpenedCandidate } from './device.ts';
import { nodeModule } from './node-modules.ts';

const BACKEND = 'tensorflow';

export const tfjsNodeGpu = candidateOf('@tensorflow/tfjs-node-gpu');
export const tfjsNode = candidateOf('@tensorflow/tfjs-node');

function candidateOf(name: string): Candidate {
  return { device: 'gpu', name, open: (importer) => open(name, importer) };
}

async function open(name: string, importer: Importer): Promise<OpenedCandidate> {
  const util = nodeModule('node:util');
  if (util !== null) restoreRemovedUtilities(util as unknown as Record<string, unknown>);
  const backendBefore = tf.getBackend();
  await importOptional(importer, name, `npm install ${name}`);
  // Importing it makes it the current backend; choosing is `useDevice`'s business.
  const backend = tf.findBackend(BACKEND) as { readonly isUsingGpuDevice?: boolean } | null;
  if (backendBefore !== '') await tf.setBackend(backendBefore);
  if (backend === null) {
    throw new DeviceUnavailable(
      `${name} loaded but registered no backend; it must use the same @tensorflow/tfjs-core as ludus (npm ls @tensorflow/tfjs-core)`,
    );
  }
  const cuda = backend.isUsingGpuDevice === true;
  return {
    backend: BACKEND,
    hardware: cuda ? 'gpu' : 'software',
    line: cuda ? `TensorFlow with CUDA (${name})` : `TensorFlow on the CPU (${name}${cudaHint(name)})`,
    // The library cannot be unloaded and does not keep a process alive.
    dispose() {},
  };
}

function cudaHint(name: string): string {
  return name.endsWith('-gpu') ? '; it found no CUDA device: check the driver, CUDA 11.2 and cuDNN 8.1' : '';
}

/** Puts back into `node:util` what Node 23 removed and tfjs-node 4.22 calls. */
export function restoreRemovedUtilities(utilities: Record<string, unknown>): void {
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  utilities.isArray ??= Array.isArray;
}
