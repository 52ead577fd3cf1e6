/** The fused optimizers: against their equations in tfjs ops, against tfjs's own, saved and restored, and what they refuse. */

import { beforeAll, describe, expect, test } from 'vitest';
import { FusedAdam } from '../../../tensor/backend/optimizers/adam.ts';
import type { FusedOptimizer } from '../../../tensor/backend/optimizers/fused-optimizer.ts';
import { FusedRmsProp } from '../../../tensor/backend/optimizers/rmsprop.ts';
import { FusedSgd } from '../../../tensor/backend/optimizers/sgd.ts';
import { capture } from '../../../tensor/capture.ts';
import { randomNumbers, tf, useLudus } from './setup.ts';

beforeAll(async () => {
  await useLudus();
});

const STEPS = 30;

/** Values after each of some steps on a function with gradients of many sizes. */
async function descend(backend: string, optimizer: () => tf.Optimizer): Promise<number[]> {
  await tf.setBackend(backend);
  const random = randomNumbers(4);
  const start = Float32Array.from({ length: 37 }, () => random() * 3);
  const values: number[] = [];
  const a = tf.variable(tf.tensor1d(start));
  const b = tf.variable(tf.scalar(0.5));
  const descent = optimizer();
  for (let i = 0; i < STEPS; i++) {
    descent.minimize(
      () => tf.add(tf.sum(tf.mul(tf.square(a), tf.add(tf.square(b), 0.1))), tf.sin(b)) as tf.Scalar,
      false,
      [a, b],
    );
    values.push(...a.dataSync(), b.dataSync()[0]!);
  }
  tf.dispose([a, b]);
  descent.dispose();
  await tf.setBackend('ludus');
  return values;
}

function expectClose(got: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(got.length).toBe(expected.length);
  got.forEach((value, i) => {
    if (!(Math.abs(value - expected[i]!) <= tolerance)) expect.fail(`value ${i} is ${value}, expected ${expected[i]}`);
  });
}

