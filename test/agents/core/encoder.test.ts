import { describe, expect, test } from 'vitest';
import { discreteActions, drawIndex, softmax } from '../../../agents/core/actions.ts';
import { createEncoder } from '../../../agents/core/encoder.ts';
import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, type Space, Text, Tuple } from '../../../envs/index.ts';

function encode(space: Space, value: unknown, scale: number | null = null): number[] {
  const encoder = createEncoder(space, scale);
  // One cell before and one after must stay as they are.
  const out = new Float32Array(encoder.features + 2).fill(9);
  encoder.encode(value, out, 1);
  expect([out[0], out.at(-1)]).toEqual([9, 9]);
  return [...out.subarray(1, -1)];
}

const pixels = new Box({ low: 0, high: 255, shape: [2], dtype: 'uint8' });

describe('createEncoder', () => {
  test('a Discrete is one-hot from its start', () => {
    expect(encode(new Discrete(3), 2)).toEqual([0, 0, 1]);
    expect(encode(new Discrete(3, { start: -1 }), -1)).toEqual([1, 0, 0]);
  });

  test('a MultiDiscrete is one-hot for each, a MultiBinary as it is', () => {
    expect(encode(new MultiDiscrete([2, 3]), new Int32Array([1, 0]))).toEqual([0, 1, 1, 0, 0]);
    expect(encode(new MultiBinary(3), new Uint8Array([1, 0, 1]))).toEqual([1, 0, 1]);
  });

  test('a Box of floats is as it is, one of integers in parts of its largest bound or by the scale given', () => {
    const floats = new Box({ low: -5, high: 5, shape: [2], dtype: 'float32' });
    expect(encode(floats, new Float32Array([-5, 0.5]))).toEqual([-5, 0.5]);
    expect(encode(pixels, new Uint8Array([255, 51]))).toEqual([1, Math.fround(51 / 255)]);
    expect(encode(pixels, new Uint8Array([10, 1]), 0.5)).toEqual([5, 0.5]);
  });

  test('a Dict and a Tuple are their parts side by side, text left out', () => {
    const dict = new Dict({ mission: new Text(9), direction: new Discrete(2), image: pixels });
    const value = { mission: 'go', direction: 1, image: new Uint8Array([0, 255]) };
    expect(encode(dict, value)).toEqual(
      Object.keys(dict.spaces).flatMap((key) => (key === 'image' ? [0, 1] : key === 'direction' ? [0, 1] : [])),
    );
    expect(encode(new Tuple([new Discrete(2), pixels]), [0, new Uint8Array([255, 0])])).toEqual([1, 0, 1, 0]);
  });

  test('a row of a batch is encoded as the value itself', () => {
    const space = new Dict({ at: new Discrete(3), image: pixels, pair: new MultiDiscrete([2, 2]) });
    const encoder = createEncoder(space);
    const batch = {
      at: new Int32Array([0, 2]),
      image: new Uint8Array([1, 2, 3, 4]),
      pair: new Int32Array([0, 0, 1, 0]),
    };
    const [byRow, byValue] = [new Float32Array(encoder.features), new Float32Array(encoder.features)];
    encoder.encodeRow(batch, 1, byRow, 0);
    encoder.encode({ at: 2, image: new Uint8Array([3, 4]), pair: new Int32Array([1, 0]) }, byValue, 0);
    expect(byRow).toEqual(byValue);
    expect(byRow.filter((value) => value !== 0)).toHaveLength(5);
  });

  test('text alone is refused with a remedy', () => {
    expect(() => createEncoder(new Text(9))).toThrow(/none of it can be made numbers/);
  });
});

describe('actions', () => {
  test('an action space that is not Discrete is refused by name', () => {
    expect(() => discreteActions(pixels, 'ppo')).toThrow(/Cannot learn with ppo.*Box.*"random"/s);
    expect(discreteActions(new Discrete(4, { start: 2 }), 'dqn')).toMatchObject({ n: 4, start: 2 });
  });

  test('softmax is exact for logits of any size', () => {
    const out = new Float64Array(2);
    // e^0 : e^ln3 = 1 : 3, whatever is added to both.
    for (const shift of [0, 1000, -1000]) {
      const logSum = softmax([9, shift, shift + Math.log(3)], 1, 2, out);
      expect(out[0]).toBeCloseTo(0.25, 10);
      expect(logSum).toBeCloseTo(shift + Math.log(4), 9);
    }
  });

  test('drawIndex gives each index its share of [0, 1)', () => {
    expect([0, 0.24, 0.25, 0.74, 0.75, 0.999].map((u) => drawIndex([0.25, 0.5, 0.25], 3, u))).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
    // Rounding may leave the sum below 1: the rest is the last index's.
    expect(drawIndex([0.1, 0.2], 2, 0.99)).toBe(1);
  });
});
