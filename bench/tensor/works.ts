/**
 * The works that bench/tensor times, on our side: each builds its tensors and gives a function that does it once. pytorch.py
 * has the same list under the same names.
 */

import type { Engine } from '../../tensor/backend/engine.ts';
import * as op from '../../tensor/backend/opcodes.ts';
import { FusedAdam } from '../../tensor/backend/optimizers/adam.ts';
import { capture, HostTensor } from '../../tensor/capture.ts';
import { layers, tf } from '../../tensor/tf.ts';

export interface Work {
  readonly name: string;
  /** Multiply-adds times two of one run, where a rate is worth saying. */
  readonly flops?: number;
  /** Whether plain tfjs (cpu backend) does it in bearable time. */
  readonly tfjs: boolean;
  build(): () => void;
}

function matmul(m: number, n: number, k: number, engine: () => Engine): Work {
  return {
    name: `matmul ${m}x${n}x${k}`,
    flops: 2 * m * n * k,
    tfjs: false,
    build() {
      const e = engine();
      const [a, b, out] = [e.allocate(m * k * 4), e.allocate(k * n * 4), e.allocate(m * n * 4)];
      for (const view of [e.f32(a, m * k), e.f32(b, k * n)])
        for (let i = 0; i < view.length; i++) view[i] = (i % 17) / 17 - 0.5;
      const parts = e.partsFor(m * n * k);
      return () => e.emit(op.MATMUL, parts, out, a, b, 0, m, n, k, 0, 0, 1, 0, 0, 0, 0, 0);
    },
  };
}

/** A step of Adam on the mean squared error, captured. */
function training(
  model: (x: tf.Tensor) => tf.Tensor,
  variables: tf.Variable[],
  inShape: number[],
  outShape: number[],
): () => void {
  const optimizer = new FusedAdam({ learningRate: 1e-3 });
  const x = tf.randomNormal(inShape);
  const y = tf.randomNormal(outShape);
  const step = capture(
    (input: tf.Tensor, target: tf.Tensor) =>
      optimizer.minimize(() => tf.mean(tf.squaredDifference(model(input), target)) as tf.Scalar, true, variables)!,
  );
  return () => tf.dispose(step(x, y));
}

function ofLayers(model: layers.LayersModel, batch: number): () => void {
  const shape = (one: layers.SymbolicTensor): number[] => [batch, ...(one.shape.slice(1) as number[])];
  return training(
    (x) => model.apply(x, { training: true }) as tf.Tensor,
    model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    shape(model.inputs[0]!),
    shape(model.outputs[0]!),
  );
}

const { dense, conv2d, flatten, lstm } = layers.layers;

function mlp(inputs: number, hidden: number, outputs: number): layers.LayersModel {
  return layers.sequential({
    layers: [
      dense({ units: hidden, inputShape: [inputs], activation: 'relu' }),
      dense({ units: hidden, activation: 'relu' }),
      dense({ units: outputs }),
    ],
  });
}

/** Mnih et al. 2015, "Human-level control through deep reinforcement learning". */
function natureCnn(): layers.LayersModel {
  return layers.sequential({
    layers: [
      conv2d({ filters: 32, kernelSize: 8, strides: 4, inputShape: [84, 84, 4], activation: 'relu' }),
      conv2d({ filters: 64, kernelSize: 4, strides: 2, activation: 'relu' }),
      conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
      flatten(),
      dense({ units: 512, activation: 'relu' }),
      dense({ units: 6 }),
    ],
  });
}

/** Two blocks of pre-norm attention and feed-forward: d 128, 4 heads, 64 tokens, batch 16. */
function transformer(): () => void {
  const [batch, tokens, width, heads] = [16, 64, 128, 4];
  const weight = (...shape: number[]): tf.Variable => tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 0.05)));
  const blocks = [0, 1].map(() => ({
    qkv: [0, 1, 2].map(() => weight(width, width)),
    out: weight(width, width),
    up: weight(width, 4 * width),
    down: weight(4 * width, width),
    gains: [0, 1].map(() => tf.tidy(() => tf.variable(tf.ones([width])))),
    biases: [0, 1].map(() => tf.tidy(() => tf.variable(tf.zeros([width])))),
  }));
  const normed = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gain), bias);
  };
  const split = (x: tf.Tensor): tf.Tensor =>
    tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
  const model = (input: tf.Tensor): tf.Tensor => {
    let x = tf.reshape(input, [batch * tokens, width]);
    for (const block of blocks) {
      const h = normed(x, block.gains[0]!, block.biases[0]!);
      const [q, k, v] = block.qkv.map((w) => split(tf.matMul(h as tf.Tensor2D, w as tf.Tensor2D)));
      const scores = tf.mul(tf.matMul(q!, k!, false, true), 1 / Math.sqrt(width / heads));
      const mixed = tf.transpose(tf.matMul(tf.softmax(scores), v!), [0, 2, 1, 3]);
      x = tf.add(x, tf.matMul(tf.reshape(mixed, [batch * tokens, width]) as tf.Tensor2D, block.out as tf.Tensor2D));
      const u = tf.relu(
        tf.matMul(normed(x, block.gains[1]!, block.biases[1]!) as tf.Tensor2D, block.up as tf.Tensor2D),
      );
      x = tf.add(x, tf.matMul(u as tf.Tensor2D, block.down as tf.Tensor2D));
    }
    return tf.reshape(x, [batch, tokens, width]);
  };
  const variables = blocks.flatMap((b) => [...b.qkv, b.out, b.up, b.down, ...b.gains, ...b.biases]) as tf.Variable[];
  return training(model, variables, [batch, tokens, width], [batch, tokens, width]);
}

export function works(engine: () => Engine): readonly Work[] {
  return [
    matmul(64, 64, 64, engine),
    matmul(256, 256, 256, engine),
    matmul(512, 512, 512, engine),
    matmul(64, 64, 4, engine),
    matmul(32, 512, 3136, engine),
    {
      // As agents act: numbers in, numbers out. PyTorch's is given a tensor and gives one.
      name: 'mlp forward 4-64-64-2 batch 8',
      tfjs: true,
      build() {
        const model = mlp(4, 64, 2);
        const forward = capture((x: tf.Tensor) => model.apply(x) as tf.Tensor);
        const rows = new HostTensor(new Float32Array(tf.tidy(() => tf.randomNormal([8, 4]).dataSync())), [8, 4]);
        return () => forward.read(rows);
      },
    },
    { name: 'mlp step 4-64-64-2 batch 64', tfjs: true, build: () => ofLayers(mlp(4, 64, 2), 64) },
    { name: 'mlp step 8-256-256-4 batch 64', tfjs: true, build: () => ofLayers(mlp(8, 256, 4), 64) },
    { name: 'mlp step 8-256-256-4 batch 256', tfjs: false, build: () => ofLayers(mlp(8, 256, 4), 256) },
    { name: 'nature cnn step batch 32', tfjs: false, build: () => ofLayers(natureCnn(), 32) },
    {
      name: 'lstm step 128 units 32 steps batch 32',
      tfjs: false,
      build: () =>
        ofLayers(
          layers.sequential({
            layers: [
              lstm({ units: 128, inputShape: [32, 16], recurrentInitializer: 'glorotNormal' }),
              dense({ units: 4 }),
            ],
          }),
          32,
        ),
    },
    { name: 'transformer step 2 blocks d 128 batch 16', tfjs: false, build: transformer },
  ];
}
