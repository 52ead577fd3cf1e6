/**
 * tfjs in float64, as a reference: the core and the cpu backend, loaded once more with Float64Array where they say
 * Float32Array, and with a global object of their own, so that their engine is not the one under test.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as core from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);

type Core = typeof core;

function load(name: string, scope: object, resolve: (name: string) => unknown): unknown {
  const source = readFileSync(require.resolve(name), 'utf8');
  const module = { exports: {} };
  // tfjs takes `window` for the global object where there is one.
  const run = new Function('module', 'exports', 'require', 'window', 'global', 'globalThis', 'Float32Array', source);
  run(module, module.exports, resolve, scope, scope, scope, Float64Array);
  return module.exports;
}

let loaded: Core | undefined;

export function float64(): Core {
  if (loaded !== undefined) return loaded;
  const scope = { document: {}, navigator: { userAgent: 'node' }, location: { search: '' }, setTimeout, performance };
  const tf = load('@tensorflow/tfjs-core', scope, require) as Core;
  load('@tensorflow/tfjs-backend-cpu', scope, (name) => (name === '@tensorflow/tfjs-core' ? tf : require(name)));
  tf.setBackend('cpu');
  loaded = tf;
  return tf;
}
