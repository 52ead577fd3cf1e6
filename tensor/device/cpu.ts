/** The device that is always there: tfjs's cpu backend, plain JavaScript, one thread. */

import { availableParallelism, cpus } from 'node:os';
import type { Candidate } from './device.ts';

export const cpu = {
  device: 'cpu' as const,
  name: 'cpu',
  async open() {
    const model = cpus()[0]?.model.trim() || 'unknown processor';
    return {
      backend: 'cpu' as const,
      hardware: 'cpu' as const,
      line: `tfjs cpu backend, one thread of ${model} (${availableParallelism()} cores)`,
      dispose() {},
    };
  },
} satisfies Candidate;