const makers: Record<string, () => FusedOptimizer> = {
  SGD: () => new FusedSgd({ learningRate: 0.01 }),
  'SGD with weight decay': () => new FusedSgd({ learningRate: 0.01, weightDecay: 0.1 }),
  momentum: () => new FusedSgd({ learningRate: 0.005, momentum: 0.9 }),
  'Nesterov momentum with weight decay': () =>
    new FusedSgd({ learningRate: 0.005, momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
  RMSProp: () => new FusedRmsProp({ learningRate: 0.01 }),
  'RMSProp, centred, with momentum': () =>
    new FusedRmsProp({ learningRate: 0.01, decay: 0.8, momentum: 0.5, centered: true, epsilon: 1e-3 }),
  Adam: () => new FusedAdam({ learningRate: 0.05 }),
  AdamW: () => new FusedAdam({ learningRate: 0.05, beta1: 0.8, beta2: 0.9, epsilon: 1e-5, weightDecay: 0.1 }),
  'Adam, clipped': () => new FusedAdam({ learningRate: 0.05, maxGradNorm: 0.3 }),
  'SGD, clipped': () => new FusedSgd({ learningRate: 0.05, maxGradNorm: 0.3 }),
};

describe('a kernel does what its equations say', () => {
  test.each(Object.keys(makers))('%s', async (name) => {
    const make = makers[name]!;
    expectClose(await descend('ludus', make), await descend('cpu', make), 2e-5);
  });
});

describe('as tfjs', () => {
  test.each<[string, () => tf.Optimizer, () => tf.Optimizer]>([
    ['sgd', () => new FusedSgd({ learningRate: 0.01 }), () => tf.train.sgd(0.01)],
    ['momentum', () => new FusedSgd({ learningRate: 0.01, momentum: 0.9 }), () => tf.train.momentum(0.01, 0.9)],
    [
      'rmsprop',
      () => new FusedRmsProp({ learningRate: 0.01, momentum: 0.5, epsilon: 1e-4 }),
      () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-4),
    ],
    ['adam', () => new FusedAdam({ learningRate: 0.05, epsilon: 1e-4 }), () => tf.train.adam(0.05, 0.9, 0.999, 1e-4)],
  ])('%s', async (_name, ours, theirs) => {
    expectClose(await descend('ludus', ours), await descend('ludus', theirs), 5e-5);
  });
});

test('a learning rate set between captured steps counts in the next, and changes no tensor that had the old one', () => {
  const v = tf.tidy(() => tf.variable(tf.zeros([1])));
  const optimizer = new FusedSgd({ learningRate: 1 });
  const step = capture(() => void optimizer.minimize(() => tf.sum(v) as tf.Scalar, false, [v])); // the gradient is 1
  const moved: number[] = [];
  let at = 0;
  const old = optimizer.rate.clone();
  for (const rate of [1, 1, 0.5, 0.25, 0.25, 2]) {
    optimizer.learningRate = rate;
    step();
    moved.push(at - v.dataSync()[0]!);
    at = v.dataSync()[0]!;
  }
  expect(moved).toEqual([1, 1, 0.5, 0.25, 0.25, 2]);
  expect([old.dataSync()[0], optimizer.rate.dataSync()[0], optimizer.learningRate]).toEqual([1, 2, 2]);
  tf.dispose([old, v]);
  step.dispose();
  optimizer.dispose();
});

test('gradientNorm is the norm before clipping', () => {
  const v = tf.tidy(() => tf.variable(tf.tensor1d([3, 4])));
  const optimizer = new FusedSgd({ learningRate: 1, maxGradNorm: 1 });
  optimizer.minimize(() => tf.mul(0.5, tf.sum(tf.square(v))) as tf.Scalar, false, [v]);
  expect(optimizer.gradientNorm!.dataSync()[0]).toBeCloseTo(5, 5);
  expect(Array.from(v.dataSync())).toEqual([expect.closeTo(3 - 0.6, 5), expect.closeTo(4 - 0.8, 5)]);
});

test.each(Object.keys(makers))('%s goes on from its saved weights to the last bit', async (name) => {
  const loss = (v: tf.Tensor) => tf.sum(tf.square(v)) as tf.Scalar;
  const run = (optimizer: FusedOptimizer, v: tf.Variable, steps: number) => {
    for (let i = 0; i < steps; i++) optimizer.minimize(() => loss(v), false, [v]);
  };
  const v = tf.tidy(() => tf.variable(tf.tensor1d([1, -2, 3])));
  const first = makers[name]!();
  run(first, v, 5);
  const weights = (await first.getWeights()).map(({ name: slot, tensor }) => ({ name: slot, tensor: tensor.clone() }));
  const saved = v.clone();
  run(first, v, 5);
  const expected = Array.from(v.dataSync());
  const second = makers[name]!();
  await second.setWeights(weights);
  v.assign(saved);
  run(second, v, 5);
  expect(Array.from(v.dataSync())).toEqual(expected);
  first.dispose();
  second.dispose();
  v.dispose();
});

test('disposing of an optimizer returns its memory', () => {
  const v = tf.tidy(() => tf.variable(tf.zeros([100])));
  const before = tf.memory().numTensors;
  const optimizer = new FusedAdam({ learningRate: 0.1, maxGradNorm: 1 });
  optimizer.minimize(() => tf.sum(v) as tf.Scalar, false, [v]);
  optimizer.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test.each<[string, () => unknown, RegExp]>([
  ['a negative learning rate', () => new FusedSgd({ learningRate: -1 }), /learningRate must be .*got -1/],
  ['a learning rate of NaN', () => new FusedAdam({ learningRate: Number.NaN }), /learningRate must be .*got NaN/],
  ['a norm of 0', () => new FusedAdam({ learningRate: 1, maxGradNorm: 0 }), /maxGradNorm must be above 0, got 0/],
  ['beta1 of 1', () => new FusedAdam({ learningRate: 1, beta1: 1 }), /beta1 must be in \[0, 1\), got 1/],
])('%s is refused', (_name, make, message) => {
  expect(make).toThrow(message);
});
