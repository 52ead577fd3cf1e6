/**
 * Learning happens: short runs with fixed seeds on the cpu backend, so each result is the same every time. The bars lie
 * well below what the runs reach and well above what no learning gives: random play on CartPole-v1 returns 22 on average,
 * on FrozenLake's 4x4 map it reaches the goal in under 2 % of episodes.
 */
import { beforeAll, expect, test } from 'vitest';
import { createAgent } from '../../agents/create.ts';
import { evaluate } from '../../agents/training/evaluate.ts';
import { useDevice } from '../../tensor/index.ts';

beforeAll(async () => {
  await useDevice('cpu');
});

test('PPO reaches a mean of 150 on CartPole-v1', async () => {
  // The preset anneals over a budget for solving; in this short one, steps stay as large as they begin.
  const constant = { annealLearningRate: false, annealClipRange: false };
  const agent = createAgent('ppo', { env: 'CartPole-v1', kwargs: {}, seed: 1 }, constant);
  await agent.learn({ totalSteps: 25_000, stopAtMeanReturn: null });
  const { mean } = await evaluate(agent, { episodes: 20, seed: 1 });
  expect(mean).toBeGreaterThan(150);
  agent.dispose();
}, 240_000);

test('DQN finds the way over the frozen lake', async () => {
  const kwargs = { isSlippery: false };
  const agent = createAgent('dqn', { env: 'FrozenLake-v1', kwargs, seed: 1 }, { hidden: [32], nStep: 4 });
  await agent.learn({ totalSteps: 12_000, stopAtMeanReturn: null });
  // Nothing is random once the policy is greedy: every episode is the same.
  const { mean, lengths } = await evaluate(agent, { episodes: 3, seed: 1 });
  expect(mean).toBe(1);
  expect(lengths[0]).toBe(6); // the shortest way from corner to corner of a 4x4 map
  agent.dispose();
}, 240_000);

test('REINFORCE improves on CartPole-v1', async () => {
  const agent = createAgent('reinforce', { env: 'CartPole-v1', kwargs: {}, seed: 1 });
  await agent.learn({ totalSteps: 10_000, stopAtMeanReturn: null });
  const { mean } = await evaluate(agent, { episodes: 20, seed: 1 });
  expect(mean).toBeGreaterThan(80);
  agent.dispose();
}, 240_000);
