import { describe, expect, it } from 'vitest';
import { generateRandomMap, hasPath, readMap } from '../../../../envs/toy-text/frozen-lake/maps.ts';

describe('generateRandomMap', () => {
  it('draws the maps that Gymnasium draws', () => {
    // gymnasium 1.4.0: generate_random_map(size, p, seed)
    expect(generateRandomMap({ size: 4, p: 0.8, seed: 0 })).toEqual(['SFFF', 'HHFF', 'FHHF', 'HFFG']);
    expect(generateRandomMap({ size: 8, p: 0.8, seed: 7 })).toEqual([
      'SHFFFHFH',
      'FFFFFFFF',
      'HFFHFFFF',
      'FFFHFFFF',
      'FFFFFFHF',
      'FHFHFFFF',
      'FHFFFFFF',
      'HFHFFFFG',
    ]);
    expect(generateRandomMap({ size: 5, p: 0.5, seed: 42 })).toEqual(['SHFHH', 'FHFHH', 'FHFHH', 'FFFFF', 'FFFHG']);
    expect(generateRandomMap({ size: 6, p: 0.9, seed: 123 })).toEqual([
      'SFFFFF',
      'HFFFFF',
      'FFFFHF',
      'FFFFFF',
      'FFFFHF',
      'HFFFFG',
    ]);
    expect(generateRandomMap({ size: 3, p: 1.0, seed: 1 })).toEqual(['SFF', 'FFF', 'FFG']);
  });

  it('draws maps with a path, of the size asked for', () => {
    for (let seed = 0; seed < 50; seed++) {
      const map = generateRandomMap({ size: 6, p: 0.6, seed });
      expect(map).toHaveLength(6);
      expect(hasPath(map)).toBe(true);
      expect(readMap(map)).toEqual(map);
    }
  });

  it('refuses a size or a probability that gives no map', () => {
    expect(() => generateRandomMap({ size: 1 })).toThrow('size must be an integer of at least 2, got 1');
    expect(() => generateRandomMap({ size: 2.5 })).toThrow('got 2.5');
    expect(() => generateRandomMap({ p: 0 })).toThrow('p must be in the range (0, 1], got 0');
    expect(() => generateRandomMap({ p: NaN })).toThrow('got NaN');
    expect(() => generateRandomMap({ seed: -1 })).toThrow('got -1');
  });
});

describe('hasPath', () => {
  it('tells a lake that can be crossed from one that cannot', () => {
    expect(hasPath(['SF', 'HG'])).toBe(true);
    expect(hasPath(['SH', 'HG'])).toBe(false);
  });
});

describe('readMap', () => {
  it('takes rows as strings or as lists of letters', () => {
    expect(readMap(['SF', 'HG'])).toEqual(['SF', 'HG']);
    expect(
      readMap([
        ['S', 'F'],
        ['H', 'G'],
      ]),
    ).toEqual(['SF', 'HG']);
  });

  it('says what is wrong with a bad map', () => {
    expect(() => readMap('SFFG')).toThrow(TypeError);
    expect(() => readMap([])).toThrow('desc must be a list of rows');
    expect(() => readMap(['SF', 3])).toThrow('got 3 in row 1');
    expect(() => readMap(['SF', 'HGF'])).toThrow('as long as the first (2), got 3 letters in row 1');
    expect(() => readMap(['SF', 'XG'])).toThrow('got "X" in row 1, column 0');
    expect(() => readMap(['FF', 'FG'])).toThrow('desc must have a start (S)');
  });
});
