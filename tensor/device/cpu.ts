/** The device that is always there: tfjs's cpu backend, plain JavaScript, one thread. */

import { availableParallelism, cpus } from 'node:os';
import type { Candidate } from './device.ts';

export const cpu: Candidate = {
  device: 'cpu',
  name: 'cpu',
  async open() {
    const model = cpus()[0]?.model.trim() || 'unknown processor';
    return {
      backend: 'cpu',
      hardware: 'cpu',
      line: `tfjs cpu backend, one thread of ${model} (${availableParallelism()} cores)`,
      dispose() {},
    };
  },
};
