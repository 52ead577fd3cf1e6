/**
 * The generator's rarer paths against numpy (`test/golden/rng-more.json`, written by the numpy named in it: the last numbers
 * of long runs, which any earlier divergence would change), its state, its refusals.
 */

import { describe, expect, it } from 'vitest';
import { Generator } from '../../../../envs/core/seeding/generator.ts';
import { npRandom } from '../../../../envs/core/seeding/np-random.ts';
import { SeedSequence } from '../../../../envs/core/seeding/seed-sequence.ts';
import {
  EXPONENTIAL_DENSITY,
  EXPONENTIAL_SCALE,
  NORMAL_DENSITY,
  NORMAL_SCALE,
} from '../../../../envs/core/seeding/ziggurat-tables.ts';
import { fc } from '../../../fast-check.ts';
import golden from '../../../golden/rng-more.json' with { type: 'json' };

const last = (values: ArrayLike<number>): number[] => Array.from(values).slice(-4);
const list = (length: number, draw: () => number): number[] => Array.from({ length }, draw);

const ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const;

/** Draws what a case's name says. */
function draw(g: Generator, name: string): ArrayLike<number> {
  const [method, inside] = name.split(/[()]/) as [string, string];
  const args = inside.split(',').map((part) => part.replace(/^\w+=/, ''));
  const numbers = args.map(Number);
  switch (method) {
    case 'standard_normal':
      return g.fillNormal(new Float64Array(numbers[0]!));
    case 'standard_exponential':
      return list(numbers[0]!, () => g.standardExponential());
    case 'permutation':
      return g.permutation(numbers[0]!);
    case 'integers': {
      if (args.length === 4) {
        const out = new ARRAYS[args[2] as keyof typeof ARRAYS](numbers[3]!);
        return g.fillIntegers(out as Int8Array, numbers[0]!, numbers[1]!);
      }
      const [low, high] = args.length === 2 ? [0, numbers[0]!] : [numbers[0]!, numbers[1]!];
      return list(numbers.at(-1)!, () => g.integers(low, high));
    }
    case 'choice':
      if (args[3] === 'p') {
        const p = Array.from({ length: 50 }, (_, i) => (i + 1) / 1275);
        return g.choice(numbers[0]!, { size: numbers[1]!, replace: false, p });
      }
      return g.choice(numbers[0]!, { size: numbers[1]!, replace: false, shuffle: args[3] === 'True' });
    default:
      throw new Error(`no such case: ${name}`);
  }
}

describe.each(golden.cases)('seed $seed', ({ seed, spawn, ...cases }) => {
  it.each(Object.entries(cases))('%s ends as in numpy', (name, expected) => {
    expect(last(draw(Generator.fromSeed(BigInt(seed)), name))).toEqual(expected);
  });

  it('spawns the children that numpy spawns', () => {
    const root = Generator.fromSeed(BigInt(seed));
    const children = root.spawn(2);
    const all = [...children, ...children[1]!.spawn(2), ...root.spawn(1)];
    expect(all.map((child) => child.random())).toEqual(spawn);
  });
});

