/** Every law of the contract suite fires on a world broken in just that way, and on no good world. */
import { describe, expect, it } from 'vitest';
import { assertEnv, checkEnv, LAWS } from '../../../../envs/core/contract.ts';
import type { Env, EnvSpec, ResetArgs, State } from '../../../../envs/core/env.ts';
import { register } from '../../../../envs/core/registry.ts';
import type { Scene, Shape } from '../../../../envs/core/scene.ts';
import { Generator } from '../../../../envs/core/seeding/generator.ts';
import { World } from '../../../../envs/core/world.ts';
import { Discrete } from '../../../../envs/spaces/discrete.ts';
import { Tuple } from '../../../../envs/spaces/tuple.ts';
import { broken, LENGTH, Walk } from './worlds.ts';

const spec = (limit: number | null, id = 'test/Walk-v0'): EnvSpec => ({
  id,
  rewardThreshold: null,
  maxEpisodeSteps: limit,
  kwargs: {},
  bundled: false,
});

const shape = (extra: Record<string, unknown>) => (): Scene => ({
  view: { x: 0, y: 0, width: 1, height: 1 },
  shapes: [{ type: 'circle', x: 0, y: 0, radius: 1, ...extra } as Shape],
});

register({ id: 'test/Drifting-v0', entryPoint: () => new Drifting() });

/** Whose second instance is another world than the first: no replay of it can be right. */
let drift = 0;
class Drifting extends Walk {
  override readonly spec = spec(null, 'test/Drifting-v0');
  readonly #drift = drift++;
  override step(action: number): ReturnType<Walk['step']> {
    const result = super.step(action);
    result[1] += this.#drift;
    return result;
  }
}

