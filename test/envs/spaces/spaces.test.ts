/**
 * Spaces against Gymnasium (`test/golden/spaces.json`, written by the versions named in it): representation, seeds, samples,
 * flat forms. And what holds for every space: samples are members, JSON brings values and spaces back.
 */

import { describe, expect, it } from 'vitest';
import {
  Box,
  Dict,
  Discrete,
  flatdim,
  flatten,
  flattenSpace,
  MultiBinary,
  MultiDiscrete,
  type Space,
  spaceFromJSON,
  spacesEqual,
  Text,
  Tuple,
  unflatten,
} from '../../../envs/index.ts';
import { fc } from '../../fast-check.ts';
import golden from '../../golden/spaces.json' with { type: 'json' };

const spaces: Readonly<Record<keyof typeof golden.spaces, () => Space>> = {
  box: () => new Box({ low: -1, high: 2, shape: [3, 2] }),
  discrete: () => new Discrete(3, { start: -1 }),
  multidiscrete: () => new MultiDiscrete([3, 5, 2], { start: [0, -2, 1] }),
  multibinary: () => new MultiBinary([2, 3]),
  text: () => new Text(4, { minLength: 0, charset: 'abc' }),
  nested: () =>
    new Dict({
      z: new Discrete(4),
      a: new Tuple([new Box({ low: 0, high: 255, shape: [2], dtype: 'uint8' }), new MultiBinary(2)]),
      m: new Dict({
        t: new Text(3, { charset: 'xyz' }),
        b: new Box({ low: -Infinity, high: Infinity, shape: [1], dtype: 'float64' }),
      }),
    }),
  half: () => new Box({ low: [-Infinity, 0, -3, 1], high: [0, Infinity, 7, 1] }),
  ints: () => new Box({ low: [-5, 0, 250], high: [5, 1, 260], dtype: 'int16' }),
  bools: () => new Box({ low: 0, high: 1, shape: [4], dtype: 'bool' }),
};

/** Gymnasium pads columns and drops `.0`; the numbers are the same. */
const unpadded = (text: string) =>
  text
    .replace(/\[\s+/g, '[')
    .replace(/\s+/g, ' ')
    .replace(/(\d)\.(?=[ \]])/g, '$1.0');
const number = (json: number | string) => (typeof json === 'number' ? json : Number(json.replace('inf', 'Infinity')));

describe.each(Object.entries(golden.spaces))('%s', (name, recorded) => {
  const fresh = spaces[name as keyof typeof golden.spaces];

  it('is written as in Gymnasium', () => {
    expect(unpadded(String(fresh()))).toBe(unpadded(recorded.repr));
  });

  it('seeds and samples as in Gymnasium', () => {
    const space = fresh();
    expect(space.seed(17)).toEqual(recorded.seeds);
    const samples = recorded.samples.map(() => space.sample());
    expect(samples.map((sample) => space.valueToJSON(sample))).toEqual(recorded.samples);
  });

  it('flattens as in Gymnasium, and back', () => {
    const space = fresh();
    expect(flatdim(space)).toBe(recorded.flatdim);
    const box = flattenSpace(space) as Box;
    expect(box.dtype).toBe(recorded.flat_dtype.replace('int64', 'int32'));
    expect(Array.from(box.low)).toEqual(recorded.flat_low.map(number));
    expect(Array.from(box.high)).toEqual(recorded.flat_high.map(number));
    space.seed(17);
    for (const flat of recorded.flat) {
      const value = space.sample();
      const ours = flatten(space, value) as Float64Array;
      expect(Array.from(ours)).toEqual(flat);
      expect(box.contains(ours)).toBe(true);
      expect(unflatten(space, ours)).toEqual(value);
    }
  });

  it('comes back from JSON, and so do its values', () => {
    const space = fresh();
    const again = spaceFromJSON(JSON.parse(JSON.stringify(space.toJSON())));
    expect(spacesEqual(again, space)).toBe(true);
    expect(String(again)).toBe(String(space));
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        space.seed(seed);
        again.seed(seed);
        const value = space.sample();
        expect(space.contains(value)).toBe(true);
        expect(again.sample()).toEqual(value);
        expect(again.valueFromJSON(JSON.parse(JSON.stringify(space.valueToJSON(value))))).toEqual(value);
      }),
    );
  });

  it('goes on sampling from its state', () => {
    const space = fresh();
    space.seed(3);
    space.sample();
    const state = JSON.parse(JSON.stringify(space.getState()));
    const expected = [space.sample(), space.sample()];
    const other = fresh();
    other.setState(state);
    expect([other.sample(), other.sample()]).toEqual(expected);
  });

  it('contains nothing else, and throws at no value', () => {
    const space = fresh();
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withTypedArray: true }), (value) => {
        if (space.contains(value)) return;
        expect(() => space.valueFromJSON({ surely: value })).toThrow(/^Cannot read a value of/);
      }),
    );
  });
});

