/**
 * Laws of all worlds under random arguments, seeds and actions. `contract.test.ts` holds each registered world to its contract with its
 * defaults; here are the arguments, and the batches. `bench/long-run.ts` does the same for millions of steps.
 */

import { describe, expect, it } from 'vitest';
import {
  type AutoresetMode,
  type Box,
  Discrete,
  Generator,
  generateRandomMap,
  type Kwargs,
  make,
  makeVec,
  registeredEnvs,
  type VectorEnv,
} from '../../envs/index.ts';
import { fc } from '../fast-check.ts';

const finite = fc.double({ min: -20, max: 20, noNaN: true });
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const viewSize = fc.constantFrom(3, 5, 7, 9);

/** Arguments that the worlds take, none of them by its default. */
const KWARGS: Readonly<Record<string, fc.Arbitrary<Kwargs>>> = {
  'CartPole-v1': fc.record({ suttonBartoReward: fc.boolean() }),
  'MountainCar-v0': fc.record({ goalVelocity: fc.double({ min: 0, max: 0.07, noNaN: true }) }),
  'MountainCarContinuous-v0': fc.record({ goal_velocity: fc.double({ min: 0, max: 0.07, noNaN: true }) }),
  'Acrobot-v1': fc.record({
    bookOrNips: fc.constantFrom('book', 'nips'),
    torqueNoiseMax: fc.double({ min: 0, max: 3, noNaN: true }),
  }),
  'Pendulum-v1': fc.record({ g: finite }),
  'FrozenLake-v1': fc.record({
    desc: fc
      .record({ seed: fc.nat(), size: fc.integer({ min: 2, max: 9 }) })
      .map((options) => generateRandomMap(options)),
    isSlippery: fc.boolean(),
    successRate: probability,
    rewardSchedule: fc.tuple(finite, finite, finite),
  }),
  'CliffWalking-v1': fc.record({ isSlippery: fc.boolean() }),
  'Taxi-v4': fc.record({
    isRainy: fc.boolean(),
    ficklePassenger: fc.boolean(),
    rainyProbability: probability,
    fickleProbability: probability,
  }),
  'Blackjack-v1': fc.record({ natural: fc.boolean(), sab: fc.boolean() }),
  'MiniGrid-Empty-5x5-v0': fc.record({
    size: fc.integer({ min: 5, max: 12 }),
    agentViewSize: viewSize,
    agentStartPos: fc.constant(null),
  }),
  'MiniGrid-DoorKey-5x5-v0': fc.record({
    size: fc.integer({ min: 5, max: 12 }),
    agentViewSize: viewSize,
    seeThroughWalls: fc.boolean(),
  }),
  'MiniGrid-Dynamic-Obstacles-5x5-v0': fc.record({
    size: fc.integer({ min: 5, max: 9 }),
    nObstacles: fc.nat(5),
    agentViewSize: viewSize,
  }),
  'MiniGrid-KeyCorridorS3R1-v0': fc.record({
    roomSize: fc.integer({ min: 3, max: 6 }),
    numRows: fc.integer({ min: 1, max: 3 }),
  }),
};

/** Short, so that episodes end, by themselves and by the limit. */
const LIMIT = 12;
const STEPS = 25;
const RUNS = 8;

const SEED = fc.nat(2 ** 31 - 1);

describe.each(Object.entries(KWARGS))('%s with any arguments', (id, kwargs) => {
  it('keeps to its spaces, plays again from a seed, and goes on from a state', () => {
    fc.assert(
      fc.property(kwargs, SEED, fc.nat(STEPS - 1), (given, seed, middle) => {
        const env = make(id, { ...given, maxEpisodeSteps: LIMIT });
        const twin = make(id, { ...given, maxEpisodeSteps: LIMIT });
        env.actionSpace.seed(seed);
        expect(env.reset({ seed })).toEqual(twin.reset({ seed }));
        let over = false;
        for (let step = 0; step < STEPS; step++) {
          if (step === middle) {
            twin.reset({ seed: seed + 1 });
            twin.setState(JSON.parse(JSON.stringify(env.getState())));
          }
          if (over) expect(env.reset()).toEqual(twin.reset());
          const action = env.actionSpace.sample();
          const result = env.step(action);
          expect(env.observationSpace.contains(result[0])).toBe(true);
          expect(Number.isFinite(result[1])).toBe(true);
          expect(twin.step(action)).toEqual(result);
          over = result[2] || result[3];
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('gives in a native batch what it gives in a loop', () => {
    const mode = fc.constantFrom<AutoresetMode>('next-step', 'same-step');
    fc.assert(
      fc.property(kwargs, SEED, mode, fc.integer({ min: 1, max: 5 }), (given, seed, autoresetMode, numEnvs) => {
        const options = { kwargs: given, numEnvs, autoresetMode, maxEpisodeSteps: LIMIT };
        const native = makeVec(id, { ...options, vectorizationMode: 'native' });
        const loop = makeVec(id, { ...options, vectorizationMode: 'sync' });
        expect(native.reset({ seed })).toEqual(loop.reset({ seed }));
        const generator = Generator.fromSeed(seed);
        for (let step = 0; step < STEPS; step++) {
          const actions = actionsFor(loop, generator);
          const { finalObservations, ...result } = native.step(actions);
          const { finalObservations: _, ...expected } = loop.step(actions);
          expect(result).toEqual(expected);
          expect(finalObservations === null).toBe(autoresetMode === 'next-step');
        }
        expect(native.getState()).toEqual(loop.getState());
      }),
      { numRuns: RUNS },
    );
  });
});

function actionsFor(envs: VectorEnv, generator: Generator): Int32Array | Float32Array {
  const space = envs.singleActionSpace;
  if (space instanceof Discrete) return Int32Array.from({ length: envs.numEnvs }, () => generator.integers(space.n));
  const { low, high } = space as Box<Float32Array>;
  return Float32Array.from({ length: envs.numEnvs }, () => generator.uniform(low[0]!, high[0]!));
}

describe('a native kernel', () => {
  const families = [
    'CartPole',
    'MountainCar',
    'Acrobot',
    'Pendulum',
    'FrozenLake',
    'CliffWalking',
    'Taxi',
    'Blackjack',
    'MiniGrid',
  ];

  it("is there for every classic-control, toy-text and MiniGrid world, and gives the loop's first steps", () => {
    const worlds = registeredEnvs().filter(
      ({ id }) => families.some((family) => id.startsWith(family)) && !id.startsWith('CartPoleRigid'),
    );
    expect(worlds.length).toBeGreaterThanOrEqual(88); // 12 of Gymnasium's, 76 of MiniGrid's
    for (const { id } of worlds) {
      const native = makeVec(id, { numEnvs: 2, vectorizationMode: 'native' });
      const loop = makeVec(id, { numEnvs: 2, vectorizationMode: 'sync' });
      expect(native.reset({ seed: 5 }), id).toEqual(loop.reset({ seed: 5 }));
      const generator = Generator.fromSeed(0);
      for (let step = 0; step < 8; step++) {
        const actions = actionsFor(loop, generator);
        expect(native.step(actions), id).toEqual(loop.step(actions));
      }
    }
  });
});
