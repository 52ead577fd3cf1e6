/** A captured training step against the same step run eagerly: 100 steps, changing batches, losses equal to 1e-5. */

import { beforeAll, expect, test } from 'vitest';
import { FusedAdam } from '../../../tensor/backend/optimizers/adam.ts';
import { FusedRmsProp } from '../../../tensor/backend/optimizers/rmsprop.ts';
import { FusedSgd } from '../../../tensor/backend/optimizers/sgd.ts';
import { capture } from '../../../tensor/capture.ts';
import { layers, randomNumbers, randomTensor, tf, useLudus } from './setup.ts';

beforeAll(async () => {
  await useLudus();
});

const STEPS = 100;
const TOLERANCE = 1e-5;

/** A model under training. Two made of one recipe are equal. */
interface Trainee {
  step(x: tf.Tensor, y: tf.Tensor): tf.Tensor;
  inShape: number[];
  outShape: number[];
}

/** Trains one trainee eagerly and one through `capture`; the largest difference of their losses, relative to 1. */
function largestDifference(make: () => Trainee): { difference: number; losses: number[]; programs: number } {
  const eager = make();
  const replayed = make();
  const captured = capture((x: tf.Tensor, y: tf.Tensor) => replayed.step(x, y));
  const random = randomNumbers(7);
  let difference = 0;
  const losses: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const x = randomTensor(random, eager.inShape);
    const y = randomTensor(random, eager.outShape);
    const expected = tf.tidy(() => eager.step(x, y).dataSync()[0]!);
    const loss = captured(x, y);
    const got = loss.dataSync()[0]!;
    difference = Math.max(difference, Math.abs(got - expected) / Math.max(1, Math.abs(expected)));
    losses.push(got);
    tf.dispose([x, y, loss]);
  }
  return { difference, losses, programs: captured.programs };
}

function mse(y: tf.Tensor, prediction: tf.Tensor): tf.Scalar {
  return tf.losses.meanSquaredError(y, prediction) as tf.Scalar;
}

/** Gives a model's weights numbers that depend on nothing but their shapes. */
function fixWeights(model: layers.LayersModel): void {
  const random = randomNumbers(3);
  tf.tidy(() => {
    model.setWeights(
      model.getWeights().map((weight, i) => {
        // A batch norm's variances must stay positive.
        const positive = model.weights[i]!.name.includes('variance');
        const fresh = randomTensor(random, weight.shape, 0.3);
        return positive ? tf.add(tf.abs(fresh), 1) : fresh;
      }),
    );
  });
}

type MakeOptimizer = () => tf.Optimizer;

function ofLayers(build: () => layers.LayersModel, batch: number, makeOptimizer: MakeOptimizer): () => Trainee {
  return () => {
    const model = build();
    fixWeights(model);
    const optimizer = makeOptimizer();
    return {
      inShape: [batch, ...(model.inputs[0]!.shape.slice(1) as number[])],
      outShape: [batch, ...(model.outputs[0]!.shape.slice(1) as number[])],
      step: (x, y) =>
        optimizer.minimize(
          () => mse(y, model.apply(x, { training: true }) as tf.Tensor),
          true,
          model.trainableWeights.map((weight) => weight.read() as tf.Variable),
        )!,
    };
  };
}

const { dense, conv2d, flatten, lstm, batchNormalization, maxPooling2d, dropout, gru } = layers.layers;

const mlp = () =>
  layers.sequential({
    layers: [
      dense({ units: 16, inputShape: [4], activation: 'relu' }),
      dense({ units: 16, activation: 'tanh' }),
      dense({ units: 2 }),
    ],
  });

const optimizers: Record<string, MakeOptimizer> = {
  'tf.train.sgd': () => tf.train.sgd(0.05),
  'tf.train.momentum': () => tf.train.momentum(0.01, 0.9),
  'tf.train.rmsprop': () => tf.train.rmsprop(0.001),
  'tf.train.adam': () => tf.train.adam(0.01),
  'fused SGD': () => new FusedSgd({ learningRate: 0.05 }),
  'fused SGD with momentum': () => new FusedSgd({ learningRate: 0.01, momentum: 0.9, nesterov: true }),
  'fused RMSProp': () => new FusedRmsProp({ learningRate: 0.001, momentum: 0.5, centered: true, epsilon: 1e-3 }),
  'fused Adam': () => new FusedAdam({ learningRate: 0.01 }),
  'fused AdamW, clipped': () => new FusedAdam({ learningRate: 0.01, weightDecay: 0.01, maxGradNorm: 0.1 }),
};

for (const [name, makeOptimizer] of Object.entries(optimizers)) {
  test(`an MLP under ${name} trains replayed as it does eagerly`, () => {
    const { difference, losses, programs } = largestDifference(ofLayers(mlp, 8, makeOptimizer));
    expect(difference).toBeLessThan(TOLERANCE);
    expect(programs).toBe(1);
    expect(losses.at(-1)).not.toBe(losses[0]);
  });
}

