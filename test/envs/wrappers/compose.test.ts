/**
 * Wrappers in any legal order over worlds of each kind keep the whole contract (`checkEnv`: spaces, determinism, ownership, refusals,
 * states mid-episode), and learned statistics come back with the state.
 */

import { describe, expect, it } from 'vitest';
import {
  AtariPreprocessing,
  Autoreset,
  Box,
  ClipAction,
  ClipReward,
  checkEnv,
  DelayObservation,
  Dict,
  Discrete,
  DiscretizeAction,
  DiscretizeObservation,
  DtypeObservation,
  type Env,
  FilterObservation,
  FlattenObservation,
  FrameStackObservation,
  GrayscaleObservation,
  isFlattenable,
  MaxAndSkipObservation,
  make,
  NormalizeObservation,
  NormalizeReward,
  OrderEnforcing,
  PassiveEnvChecker,
  RecordEpisodeStatistics,
  RepeatAction,
  RescaleAction,
  RescaleObservation,
  ReshapeObservation,
  ResizeObservation,
  StickyAction,
  TimeAwareObservation,
  TimeLimit,
  TransformAction,
  TransformObservation,
  TransformReward,
  Tuple,
} from '../../../envs/index.ts';
import { fc } from '../../fast-check.ts';
import { Pictures } from './pictures.ts';

type AnyEnv = Env<unknown, unknown>;
type Wrap = (env: AnyEnv) => AnyEnv;
type BoxEnv = Env<Float32Array, Float32Array>;

const frames = Array.from({ length: 30 }, (_, k) =>
  Uint8Array.from({ length: 6 * 8 * 3 }, (_, i) => (i * (k + 3) * 7) % 256),
);
const colour = () => new Box<Uint8Array>({ low: 0, high: 255, shape: [6, 8, 3], dtype: 'uint8' });

const worlds: readonly (readonly [string, () => AnyEnv])[] = [
  ['CartPole-v1', () => make('CartPole-v1') as AnyEnv],
  ['Pendulum-v1', () => make('Pendulum-v1') as AnyEnv],
  ['FrozenLake-v1', () => make('FrozenLake-v1') as AnyEnv],
  ['Blackjack-v1', () => make('Blackjack-v1', { maxEpisodeSteps: 8 }) as AnyEnv],
  ['MiniGrid-Empty-5x5-v0', () => make('MiniGrid-Empty-5x5-v0') as AnyEnv],
  ['pictures', () => new TimeLimit(new Pictures(colour(), frames), 25) as AnyEnv],
];

const isFloat = (env: AnyEnv) => env.observationSpace instanceof Box && env.observationSpace.dtype.startsWith('float');
const isBounded = (box: Box) => [...box.low, ...box.high].every(Number.isFinite);

const refuse = (warning: string) => {
  throw new Error(warning);
};

/** Each wrapper, where it fits. Statistics stand still: what moves from episode to episode breaks the law of determinism by intent. */
const wrappers: readonly (readonly [string, (env: AnyEnv) => boolean, Wrap])[] = [
  ['OrderEnforcing', () => true, (env) => new OrderEnforcing(env)],
  ['PassiveEnvChecker', () => true, (env) => new PassiveEnvChecker(env, { onWarning: refuse })],
  ['RecordEpisodeStatistics', () => true, (env) => new RecordEpisodeStatistics(env)],
  ['TimeLimit', () => true, (env) => new TimeLimit(env, 7)],
  ['StickyAction', () => true, (env) => new StickyAction(env, 0.4, { repeatActionDuration: [1, 3] })],
  ['RepeatAction', () => true, (env) => new RepeatAction(env, 2)],
  ['ClipReward', () => true, (env) => new ClipReward(env, -1, 0.5)],
  ['TransformReward', () => true, (env) => new TransformReward(env, (reward) => 3 * reward)],
  ['NormalizeReward', () => true, (env) => frozen(new NormalizeReward(env))],
  ['DelayObservation', () => true, (env) => new DelayObservation(env, 2)],
  ['FrameStackObservation', () => true, (env) => new FrameStackObservation(env, 3) as AnyEnv],
  ['TransformObservation', () => true, (env) => new TransformObservation(env, (observation) => observation, null)],
  ['TransformAction', () => true, (env) => new TransformAction(env, (action) => action, null)],
  ['FlattenObservation', (env) => isFlattenable(env.observationSpace), (env) => new FlattenObservation(env) as AnyEnv],
  ['TimeAwareObservation', isTimed, (env) => new TimeAwareObservation(env, { dictTimeKey: timeKey(env) }) as AnyEnv],
  [
    'TimeAwareObservation, unflattened',
    isTimed,
    (env) =>
      new TimeAwareObservation(env, { flatten: false, dictTimeKey: timeKey(env), normalizeTime: true }) as AnyEnv,
  ],
  [
    'FilterObservation',
    (env) => keysOf(env).length > 1,
    (env) => new FilterObservation(env, keysOf(env).slice(1)) as AnyEnv,
  ],
  [
    'NormalizeObservation',
    (env) => env.observationSpace.shape !== null,
    (env) => frozen(new NormalizeObservation(env) as AnyEnv & { updateRunningMean: boolean }),
  ],
  [
    'DtypeObservation',
    (env) => env.observationSpace.shape !== null,
    (env) => new DtypeObservation(env, 'float64') as AnyEnv,
  ],
  ['RescaleObservation', isFloat, (env) => rescaled(env as BoxEnv)],
  [
    'DiscretizeObservation',
    (env) =>
      env.observationSpace instanceof Box && env.observationSpace.low.length < 4 && isBounded(env.observationSpace),
    (env) => new DiscretizeObservation(env, 5) as AnyEnv,
  ],
  [
    'ReshapeObservation',
    (env) => env.observationSpace instanceof Box && env.observationSpace.low.length > 0,
    (env) => new ReshapeObservation(env as BoxEnv, [(env.observationSpace as Box).low.length, 1]) as AnyEnv,
  ],
  [
    'MaxAndSkipObservation',
    (env) => env.observationSpace instanceof Box && env.observationSpace.shape.length > 0,
    (env) => new MaxAndSkipObservation(env as BoxEnv, 2) as AnyEnv,
  ],
  ['GrayscaleObservation', (env) => isPicture(env, 3), (env) => new GrayscaleObservation(env) as AnyEnv],
  ['ResizeObservation', (env) => isPicture(env), (env) => new ResizeObservation(env, [3, 5]) as AnyEnv],
  [
    'AtariPreprocessing',
    (env) => isPicture(env) && env.actionSpace instanceof Discrete,
    (env) => new AtariPreprocessing(env as Env<unknown, number>, { noopMax: 3, frameSkip: 2, screenSize: 4 }) as AnyEnv,
  ],
  ['ClipAction', isContinuous, (env) => new ClipAction(env as BoxEnv) as AnyEnv],
  [
    'RescaleAction',
    (env) => isContinuous(env) && isBounded(env.actionSpace as Box),
    (env) => new RescaleAction(env as BoxEnv, -0.5, 3) as AnyEnv,
  ],
  [
    'DiscretizeAction',
    (env) => isContinuous(env) && isBounded(env.actionSpace as Box),
    (env) => new DiscretizeAction(env as BoxEnv, 5) as AnyEnv,
  ],
];

