import { describe, expect, test } from 'vitest';
import { ObservationMemory } from '../../../agents/dqn/observation-memory.ts';
import { createMinibatch, ReplayBuffer } from '../../../agents/dqn/replay-buffer.ts';
import { Generator } from '../../../envs/core/seeding/generator.ts';

/** Pictures of 3 x 5 in stacks of `stack`, which lie as `channelsFirst` says. */
function encoder(stack: number, channelsFirst: boolean) {
  const image = { height: 3, width: 5, channels: stack, channelsFirst, scale: 1 };
  return { features: 15 * stack, bytes: true, image };
}

/** A world that shows a new frame each step, and begins an episode with black, copies or different frames. */
class Film {
  readonly #random: Generator;
  readonly #stack: number;
  readonly #channelsFirst: boolean;
  #frames: Uint8Array[] = [];

  constructor(seed: number, stack: number, channelsFirst: boolean) {
    this.#random = Generator.fromSeed(seed);
    this.#stack = stack;
    this.#channelsFirst = channelsFirst;
  }

  #frame(): Uint8Array {
    return Uint8Array.from({ length: 15 }, () => this.#random.integers(0, 256));
  }

  begin(): Uint8Array {
    const [first, kind] = [this.#frame(), this.#random.integers(0, 3)];
    const padding = () => [new Uint8Array(15), first, this.#frame()][kind]!;
    this.#frames = [...Array.from({ length: this.#stack - 1 }, padding), first];
    return this.#row();
  }

  next(): Uint8Array {
    this.#frames = [...this.#frames.slice(1), this.#frame()];
    return this.#row();
  }

  #row(): Uint8Array {
    const row = new Uint8Array(15 * this.#stack);
    for (const [k, frame] of this.#frames.entries()) {
      for (let p = 0; p < 15; p++) row[this.#channelsFirst ? k * 15 + p : p * this.#stack + k] = frame[p]!;
    }
    return row;
  }
}

describe.each([
  [1, false],
  [4, false],
  [4, true],
  [3, true], // as many as colours: kept whole
])('a memory of stacks of %d (first: %s)', (stack, channelsFirst) => {
  test('gives every transition back as it was, whatever environments, episodes and steps do', () => {
    const random = Generator.fromSeed(stack);
    const [numEnvs, nStep, capacity] = [3, 2, 40];
    const shape = encoder(stack, channelsFirst);
    const buffer = new ReplayBuffer({ capacity, encoder: shape, numEnvs, nStep, alpha: null });
    const films = Array.from({ length: numEnvs }, (_, env) => new Film(env, stack, channelsFirst));
    const memory = buffer.observations;
    /** Transition by its reward, a serial number: what its two observations are. */
    const known: (readonly [Uint8Array, Uint8Array])[] = [];
    let current = films.map((film, env) => {
      const row = film.begin();
      return [{ row, number: memory.observe(env, row, true) }];
    });
    const batch = createMinibatch(16, shape);
    let smallest = capacity;
    for (let step = 0; step < 400; step++) {
      current = current.map((pending, env) => {
        const row = films[env]!.next();
        const number = memory.observe(env, row, false);
        const [from] = pending;
        if (pending.length === nStep) {
          buffer.add(from!.number, 0, known.length, number, 1);
          known.push([from!.row, row]);
        }
        if (random.random() > 0.1) return [...pending, { row, number }].slice(-nStep);
        const first = films[env]!.begin();
        return [{ row: first, number: memory.observe(env, first, true) }];
      });
      if (buffer.size === 0) continue;
      if (step > 100) smallest = Math.min(smallest, buffer.size);
      buffer.sample(batch, random, 0);
      for (let i = 0; i < 16; i++) {
        const [from, to] = known[batch.rewards[i]!]!;
        expect(batch.observations.subarray(i * shape.features, (i + 1) * shape.features)).toEqual(from);
        expect(batch.nextObservations.subarray(i * shape.features, (i + 1) * shape.features)).toEqual(to);
        expect(batch.rewards[i]).toBeGreaterThanOrEqual(known.length - capacity);
      }
    }
    // Short episodes (10 steps) cost frames; most of the transitions are there all the same.
    expect(smallest).toBeGreaterThan(capacity / 2);
  });

  test('restored, goes on the same', () => {
    const shape = encoder(stack, channelsFirst);
    const size = { transitions: 10, numEnvs: 1, nStep: 1 };
    const [one, other] = [new ObservationMemory(shape, size), new ObservationMemory(shape, size)];
    const film = new Film(9, stack, channelsFirst);
    one.observe(0, film.begin(), true);
    for (let i = 0; i < 25; i++) one.observe(0, film.next(), false);
    other.setState(structuredClone(one.getState()));
    for (let i = 0; i < 7; i++) {
      const row = film.next();
      const number = one.observe(0, row, false);
      expect(other.observe(0, row, false)).toBe(number);
      const out = new Uint8Array(shape.features);
      other.read(number, out, 0);
      expect(out).toEqual(row);
    }
    expect(other.getState()).toEqual(one.getState());
  });
});

test('a frame of a running episode is stored once, four of a first stack', () => {
  const memory = new ObservationMemory(encoder(4, true), { transitions: 100, numEnvs: 2, nStep: 1 });
  const films = [new Film(0, 4, true), new Film(1, 4, true)];
  for (const env of [0, 1]) memory.observe(env, films[env]!.begin(), true);
  expect(memory.getState().written).toBe(8);
  for (let step = 0; step < 10; step++) for (const env of [0, 1]) memory.observe(env, films[env]!.next(), false);
  expect(memory.getState().written).toBe(28);
});

test('a million frames of 84 x 84 take less than 8 GiB, and none before they come', () => {
  const image = { height: 84, width: 84, channels: 4, channelsFirst: true, scale: 1 };
  const before = process.memoryUsage().arrayBuffers;
  const buffer = new ReplayBuffer({ capacity: 1_000_000, encoder: { features: 4 * 84 * 84, bytes: true, image } });
  // What is not frames: two numbers of 8 bytes, the first frame, action, reward, discount, the frame before.
  const fixed = process.memoryUsage().arrayBuffers - before;
  expect(fixed + 1_125_012 * 84 * 84).toBeLessThan(8 * 2 ** 30);
  expect(fixed).toBeLessThan(50e6);
  expect(buffer.capacity).toBe(1_000_000);
});
