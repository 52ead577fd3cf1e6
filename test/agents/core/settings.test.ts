import { describe, expect, test } from 'vitest';
import { linear } from '../../../agents/core/schedules.ts';
import { parseAssignments } from '../../../agents/core/settings.ts';
import { parseTrainConfig } from '../../../agents/training/config.ts';

describe('parseAssignments', () => {
  test('reads JSON values, and other text as it is', () => {
    expect(
      parseAssignments(['hidden=[64,64]', 'lr=1e-3', 'double=true', 'name=a=b', 'n=null', 'slippery=False']),
    ).toEqual({
      hidden: [64, 64],
      lr: 0.001,
      double: true,
      name: 'a=b',
      n: null,
      slippery: false,
    });
  });

  test('refuses an assignment without = or without a key', () => {
    for (const bad of ['double', '=3', '']) expect(() => parseAssignments([bad])).toThrow(/key=value/);
  });
});

describe('parseTrainConfig', () => {
  test('fills in the defaults and is plain JSON', () => {
    const config = parseTrainConfig({ env: 'CartPole-v1', agent: 'ppo' });
    expect(config).toEqual({
      env: 'CartPole-v1',
      kwargs: {},
      agent: 'ppo',
      seed: 0,
      steps: null,
      device: 'auto',
      hyperparameters: {},
      out: null,
      checkpointEvery: 10_000,
      stopWhenSolved: true,
    });
    expect(JSON.parse(JSON.stringify(config))).toEqual(config);
  });

  test('suggests the nearest agent and the nearest key', () => {
    expect(() => parseTrainConfig({ env: 'CartPole-v1', agent: 'dnq' })).toThrow(
      'There is no agent "dnq". Did you mean dqn? Known: dqn, ppo, reinforce, random.',
    );
    expect(() => parseTrainConfig({ env: 'CartPole-v1', agent: 'dqn', checkpoint_every: 5 })).toThrow(
      /unknown key "checkpoint_every"\. Did you mean checkpointEvery\?/,
    );
  });

  test('names every wrong field with its rule and value', () => {
    const attempt = () => parseTrainConfig({ agent: 'dqn', seed: -1, steps: 0.5, device: 'tpu' });
    expect(attempt).toThrow(/"env": must be the id of an environment.*\(got undefined\)/);
    expect(attempt).toThrow(/"seed": must be a non-negative integer \(got -1\)/);
    expect(attempt).toThrow(/"steps": must be a positive integer \(got 0.5\)/);
    expect(attempt).toThrow(/"device": must be one of auto, cpu, gpu \(got "tpu"\)/);
    expect(() => parseTrainConfig(null)).toThrow(/settings of a training run/);
  });
});

describe('linear', () => {
  test('goes straight from one value to the other and stays there', () => {
    expect([0, 25, 50, 100, 1000].map((step) => linear(1, 0, 100, step))).toEqual([1, 0.75, 0.5, 0, 0]);
    expect(linear(1, 0.1, 0, 0)).toBe(0.1);
  });
});