/** Law, what is wrong with the world, the world. */
const BROKEN: readonly (readonly [string, string, () => Env])[] = [
  ['spaces', 'it has no action space', () => broken(() => ({ actionSpace: undefined }))],
  [
    'samples',
    'its action space samples what is not in it',
    () => broken(() => ({ actionSpace: Object.assign(new Discrete(2), { sample: () => 2 }) })),
  ],
  [
    'samples',
    'its action space ignores its seed',
    () => broken(() => ({ actionSpace: Object.assign(new Discrete(2), { seed: () => 0 }) })),
  ],
  [
    'values',
    'its actions change on their way through JSON',
    () => broken(() => ({ actionSpace: Object.assign(new Discrete(2), { valueToJSON: (a: number) => 1 - a }) })),
  ],
  [
    'metadata',
    'it declares an unknown mode',
    () => broken(() => ({ metadata: { renderModes: ['film'], renderFps: 1 } })),
  ],
  [
    'metadata',
    'it has no frame rate',
    () => broken(() => ({ metadata: { renderModes: ['scene', 'ansi'], renderFps: 0 } })),
  ],
  [
    'seats',
    'it has seats for two, and actions of one',
    () => broken(() => ({ metadata: { renderModes: ['scene', 'ansi'], renderFps: 1, seats: ['a', 'b'] } })),
  ],
  [
    'seats',
    'no seat learns what a step was worth to it',
    () =>
      broken(() => ({
        metadata: { renderModes: ['scene', 'ansi'], renderFps: 1, seats: ['alone'] },
        actionSpace: new Tuple([new Discrete(2)]),
        observationSpace: new Tuple([new Discrete(1)]),
        reset: () => [[0], {}],
        step: () => [[0], 1, false, false, {}],
      })),
  ],
  [
    'results',
    'it observes float64',
    () => broken((walk) => ({ observe: () => Float64Array.of(walk.position, walk.gust) })),
  ],
  ['results', 'it observes beyond the bounds', () => broken(() => ({ observe: () => Float32Array.of(LENGTH + 1, 0) }))],
  ['results', 'it observes NaN', () => broken(() => ({ observe: () => Float32Array.of(Number.NaN, 0) }))],
  ['results', 'it rewards NaN', () => withStep((result) => [result[0], Number.NaN, result[2], result[3], result[4]])],
  ['results', 'it gives four values', () => withStep((result) => result.slice(0, 4))],
  ['results', 'it terminates with 1', () => withStep((result) => [result[0], result[1], 1, false, {}])],
  ['results', 'its info is null', () => withStep((result) => [result[0], result[1], result[2], result[3], null])],
  [
    'determinism',
    'it rolls its own dice',
    () => withStep((result) => [result[0], Math.random(), result[2], result[3], {}]),
  ],
  [
    'determinism',
    'it ignores the seed',
    () => broken((walk) => ({ reset: (_: ResetArgs) => Walk.prototype.reset.call(walk, {}) })),
  ],
  [
    'determinism',
    'a reset leaves something of the last episode',
    () => {
      let total = 0;
      return withStep((result) => [result[0], total++, result[2], result[3], {}]);
    },
  ],
  [
    'ownership',
    'it reuses its observation',
    () => {
      const buffer = new Float32Array(2);
      return broken((walk) => ({
        observe: () => {
          buffer.set([walk.position, walk.gust]);
          return buffer;
        },
      }));
    },
  ],
  [
    'ownership',
    'it gives out parts of one array that overlap',
    () => {
      const buffer = new Float32Array(1024);
      let at = 0;
      return broken((walk) => ({
        observe: () => {
          const part = buffer.subarray(at, at + 2);
          part.set([walk.position, walk.gust]);
          at++;
          return part;
        },
      }));
    },
  ],
  [
    'ownership',
    'it reads back the observation it gave out',
    () => {
      let last = new Float32Array(2);
      return broken((walk) => ({
        observe: () => {
          const next = Float32Array.of(walk.position, last[0] === 1 && walk.position > 2 ? 1 : 0);
          last = next;
          return next;
        },
      }));
    },
  ],
  [
    'truncation',
    'it terminates at its time limit',
    () => {
      let steps = 0;
      return broken((walk) => ({
        spec: spec(5),
        reset: (args?: ResetArgs) => {
          steps = 0;
          return Walk.prototype.reset.call(walk, args);
        },
        step: (action: number) => {
          const result = Walk.prototype.step.call(walk, action);
          result[2] = ++steps === 5;
          return result;
        },
      }));
    },
  ],
  ['truncation', 'it goes on beyond its time limit', () => broken(() => ({ spec: spec(5) }))],
  [
    'close',
    'it cannot be closed twice',
    () => {
      let open = true;
      return broken(() => ({
        close: () => {
          if (!open) throw new Error('already closed');
          open = false;
        },
      }));
    },
  ],
  ['step before reset', 'it needs no reset', () => broken(() => ({ phase: 'running' }))],
  [
    'step after the end',
    'it goes on after the end',
    () =>
      broken((walk) => ({
        step: (action: number) => {
          if (Math.abs(walk.position) === LENGTH) walk.position = 0;
          Object.assign(walk, { phase: 'running' });
          return Walk.prototype.step.call(walk, action);
        },
      })),
  ],
  ['invalid actions', 'it takes any action for 1', () => beforeStep((action) => (action === 0 ? 0 : 1))],
  [
    'invalid actions',
    'it moves before it refuses',
    () =>
      beforeStep((action, walk) => {
        if (action !== 0 && action !== 1) walk.position++;
        return action;
      }),
  ],
  [
    'invalid seeds',
    'it takes the absolute value of a seed',
    () =>
      broken((walk) => ({
        reset: ({ seed }: ResetArgs = {}) =>
          Walk.prototype.reset.call(walk, seed === undefined ? {} : { seed: Math.floor(Math.abs(Number(seed))) || 0 }),
      })),
  ],
  [
    'invalid seeds',
    'it moves before it refuses a seed',
    () =>
      broken((walk) => ({
        reset: (args?: ResetArgs) => {
          walk.position = 0;
          walk.gust = 0.5;
          return Walk.prototype.reset.call(walk, args);
        },
      })),
  ],
  [
    'state is plain',
    'its state has a typed array',
    () => broken((walk) => ({ saveWorld: () => Float64Array.of(walk.gust) })),
  ],
  [
    'state is plain',
    'its state has NaN',
    () => broken(() => ({ saveWorld: () => ({ position: Number.NaN, gust: 0 }) })),
  ],
  [
    'state is plain',
    'its state changes under its holder',
    () => {
      const state = { position: 0, gust: 0 };
      return broken((walk) => ({
        saveWorld: () => Object.assign(state, { position: walk.position, gust: walk.gust }),
      }));
    },
  ],
  [
    'state is whole',
    'it forgets its generator',
    () =>
      broken((walk) => ({
        setState: (state: State) =>
          Walk.prototype.setState.call(walk, {
            ...(state as object),
            generator: Generator.fromSeed(1).getState(),
          } as State),
      })),
  ],
  ['state is whole', 'it forgets its position', () => broken((walk) => ({ loadWorld: () => walk.position }))],
  ['foreign states', 'it takes any state', () => broken(() => ({ setState: () => {} }))],
  [
    'foreign states',
    'it takes over half of a state before it refuses the rest',
    () =>
      broken((walk) => ({
        setState: (state: State) => {
          walk.position = 7;
          Walk.prototype.setState.call(walk, state);
        },
      })),
  ],
  ['replay', 'make gives another world each time', () => new Drifting()],
  ['render modes', 'it draws what it does not declare', () => broken(() => ({ render: () => 'x' }))],
  ['render modes', 'its text is a number', () => broken((walk) => ({ drawText: () => walk.position }))],
  [
    'render modes',
    'it does not draw what it declares',
    () =>
      broken(() => ({
        metadata: { renderModes: ['rgb_array'], renderFps: 1 },
        drawScene: World.prototype['drawScene' as never],
      })),
  ],
  [
    'render modes',
    'its pixels are too few',
    () =>
      broken(() => ({
        metadata: { renderModes: ['rgb_array'], renderFps: 1 },
        drawPixels: () => ({ width: 2, height: 2, data: new Uint8Array(4) }),
      })),
  ],
  ['scene', 'a number is NaN', () => broken(() => ({ drawScene: shape({ x: Number.NaN }) }))],
  ['scene', 'a shape is unknown', () => broken(() => ({ drawScene: shape({ type: 'blob' }) }))],
  ['scene', 'a colour is none', () => broken(() => ({ drawScene: shape({ fill: 'reddish' }) }))],
  [
    'scene',
    'a transform is infinite',
    () => broken(() => ({ drawScene: shape({ transform: { rotation: Infinity } }) })),
  ],
  [
    'scene',
    'a polygon has two points',
    () => broken(() => ({ drawScene: shape({ type: 'polygon', points: [0, 0, 1, 1] }) })),
  ],
  [
    'scene',
    'its pixels are outside the palette',
    () =>
      broken(() => ({
        drawScene: shape({
          type: 'pixels',
          width: 1,
          height: 1,
          columns: 1,
          rows: 1,
          palette: ['#000000'],
          indices: Uint8Array.of(1),
        }),
      })),
  ],
  [
    'scene',
    'an id is there twice',
    () =>
      broken(() => ({
        drawScene: () => {
          const scene = shape({ id: 'a' })();
          return { ...scene, shapes: [...scene.shapes, ...scene.shapes] };
        },
      })),
  ],
  [
    'scene',
    'its view has no area',
    () => broken(() => ({ drawScene: () => ({ view: { x: 0, y: 0, width: 0, height: 1 }, shapes: [] }) })),
  ],
  [
    'drawing changes nothing',
    'drawing draws from the generator',
    () =>
      broken((walk) => ({
        drawText: () => `${(walk as unknown as { generator: Generator }).generator.random()}`,
      })),
  ],
];