describe('Discrete', () => {
  it('samples by mask and by probability as Gymnasium does', () => {
    const space = new Discrete(5);
    space.seed(3); // the recorded draws: eight by mask, then eight by probability
    const masked = Array.from({ length: 8 }, () => space.sample({ mask: [0, 1, 0, 1, 1] }));
    const weighted = Array.from({ length: 8 }, () => space.sample({ probability: [0.1, 0.2, 0.3, 0.4, 0] }));
    expect([...masked, ...weighted]).toEqual(golden.masks);
  });

  it('samples its start where the mask allows nothing', () => {
    expect(new Discrete(3, { start: 7 }).sample({ mask: [0, 0, 0] })).toBe(7);
  });

  it.each([-1, 5, 0.5, Number.NaN, '1', null, 1n, [1], true])('does not contain %s', (value) => {
    expect(new Discrete(5).contains(value)).toBe(false);
  });
});

describe('Box', () => {
  const box = new Box({ low: [-1, 0], high: [1, 2] });

  it.each([
    ['NaN', Float32Array.of(Number.NaN, 0)],
    ['a value below', Float32Array.of(-1.01, 0)],
    ['a value above', Float32Array.of(0, 2.01)],
    ['another length', Float32Array.of(0)],
    ['another dtype', Float64Array.of(0, 0)],
    ['a plain array', [0, 0]],
  ])('does not contain %s', (_, value) => {
    expect(box.contains(value)).toBe(false);
  });

  it('contains its corners', () => {
    expect(box.contains(Float32Array.of(-1, 0)) && box.contains(Float32Array.of(1, 2))).toBe(true);
  });

  it('reads infinities from JSON only where it is unbounded', () => {
    const open = new Box({ low: -Infinity, high: Infinity });
    expect(open.valueFromJSON(['-Infinity'])).toEqual(Float32Array.of(-Infinity));
    expect(() => box.valueFromJSON(['Infinity', 0])).toThrow(/within the bounds/);
  });

  it('reads no number that its dtype would change', () => {
    const bytes = new Box({ low: 0, high: 255, dtype: 'uint8' });
    for (const bad of [256, -1, 1.5, Number.NaN, '7', null]) {
      expect(() => bytes.valueFromJSON([bad]), String(bad)).toThrow(/flat array of 1 numbers/);
    }
  });
});

describe('constructors', () => {
  it.each([
    ['Discrete(0)', () => new Discrete(0), /n is an integer of 1 or more, got 0/],
    ['Discrete(2.5)', () => new Discrete(2.5), /got 2.5/],
    ['Discrete beyond 2^53', () => new Discrete(2, { start: 2 ** 53 }), /at most 2\^53/],
    ['Box with low > high', () => new Box({ low: 1, high: 0 }), /low <= high, got \[1, 0\] at index 0/],
    ['Box with NaN', () => new Box({ low: Number.NaN, high: 0 }), /low of a float32 Box/],
    ['Box beyond its dtype', () => new Box({ low: 0, high: 256, dtype: 'uint8' }), /within \[0, 255\], got 256/],
    ['unsigned Box without bounds', () => new Box({ low: -Infinity, high: 1, dtype: 'uint8' }), /got -Infinity/],
    ['Box of int64', () => new Box({ low: 0, high: 1, dtype: 'int64' as 'int32' }), /take int32 or float64/],
    ['Box of two shapes', () => new Box({ low: [0, 0], high: 1, shape: [3] }), /shape \(3,\), got 2/],
    ['MultiDiscrete([0])', () => new MultiDiscrete([0]), /1 or more.*got count 0/],
    ['MultiDiscrete with too few starts', () => new MultiDiscrete([2, 2], { start: [0] }), /got 2 and 1/],
    ['MultiBinary(-1)', () => new MultiBinary(-1), /integer of 1 or more, got -1/],
    ['Text of no length', () => new Text(1, { minLength: 2 }), /0 <= minLength <= maxLength, got 2 and 1/],
    ['Text of no characters', () => new Text(1, { charset: '' }), /at least one character/],
    ['Dict of no spaces', () => new Dict({ a: 1 as unknown as Space }), /each entry is a space, got 1 at "a"/],
    ['Tuple of no spaces', () => new Tuple([null as unknown as Space]), /each element is a space, got null at 0/],
    ['JSON of no space', () => spaceFromJSON({ type: 'Sphere' }), /its type is one of Discrete/],
    ['JSON of a Box without bounds', () => spaceFromJSON({ type: 'Box', shape: [1] }), /Cannot make a Box/],
  ])('refuse %s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});

describe('Dict', () => {
  it('sorts the keys of an object and keeps the order of a list, as Gymnasium does', () => {
    const [a, b] = [new Discrete(2), new Discrete(3)];
    expect(Object.keys(new Dict({ b, a }).spaces)).toEqual(['a', 'b']);
    expect(
      Object.keys(
        new Dict([
          ['b', b],
          ['a', a],
        ]).spaces,
      ),
    ).toEqual(['b', 'a']);
  });

  it('takes a seed for each entry', () => {
    const space = new Dict({ a: new Discrete(100), b: new Discrete(100) });
    expect(space.seed({ a: 1, b: 2 })).toEqual({ a: 1, b: 2 });
    expect(() => space.seed({ a: 1 })).toThrow(/seeds have its keys \(a, b\)/);
  });
});
