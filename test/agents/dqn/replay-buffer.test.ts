import { describe, expect, test } from 'vitest';
import { NStepAssembler } from '../../../agents/dqn/n-step.ts';
import { createMinibatch, ReplayBuffer } from '../../../agents/dqn/replay-buffer.ts';

/** Gives the listed numbers in turn, again and again. */
function cycle(...numbers: number[]) {
  let at = 0;
  return { random: () => numbers[at++ % numbers.length]! };
}

const obs = (value: number) => new Float32Array([value, -value]);

function filled(capacity: number, count: number, alpha: number | null = null): ReplayBuffer {
  const buffer = new ReplayBuffer(capacity, 2, alpha === null ? null : { alpha });
  for (let i = 0; i < count; i++) buffer.add(obs(i), i % 3, i / 2, obs(i + 1), 0.9);
  return buffer;
}

describe('ReplayBuffer', () => {
  test('sample returns whole transitions, row by row', () => {
    const batch = createMinibatch(2, 2);
    filled(8, 4).sample(batch, cycle(0.25, 0.75), 0);
    // floor(0.25 * 4) = 1 and floor(0.75 * 4) = 3: transitions 1 and 3 as added.
    expect([...batch.indices]).toEqual([1, 3]);
    expect([...batch.observations]).toEqual([1, -1, 3, -3]);
    expect([...batch.nextObservations]).toEqual([2, -2, 4, -4]);
    expect([...batch.actions]).toEqual([1, 0]);
    expect([...batch.rewards]).toEqual([0.5, 1.5]);
    expect([...batch.discounts]).toEqual([Math.fround(0.9), Math.fround(0.9)]);
    expect([...batch.weights]).toEqual([1, 1]);
  });

  test('a full buffer overwrites its oldest transition', () => {
    const buffer = filled(3, 4);
    const batch = createMinibatch(3, 2);
    buffer.sample(batch, cycle(0, 0.34, 0.67), 0);
    expect(buffer.size).toBe(3);
    expect([...batch.rewards]).toEqual([1.5, 0.5, 1]); // 3 took the place of 0
  });

  test('priorities decide how often a transition is drawn, and weights undo it', () => {
    const buffer = filled(4, 4, 1);
    buffer.updatePriorities(new Int32Array([0, 1, 2, 3]), new Float32Array([1, -1, 2, 4]));
    const batch = createMinibatch(8, 2);
    // |errors| 1, 1, 2, 4 of 8 in all: stratified midpoints of eighths fall 1, 1, 2, 4 times into each.
    buffer.sample(batch, cycle(0.5), 1);
    expect([...batch.indices]).toEqual([0, 1, 2, 2, 3, 3, 3, 3]);
    // (4 * P) ** -1 is 2, 2, 1, 1/2; divided by the largest: 1, 1, 1/2, 1/4 (to the 1e-6 added to each error).
    for (const [row, weight] of [1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25].entries()) {
      expect(batch.weights[row]).toBeCloseTo(weight, 5);
    }
  });

  test('a new transition enters with the largest priority seen', () => {
    const buffer = filled(4, 2, 1);
    buffer.updatePriorities(new Int32Array([0, 1]), new Float32Array([1, 8]));
    buffer.add(obs(9), 0, 9, obs(10), 0.9);
    const priorities = buffer.getState().priorities!;
    expect(priorities[2]).toBe(priorities[1]);
  });

  test.each([null, 0.6])('a restored buffer samples the same minibatches (alpha %s)', (alpha) => {
    const buffer = filled(5, 7, alpha);
    buffer.updatePriorities(new Int32Array([0, 3]), new Float32Array([3, 0.1]));
    const restored = new ReplayBuffer(5, 2, alpha === null ? null : { alpha });
    restored.setState(structuredClone(buffer.getState()));
    for (const one of [buffer, restored]) one.add(obs(50), 2, 50, obs(51), 0);
    const [a, b] = [createMinibatch(6, 2), createMinibatch(6, 2)];
    buffer.sample(a, cycle(0.1, 0.9, 0.4), 0.5);
    restored.sample(b, cycle(0.1, 0.9, 0.4), 0.5);
    expect(b).toEqual(a);
  });

  test('refuses to sample while empty and to restore a state of another shape', () => {
    const batch = createMinibatch(1, 2);
    expect(() => new ReplayBuffer(2, 2).sample(batch, cycle(0), 0)).toThrow(/empty replay buffer/);
    expect(() => new ReplayBuffer(2, 2).setState(filled(5, 5).getState())).toThrow(/holds 2 transitions/);
    expect(() => new ReplayBuffer(5, 2).setState(filled(5, 5, 1).getState())).toThrow(/differ in being prioritised/);
  });
});

describe('NStepAssembler', () => {
  /** Three steps with rewards 1, 10, 100 from observations 0, 1, 2 into 1, 2, 3; gamma 1/2 is exact in binary. */
  function transitions(n: number, terminated: boolean, truncated: boolean) {
    const buffer = new ReplayBuffer(8, 1);
    const assembler = new NStepAssembler(n, 0.5);
    const at = (value: number) => new Float32Array([value]);
    assembler.push(buffer, at(0), 0, 1, at(1), false, false);
    assembler.push(buffer, at(1), 1, 10, at(2), false, false);
    assembler.push(buffer, at(2), 0, 100, at(3), terminated, truncated);
    const { observations, rewards, nextObservations, discounts } = buffer.getState();
    return [...observations].map((from, i) => [from, rewards[i], nextObservations[i], discounts[i]]);
  }

  test('n = 1 is the ordinary transition', () => {
    expect(transitions(1, false, false)).toEqual([
      [0, 1, 1, 0.5],
      [1, 10, 2, 0.5],
      [2, 100, 3, 0.5],
    ]);
  });

  test('n = 2 sums two rewards and bootstraps two steps on', () => {
    // 1 + 10/2 = 6 and 10 + 100/2 = 60, discount 1/4; the third waits for its second reward.
    expect(transitions(2, false, false)).toEqual([
      [0, 6, 2, 0.25],
      [1, 60, 3, 0.25],
    ]);
  });

  test('a termination flushes what is pending without a bootstrap', () => {
    expect(transitions(2, true, false)).toEqual([
      [0, 6, 2, 0.25],
      [1, 60, 3, 0],
      [2, 100, 3, 0],
    ]);
  });

  test('a truncation flushes what is pending and bootstraps from the final observation', () => {
    // n = 3: 1 + 5 + 25 = 31 at gamma^3; 10 + 50 = 60 at gamma^2; 100 at gamma.
    expect(transitions(3, false, true)).toEqual([
      [0, 31, 3, 0.125],
      [1, 60, 3, 0.25],
      [2, 100, 3, 0.5],
    ]);
  });

  test('a restored assembler completes the same transitions', () => {
    const [a, b] = [new ReplayBuffer(8, 1), new ReplayBuffer(8, 1)];
    const first = new NStepAssembler(3, 0.9);
    const one = new Float32Array([1]);
    first.push(a, one, 0, 1, one, false, false);
    const second = new NStepAssembler(3, 0.9);
    second.setState(structuredClone(first.getState()));
    first.push(a, one, 1, 2, one, true, false);
    second.push(b, one, 1, 2, one, true, false);
    expect(b.getState()).toEqual(a.getState());
    expect(a.size).toBe(2);
  });
});
