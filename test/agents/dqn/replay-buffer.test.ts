import { describe, expect, test } from 'vitest';
import { NStepAssembler } from '../../../agents/dqn/n-step.ts';
import { createMinibatch, ReplayBuffer } from '../../../agents/dqn/replay-buffer.ts';

/** Gives the listed numbers in turn, again and again. */
function cycle(...numbers: number[]) {
  let at = 0;
  return { random: () => numbers[at++ % numbers.length]! };
}

const PAIR = { features: 2, bytes: false, image: null };

function observe(buffer: ReplayBuffer, value: number): number {
  return buffer.observations.observe(0, new Float32Array([value, -value]), false);
}

function filled(capacity: number, count: number, alpha: number | null = null): ReplayBuffer {
  const buffer = new ReplayBuffer({ capacity, encoder: PAIR, alpha });
  let at = observe(buffer, 0);
  for (let i = 0; i < count; i++) {
    const next = observe(buffer, i + 1);
    buffer.add(at, i % 3, i / 2, next, 0.9);
    at = next;
  }
  return buffer;
}

const minibatch = (rows: number) => createMinibatch(rows, PAIR);

describe('ReplayBuffer', () => {
  test('sample returns whole transitions, row by row', () => {
    const batch = minibatch(2);
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
    const batch = minibatch(3);
    buffer.sample(batch, cycle(0, 0.34, 0.67), 0);
    expect(buffer.size).toBe(3);
    expect([...batch.rewards]).toEqual([1.5, 0.5, 1]); // 3 took the place of 0
  });

  test('priorities decide how often a transition is drawn, and weights undo it', () => {
    const buffer = filled(4, 4, 1);
    buffer.updatePriorities(new Int32Array([0, 1, 2, 3]), new Float32Array([1, -1, 2, 4]));
    const batch = minibatch(8);
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
    buffer.add(observe(buffer, 9), 0, 9, observe(buffer, 10), 0.9);
    const priorities = buffer.getState().priorities!;
    expect(priorities[2]).toBe(priorities[1]);
  });

  test.each([null, 0.6])('a restored buffer samples the same minibatches (alpha %s)', (alpha) => {
    const buffer = filled(5, 7, alpha);
    buffer.updatePriorities(new Int32Array([0, 3]), new Float32Array([3, 0.1]));
    const restored = new ReplayBuffer({ capacity: 5, encoder: PAIR, alpha });
    restored.setState(structuredClone(buffer.getState()));
    for (const one of [buffer, restored]) one.add(observe(one, 50), 2, 50, observe(one, 51), 0);
    const [a, b] = [minibatch(6), minibatch(6)];
    buffer.sample(a, cycle(0.1, 0.9, 0.4), 0.5);
    restored.sample(b, cycle(0.1, 0.9, 0.4), 0.5);
    expect(b).toEqual(a);
  });

  test('refuses to sample while empty and to restore a state of another shape', () => {
    const batch = minibatch(1);
    const empty = (capacity: number) => new ReplayBuffer({ capacity, encoder: PAIR });
    expect(() => empty(2).sample(batch, cycle(0), 0)).toThrow(/empty replay buffer/);
    expect(() => empty(2).setState(filled(5, 5).getState())).toThrow(/holds 2 transitions/);
    expect(() => empty(5).setState(filled(5, 5, 1).getState())).toThrow(/differ in being prioritised/);
    expect(() => empty(9).setState(filled(5, 5).getState())).not.toThrow();
    const wider = new ReplayBuffer({ capacity: 5, encoder: { ...PAIR, features: 3 } });
    expect(() => wider.setState(filled(5, 5).getState())).toThrow(/frames of 3 elements/);
  });
});

describe('NStepAssembler', () => {
  /** Three steps with rewards 1, 10, 100 from observations 0, 1, 2 into 1, 2, 3; gamma 1/2 is exact in binary. */
  function transitions(n: number, terminated: boolean, truncated: boolean) {
    const buffer = new ReplayBuffer({ capacity: 8, encoder: { ...PAIR, features: 1 }, nStep: n });
    const assembler = new NStepAssembler(n, 0.5);
    const numbers = [0, 1, 2, 3].map((value) => buffer.observations.observe(0, new Float32Array([value]), false));
    const [a, b, c, d] = numbers as [number, number, number, number];
    assembler.push(buffer, a, 0, 1, b, false, false);
    assembler.push(buffer, b, 1, 10, c, false, false);
    assembler.push(buffer, c, 0, 100, d, terminated, truncated);
    const { from, rewards, to, discounts } = buffer.getState();
    return [...from].map((observation, i) => [observation, rewards[i], to[i], discounts[i]]);
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
    const buffer = () => new ReplayBuffer({ capacity: 8, encoder: PAIR, nStep: 3 });
    const [a, b] = [buffer(), buffer()];
    for (const one of [a, b]) observe(one, 1);
    const first = new NStepAssembler(3, 0.9);
    first.push(a, 0, 0, 1, 0, false, false);
    const second = new NStepAssembler(3, 0.9);
    second.setState(structuredClone(first.getState()));
    first.push(a, 0, 1, 2, 0, true, false);
    second.push(b, 0, 1, 2, 0, true, false);
    expect(b.getState()).toEqual(a.getState());
    expect(a.size).toBe(2);
  });
});
