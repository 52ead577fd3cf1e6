import { describe, expect, test } from 'vitest';
import { computeGae } from '../../../agents/ppo/gae.ts';

/** One environment, three steps of reward 1, V = 10 everywhere and 20 at the observation after the last step. */
function advantages(options: { terminatedAt?: number; truncatedAt?: number; gamma: number; lambda: number }) {
  const flags = (at: number | undefined) => Uint8Array.from([0, 1, 2], (t) => (t === at ? 1 : 0));
  const rollout = {
    steps: 3,
    numEnvs: 1,
    rewards: new Float32Array([1, 1, 1]),
    values: new Float32Array([10, 10, 10]),
    nextValues: new Float32Array([10, 10, 20]),
    terminations: flags(options.terminatedAt),
    truncations: flags(options.truncatedAt),
  };
  const out = new Float32Array(3);
  const returns = new Float32Array(3);
  computeGae(rollout, options.gamma, options.lambda, out, returns);
  expect([...returns]).toEqual([...out].map((advantage) => advantage + 10));
  return [...out];
}

describe('computeGae', () => {
  test('lambda 0 gives the one-step TD errors', () => {
    // r + gamma V' - V: 1 + 5 - 10, 1 + 5 - 10, 1 + 10 - 10.
    expect(advantages({ gamma: 0.5, lambda: 0 })).toEqual([-4, -4, 1]);
  });

  test('lambda sums later TD errors, each discounted by gamma * lambda', () => {
    // gamma lambda = 1/4: A2 = 1, A1 = -4 + 1/4, A0 = -4 + (-3.75)/4.
    expect(advantages({ gamma: 0.5, lambda: 0.5 })).toEqual([-4.9375, -3.75, 1]);
  });

  test('a termination has no value after it and stops the sum', () => {
    // A1 = 1 - 10 = -9, whatever comes after; A0 = -4 + (-9)/4.
    expect(advantages({ gamma: 0.5, lambda: 0.5, terminatedAt: 1 })).toEqual([-6.25, -9, 1]);
  });

  test('a truncation stops the sum but keeps the value of its final observation', () => {
    // A1 = 1 + 5 - 10 = -4; A0 = -4 + (-4)/4.
    expect(advantages({ gamma: 0.5, lambda: 0.5, truncatedAt: 1 })).toEqual([-5, -4, 1]);
  });

  test('each environment is estimated on its own', () => {
    const rollout = {
      steps: 2,
      numEnvs: 2,
      rewards: new Float32Array([1, 0, 1, 0]),
      values: new Float32Array(4),
      nextValues: new Float32Array(4),
      terminations: new Uint8Array([0, 0, 1, 1]),
      truncations: new Uint8Array(4),
    };
    const out = new Float32Array(4);
    computeGae(rollout, 1, 1, out, new Float32Array(4));
    expect([...out]).toEqual([2, 0, 1, 0]); // Monte Carlo returns of rewards (1, 1) and (0, 0)
  });
});
