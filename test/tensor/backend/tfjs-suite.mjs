// tfjs-core's own tests against the backend: `npm run test:tfjs [-- name of a suite]`.
//
// The tests ship in the npm package (`dist/tests.js`, jasmine), as ES modules in a package that does not say so. esbuild
// bundles them with the backend and one copy of the core; jasmine runs the bundle. What is left out, and why, is in
// tfjs-exclusions.mjs; an exclusion that excludes nothing is an error.

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { exclusions } from './tfjs-exclusions.mjs';

const require = createRequire(import.meta.url);
const filter = process.argv[2] ?? '';
const verbose = process.argv.includes('--verbose');
const backend = process.env.TFJS_SUITE_BACKEND ?? 'ludus';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const entry = `
  import * as tf from '@tensorflow/tfjs-core';
  import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
  import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
  import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
  import { registerLudus } from './tensor/backend/index.ts';
  registerLudus({ threads: Number(process.env.LUDUS_THREADS ?? 1) });
  setTestEnvs([{ name: '${backend}', backendName: '${backend}', isDataSync: true }]);
  tf.setBackend('cpu');
  tf.env().set('PROD', true);
  tf.scalar(0).dispose();
  tf.env().set('PROD', false);
  require('@tensorflow/tfjs-core/dist/tests.js');
`;

const directory = mkdtempSync(join(tmpdir(), 'tfjs-suite-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
const outfile = join(directory, 'suite.cjs');
await build({
  stdin: { contents: entry, resolveDir: root, loader: 'js' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // One copy of the core, the one that the tests import by relative paths: the ES modules.
  mainFields: ['module', 'main'],
  outfile,
  external: ['node-fetch'],
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  // The package says that its tests have no side effects; they register themselves.
  ignoreAnnotations: true,
  logLevel: 'error',
});

const jasmineRequire = require('jasmine-core');
const jasmine = jasmineRequire.boot(jasmineRequire);
const env = jasmine.getEnv();
Object.assign(globalThis, jasmineRequire.interface?.(jasmine, env) ?? {}, { jasmine });
const used = new Set();
env.configure({
  random: false,
  failSpecWithNoExpectations: false,
  specFilter: (spec) => {
    const name = spec.getFullName();
    if (filter !== '' && !filter.startsWith('--') && !name.includes(filter)) return false;
    const exclusion = exclusions.find(({ test }) => name.includes(test));
    if (exclusion !== undefined) used.add(exclusion.test);
    return exclusion === undefined;
  },
});
const counts = { passed: 0, failed: 0, excluded: 0, pending: 0 };
env.addReporter({
  specDone(result) {
    counts[result.status] = (counts[result.status] ?? 0) + 1;
    if (result.status === 'failed') {
      console.log(`FAILED ${result.fullName}`);
      for (const { message, stack } of result.failedExpectations)
        console.log(`    ${verbose ? stack : message.slice(0, 400)}`);
    }
  },
  suiteDone(result) {
    for (const { message } of result.failedExpectations) {
      counts.failed++;
      console.log(`FAILED (suite) ${result.fullName}\n    ${message}`);
    }
  },
});
require(outfile);
const started = performance.now();
await env.execute();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `tfjs-core's tests on '${backend}', Node ${process.version}: ${counts.passed} passed, ${counts.failed} failed, ` +
    `${counts.excluded} excluded, ${counts.pending} pending, ${seconds} s`,
);
const unused = filter === '' ? exclusions.filter(({ test }) => !used.has(test)) : [];
for (const { test } of unused) console.log(`exclusion without a test: ${test}`);
process.exit(counts.failed === 0 && counts.passed > 0 && unused.length === 0 ? 0 : 1);
