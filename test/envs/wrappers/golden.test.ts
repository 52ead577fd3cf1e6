/**
 * The wrappers against Gymnasium's own: `test/golden/wrappers.json`, written by `make_wrappers.py` beside it under the versions named
 * in it. Observations and rewards are equal within a relative 1e-12 (but for two worlds, see below), flags and what is discrete exactly.
 */
import { describe, expect, it } from 'vitest';
import {
  Autoreset,
  Box,
  ClipAction,
  ClipReward,
  DelayObservation,
  type Dict,
  Discrete,
  DiscretizeAction,
  DiscretizeObservation,
  DtypeObservation,
  type Env,
  FilterObservation,
  FlattenObservation,
  FrameStackObservation,
  GrayscaleObservation,
  MaxAndSkipObservation,
  MultiDiscrete,
  make,
  NormalizeObservation,
  NormalizeReward,
  RepeatAction,
  RescaleAction,
  RescaleObservation,
  ReshapeObservation,
  ResizeObservation,
  type Space,
  StickyAction,
  TimeAwareObservation,
  TransformReward,
  Tuple,
} from '../../../envs/index.ts';
import { bytes, readJson } from '../golden.ts';
import { difference } from './difference.ts';
import { pictures } from './pictures.ts';

/** Action, observation, reward, terminated, truncated and, where the episode ended, the next one's first observation. */
type Step = readonly [unknown, unknown, number, boolean, boolean, unknown?];

interface Case {
  readonly observationSpace: unknown;
  readonly actionSpace: unknown;
  readonly runs: readonly { readonly seed: number; readonly reset: unknown; readonly steps: readonly Step[] }[];
}

interface Picture {
  readonly height: number;
  readonly width: number;
  readonly rgb: string;
  readonly gray: string;
  readonly resized: readonly {
    readonly shape: readonly [number, number];
    readonly rgb: string;
    readonly gray: string;
  }[];
}

const golden = readJson('wrappers') as {
  readonly cases: Readonly<Record<string, Case>>;
  readonly pictures: readonly Picture[];
};

const cartPole = () => make('CartPole-v1');
const frozenLake = () => make('FrozenLake-v1');
const mountainCar = () => make('MountainCar-v0');
const pendulum = () => make('Pendulum-v1');
const blackjack = () => make('Blackjack-v1');

const wrapped: Readonly<Record<string, () => unknown>> = {
  'NormalizeObservation CartPole': () => new NormalizeObservation(cartPole()),
  'NormalizeObservation FrozenLake': () => new NormalizeObservation(frozenLake()),
  'NormalizeObservation float64': () => new NormalizeObservation(new DtypeObservation(cartPole(), 'float64')),
  'NormalizeReward Pendulum': () => new NormalizeReward(pendulum()),
  'NormalizeReward CartPole': () => new NormalizeReward(cartPole(), { gamma: 0.9, epsilon: 1e-6 }),
  'NormalizeReward Blackjack': () => new NormalizeReward(blackjack(), { gamma: 0.95 }),
  'StickyAction FrozenLake': () => new StickyAction(frozenLake(), 0.4),
  'StickyAction CartPole': () => new StickyAction(cartPole(), 0.5, { repeatActionDuration: [2, 4] }),
  'StickyAction MountainCar': () => new StickyAction(mountainCar(), 0.3, { repeatActionDuration: 3 }),
  'DelayObservation CartPole': () => new DelayObservation(cartPole(), 3),
  'DelayObservation FrozenLake': () => new DelayObservation(frozenLake(), 1),
  'FrameStackObservation reset': () => new FrameStackObservation(cartPole(), 3),
  'FrameStackObservation zero': () => new FrameStackObservation(cartPole(), 4, { paddingType: 'zero' }),
  'FrameStackObservation custom': () => new FrameStackObservation(frozenLake(), 3, { paddingType: { value: 7 } }),
  'FrameStackObservation Blackjack': () => new FrameStackObservation(blackjack(), 2),
  'TimeAwareObservation CartPole': () => new TimeAwareObservation(cartPole()),
  'TimeAwareObservation normalised': () => new TimeAwareObservation(cartPole(), { normalizeTime: true }),
  'TimeAwareObservation dict': () => new TimeAwareObservation(cartPole(), { flatten: false }),
  'TimeAwareObservation tuple': () =>
    new TimeAwareObservation(make('Blackjack-v1', { maxEpisodeSteps: 9 }), { flatten: false, normalizeTime: true }),
  'TimeAwareObservation FrozenLake': () => new TimeAwareObservation(frozenLake()),
  'MaxAndSkipObservation CartPole': () => new MaxAndSkipObservation(cartPole(), 3),
  'RepeatAction MountainCar': () => new RepeatAction(mountainCar(), 3),
  'RescaleObservation MountainCar': () => new RescaleObservation(mountainCar(), 0, 1),
  'RescaleObservation Pendulum': () => new RescaleObservation(pendulum(), -0.3, 0.7),
  'RescaleAction Pendulum': () => new RescaleAction(pendulum(), -1, 1),
  'RescaleAction MountainCarContinuous': () => new RescaleAction(make('MountainCarContinuous-v0'), 0, 3),
  'ClipAction Pendulum': () => new ClipAction(pendulum()),
  'DiscretizeObservation MountainCar': () => new DiscretizeObservation(mountainCar(), 20),
  'DiscretizeObservation multi': () => new DiscretizeObservation(mountainCar(), [7, 30], { multidiscrete: true }),
  'DiscretizeAction Pendulum': () => new DiscretizeAction(pendulum(), 7),
  'DiscretizeAction multi': () => new DiscretizeAction(pendulum(), [9], { multidiscrete: true }),
  'DtypeObservation CartPole': () => new DtypeObservation(cartPole(), 'float64'),
  'DtypeObservation FrozenLake': () => new DtypeObservation(frozenLake(), 'float32'),
  'FlattenObservation Blackjack': () => new FlattenObservation(blackjack()),
  'FlattenObservation FrozenLake': () => new FlattenObservation(frozenLake()),
  'FilterObservation Blackjack': () => new FilterObservation(blackjack(), [2, 0]),
  'ReshapeObservation CartPole': () => new ReshapeObservation(cartPole(), [2, 2]),
  'ClipReward Pendulum': () => new ClipReward(pendulum(), -3, -1),
  'TransformReward CartPole': () => new TransformReward(cartPole(), (reward) => 2 * reward - 0.5),
  'Autoreset CartPole': () => new Autoreset(cartPole()),
};

