/** Worlds of several agents, taken apart into what each observes, does and gains. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { controlsFor, idleAction } from '../../../envs/core/controls.ts';
import { Seats } from '../../../envs/core/seats.ts';
import { Box, Discrete, MultiDiscrete, make, type Space, spacesEqual, Tuple } from '../../../envs/index.ts';

const seatsOf = (observationSpace: Space, actionSpace: Space, names: readonly string[] = ['white', 'black']) =>
  new Seats({ metadata: { renderModes: [], renderFps: 1, seats: names }, observationSpace, actionSpace, spec: null });

describe('Seats', () => {
  it('takes arrays apart by rows and puts them together again', () => {
    const seats = seatsOf(
      new Box({ low: [0, 0, -1, -1], high: 1, shape: [2, 2] }),
      new MultiDiscrete([3, 5], { start: [0, -2] }),
    );
    expect(String(seats.observationSpace(1))).toBe(String(new Box({ low: [-1, -1], high: 1, shape: [2] })));
    expect(seats.observation(Float32Array.of(0.25, 0.5, -0.25, -0.5), 1)).toEqual(Float32Array.of(-0.25, -0.5));
    expect(seats.actionSpace(0)).toMatchObject({ n: 3, start: 0 });
    expect(seats.actionSpace(1)).toMatchObject({ n: 5, start: -2 });
    expect(seats.join([2, -2])).toEqual(Int32Array.of(2, -2));
  });

  it('takes tuples apart, whose parts may differ', () => {
    const seats = seatsOf(
      new Tuple([new Discrete(3), new Box({ low: 0, high: 1, shape: [1] })]),
      new Tuple([new Discrete(2), new MultiDiscrete([2, 2])]),
    );
    expect(seats.observation([2, Float32Array.of(0.5)], 1)).toEqual(Float32Array.of(0.5));
    expect(seats.join([1, Int32Array.of(0, 1)])).toEqual([1, Int32Array.of(0, 1)]);
  });

  it('takes apart actions of several numbers a seat', () => {
    const seats = seatsOf(
      new Tuple([new Discrete(1), new Discrete(1)]),
      new MultiDiscrete([2, 3, 4, 5], { shape: [2, 2] }),
    );
    expect(String(seats.actionSpace(1))).toBe('MultiDiscrete([4 5])');
    expect(seats.join([Int32Array.of(1, 2), Int32Array.of(3, 4)])).toEqual(Int32Array.of(1, 2, 3, 4));
  });

  it('refuses a world without seats, or whose spaces have no part for each', () => {
    expect(() => new Seats(make('CartPole-v1'))).toThrow(
      'Cannot seat players at CartPole-v1: it declares no seats in its metadata. Play it as a whole.',
    );
    expect(() => seatsOf(new Box({ low: 0, high: 1, shape: [3] }), new MultiDiscrete([2, 2]))).toThrow(
      /the observations of a world are a Tuple with a part for each, or a Box or MultiDiscrete with a row for each, got Box/,
    );
  });

  it('reads the rewards of a step, and says where they are missing', () => {
    const seats = new Seats(make('PongDuel-v0'));
    expect(seats.rewards({ rewards: [1, -1] })).toEqual([1, -1]);
    for (const rewards of [undefined, [1], [1, Number.NaN]]) {
      expect(() => seats.rewards({ rewards })).toThrow(/info.rewards is a list of 2 finite numbers, got/);
    }
  });
});

describe('a seat of PongDuel-v0', () => {
  it.each([
    ['features', 'Pong-features-v0', {}],
    ['stack', 'Pong-v0', {}],
    ['grayscale', 'Pong-v0', { obsType: 'grayscale' }],
    ['rgb', 'Pong-v0', { obsType: 'rgb' }],
  ] as const)('observes with obsType %s what %s does', (obsType, id, kwargs) => {
    const [seats, single] = [new Seats(make('PongDuel-v0', { obsType })), make(id, kwargs)];
    for (const seat of [0, 1]) {
      expect(spacesEqual(seats.observationSpace(seat), single.observationSpace)).toBe(true);
      expect(spacesEqual(seats.actionSpace(seat), single.actionSpace)).toBe(true);
    }
  });

  it('sees on the left what is on the right, line by line the other way round', () => {
    const duel = make('PongDuel-v0', { obsType: 'rgb' });
    const seats = new Seats(duel);
    duel.reset({ seed: 1 });
    const [both] = duel.step(Int32Array.of(1, 2));
    const [right, left] = [seats.observation(both, 0), seats.observation(both, 1)] as Uint8Array[];
    const mirrored = new Uint8Array(right!.length);
    for (let at = 0; at < mirrored.length; at += 3) {
      const [y, x] = [Math.floor(at / 3 / 256), (at / 3) % 256];
      mirrored.set(right!.subarray((256 * y + 255 - x) * 3, (256 * y + 256 - x) * 3), at);
    }
    expect(Buffer.compare(left!, mirrored)).toBe(0);
    expect(Buffer.compare(left!, right!)).not.toBe(0);
  });

  it('plays on with the same pictures from a restored state', () => {
    const [a, b] = [make('PongDuel-v0', { obsType: 'stack' }), make('PongDuel-v0', { obsType: 'stack' })];
    a.reset({ seed: 2 });
    for (let k = 0; k < 20; k++) a.step(Int32Array.of(1, 2));
    b.setState(a.getState());
    for (let k = 0; k < 5; k++) {
      // `toEqual` takes a millisecond for a thousand numbers.
      expect(isDeepStrictEqual(b.step(Int32Array.of(2, 1)), a.step(Int32Array.of(2, 1)))).toBe(true);
    }
  });

  it('is played by the keys of its actions, and rests where nobody plays', () => {
    const [actionSpace, actionNames] = [new Seats(make('PongDuel-v0')).actionSpace(1), ['noop', 'up', 'down']];
    expect(controlsFor({ actionSpace, actionNames, renderFps: 60 })).toEqual({
      keys: [
        { key: 'ArrowUp', label: 'up', action: 1 },
        { key: 'ArrowDown', label: 'down', action: 2 },
      ],
      idle: [0],
    });
    expect(idleAction({ actionSpace, actionNames })).toBe(0);
    expect(idleAction({ actionSpace, actionNames: ['up', 'noop', 'down'] })).toBe(1);
    expect(idleAction({ actionSpace: new Box({ low: 1, high: 2 }), actionNames: null })).toEqual(Float32Array.of(1));
  });
});
