/** Training on two threads: the numbers of one thread, to the last bit. */

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LudusBackend } from '../../../tensor/backend/index.ts';
import { FusedAdam } from '../../../tensor/backend/optimizers/adam.ts';
import { createEngine } from '../../../tensor/backend/wasm.ts';
import { capture } from '../../../tensor/capture.ts';
import { randomNumbers, randomTensor, tf, useLudus } from './setup.ts';

let threaded: LudusBackend;
beforeAll(async () => {
  threaded = await useLudus(2);
  tf.copyRegisteredKernels('ludus', 'single');
  tf.registerBackend('single', async () => new LudusBackend(await createEngine({ threads: 1 })));
});
afterAll(() => threaded.engine.close());

const STEPS = 6;

/** Losses, and a hash of the final weights, of a small CNN whose products are large enough to be shared between threads. */
async function train(backendName: string): Promise<{ losses: number[]; weights: string }> {
  await tf.setBackend(backendName);
  const random = randomNumbers(1);
  const weight = (...shape: number[]) => tf.tidy(() => tf.variable(randomTensor(random, shape, 0.1)));
  const [filter, bias, dense] = [weight(4, 4, 3, 32), weight(32), weight(13 * 13 * 32, 64)];
  const optimizer = new FusedAdam({ learningRate: 0.01, maxGradNorm: 1 });
  const step = capture(
    (x: tf.Tensor, y: tf.Tensor) =>
      optimizer.minimize(
        () => {
          const hidden = tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'valid'), bias));
          const out = tf.matMul(tf.reshape(hidden, [x.shape[0]!, -1]), dense);
          return tf.losses.meanSquaredError(y, tf.tanh(out)) as tf.Scalar;
        },
        true,
        [filter, bias, dense],
      )!,
  );
  const losses: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const [x, y] = [randomTensor(random, [16, 28, 28, 3]), randomTensor(random, [16, 64])];
    const loss = step(x, y);
    losses.push(loss.dataSync()[0]!);
    tf.dispose([x, y, loss]);
  }
  const hash = createHash('sha256');
  for (const variable of [filter, bias, dense]) hash.update(variable.dataSync<'float32'>());
  step.dispose();
  optimizer.dispose();
  tf.dispose([filter, bias, dense]);
  return { losses, weights: hash.digest('hex') };
}

test('two threads share work, repeat themselves, and give the bits of one', async () => {
  expect(threaded.engine.threads).toBe(2);
  expect(threaded.engine.partsFor(16 * 13 * 13 * 32 * 48)).toBeGreaterThan(1);
  const first = await train('ludus');
  const second = await train('ludus');
  expect(second).toEqual(first);
  expect(await train('single')).toEqual(first);
});
