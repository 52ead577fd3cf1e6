/**
 * MiniGrid's wrappers, against checksums of runs of its own (test/golden/make_minigrid_wrappers.py, which says how a run goes), and
 * what ours promise beyond: states, errors.
 */
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { MiniGridObservation } from '../../../../envs/gridworld/minigrid/core/mini-grid.ts';
import * as wrappers from '../../../../envs/gridworld/minigrid/wrappers/index.ts';
import { checkEnv, type Env, Generator, make } from '../../../../envs/index.ts';
import { readJson } from '../../golden.ts';

type Options = Readonly<Record<string, unknown>>;
type MiniGridEnv = Env<MiniGridObservation, number>;
type Wrap = (env: MiniGridEnv, options: never) => Env<unknown, number>;

const {
  ActionBonus,
  DictObservationSpaceWrapper,
  DirectionObsWrapper,
  FlatObsWrapper,
  FullyObsWrapper,
  ImgObsWrapper,
  NoDeath,
  OneHotPartialObsWrapper,
  PositionBonus,
  ReseedWrapper,
  RGBImgObsWrapper,
  RGBImgPartialObsWrapper,
  StochasticActionWrapper,
  SymbolicObsWrapper,
  ViewSizeWrapper,
} = wrappers;

const WRAP: Readonly<Record<string, Wrap>> = {
  ActionBonus: (env) => new ActionBonus(env),
  DictObservationSpaceWrapper: (env, options) => new DictObservationSpaceWrapper(env, options),
  DirectionObsWrapper: (env, options) => new DirectionObsWrapper(env, options),
  FlatObsWrapper: (env, options) => new FlatObsWrapper(env, options),
  FullyObsWrapper: (env) => new FullyObsWrapper(env),
  ImgObsWrapper: (env) => new ImgObsWrapper(env),
  NoDeath: (env, options) => new NoDeath(env, options),
  OneHotPartialObsWrapper: (env) => new OneHotPartialObsWrapper(env),
  PositionBonus: (env, options) => new PositionBonus(env, options),
  ReseedWrapper: (env, options) => new ReseedWrapper(env, options),
  RGBImgObsWrapper: (env, options) => new RGBImgObsWrapper(env, options),
  RGBImgPartialObsWrapper: (env, options) => new RGBImgPartialObsWrapper(env, options),
  StochasticActionWrapper: (env, options) => new StochasticActionWrapper(env, options),
  SymbolicObsWrapper: (env) => new SymbolicObsWrapper(env),
  ViewSizeWrapper: (env, options) => new ViewSizeWrapper(env, options),
};

interface Golden {
  readonly steps: number;
  readonly cases: readonly {
    readonly wrapper: string;
    readonly kwargs: Options;
    readonly id: string;
    readonly runs: readonly {
      readonly seed: number;
      readonly crc: number;
      readonly rewards: number;
      readonly ends: number[];
    }[];
  }[];
}

// MiniGrid 3.2.0.
const { steps, cases } = readJson('minigrid-wrappers') as Golden;

