/**
 * WebGPU really run: on the machine's GPU if its environment names a Vulkan driver, else on SwiftShader. All figures equal the
 * cpu backend's to 1e-4: float32 sums in another order, over batches of 64.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Generator } from '../../envs/core/seeding/generator.ts';
import {
  Adam,
  type AdamState,
  actorCritic,
  type Device,
  dueling,
  entropy,
  huber,
  logProbabilities,
  minimize,
  mlp,
  type Network,
  probeDevices,
  read,
  readScalar,
  readWeights,
  type Scalar,
  selectActions,
  type Tensor,
  type Tensor1D,
  tf,
  useDevice,
  valueAndGradients,
  withDevice,
} from '../../tensor/index.ts';
import { expectClose, normals, smallNetwork, whyNoWebgpu } from './helpers.ts';

// Compiling shaders for a software GPU takes seconds a test, and many on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const reason = await whyNoWebgpu();
const BATCH = 64;
const TOLERANCE = 1e-4;

/** The same work on both devices, results as arrays. */
async function onBoth<T>(work: (device: Device) => Promise<T>): Promise<{ cpu: T; gpu: T }> {
  return { cpu: await withDevice('cpu', work), gpu: await withDevice('gpu', work) };
}

function expectAllClose(actual: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((values, i) => {
    expectClose(actual[i]!, values, TOLERANCE);
  });
}

async function readAll(tensors: Tensor[]): Promise<Float32Array[]> {
  const values = await Promise.all(tensors.map(read));
  tf.dispose(tensors);
  return values;
}

const observations = () => tf.tensor2d(normals(BATCH * 4, 1), [BATCH, 4]);
const actions = () => tf.tensor1d(Int32Array.from({ length: BATCH }, (_, i) => i % 3)) as Tensor1D;
const targets = () => tf.tensor1d(normals(BATCH, 2));

/** DQN's loss: the Huber loss of the Q-values of the actions taken. */
const tdLoss = (network: Network) => () =>
  tf.mean(
    huber(tf.sub(selectActions(network.apply(observations()), tf.cast(actions(), 'int32')), targets())),
  ) as Scalar;