describe('Generator', () => {
  it('goes on from a state that has been through JSON, the spare half included', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 140n }), fc.nat(50), (seed, draws) => {
        const g = Generator.fromSeed(seed);
        for (let i = 0; i < draws; i++) g.integers(7); // 32-bit halves: after an odd number one is left
        const restored = Generator.fromState(JSON.parse(JSON.stringify(g.getState())));
        const expected = [g.integers(7), g.random(), g.normal(), g.integers(1000), g.integers(0, 2 ** 40)];
        const got = [restored.integers(7), restored.random(), restored.normal(), restored.integers(1000)];
        expect([...got, restored.integers(0, 2 ** 40)]).toEqual(expected);
        expect(restored.getState()).toEqual(g.getState());
      }),
    );
  });

  it('keeps integers within their range, for every width of range', () => {
    fc.assert(
      fc.property(fc.nat(), fc.maxSafeInteger(), fc.integer({ min: 1, max: 53 }), (seed, low, bits) => {
        const high = low + 2 ** bits - 1;
        fc.pre(Number.isSafeInteger(high) && high > low);
        const value = Generator.fromSeed(seed).integers(low, high);
        expect(Number.isInteger(value) && value >= low && value < high).toBe(true);
      }),
    );
  });

  it('permutes without losing or doubling an item', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uniqueArray(fc.integer()), (seed, items) => {
        const permuted = Generator.fromSeed(seed).permutation(items);
        expect([...permuted].sort()).toEqual([...items].sort());
      }),
    );
  });

  it('takes a number and the equal bigint for the same seed', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        const seed = Math.abs(n);
        expect(Generator.fromSeed(seed).getState()).toEqual(Generator.fromSeed(BigInt(seed)).getState());
      }),
    );
  });

  it('draws other entropy each time it is not seeded, and says which', () => {
    const [first, seed] = npRandom();
    expect(npRandom()[1]).not.toBe(seed);
    expect(Generator.fromSeed(seed).random()).toBe(first.random());
  });

  it.each([
    ['a negative seed', () => Generator.fromSeed(-1), /integer of 0 or more, got -1/],
    ['a negative bigint', () => Generator.fromSeed(-1n), /integer of 0 or more, got -1/],
    ['a fraction', () => Generator.fromSeed(1.5), /got 1.5/],
    ['a number that lost digits', () => Generator.fromSeed(2 ** 53), /Give it as a bigint/],
    ['a string', () => Generator.fromSeed('1' as unknown as number), /number or a bigint, got string/],
    ['an empty range', () => Generator.fromSeed(0).integers(3, 3), /got \[3, 3\)/],
    ['a range of fractions', () => Generator.fromSeed(0).integers(0.5, 2), /got \[0.5, 2\)/],
    ['a range of NaN', () => Generator.fromSeed(0).integers(Number.NaN), /got \[0, NaN\)/],
    ['a range beyond 2^53', () => Generator.fromSeed(0).integers(-(2 ** 53 - 1), 2 ** 53 - 1), /2\^53 - 1 apart/],
    ['bounds in the wrong order', () => Generator.fromSeed(0).uniform(1, 0), /got \[1, 0\)/],
    ['a negative scale', () => Generator.fromSeed(0).normal(0, -1), /got -1/],
    ['integers that do not fit', () => Generator.fromSeed(0).fillIntegers(new Int8Array(1), 0, 200), /\[-128, 127\]/],
    ['a choice from nothing', () => Generator.fromSeed(0).choice(0), /there are no items/],
    ['more than there is', () => Generator.fromSeed(0).choice(3, { size: 4, replace: false }), /at most the 3 items/],
    ['probabilities off 1', () => Generator.fromSeed(0).choice(2, { p: [0.5, 0.4] }), /add up to 1, got 0.9/],
    ['probabilities of others', () => Generator.fromSeed(0).choice(2, { p: [1] }), /each of the 2 items, got 1/],
    ['a negative probability', () => Generator.fromSeed(0).choice(2, { p: [2, -1] }), /0 or more, got -1/],
    ['too few nonzero', () => Generator.fromSeed(0).choice(2, { p: [1, 0], size: 2, replace: false }), /nonzero/],
    ['a state of nothing', () => Generator.fromState({}), /Give what getState returned/],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(message);
  });

  it('is unchanged by a state it refuses', () => {
    const g = Generator.fromSeed(5);
    const state = g.getState();
    expect(() => g.setState({ ...state, has_uint32: 2 })).toThrow(TypeError);
    expect(() => g.setState({ ...state, state: { state: '1', inc: '2' } })).toThrow(TypeError); // an even increment
    expect(g.getState()).toEqual(state);
  });
});

describe('SeedSequence', () => {
  it('gives different words to a seed and to its children', () => {
    const root = new SeedSequence(1);
    const words = [root, ...root.spawn(3)].map((sequence) => [...sequence.generateState(4)].join());
    expect(new Set(words).size).toBe(4);
  });
});

describe('the ziggurat tables', () => {
  // Layer i of the normal is as wide as x with exp(-x^2/2) = its density; likewise exp(-x) for the exponential.
  it.each([
    ['normal', NORMAL_SCALE, NORMAL_DENSITY, 2 ** 52, (x: number) => Math.exp(-0.5 * x * x)],
    ['exponential', EXPONENTIAL_SCALE, EXPONENTIAL_DENSITY, 2 ** 53, (x: number) => Math.exp(-x)],
  ] as const)('of the %s agree with its density', (_, scale, density, unit, formula) => {
    for (let i = 1; i < 256; i++) expect(formula(scale[i]! * unit)).toBeCloseTo(density[i]!, 12);
  });
});
