/** Samples against Gymnasium's own: `test/golden/rng.json` was written by Gymnasium 1.4.0 on numpy 1.24.2. */
import { describe, expect, it } from 'vitest';
import { Box } from '../../../envs/spaces/box.ts';
import { Dict } from '../../../envs/spaces/dict.ts';
import { Discrete } from '../../../envs/spaces/discrete.ts';
import { MultiBinary } from '../../../envs/spaces/multi-binary.ts';
import { MultiDiscrete } from '../../../envs/spaces/multi-discrete.ts';
import type { Space } from '../../../envs/spaces/space.ts';
import { Text } from '../../../envs/spaces/text.ts';
import { Tuple } from '../../../envs/spaces/tuple.ts';
import golden from '../../golden/rng.json' with { type: 'json' };

const spaces: Readonly<Record<string, () => Space>> = {
  'Discrete(5)': () => new Discrete(5),
  'Discrete(3,start=-1)': () => new Discrete(3, { start: -1 }),
  'MultiDiscrete([3,5,2])': () => new MultiDiscrete([3, 5, 2]),
  'MultiBinary(9)': () => new MultiBinary(9),
  'Box(-1,2,(3,2),float32)': () => new Box({ low: -1, high: 2, shape: [3, 2] }),
  'Box(0,255,(4,),uint8)': () => new Box({ low: 0, high: 255, shape: [4], dtype: 'uint8' }),
  'Box(-inf,inf,(3,),float32)': () => new Box({ low: -Infinity, high: Infinity, shape: [3] }),
  'Box(0,inf,(3,),float64)': () => new Box({ low: 0, high: Infinity, shape: [3], dtype: 'float64' }),
  'Text(8)': () => new Text(8),
  'Dict(a=Discrete(4),b=Box(0,1,(2,)))': () =>
    new Dict({ a: new Discrete(4), b: new Box({ low: 0, high: 1, shape: [2] }) }),
  'Tuple(Discrete(4),MultiBinary(3))': () => new Tuple([new Discrete(4), new MultiBinary(3)]),
};

/** The file keeps shapes as nested lists and uint8 arrays as base64; values here are flat. */
function flat(recorded: unknown): unknown {
  if (Array.isArray(recorded)) return recorded.every((item) => Array.isArray(item)) ? recorded.flat() : recorded;
  if (typeof recorded !== 'object' || recorded === null) return recorded;
  if ('u8' in recorded) return [...Buffer.from(recorded.u8 as string, 'base64')];
  return recorded;
}

describe.each(golden.cases)('seed $seed', ({ seed, space_samples }) => {
  it.each(Object.entries(space_samples))('%s samples as Gymnasium does', (name, recorded) => {
    const space = spaces[name]!();
    space.seed(BigInt(seed));
    const samples = recorded.map(() => space.sample());
    expect(samples.every((sample) => space.contains(sample))).toBe(true);
    expect(samples.map((sample) => space.valueToJSON(sample))).toEqual((recorded as unknown[]).map(flat));
  });
});
