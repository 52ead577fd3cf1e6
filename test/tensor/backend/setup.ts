/** Puts the tests of a file on the backend, and gives them seeded numbers. */

import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { type LudusBackend, registerLudus } from '../../../tensor/backend/index.ts';

export { layers, tf };

/** One thread unless said: vitest runs files side by side. */
export async function useLudus(threads = 1): Promise<LudusBackend> {
  registerLudus({ threads });
  await tf.setBackend('ludus');
  return tf.backend() as LudusBackend;
}

/** Numbers uniform in `[-1, 1)`, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

/** A tensor of such numbers, times `scale`. */
export function randomTensor(random: () => number, shape: number[], scale = 1): tf.Tensor {
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random() * scale),
    shape,
  );
}
