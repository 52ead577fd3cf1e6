/**
 * One DQN update on WebGPU (a GPU if there is one, else SwiftShader) equals the cpu backend's: the same transitions, the same
 * minibatch, so the gradient may differ only by the order of float32 sums.
 */
import { beforeAll, expect, test } from 'vitest';
import { createAgent } from '../../../agents/create.ts';
import { type AdamState, probeDevices, withDevice } from '../../../tensor/index.ts';
import { whyNoWebgpu } from '../../tensor/helpers.ts';

const reason = await whyNoWebgpu();
const STEPS = 70;

let adapter: string | null = null;
beforeAll(async () => {
  const reports = await probeDevices();
  adapter = reports.find(({ device, available }) => device === 'gpu' && available)?.line ?? null;
}, 300_000);

/** Random actions only, then exactly one update at the last step. */
async function oneUpdate() {
  const agent = createAgent(
    'dqn',
    { env: 'CartPole-v1', kwargs: {}, seed: 11 },
    {
      hidden: [32, 32],
      batchSize: 64,
      learningRate: 1e-2,
      learningStarts: STEPS - 1,
      trainEvery: STEPS,
      gradientSteps: 1,
      finalEpsilon: 1,
      double: true,
      dueling: true,
      prioritised: true,
      nStep: 3,
    },
  );
  await agent.learn({ totalSteps: STEPS, stopAtMeanReturn: null });
  const state = (await agent.getState()) as {
    readonly updates: number;
    readonly online: Float32Array[];
    readonly optimizer: AdamState;
    readonly memory: { readonly replay: { readonly priorities: Float64Array } };
  };
  agent.dispose();
  return state;
}

/** Norm of the difference over the norm, all arrays taken as one vector. */
function relativeDistance(actual: readonly Float32Array[], expected: readonly Float32Array[]): number {
  let difference = 0;
  let norm = 0;
  expected.forEach((values, i) => {
    for (let j = 0; j < values.length; j++) {
      difference += (actual[i]![j]! - values[j]!) ** 2;
      norm += values[j]! ** 2;
    }
  });
  return Math.sqrt(difference / norm);
}

test('one DQN update on WebGPU equals the one on cpu to 1e-4', async (context) => {
  context.skip(adapter === null, reason ?? 'no WebGPU adapter was found');
  const cpu = await withDevice('cpu', oneUpdate);
  const gpu = await withDevice('gpu', oneUpdate);
  expect(cpu.updates).toBe(1);
  // Adam's first moment after one step is (1 - beta1) times the gradient.
  expect(relativeDistance(gpu.optimizer.firstMoments, cpu.optimizer.firstMoments)).toBeLessThan(1e-4);
  expect(relativeDistance(gpu.online, cpu.online)).toBeLessThan(1e-4);
  const [a, b] = [gpu.memory.replay.priorities, cpu.memory.replay.priorities];
  for (let i = 0; i < b.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(1e-4);
}, 300_000);
