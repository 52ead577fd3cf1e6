/**
 * Composite spaces, masked draws, batches and flat forms against Gymnasium's own: `test/golden/spaces-more.json`, written by
 * `make_spaces_more.py` beside it under the versions named in it.
 */
import { describe, expect, it } from 'vitest';
import {
  Box,
  batchSpace,
  createEmptyArray,
  createZeroValue,
  Dict,
  Discrete,
  flatdim,
  flatten,
  flattenSpace,
  Graph,
  MultiBinary,
  MultiDiscrete,
  OneOf,
  type SampleOptions,
  Sequence,
  type Space,
  spaceFromJSON,
  spacesEqual,
  Text,
  Tuple,
  unflatten,
} from '../../../envs/index.ts';
import json from '../../golden/spaces-more.json' with { type: 'json' };

interface Narrowing {
  readonly kind: string;
  readonly value: unknown;
  readonly numNodes?: number;
  readonly numEdges?: number;
}

interface Run {
  readonly seed: number;
  readonly seeds: unknown;
  readonly samples: readonly unknown[];
  readonly flat: readonly unknown[];
  /** For each narrowing three draws. */
  readonly narrowed: readonly unknown[];
  /** Two draws from the space of batches of three, after all others. */
  readonly batch: readonly unknown[];
}

interface Case {
  readonly repr: string;
  readonly narrowings: readonly Narrowing[];
  readonly flatdim: number | null;
  readonly flatSpace: string;
  readonly batchSpace: string;
  readonly zero: unknown;
  readonly empty: unknown;
  readonly runs: readonly Run[];
}

const golden: { readonly cases: Readonly<Record<string, Case>> } = json;

const spaces: Readonly<Record<keyof typeof json.cases, () => Space>> = {
  sequence: () => new Sequence(new Discrete(5)),
  'sequence of text': () => new Sequence(new Text(3, { charset: 'äß漢🙂' })),
  'stacked sequence': () => new Sequence(new Box({ low: -1, high: 1, shape: [2] }), { stack: true }),
  'stacked discrete': () => new Sequence(new Discrete(4, { start: 2 }), { stack: true }),
  'stacked dict': () =>
    new Sequence(new Dict({ a: new Discrete(3), b: new Box({ low: 0, high: 5, shape: [2], dtype: 'int16' }) }), {
      stack: true,
    }),
  graph: () => new Graph(new Box({ low: -1, high: 1, shape: [2] }), new Discrete(4)),
  'graph of discrete': () => new Graph(new Discrete(3), new Box({ low: 0, high: 1, shape: [2, 2] })),
  'graph without edges': () => new Graph(new Discrete(3), null),
  'graph of tuples': () =>
    new Graph(new Tuple([new Discrete(3), new Box({ low: 0, high: 1, shape: [2] })]), new MultiBinary(2)),
  'one of': () =>
    new OneOf<unknown>([new Discrete(3), new Box({ low: -2, high: 7, shape: [2] }), new MultiDiscrete([2, 3])]),
  'one of text': () => new OneOf<unknown>([new Text(4, { minLength: 2, charset: 'abc' }), new MultiBinary(3)]),
  tuple: () => new Tuple([new Discrete(3), new MultiBinary(2), new Sequence(new Discrete(2))]),
  dict: () =>
    new Dict({
      z: new Graph(new Box({ low: 0, high: 1, shape: [1] }), new Discrete(2)),
      a: new OneOf<unknown>([new Discrete(2), new Text(2)]),
    }),
  'nested dict': () =>
    new Dict({
      b: new Tuple([new Discrete(4), new Box({ low: 0, high: 1, shape: [2] })]),
      a: new MultiDiscrete([2, 2], { start: [1, -1] }),
    }),
  discrete: () => new Discrete(6, { start: -2 }),
  'discrete of many': () => new Discrete(20),
  'multi discrete': () => new MultiDiscrete([3, 4, 2, 9], { start: [0, 5, -3, 0], shape: [2, 2] }),
  'multi binary': () => new MultiBinary([2, 3]),
  text: () => new Text(8, { charset: 'añ漢🙂z' }),
  'text that may be empty': () => new Text(3, { minLength: 0 }),
  'box without bounds': () => new Box({ low: -Infinity, high: Infinity, shape: [2], dtype: 'float64' }),
  'half box': () => new Box({ low: [0, -Infinity], high: [Infinity, 3] }),
  uint8: () => new Box({ low: 0, high: 255, shape: [2, 2], dtype: 'uint8' }),
  int8: () => new Box({ low: -128, high: 127, shape: [3], dtype: 'int8' }),
  uint16: () => new Box({ low: 3, high: 60000, shape: [2], dtype: 'uint16' }),
  'int32 half': () => new Box({ low: -Infinity, high: [5, 9], dtype: 'int32' }),
  uint32: () => new Box({ low: 0, high: 4294967295, shape: [2], dtype: 'uint32' }),
  bool: () => new Box({ low: 0, high: 1, shape: [3], dtype: 'bool' }),
};

