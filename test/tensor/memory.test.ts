import { beforeAll, describe, expect, it } from 'vitest';
import { Generator } from '../../envs/core/seeding/generator.ts';
import {
  Adam,
  actorCritic,
  copyWeights,
  dueling,
  entropy,
  huber,
  logProbabilities,
  minimize,
  mlp,
  read,
  readWeights,
  type Scalar,
  selectActions,
  type Tensor1D,
  type Tensor2D,
  tf,
  writeWeights,
} from '../../tensor/index.ts';
import { CPU_BACKENDS, normals, smallNetwork, useBackend } from './helpers.ts';

/** Runs `update` some times to warm up, then `times` more, and requires tfjs to hold what it held before. */
async function expectFlat(times: number, update: (i: number) => Promise<void> | void): Promise<void> {
  for (let i = 0; i < 3; i++) await update(i);
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  for (let i = 0; i < times; i++) await update(i);
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers, numBytes });
}

describe.each(CPU_BACKENDS)('memory on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each([
    ['mlp', mlp],
    ['dueling', dueling],
  ])('is flat over 1000 DQN updates with acting, target copies and checkpoints: %s', async (_name, build) => {
    const before = tf.memory();
    const network = smallNetwork(build, { hidden: [8, 8] });
    const target = smallNetwork(build, { hidden: [8, 8] });
    const adam = new Adam(network.variables, { learningRate: 1e-3, maxGradNorm: 10 });
    const observations = normals(8 * 4, 1);
    await expectFlat(1000, async (i) => {
      await network.evaluate(observations.subarray(0, 4));
      const x = tf.tensor2d(observations, [8, 4]);
      const actions = tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], 'int32');
      const targets = tf.tidy(() => tf.max(target.apply(x), 1));
      const loss = minimize(
        adam,
        () => tf.mean(huber(tf.sub(selectActions(network.apply(x), actions), targets))) as Scalar,
      );
      await read(loss);
      tf.dispose([x, actions, targets, loss]);
      if (i % 10 === 0) copyWeights(network, target);
      if (i % 250 === 0) {
        writeWeights(network, await readWeights(network));
        adam.restore(await adam.save());
      }
    });
    network.dispose();
    target.dispose();
    adam.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
  });

  it('is flat over 1000 PPO updates', async () => {
    const before = tf.memory();
    const pair = actorCritic({ inputs: 4, hidden: [8], outputs: 2, activation: 'tanh', random: Generator.fromSeed(1) });
    const adam = new Adam(pair.variables, { learningRate: 1e-3, maxGradNorm: 0.5, epsilon: 1e-5 });
    const observations = normals(8 * 4, 1);
    await expectFlat(1000, () => {
      const x = tf.tensor2d(observations, [8, 4]) as Tensor2D;
      const actions = tf.tensor1d([0, 1, 1, 0, 1, 0, 0, 1], 'int32') as Tensor1D;
      const loss = minimize(adam, () => {
        const rows = pair.apply(x);
        const logits = tf.slice(rows, [0, 0], [-1, 2]);
        const policy = tf.neg(tf.mean(logProbabilities(logits, actions)));
        const value = tf.mean(tf.square(tf.slice(rows, [0, 2], [-1, 1])));
        return tf.sub(tf.add(policy, value), tf.mul(0.01, tf.mean(entropy(logits)))) as Scalar;
      });
      tf.dispose([x, actions, loss]);
    });
    pair.dispose();
    adam.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
  });
});