function withStep(change: (result: ReturnType<Walk['step']>) => unknown): Env {
  return broken((walk) => ({
    step: (action: number) => change(Walk.prototype.step.call(walk, action)) as ReturnType<Walk['step']>,
  }));
}

function beforeStep(change: (action: number, walk: Walk) => number): Env {
  return broken((walk) => ({ step: (action: number) => Walk.prototype.step.call(walk, change(action, walk)) }));
}

describe('checkEnv', () => {
  it('finds nothing in a good world', () => {
    expect(checkEnv(() => new Walk())).toEqual([]);
  });

  it.each(BROKEN)('law "%s" fires where %s', (law, _, create) => {
    const violations = checkEnv(create, { steps: 100 });
    const found = violations.find((violation) => violation.law === law);
    expect(found, JSON.stringify(violations)).toBeDefined();
    expect(found!.value).not.toMatch(/threw TypeError: (Cannot read prop|undefined)/);
    expect(found!.remedy).not.toBe('');
  });

  it('has a broken world for every law', () => {
    expect(LAWS.map(({ name }) => name).filter((name) => !BROKEN.some(([law]) => law === name))).toEqual([]);
  });

  it('names the step at which a law was first broken', () => {
    let steps = 0;
    const create = () => withStep((result) => [result[0], ++steps === 4 ? Number.NaN : 0, result[2], false, {}]);
    const results = LAWS.find(({ name }) => name === 'results')!; // alone: an earlier law would take the fourth step
    expect(results.find({ create, seed: 0, steps: 20 })?.step).toBe(4);
  });
});

describe('assertEnv', () => {
  it('throws one error that lists every violation', () => {
    const create = () =>
      broken(() => ({ metadata: { renderModes: ['scene', 'ansi'], renderFps: 0 }, drawText: () => 1 }));
    expect(() => assertEnv(create)).toThrow(
      /breaks 2 of \d+ laws:\n- metadata: renderFps is 0.*\n- render modes, step 0: ansi gives 1/,
    );
  });

  it('returns quietly for a good world', () => {
    expect(assertEnv(() => new Walk())).toBeUndefined();
  });
});