function frozen<T extends { updateRunningMean: boolean }>(env: T): T {
  env.updateRunningMean = false;
  return env;
}

function isTimed(env: AnyEnv): boolean {
  return env.spec?.maxEpisodeSteps != null && isFlattenable(env.observationSpace);
}

function isContinuous(env: AnyEnv): boolean {
  return env.actionSpace instanceof Box && env.actionSpace.dtype === 'float32';
}

function isPicture(env: AnyEnv, channels?: number): boolean {
  const space: unknown = env.observationSpace;
  if (!(space instanceof Box) || space.dtype !== 'uint8' || ![2, 3].includes(space.shape.length)) return false;
  return (
    Array.from<number>(space.low).every((x) => x === 0) &&
    Array.from<number>(space.high).every((x) => x === 255) &&
    (channels ?? space.shape[2]) === space.shape[2]
  );
}

function keysOf(env: AnyEnv): (string | number)[] {
  const space = env.observationSpace;
  if (space instanceof Dict) return Object.keys(space.spaces);
  return space instanceof Tuple ? [...space.spaces.keys()] : [];
}

function timeKey(env: AnyEnv): string {
  return keysOf(env).includes('time') ? `time${keysOf(env).length}` : 'time';
}

function rescaled(env: BoxEnv): AnyEnv {
  const { low, high } = env.observationSpace as Box;
  const to = (bounds: ArrayLike<number>, value: number) =>
    Array.from(bounds, (bound) => (Number.isFinite(bound) ? value : bound));
  return new RescaleObservation(env, to(low, -2), to(high, 5)) as AnyEnv;
}

describe.each(worlds)('over %s', (_, create) => {
  it.each(wrappers.filter(([, fits]) => fits(create())))('%s keeps the contract', (__, ___, wrap) => {
    expect(checkEnv(() => wrap(create()), { seed: 3, steps: 14 })).toEqual([]);
  });
});

it('wrappers keep the contract in any legal order', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...worlds),
      fc.array(fc.nat({ max: wrappers.length - 1 }), { minLength: 2, maxLength: 5 }),
      fc.nat({ max: 1000 }),
      ([, create], picks, seed) => {
        const names: string[] = [];
        const build = () => {
          names.length = 0;
          let env = create();
          for (const pick of picks) {
            const [name, fits, wrap] = wrappers[pick]!;
            if (!fits(env)) continue;
            env = wrap(env);
            names.push(name);
          }
          return env;
        };
        expect(checkEnv(build, { seed, steps: 12 }), names.join(' of ')).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});

describe('what moves from episode to episode', () => {
  const moving: readonly (readonly [string, Wrap])[] = [
    ['NormalizeObservation', (env) => new NormalizeObservation(env) as AnyEnv],
    ['NormalizeReward', (env) => new NormalizeReward(env)],
    ['Autoreset', (env) => new Autoreset(env)],
  ];

  it.each(moving)('%s goes on exactly from a state in the middle of an episode, through JSON', (_, wrap) => {
    const create = () => wrap(make('CartPole-v1', { maxEpisodeSteps: 30 }) as AnyEnv);
    const play = (env: AnyEnv, steps: number) =>
      Array.from({ length: steps }, (_, i) => {
        const [observation, reward, terminated, truncated] = env.step(i % 2);
        if ((terminated || truncated) && !(env instanceof Autoreset)) env.reset();
        return [observation, reward];
      });
    fc.assert(
      fc.property(fc.nat({ max: 90 }), (steps) => {
        const env = create();
        env.reset({ seed: 5 });
        play(env, steps);
        const state = JSON.parse(JSON.stringify(env.getState()));
        const expected = play(env, 40);
        const other = create();
        other.setState(state);
        expect(play(other, 40)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });
});
