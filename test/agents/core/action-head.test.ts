import { describe, expect, test } from 'vitest';
import { type ActionRows, actionHead, decide } from '../../../agents/core/action-head.ts';
import { mean, variance } from '../../../agents/core/statistics.ts';
import { Generator } from '../../../envs/core/seeding/generator.ts';
import { Box, Discrete, MultiDiscrete, Text } from '../../../envs/index.ts';
import { HostTensor, read, type Tensor2D, tf } from '../../../tensor/index.ts';

const SPACES = [
  new Discrete(3, { start: 5 }),
  new MultiDiscrete([2, 4, 3]),
  new Box({ low: [-1, -5], high: [1, 5] }),
  new Box({ low: -2, high: 2, shape: [3], dtype: 'float64' }),
];

/** Policy rows: what the network gives, and the free numbers. */
function policyRows(head: ReturnType<typeof actionHead>, rows: number): Float32Array {
  const random = Generator.fromSeed(7);
  const width = head.outputs + head.free.length;
  return Float32Array.from({ length: rows * width }, (_, i) =>
    i % width < head.outputs ? random.normal() : head.free[(i % width) - head.outputs]!,
  );
}

/** As the learner computes them. */
function logProbabilities(head: ReturnType<typeof actionHead>, policy: Float32Array, actions: ActionRows) {
  const rows = actions.length / head.width;
  const kept = new HostTensor(actions, [rows, head.width]).toTensor() as Tensor2D;
  return head.distribution(tf.tensor2d(policy, [rows, policy.length / rows])).logProbabilities(kept);
}

describe.each(SPACES)('the head of %s', (space) => {
  const head = actionHead(space, 'ppo', -0.5);
  const rows = 200;
  const policy = policyRows(head, rows);
  const width = policy.length / rows;

  test('draws actions of the space, and says how probable they are as the learner does', async () => {
    const random = Generator.fromSeed(1);
    const actions = head.createRows(rows);
    const logs = Float32Array.from({ length: rows }, (_, row) => head.draw(policy, row * width, random, actions, row));
    for (let row = 0; row < rows; row++) expect(space.contains(head.toAction(actions, row))).toBe(true);
    const learned = await read(logProbabilities(head, policy, actions));
    for (let row = 0; row < rows; row++) expect(learned[row]).toBeCloseTo(logs[row]!, 4);
  });

  test('gives as entropy the mean of -log p over its draws', async () => {
    const random = Generator.fromSeed(2);
    const draws = 20_000;
    const actions = head.createRows(1);
    let sum = 0;
    for (let i = 0; i < draws; i++) sum -= head.draw(policy, 0, random, actions, 0);
    const [entropy] = await read(head.distribution(tf.tensor2d(policy.slice(0, width), [1, width])).entropy());
    // The standard error of 20,000 draws of a variance of about 1 is 0.007.
    expect(Math.abs(sum / draws - entropy!)).toBeLessThan(0.04);
  });

  test('batches actions as single ones', () => {
    const random = Generator.fromSeed(3);
    const actions = head.createRows(4);
    for (let row = 0; row < 4; row++) head.draw(policy, row * width, random, actions, row);
    const batch = Array.from(head.toBatch(actions, 1, 3) as ArrayLike<number>);
    expect(batch).toEqual([1, 2, 3].flatMap((row) => [head.toAction(actions, row)].flatMap(flat)));
  });

  test('its mode is the likeliest action', () => {
    const actions = head.createRows(1);
    head.mode(policy, 0, actions, 0);
    const best = Array.from(actions);
    const random = Generator.fromSeed(4);
    for (let i = 0; i < 500; i++) head.draw(policy, 0, random, actions, 0);
    const logOf = (row: readonly number[]) => {
      const kept = head.createRows(1);
      kept.set(row);
      return logProbabilities(head, policy.slice(0, width), kept).dataSync()[0]!;
    };
    expect(logOf(best)).toBeGreaterThanOrEqual(logOf(Array.from(actions)));
    expect(decide(head, policy, null)).toEqual(decide(head, policy, null));
  });
});

function flat(action: unknown): number[] {
  return typeof action === 'number' ? [action] : Array.from(action as ArrayLike<number>);
}

describe('the Gaussian head', () => {
  const head = actionHead(new Box({ low: -1, high: 1, shape: [1] }), 'ppo', 0);

  test('clips what the environment gets and keeps what was drawn', () => {
    const actions = head.createRows(2);
    actions.set([3, -0.25]);
    expect(head.toAction(actions, 0)).toEqual(new Float32Array([1]));
    expect(head.toAction(actions, 1)).toEqual(new Float32Array([-0.25]));
    expect([...actions]).toEqual([3, -0.25]);
  });

  test('draws from the mean and the deviation it is given', () => {
    const random = Generator.fromSeed(1);
    const actions = head.createRows(20_000);
    const policy = new Float32Array([2, Math.log(0.5)]);
    for (let row = 0; row < 20_000; row++) head.draw(policy, 0, random, actions, row);
    expect(mean(actions)).toBeCloseTo(2, 1); // the standard error is 0.5 / sqrt(20,000) = 0.004
    expect(Math.sqrt(variance(actions))).toBeCloseTo(0.5, 1);
  });
});

test('other spaces are refused, with the agent that acts there', () => {
  const integers = new Box({ low: 0, high: 9, shape: [2], dtype: 'int32' });
  for (const space of [new Text(4), integers]) {
    expect(() => actionHead(space, 'ppo', 0)).toThrow(/Cannot learn with ppo: .*Box spaces of floats.*"random"/);
  }
});