const models: Record<string, { build: () => layers.LayersModel; batch: number }> = {
  'a CNN': {
    batch: 2,
    build: () =>
      layers.sequential({
        layers: [
          conv2d({ filters: 4, kernelSize: 3, strides: 2, inputShape: [12, 12, 2], activation: 'relu' }),
          conv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'elu' }),
          maxPooling2d({ poolSize: 2 }),
          flatten(),
          dense({ units: 3 }),
        ],
      }),
  },
  'an LSTM': {
    batch: 3,
    build: () =>
      layers.sequential({
        layers: [lstm({ units: 6, inputShape: [5, 3], recurrentInitializer: 'zeros' }), dense({ units: 2 })],
      }),
  },
  'a GRU': {
    batch: 3,
    build: () =>
      layers.sequential({
        layers: [gru({ units: 6, inputShape: [5, 3], recurrentInitializer: 'zeros' }), dense({ units: 2 })],
      }),
  },
  'batch normalisation': {
    batch: 8,
    build: () =>
      layers.sequential({ layers: [dense({ units: 6, inputShape: [4] }), batchNormalization(), dense({ units: 2 })] }),
  },
  'seeded dropout': {
    batch: 8,
    build: () =>
      layers.sequential({
        layers: [dense({ units: 6, inputShape: [4] }), dropout({ rate: 0.3, seed: 5 }), dense({ units: 2 })],
      }),
  },
};

for (const [name, { build, batch }] of Object.entries(models)) {
  test(`${name} of tfjs-layers trains replayed as it does eagerly`, () => {
    const { difference, programs } = largestDifference(ofLayers(build, batch, optimizers['fused Adam']!));
    expect(difference).toBeLessThan(TOLERANCE);
    expect(programs).toBe(1);
  });
}

test('attention with layer norm trains replayed as it does eagerly', () => {
  const [batch, tokens, width, heads] = [2, 5, 8, 2];
  const make = (): Trainee => {
    const random = randomNumbers(11);
    const weight = (...shape: number[]) => tf.tidy(() => tf.variable(randomTensor(random, shape, 0.4)));
    const [query, key, value, out] = [
      weight(width, width),
      weight(width, width),
      weight(width, width),
      weight(width, width),
    ];
    const [gain, bias] = [weight(width), weight(width)];
    const optimizer = new FusedAdam({ learningRate: 0.01 });
    const split = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
    const block = (x: tf.Tensor) => {
      const { mean, variance } = tf.moments(x, -1, true);
      const normal = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gain), bias);
      const project = (w: tf.Tensor) =>
        split(tf.reshape(tf.matMul(tf.reshape(normal, [-1, width]), w), [batch, tokens, width]));
      const scores = tf.div(tf.matMul(project(query), project(key), false, true), Math.sqrt(width / heads));
      const mixed = tf.transpose(tf.matMul(tf.softmax(scores), project(value)), [0, 2, 1, 3]);
      return tf.add(x, tf.reshape(tf.matMul(tf.reshape(mixed, [-1, width]), out), [batch, tokens, width]));
    };
    return {
      inShape: [batch, tokens, width],
      outShape: [batch, tokens, width],
      step: (x, y) => optimizer.minimize(() => mse(y, block(x)), true, [query, key, value, out, gain, bias])!,
    };
  };
  const { difference, programs } = largestDifference(make);
  expect(difference).toBeLessThan(TOLERANCE);
  expect(programs).toBe(1);
});

test('an embedding, whose gradient scatters, trains replayed as it does eagerly', () => {
  const make = (): Trainee => {
    const table = tf.tidy(() => tf.variable(randomTensor(randomNumbers(2), [6, 3])));
    const optimizer = new FusedSgd({ learningRate: 0.1 });
    return {
      inShape: [7],
      outShape: [7, 3],
      step: (x, y) =>
        optimizer.minimize(() => mse(y, tf.gather(table, tf.cast(tf.floor(tf.mul(tf.add(x, 1), 3)), 'int32'))), true, [
          table,
        ])!,
    };
  };
  expect(largestDifference(make).difference).toBeLessThan(TOLERANCE);
});

test('a learning rate that changes between replays is followed', () => {
  const make = () => {
    const w = tf.tidy(() => tf.variable(tf.scalar(1)));
    const optimizer = new FusedSgd({ learningRate: 0.1 });
    const step = capture(() => optimizer.minimize(() => tf.square(w) as tf.Scalar, true, [w])!);
    return { w, optimizer, step };
  };
  const { w, optimizer, step } = make();
  let expected = 1;
  for (let i = 0; i < 6; i++) {
    if (i === 3) optimizer.learningRate = 0.01;
    tf.dispose(step());
    expected -= (i < 3 ? 0.1 : 0.01) * 2 * expected;
    expect(w.dataSync()[0]).toBeCloseTo(expected, 5);
  }
});

test('a learning rate given as an argument is followed', () => {
  const w = tf.tidy(() => tf.variable(tf.scalar(1)));
  const optimizer = new FusedSgd({ learningRate: 0 });
  const step = capture((rate: tf.Tensor) => {
    optimizer.rate.assign(rate as tf.Scalar);
    return optimizer.minimize(() => tf.square(w) as tf.Scalar, true, [w])!;
  });
  let expected = 1;
  for (let i = 0; i < 6; i++) {
    const rate = tf.scalar(0.1 / (i + 1));
    tf.dispose([step(rate), rate]);
    expected -= (0.1 / (i + 1)) * 2 * expected;
    expect(w.dataSync()[0]).toBeCloseTo(expected, 5);
  }
});
