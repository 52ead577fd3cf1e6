/** Masks and probabilities of another form: one clear error each, and nothing drawn. And the edges of batches and flat forms. */
import { describe, expect, it } from 'vitest';
import {
  Box,
  batchSpace,
  concatenate,
  createEmptyArray,
  createZeroValue,
  Dict,
  Discrete,
  flatdim,
  flatten,
  Graph,
  isFlattenable,
  iterate,
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

const discrete = new Discrete(3);
const graph = new Graph(new Box({ low: 0, high: 1, shape: [2] }), discrete);

describe('a draw narrowed wrongly is refused and draws nothing', () => {
  it.each<readonly [string, Space, SampleOptions, RegExp]>([
    ['both at once', discrete, { mask: [1, 1, 1], probability: [1, 0, 0] }, /give a mask or probabilities, got both/],
    ['a short mask', discrete, { mask: [1] }, /a mask is 3 values, each 0 or 1, got \[1\]/],
    ['a mask of twos', discrete, { mask: [0, 1, 2] }, /each 0 or 1/],
    ['a mask of no numbers', discrete, { mask: ['1', 0, 0] }, /each 0 or 1/],
    ['a mask that is no list', discrete, { mask: 7 }, /got 7/],
    ['a negative probability', discrete, { probability: [-1, 1, 1] }, /each in \[0, 1\]/],
    ['probabilities of 0.9', discrete, { probability: [0.3, 0.3, 0.3] }, /add up to 1, got 0.8999999999999999/],
    ['one mask for two', new MultiDiscrete([2, 2]), { mask: [[0, 1]] }, /a list of 2 parts/],
    [
      'a long mask in a list',
      new MultiDiscrete([2, 2]),
      {
        mask: [
          [0, 1],
          [0, 1, 1],
        ],
      },
      /2 values, each 0 or 1/,
    ],
    ['a three in bits', new MultiBinary(2), { mask: [3, 0] }, /each 0, 1 or 2/],
    ['a probability of 2', new MultiBinary(2), { probability: [2, 0] }, /each in \[0, 1\]/],
    ['a masked Box', new Box({ low: 0, high: 1 }), { mask: [1] }, /a Box takes no mask/],
    ['a length beyond', new Text(3), { mask: [4, null] }, /null or an integer in \[1, 3\], got 4/],
    ['no character at all', new Text(3, { charset: 'ab' }), { mask: [null, [0, 0]] }, /allows at least one character/],
    ['a mask without its length', new Text(3, { charset: 'ab' }), { mask: [1, 0] as never }, /2 values, each 0 or 1/],
    ['a part too few', new Tuple([discrete, discrete]), { mask: [null] }, /a list of 2 parts/],
    ['a wrong part', new Tuple([discrete]), { mask: [[1, 1]] }, /3 values/],
    ['another key', new Dict({ a: discrete }), { mask: { b: null } }, /has its keys \(a\)/],
    ['a list for a Dict', new Dict({ a: discrete }), { mask: [null] }, /has its keys \(a\)/],
    ['a length of half', new Sequence(discrete), { mask: [0.5, null] }, /an integer of 0 or more or a list of such/],
    ['no length to choose', new Sequence(discrete), { mask: [[], null] }, /or a list of such, got \[\]/],
    ['one part of three', new OneOf([discrete, discrete]), { mask: [null] }, /a list of 2 parts/],
    ['a graph of none', graph, { numNodes: 0 } as SampleOptions, /numNodes is an integer of 1 or more, got 0/],
    ['edges below none', graph, { numEdges: -1 } as SampleOptions, /numEdges is an integer of 0 or more, got -1/],
    ['edges without a space', new Graph(discrete, null), { numEdges: 2 } as SampleOptions, /0, since its edges/],
  ])('%s', (_, space, options, message) => {
    space.seed(3);
    const before = space.getState();
    expect(() => space.sample(options)).toThrow(message);
    expect(space.getState()).toEqual(before);
  });
});

describe('masks of zeros', () => {
  it('give the smallest values', () => {
    expect(
      new MultiDiscrete([2, 3], { start: [5, -1] }).sample({
        mask: [
          [0, 0],
          [0, 0, 0],
        ],
      }),
    ).toEqual(Int32Array.of(5, -1));
    expect(new MultiBinary(3).sample({ mask: [0, 0, 0] })).toEqual(new Int8Array(3));
    expect(new Text(3, { minLength: 0, charset: 'ab' }).sample({ mask: [null, [0, 0]] })).toBe('');
  });

  it('null narrows nothing', () => {
    const [a, b] = [new Discrete(1000), new Discrete(1000)];
    a.seed(1);
    b.seed(1);
    expect(a.sample({ mask: null, probability: undefined })).toBe(b.sample());
  });
});

describe('Sequence', () => {
  it.each([false, true])('may be empty, stack %s', (stack) => {
    const space = new Sequence<unknown>(new Box({ low: 0, high: 1, shape: [2] }), { stack });
    const value = space.sample({ mask: [0, null] });
    expect(space.contains(value)).toBe(true);
    expect(space.valueFromJSON(space.valueToJSON(value))).toEqual(value);
    expect(unflatten(space, flatten(space, value))).toEqual(value);
  });

  it('takes a seed each for itself and its items', () => {
    const space = new Sequence(discrete);
    expect(space.seed([4, 5])).toEqual([4, 5]);
    expect(() => space.seed([4] as never)).toThrow(/seeds are 2 of them, got 1/);
  });
});

describe('Graph', () => {
  const nodes = Float32Array.of(0, 1, 0.5, 0.5);
  it.each<readonly [string, unknown, boolean]>([
    ['edges and links', { nodes, edges: Int32Array.of(1), edgeLinks: Int32Array.of(0, 1) }, true],
    ['neither', { nodes, edges: null, edgeLinks: null }, true],
    ['a link to no node', { nodes, edges: Int32Array.of(1), edgeLinks: Int32Array.of(0, 2) }, false],
    ['an edge too few', { nodes, edges: Int32Array.of(1), edgeLinks: Int32Array.of(0, 1, 1, 0) }, false],
    ['an edge outside its space', { nodes, edges: Int32Array.of(3), edgeLinks: Int32Array.of(0, 1) }, false],
    ['edges without links', { nodes, edges: Int32Array.of(1), edgeLinks: null }, false],
    ['half a node', { nodes: nodes.slice(1), edges: null, edgeLinks: null }, false],
    ['another field', { nodes, edges: null, edgeLinks: null, name: 'x' }, false],
  ])('with %s is a member or not', (_, value, expected) => {
    expect(graph.contains(value)).toBe(expected);
  });

  it('reads no links that are no whole indices', () => {
    expect(() => graph.valueFromJSON({ nodes: [[0, 1]], edges: [0], edgeLinks: [0, 0.5] })).toThrow(/two indices/);
  });
});

describe('batches', () => {
  it('refuse an out of another size, what is no batch, and no number of values', () => {
    expect(() => concatenate(discrete, [1, 2], new Int32Array(3))).toThrow(/out must be one integer for each/);
    expect(() => [...iterate(new Box({ low: 0, high: 1, shape: [2] }), new Float32Array(3))]).toThrow(/Cannot iterate/);
    expect(() => batchSpace(discrete, -1)).toThrow(/an integer of 0 or more, got -1/);
  });

  it('come apart as they were put together', () => {
    const space = new Dict({ a: discrete, b: new Tuple([new Box({ low: 0, high: 1, shape: [2] }), new Text(2)]) });
    const values = [1, 2, 3].map(() => space.sample());
    const batch = concatenate(space, values, createEmptyArray(space, 3));
    expect([...iterate(space, batch)]).toEqual(values);
  });
});

describe('flat forms', () => {
  it('have no length where a part has none', () => {
    const space = new Tuple([discrete, new Sequence(discrete)]);
    expect(isFlattenable(space)).toBe(false);
    expect(() => flatdim(space)).toThrow(/no fixed length/);
  });

  it('refuse the index of no space', () => {
    const space = new OneOf([discrete, discrete]);
    expect(() => unflatten(space, [2, 0, 1, 0])).toThrow(/index of a space, got 2/);
  });
});

it('a zero value is in its space, in each of the ten', () => {
  const box = new Box({ low: [2, -5], high: [3, -1] });
  const all: readonly Space[] = [
    box,
    new Discrete(2, { start: 5 }),
    new MultiDiscrete([2], { start: [-3] }),
    new MultiBinary([2, 2]),
    new Text(4, { minLength: 2, charset: '漢字' }),
    new Tuple([box]),
    new Dict({ box }),
    new Sequence(box, { stack: true }),
    new Graph(box, null),
    new OneOf([box]),
  ];
  for (const space of all) {
    expect(space.contains(createZeroValue(space)), String(space)).toBe(true);
    expect(spacesEqual(spaceFromJSON(JSON.parse(JSON.stringify(space))), space)).toBe(true);
  }
});
