import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // In-process tests run the sources; tests of the command line and of the package run `dist`, which `npm test` builds first.
    alias: {
      'ludus/envs': source('envs/index.ts'),
      'ludus/tensor': source('tensor/index.ts'),
      'ludus/agents': source('agents/index.ts'),
      'ludus/server': source('server/index.ts'),
      'ludus/client': source('clients/typescript/index.ts'),
    },
  },
  test: {
    globalSetup: ['scripts/build-kernels.mjs'],
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