/** numpy 2 steps these two worlds partly in float32, other than the numpy 1 they are recorded from in the worlds' own golden data. */
const toleranceOf = (name: string) => (/Pendulum|MountainCarContinuous|DiscretizeAction/.test(name) ? 1e-5 : 1e-12);

/** A space as the file describes it. */
function describeSpace(space: Space): unknown {
  const bounds = (values: ArrayLike<number>) => Array.from(values, (x) => (Number.isFinite(x) ? x : String(x)));
  if (space instanceof Box) return ['Box', bounds(space.low), bounds(space.high), space.shape, space.dtype];
  if (space instanceof Discrete) return ['Discrete', space.n, space.start];
  if (space instanceof MultiDiscrete) return ['MultiDiscrete', [...space.nvec], [...space.start]];
  if (space instanceof Tuple) return ['Tuple', space.spaces.map(describeSpace)];
  const entries = Object.entries((space as Dict).spaces);
  return ['Dict', Object.fromEntries(entries.map(([key, part]) => [key, describeSpace(part)]))];
}

describe.each(Object.entries(golden.cases))('%s', (name, recorded) => {
  it('has the spaces of Gymnasium', () => {
    const env = wrapped[name]!() as Env;
    expect(describeSpace(env.observationSpace)).toEqual(recorded.observationSpace);
    expect(describeSpace(env.actionSpace)).toEqual(recorded.actionSpace);
  });

  it.each(recorded.runs)('gives what Gymnasium gives under seed $seed', ({ seed, reset, steps }) => {
    const env = wrapped[name]!() as Env;
    const tolerance = toleranceOf(name);
    expect(difference(env.reset({ seed })[0], reset, 'reset', tolerance)).toBeNull();
    for (const [i, [action, observation, reward, terminated, truncated, next]] of steps.entries()) {
      const result = env.step(env.actionSpace.valueFromJSON(action));
      const golden = [observation, reward, terminated ? 1 : 0, truncated ? 1 : 0];
      const ours = [result[0], result[1], result[2] ? 1 : 0, result[3] ? 1 : 0];
      expect(difference(ours, golden, `step ${i + 1}`, tolerance)).toBeNull();
      if (next !== undefined) expect(difference(env.reset()[0], next, `reset after ${i + 1}`, tolerance)).toBeNull();
    }
  });
});

it('compares every wrapper that the file has', () => {
  expect(Object.keys(wrapped)).toEqual(Object.keys(golden.cases));
});

describe('pictures', () => {
  const observation = (env: Env) => env.reset()[0] as Uint8Array;
  const space = (shape: readonly number[]) => new Box<Uint8Array>({ low: 0, high: 255, shape, dtype: 'uint8' });

  it.each(golden.pictures)('turn grey to the bit', ({ height, width, rgb, gray }) => {
    const env = pictures(space([height, width, 3]), bytes(rgb));
    expect(observation(new GrayscaleObservation(env))).toEqual(bytes(gray));
    expect(new GrayscaleObservation(env, { keepDim: true }).observationSpace.shape).toEqual([height, width, 1]);
  });

  it.each(golden.pictures)('resize to within one grey level of OpenCV', ({ height, width, rgb, gray, resized }) => {
    for (const expected of resized) {
      for (const [kind, picture, channels] of [
        ['rgb', rgb, [3]],
        ['gray', gray, []],
      ] as const) {
        const env = pictures(space([height, width, ...channels]), bytes(picture));
        const resizer = new ResizeObservation(env, expected.shape);
        expect(resizer.observationSpace.shape).toEqual([...expected.shape, ...channels]);
        const ours = observation(resizer);
        const theirs = bytes(expected[kind]);
        const worst = ours.reduce((most, byte, i) => Math.max(most, Math.abs(byte - theirs[i]!)), 0);
        expect(worst, `${kind} ${expected.shape.join(' x ')}`).toBeLessThanOrEqual(1);
      }
    }
  });
});