/** MiniGrid's `tile_size` is our `tileSize`. */
function camelCased(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

function wrap(wrapper: string, id: string, options: Options = {}): Env<unknown, number> {
  return WRAP[wrapper]!(make(id) as MiniGridEnv, options as never);
}

function bytesOf(value: unknown): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  if (typeof value === 'number') return new Uint8Array(Int32Array.of(value).buffer);
  if (value instanceof Float64Array) return new Uint8Array(new Float32Array(value).buffer);
  const { buffer, byteOffset, byteLength } = value as Uint8Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function digest(crc: number, observation: unknown): number {
  const parts = (ArrayBuffer.isView(observation) ? { image: observation } : observation) as Readonly<
    Record<string, unknown>
  >;
  return Object.keys(parts)
    .sort()
    .reduce((sum, name) => crc32(bytesOf(parts[name]), sum), crc);
}

describe('equal to MiniGrid', () => {
  it.each(cases)('$wrapper($kwargs) on $id', ({ wrapper, kwargs, id, runs }) => {
    for (const run of runs) {
      const env = wrap(wrapper, id, camelCased(kwargs));
      const rng = Generator.fromSeed(run.seed);
      const actions = (make(id).actionSpace as unknown as { n: number }).n;
      const [first] = env.reset({ seed: run.seed });
      let crc = digest(0, first);
      const rewards: number[] = [];
      const ends: number[] = [];
      for (let step = 0; step < steps; step++) {
        const action = rng.integers(0, 2) !== 0 ? 2 : rng.integers(0, actions);
        const [observation, reward, terminated, truncated] = env.step(action);
        expect(env.observationSpace.contains(observation)).toBe(true);
        crc = digest(crc, observation);
        rewards.push(reward);
        if (!terminated && !truncated) continue;
        ends.push(step);
        crc = digest(crc, env.reset()[0]);
      }
      expect({ seed: run.seed, crc, rewards: crc32(new Uint8Array(Float64Array.from(rewards).buffer)), ends }).toEqual(
        run,
      );
    }
  });
});

/** Laws that a wrapper is there to break: visits count on over episodes, a seed given is not heard. */
const BY_DESIGN: Readonly<Record<string, string>> = {
  ActionBonus: 'determinism',
  PositionBonus: 'determinism',
  ReseedWrapper: 'invalid seeds',
};

describe('beyond MiniGrid', () => {
  it.each(Object.keys(WRAP))('%s keeps the contract of environments', (wrapper) => {
    const options = wrapper === 'NoDeath' ? { noDeathTypes: ['lava'] } : {};
    const violations = checkEnv(() => wrap(wrapper, 'MiniGrid-LavaGapS5-v0', options));
    expect(violations.filter(({ law }) => law !== BY_DESIGN[wrapper])).toEqual([]);
  });

  it('wrappers of parts go around each other', () => {
    const env = new ImgObsWrapper(
      new OneHotPartialObsWrapper(new FullyObsWrapper(make('MiniGrid-Empty-6x6-v0') as MiniGridEnv)),
    );
    expect(env.observationSpace.shape).toEqual([6, 6, 20]); // 11 types, 6 colours, 3 states
    const flat = new FlatObsWrapper(
      new ViewSizeWrapper(make('MiniGrid-Empty-6x6-v0') as MiniGridEnv, { agentViewSize: 3 }),
    );
    expect(flat.observationSpace.shape).toEqual([3 * 3 * 3 + 96 * 28]);
  });

  it('rgb_array is MiniGrids picture at 32 pixels a cell', () => {
    const env = make('MiniGrid-DoorKey-8x8-v0') as MiniGridEnv;
    const large = new RGBImgObsWrapper(make('MiniGrid-DoorKey-8x8-v0') as MiniGridEnv, { tileSize: 32 });
    env.reset({ seed: 4 });
    const [{ image }] = large.reset({ seed: 4 });
    expect(env.render('rgb_array')).toEqual({ width: 256, height: 256, data: image });
  });

  it.each([
    [() => new FullyObsWrapper(make('CartPole-v1') as never), /wraps a world of MiniGrid, got CartPole-v1/],
    [
      () => wrap('RGBImgObsWrapper', 'MiniGrid-Empty-5x5-v0', { tileSize: 0 }),
      /tileSize is an integer in \[1, 256\], got 0/,
    ],
    [() => wrap('ViewSizeWrapper', 'MiniGrid-Empty-5x5-v0', { agentViewSize: 4 }), /odd integer in \[3, 255\], got 4/],
    [() => wrap('NoDeath', 'MiniGrid-Empty-5x5-v0', { noDeathTypes: ['goal'] }), /A goal is no death/],
    [() => wrap('StochasticActionWrapper', 'MiniGrid-Empty-5x5-v0', { prob: 2 }), /prob is in \[0, 1\], got 2/],
    [() => wrap('ReseedWrapper', 'MiniGrid-Empty-5x5-v0', { seeds: [] }), /one of at least one seed/],
    [
      () => wrap('FlatObsWrapper', 'MiniGrid-Empty-5x5-v0', { maxStrLen: 5 }).reset(),
      /Give FlatObsWrapper a larger maxStrLen/,
    ],
    [() => wrap('DirectionObsWrapper', 'MiniGrid-Fetch-5x5-N2-v0').reset({ seed: 0 }), /has no goal on its grid/],
    [
      () => wrap('DictObservationSpaceWrapper', 'MiniGrid-Empty-5x5-v0', { words: ['get'] }).reset(),
      /"to" is none of the known ones/,
    ],
    [() => new ImgObsWrapper(wrap('FlatObsWrapper', 'MiniGrid-Empty-5x5-v0') as never), /image, direction and mission/],
  ])('refuses what cannot be: %#', (action, message) => {
    expect(action).toThrow(message);
  });
});
