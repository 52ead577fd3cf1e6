import { describe, expect, test } from 'vitest';
import { ObservationNormaliser, RewardNormaliser } from '../../../agents/core/normalisers.ts';
import { RunningMoments } from '../../../agents/core/running-moments.ts';
import { Generator } from '../../../envs/core/seeding/generator.ts';

describe('RunningMoments', () => {
  test('batch by batch are the moments of all rows at once', () => {
    const random = Generator.fromSeed(1);
    const rows = Float64Array.from({ length: 2 * 600 }, (_, i) =>
      i % 2 === 0 ? 1e3 + random.normal() : 5 * random.normal(),
    );
    const moments = new RunningMoments(2);
    for (let from = 0, count = 1; from < 600; from += count, count = (count % 7) + 1) {
      count = Math.min(count, 600 - from);
      moments.update(rows.subarray(2 * from, 2 * (from + count)), count);
    }
    for (const j of [0, 1]) {
      const column = Array.from({ length: 600 }, (_, i) => rows[2 * i + j]!);
      const mean = column.reduce((sum, value) => sum + value, 0) / 600;
      const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 600;
      // The prior counts for 1e-4 of a row at 0: 1e3 * 1e-4 / 600 of the mean, 1e6 * 1e-4 / 600 of the variance.
      expect(Math.abs(moments.means[j]! - mean)).toBeLessThan(2e-4);
      expect(Math.abs(moments.variances[j]! - variance)).toBeLessThan(0.2);
    }
  });
});

describe('ObservationNormaliser', () => {
  test('brings what it saw to mean 0 and deviation 1, clips, and does not learn from what it scales', () => {
    const normaliser = new ObservationNormaliser(1);
    normaliser.observe(new Float32Array([8, 12]), 2); // mean 10, deviation 2
    const rows = new Float32Array([10, 12, 6, 1000]);
    normaliser.apply(rows, 4);
    const expected = [0, 1, -2, 10];
    // To the prior's 1e-4 of a row: a part in 10^4, of the deviation more.
    for (const [i, value] of expected.entries()) expect(Math.abs(rows[i]! - value)).toBeLessThan(5e-3);
    const again = new Float32Array([10, 12, 6, 1000]);
    normaliser.apply(again, 4);
    expect(again).toEqual(rows);
  });
});

describe('RewardNormaliser', () => {
  const step = (rewards: number[], ended: number[]) => ({
    rewards: Float64Array.from(rewards),
    terminations: Uint8Array.from(ended),
    truncations: new Uint8Array(rewards.length),
  });

  test('divides by the deviation of the discounted return, episode by episode', () => {
    const normaliser = new RewardNormaliser(2, 0.5);
    const out = new Float32Array(2);
    normaliser.apply(step([4, 0], [0, 1]), out, 0); // returns 4, 0
    normaliser.apply(step([2, 8], [0, 0]), out, 0); // returns 2/1 + 4/2 = 4 and, begun anew, 8
    // Of 4, 0, 4, 8: deviation sqrt(8) (the prior is 1e-4 of a value).
    expect(out[0]).toBeCloseTo(2 / Math.sqrt(8), 3);
    expect(out[1]).toBeCloseTo(8 / Math.sqrt(8), 3);
  });

  test('restored, it goes on the same', () => {
    const [one, other] = [new RewardNormaliser(2, 0.9), new RewardNormaliser(2, 0.9)];
    const [a, b] = [new Float32Array(2), new Float32Array(2)];
    one.apply(step([3, -1], [0, 0]), a, 0);
    other.setState(structuredClone(one.getState()));
    one.apply(step([1, 5], [1, 0]), a, 0);
    other.apply(step([1, 5], [1, 0]), b, 0);
    expect(b).toEqual(a);
    expect(other.getState()).toEqual(one.getState());
  });
});