describe.skipIf(reason !== null)(`webgpu${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  // Held open over all tests: a device compiles its shaders once, which is what takes the time in software.
  let held: Device;
  beforeAll(async () => {
    held = await useDevice('gpu');
    // By default tfjs computes small ops on the CPU as long as their inputs are there: here all are to be shaders.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
    await useDevice('cpu');
  });
  afterAll(() => {
    tf.env().set('WEBGPU_CPU_FORWARD', true);
    held.dispose();
  });

  it('is found, and describes itself in one line', async () => {
    const report = (await probeDevices()).find(({ candidate }) => candidate === 'webgpu')!;
    expect(report).toMatchObject({ device: 'gpu', available: true });
    expect(report.line).toMatch(/^WebGPU (in software )?on \S/);
    expect(tf.getBackend()).toBe('ludus');
  });

  it('is refused by auto where it is computed in software', async () => {
    const device = await useDevice('auto');
    const software = (await probeDevices()).some(({ hardware }) => hardware === 'gpu') === false;
    expect(device.backend === 'ludus').toBe(software);
    device.dispose();
  });

  it.each([
    ['mlp', mlp],
    ['dueling', dueling],
  ])('gives the forward pass of the cpu: %s', async (_name, build) => {
    const { cpu, gpu } = await onBoth(async (device) => {
      const network = smallNetwork(build);
      const output = Float32Array.from(await network.evaluate(normals(BATCH * 4, 1), BATCH));
      const again = await readAll([tf.tidy(() => network.apply(observations()))]);
      network.dispose();
      return { backend: device.backend, outputs: [output, ...again] };
    });
    expect([cpu.backend, gpu.backend]).toEqual(['ludus', 'webgpu']);
    expectAllClose(gpu.outputs, cpu.outputs);
  });

  it.each([
    ['mlp', mlp],
    ['dueling', dueling],
  ])('gives the TD loss and its gradients of the cpu: %s', async (_name, build) => {
    const { cpu, gpu } = await onBoth(async () => {
      const network = smallNetwork(build);
      const { value, gradients } = tf.tidy(() => valueAndGradients(tdLoss(network), network.variables));
      const values = await readAll([value, ...gradients]);
      network.dispose();
      return values;
    });
    expectAllClose(gpu, cpu);
  });

  it('gives the clipped policy loss, value loss and entropy of PPO, and their gradients, of the cpu', async () => {
    const { cpu, gpu } = await onBoth(async () => {
      const random = Generator.fromSeed(1);
      const pair = actorCritic({ inputs: 4, hidden: [16, 16], outputs: 3, activation: 'tanh', random });
      const loss = () => {
        const rows = pair.apply(observations());
        const logits = tf.slice(rows, [0, 0], [-1, 3]);
        const taken = tf.cast(actions(), 'int32') as Tensor1D;
        const ratio = tf.exp(tf.sub(logProbabilities(logits, taken), Math.log(0.3)));
        const advantages = targets();
        const policy = tf.mean(
          tf.minimum(tf.mul(advantages, ratio), tf.mul(advantages, tf.clipByValue(ratio, 0.9, 1.1))),
        );
        const value = tf.mean(tf.square(tf.sub(tf.squeeze(tf.slice(rows, [0, 3], [-1, 1]), [1]), targets())));
        return tf.sub(tf.sub(tf.mul(value, 0.5), policy), tf.mul(0.01, tf.mean(entropy(logits)))) as Scalar;
      };
      const { value, gradients } = tf.tidy(() => valueAndGradients(loss, pair.variables));
      const values = await readAll([value, ...gradients]);
      pair.dispose();
      return values;
    });
    expectAllClose(gpu, cpu);
  });

  it.each([
    ['mlp', mlp, [16, 16]],
    // Twelve variables: more than the storage buffers a shader may have.
    ['dueling', dueling, [16, 16, 16]],
  ] as const)(
    'gives the weights and moments of the cpu after Adam steps with clipping: %s',
    async (_name, build, hidden) => {
      const { cpu, gpu } = await onBoth(async () => {
        const network = smallNetwork(build, { hidden });
        const adam = new Adam(network.variables, { learningRate: 1e-3, maxGradNorm: 0.5 });
        let loss = 0;
        for (let step = 0; step < 5; step++) {
          const value = minimize(adam, tdLoss(network));
          loss = await readScalar(value);
          value.dispose();
        }
        const weights = await readWeights(network);
        const state = await adam.save();
        network.dispose();
        adam.dispose();
        return { weights, state, loss };
      });
      expectAllClose(gpu.weights, cpu.weights);
      expectAllClose(gpu.state.firstMoments, cpu.state.firstMoments);
      expectAllClose(gpu.state.secondMoments, cpu.state.secondMoments);
      // Multiplied up in float32 there, a power in float64 here.
      expect(Math.abs(gpu.state.beta1Power - cpu.state.beta1Power)).toBeLessThan(1e-6);
      expect(Math.abs(gpu.loss - cpu.loss)).toBeLessThan(TOLERANCE);
    },
  );

  it('resumes an optimizer saved on the cpu', async () => {
    const start = await withDevice('cpu', async () => {
      const network = smallNetwork();
      const adam = new Adam(network.variables, { learningRate: 1e-3 });
      minimize(adam, tdLoss(network)).dispose();
      const saved: AdamState = await adam.save();
      network.dispose();
      adam.dispose();
      return saved;
    });
    const back = await withDevice('gpu', async () => {
      const network = smallNetwork();
      const adam = new Adam(network.variables, { learningRate: 1 });
      adam.restore(start);
      const saved = await adam.save();
      network.dispose();
      adam.dispose();
      return saved;
    });
    expect(back).toEqual(start);
  });

  it('holds no tensor after five updates that it did not hold before', async () => {
    await withDevice('gpu', async () => {
      const network = smallNetwork();
      const adam = new Adam(network.variables, { learningRate: 1e-3, maxGradNorm: 10 });
      const update = async () => {
        const loss = minimize(adam, tdLoss(network));
        await read(loss);
        loss.dispose();
        await network.evaluate(normals(4, 3));
      };
      await update();
      const { numTensors, numDataBuffers } = tf.memory();
      for (let i = 0; i < 5; i++) await update();
      expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
      network.dispose();
      adam.dispose();
    });
  });

  it('has no synchronous reads, and read() awaits', async () => {
    await withDevice('gpu', async (device) => {
      expect(device.synchronousReads).toBe(false);
      const sum = tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1));
      const warning = vi.spyOn(console, 'warn').mockImplementation(() => {});
      expect(() => sum.dataSync()).toThrow();
      warning.mockRestore();
      expect(await read(sum)).toEqual(Float32Array.of(2, 3));
      sum.dispose();
    });
  });

  it('lets the process end once disposed of', () => {
    const entry = fileURLToPath(new URL('../../tensor/index.ts', import.meta.url));
    const script = `
      const { useDevice, tf } = await import(${JSON.stringify(entry)});
      const device = await useDevice('gpu');
      console.log(device.backend, (await tf.add(1, 2).data())[0]);
      device.dispose();
      console.log(tf.getBackend());`;
    const result = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 200_000,
    });
    expect(result.stdout).toBe('webgpu 3\ncpu\n');
    expect(result.status).toBe(0);
  });
});
