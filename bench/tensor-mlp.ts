/**
 * One training step of a DQN's network on the cpu device: 4-64-64-2, batch 64, Huber loss, gradients clipped to norm 10, Adam.
 * Ours, captured, against the same step in eager tfjs on the same device (`tfjs-layers` model, `tf.train.adam`), and acting on one observation.
 *
 * Run: `npx tsx bench/tensor-mlp.ts`. Prints a Markdown table: median and quartiles, steps of the rows taken in turn so that
 * whatever else the machine does meets all of them.
 */

import { Generator } from '../envs/core/seeding/generator.ts';
import {
  Adam,
  capture,
  huber,
  kaimingUniform,
  type LayersModel,
  layers,
  minimize,
  mlp,
  type Scalar,
  selectActions,
  type Tensor1D,
  type Tensor2D,
  tf,
  useDevice,
} from '../tensor/index.ts';

const BATCH = 64;
const WARM_UP = 200;
const ROUNDS = 500;

const device = await useDevice('cpu');
const random = Generator.fromSeed(1);
const network = mlp({
  inputs: 4,
  hidden: [64, 64],
  outputs: 2,
  activation: 'relu',
  hiddenInit: kaimingUniform(),
  outputInit: kaimingUniform(),
  random,
});
const adam = new Adam(network.variables, { learningRate: 1e-3, maxGradNorm: 10 });

const plain: LayersModel = layers.sequential({
  layers: [
    layers.layers.dense({ units: 64, activation: 'relu', inputShape: [4] }),
    layers.layers.dense({ units: 64, activation: 'relu' }),
    layers.layers.dense({ units: 2 }),
  ],
});
const plainVariables = plain.getWeights(true) as tf.Variable[];
const plainAdam = tf.train.adam(1e-3);

const observations = tf.tensor2d(
  Float32Array.from({ length: BATCH * 4 }, () => random.normal()),
  [BATCH, 4],
);
const actions = tf.tensor1d(Int32Array.from({ length: BATCH }, (_, i) => i % 2)) as Tensor1D;
const targets = tf.tensor1d(Float32Array.from({ length: BATCH }, () => random.normal()));
const one = Float32Array.from({ length: 4 }, () => random.normal());

const step = capture((x: Tensor2D, taken: Tensor1D, y: Tensor1D) =>
  minimize(adam, () => tf.mean(huber(tf.sub(selectActions(network.apply(x), taken), y))) as Scalar),
);

function ours(): void {
  step(observations, actions, targets).dispose();
}

function tfjs(): void {
  tf.tidy(() => {
    const { grads } = tf.variableGrads(() => {
      const values = plain.apply(observations) as Tensor2D;
      const taken = tf.sum(tf.mul(values, tf.oneHot(actions, 2)), 1);
      return tf.losses.huberLoss(targets, taken) as Scalar;
    }, plainVariables);
    const names = Object.keys(grads);
    const norm = tf.sqrt(tf.addN(names.map((name) => tf.sum(tf.square(grads[name]!)))));
    const scale = tf.minimum(tf.div(10, tf.add(norm, 1e-6)), 1);
    plainAdam.applyGradients(names.map((name) => ({ name, tensor: tf.mul(grads[name]!, scale) })));
  });
}

function tfjsOne(): void {
  tf.tidy(() => (plain.apply(tf.tensor2d(one, [1, 4])) as Tensor2D).dataSync());
}

const rows: readonly [string, () => void, number[]][] = [
  ['training step, tfjs-layers and tf.train.adam', tfjs, []],
  ['training step, ludus', ours, []],
  ['acting on one observation, tfjs-layers', tfjsOne, []],
  ['acting on one observation, ludus', () => void network.evaluate(one), []],
];
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  for (const [, run, times] of rows) {
    const start = performance.now();
    run();
    if (round >= WARM_UP) times.push(1000 * (performance.now() - start));
  }
}

console.log(`${device.description}; Node ${process.version}; ${ROUNDS} rounds\n`);
console.log('| | median (us) | quartiles (us) |\n|---|---:|---:|');
for (const [name, , times] of rows) {
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * times.length)]!.toFixed(0);
  console.log(`| ${name} | ${at(0.5)} | ${at(0.25)} to ${at(0.75)} |`);
}
