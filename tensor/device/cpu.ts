/** The device that is always there: tfjs's cpu backend, plain JavaScript, one thread. */

import type { Candidate, OpenedCandidate } from './device.ts';
import { nodeModule } from './node-modules.ts';

export const cpu = {
  device: 'cpu',
  name: 'cpu',
  async open(): Promise<OpenedCandidate> {
    return { backend: 'cpu', hardware: 'cpu', line: `tfjs cpu backend, one thread of ${processor()}`, dispose() {} };
  },
} as const satisfies Candidate;

function processor(): string {
  const os = nodeModule('node:os');
  if (os === null) return 'this browser';
  return `${os.cpus()[0]?.model.trim() || 'an unnamed processor'} (${os.availableParallelism()} cores)`;
}
