import { describe, expect, test } from 'vitest';
import { discreteActions, drawIndex, softmax } from '../../../agents/core/actions.ts';
import { createEncoder } from '../../../agents/core/encoder.ts';
import { MissionSpace } from '../../../envs/gridworld/minigrid/core/mission-space.ts';
import {
  Box,
  Dict,
  Discrete,
  MultiBinary,
  MultiDiscrete,
  make,
  registeredEnvs,
  type Space,
  Text,
  Tuple,
} from '../../../envs/index.ts';

function encode(space: Space, value: unknown, scale: number | null = null): number[] {
  const encoder = createEncoder(space, { integerScale: scale });
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

  test('a mission is the words where there is a choice, one-hot', () => {
    const space = new MissionSpace(
      (verb, color) => `${verb} the ${color} ball`,
      [
        ['get', 'go get'],
        ['blue', 'red'],
      ],
    );
    // get the blue ball; go get the blue ball: at the places 0 get|go, 1 get|the, 2 blue|red|the, 3 ball|blue|red, 4 over|ball.
    const row = (mission: string) => encode(space, mission);
    expect(row('get the red ball')).toEqual([1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0]);
    expect(row('go get the blue ball')).toEqual([0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1]);
    expect(new Set(space.missions.map((mission) => row(mission).join())).size).toBe(4);
  });

  test('a world with one mission has no feature of it', () => {
    const space = new Dict({ at: new Discrete(2), mission: new MissionSpace(() => 'get to the green goal square') });
    expect(encode(space, { at: 1, mission: 'get to the green goal square' })).toEqual([0, 1]);
  });

  test.each(registeredEnvs().filter(({ id }) => /Fetch|GoTo|PutNear|Unlock|KeyCorridor/.test(id)))(
    '$id: any two missions have different rows',
    ({ id }) => {
      const { mission } = (make(id).observationSpace as Dict).spaces;
      const { missions } = mission as MissionSpace;
      if (missions.length === 1) return;
      const { features, encode } = createEncoder(mission!);
      const row = new Float32Array(features);
      const rows = new Set(
        missions.map((each) => {
          encode(each, row, 0);
          return row.join();
        }),
      );
      expect(rows.size).toBe(missions.length);
    },
  );

  test("MiniGrid's cells are one-hot in what they hold, their colour and their state", () => {
    const image = new Box({ low: 0, high: 255, shape: [1, 2, 3], dtype: 'uint8' });
    const space = new Dict({ direction: new Discrete(4), image, mission: new MissionSpace(() => 'go') });
    // MiniGrid 3.1 core/constants.py: a door (4), red (0), locked (2); the agent (10), grey (5), facing up (3).
    const value = { direction: 2, image: new Uint8Array([4, 0, 2, 10, 5, 3]), mission: 'go' };
    const row = encode(space, value);
    const cells = row.flatMap((feature, i) => (feature === 1 ? [i] : []));
    expect(row).toHaveLength(4 + 2 * 21);
    expect(cells).toEqual([2, 4 + 4, 4 + 11 + 0, 4 + 17 + 2, 25 + 10, 25 + 11 + 5, 25 + 17 + 3]);
    // With a scale they are numbers.
    expect(encode(space, value, 0.1).slice(4)).toEqual([...value.image].map((code) => Math.fround(code * 0.1)));
  });

  describe('pictures', () => {
    const box = (...shape: number[]) => new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
    const encoder = (space: Space) => createEncoder(space, { pictures: true });

    test('are bytes, as they are, and say how they lie', () => {
      const { image, bytes, features } = encoder(box(84, 80, 4));
      expect({ bytes, features }).toEqual({ bytes: true, features: 84 * 80 * 4 });
      expect(image).toEqual({ height: 84, width: 80, channels: 4, channelsFirst: false, scale: 1 / 255 });
      expect(encoder(box(4, 84, 80)).image).toMatchObject({ height: 84, width: 80, channels: 4, channelsFirst: true });
      expect(encoder(box(84, 80)).image).toMatchObject({ height: 84, width: 80, channels: 1 });
      const out = new Uint8Array(64).fill(7);
      encoder(box(8, 8)).encode(
        Uint8Array.from({ length: 64 }, (_, i) => 255 - i),
        out,
        0,
      );
      expect([out[0], out[63]]).toEqual([255, 192]);
    });

    test('are not small codes, floats or longer lists, nor anything where they are not asked for', () => {
      for (const space of [box(7, 7, 3), box(128), new Box({ low: 0, high: 1, shape: [9, 9] })]) {
        expect(encoder(space).image).toBeNull();
      }
      expect(createEncoder(box(9, 9)).image).toBeNull();
    });

    test('stand first in a row with other parts, which follow as floats', () => {
      const space = new Dict({ a: new Discrete(2), b: box(8, 8), c: box(8, 8) });
      const { image, bytes, features, encode } = encoder(space);
      expect({ bytes, features, pixels: image!.height * image!.width }).toEqual({
        bytes: false,
        features: 130,
        pixels: 64,
      });
      const out = new Float32Array(130);
      encode({ a: 1, b: new Uint8Array(64).fill(51), c: new Uint8Array(64).fill(51) }, out, 0);
      // The picture's pixels are the network's to scale; a second picture is flattened and scaled here.
      expect([out[0], out[63], out[64], out[65], out[66]]).toEqual([51, 51, 0, 1, Math.fround(0.2)]);
    });
  });

  test('text alone is refused with a remedy', () => {
    expect(() => createEncoder(new Text(9))).toThrow(/none of it can be made numbers/);
  });
});

describe('actions', () => {
  test('an action space that is not Discrete is refused by name', () => {
    expect(() => discreteActions(pixels, 'dqn')).toThrow(/Cannot learn with dqn.*Box.*"random"/s);
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