/** Typed arrays as lists, as the file has them. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** numpy pads columns, breaks lines, drops `.0` and brackets each axis; int64 is int32 here. */
const unpadded = (text: string) =>
  text
    .replaceAll(/\[{2,}/g, '[')
    .replaceAll(/\]{2,}/g, ']')
    .replaceAll(/\]\s+\[/g, ' ')
    .replace(/\[\s+/g, '[')
    .replace(/\s+/g, ' ')
    .replace(/(\d)\.(?=[ \]])/g, '$1.0')
    .replaceAll('int64', 'int32');

describe.each(Object.entries(golden.cases))('%s', (name, recorded) => {
  const fresh = spaces[name as keyof typeof json.cases];
  const again = (space: Space) => spaceFromJSON(JSON.parse(JSON.stringify(space.toJSON())));
  const throughJSON = (space: Space, value: unknown) =>
    space.valueFromJSON(JSON.parse(JSON.stringify(space.valueToJSON(value))));

  it.each(recorded.runs)('seeds and samples as in Gymnasium under seed $seed', ({ seed, seeds, samples }) => {
    const space = fresh();
    expect(space.seed(seed)).toEqual(seeds);
    const values = samples.map(() => space.sample());
    expect(values.map(plain)).toEqual(samples);
    for (const value of values) {
      expect(space.contains(value)).toBe(true);
      expect(throughJSON(space, value)).toEqual(value);
    }
  });

  /** Three draws by each of the recorded narrowings. */
  const sampleNarrowed = (space: Space) =>
    recorded.narrowings.map(({ kind, value, ...more }) => {
      // An array of two axes is flat here, and so is the list of its elements' masks.
      const flat = name === 'multi discrete' ? (value as unknown[][]).flat() : value;
      return Array.from({ length: 3 }, () => plain(space.sample({ [kind]: flat, ...more } as SampleOptions)));
    });

  it.each(recorded.runs)('samples by mask and probability as in Gymnasium under seed $seed', (run) => {
    const space = fresh();
    space.seed(run.seed);
    for (const _ of run.samples) space.sample();
    expect(sampleNarrowed(space)).toEqual(run.narrowed);
  });

  it.each(recorded.runs)('flattens as in Gymnasium, and back, under seed $seed', ({ seed, samples, flat }) => {
    const space = fresh();
    space.seed(seed);
    for (const expected of flat.slice(0, samples.length)) {
      const value = space.sample();
      const ours = flatten(space, value);
      expect(plain(ours)).toEqual(expected);
      expect(flattenSpace(space).contains(ours)).toBe(true);
      expect(unflatten(space, ours)).toEqual(value);
    }
  });

  it.each(recorded.runs)('batches as in Gymnasium after the draws under seed $seed', (run) => {
    const space = fresh();
    space.seed(run.seed);
    for (const _ of run.samples) space.sample();
    sampleNarrowed(space);
    const batched = batchSpace(space, 3);
    const values = run.batch.map(() => batched.sample());
    expect(values.map(plain)).toEqual(run.batch);
    expect(values.every((value) => batched.contains(value))).toBe(true);
  });

  it('is written as in Gymnasium, and so are its flat space and its batch space', () => {
    const space = fresh();
    expect(unpadded(String(space))).toBe(unpadded(recorded.repr));
    expect(unpadded(String(flattenSpace(space)))).toBe(unpadded(recorded.flatSpace));
    expect(unpadded(String(batchSpace(space, 2)))).toBe(unpadded(recorded.batchSpace));
    if (recorded.flatdim !== null) expect(flatdim(space)).toBe(recorded.flatdim);
  });

  it('has the zero value and the empty batch of Gymnasium', () => {
    const space = fresh();
    expect(plain(createZeroValue(space))).toEqual(recorded.zero);
    expect(plain(createEmptyArray(space, 2))).toEqual(recorded.empty);
  });

  it('comes back from JSON and from its state', () => {
    const space = fresh();
    const copy = again(space);
    expect(spacesEqual(copy, space)).toBe(true);
    expect(String(copy)).toBe(String(space));
    space.seed(7);
    space.sample();
    copy.setState(JSON.parse(JSON.stringify(space.getState())));
    expect(copy.sample()).toEqual(space.sample());
  });
});
