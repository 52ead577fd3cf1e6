/** The vector wrappers against Gymnasium's own: the `vector` part of `test/golden/wrappers.json` (`make_wrappers.py` beside it). */
import { describe, expect, it } from 'vitest';
import { type AutoresetMode, makeVec, type VectorEnv, vectorWrappers as v } from '../../../../envs/index.ts';
import type { Batch } from '../../../../envs/vector/vector-env.ts';
import { readJson } from '../../golden.ts';
import { difference } from '../../wrappers/difference.ts';

interface Step {
  readonly actions: readonly number[];
  readonly observations: unknown;
  readonly rewards: readonly number[];
  /** 1 where an episode ended. */
  readonly ended: readonly number[];
  /** Returns and lengths, 0 where none ended. */
  readonly episode?: { readonly r: readonly number[]; readonly l: readonly number[] };
}

interface Run {
  readonly numEnvs: number;
  readonly reset: unknown;
  readonly steps: readonly Step[];
}

const golden = (readJson('wrappers') as { readonly vector: Readonly<Record<string, Run>> }).vector;

const vec = (id: string, numEnvs: number, autoresetMode: AutoresetMode = 'next-step', maxEpisodeSteps?: number) =>
  makeVec(id, { numEnvs, autoresetMode, maxEpisodeSteps });

const wrapped: Readonly<Record<string, () => VectorEnv>> = {
  'NormalizeObservation 3': () => new v.NormalizeObservation(vec('CartPole-v1', 3)),
  'NormalizeObservation 20': () => new v.NormalizeObservation(vec('CartPole-v1', 20)),
  'NormalizeObservation FrozenLake': () => new v.NormalizeObservation(vec('FrozenLake-v1', 9)),
  'NormalizeReward next-step 3': () => new v.NormalizeReward(vec('CartPole-v1', 3)),
  'NormalizeReward next-step 20': () => new v.NormalizeReward(vec('CartPole-v1', 20), { gamma: 0.9 }),
  'NormalizeReward same-step 5': () => new v.NormalizeReward(vec('CartPole-v1', 5, 'same-step')),
  'NormalizeReward Pendulum': () => new v.NormalizeReward(vec('Pendulum-v1', 4, 'next-step', 9)),
  'RecordEpisodeStatistics next-step': () => new v.RecordEpisodeStatistics(vec('CartPole-v1', 4)),
  'RecordEpisodeStatistics same-step': () => new v.RecordEpisodeStatistics(vec('CartPole-v1', 4, 'same-step')),
  'RescaleObservation MountainCar': () => new v.RescaleObservation(vec('MountainCar-v0', 3), 0, 1),
  'FlattenObservation Blackjack': () => new v.FlattenObservation(vec('Blackjack-v1', 5)),
  'DtypeObservation CartPole': () => new v.DtypeObservation(vec('CartPole-v1', 3), 'float64'),
  'RescaleAction Pendulum': () => new v.RescaleAction(vec('Pendulum-v1', 3), -1, 1),
  'ClipAction Pendulum': () => new v.ClipAction(vec('Pendulum-v1', 3)),
  'ClipReward Pendulum': () => new v.ClipReward(vec('Pendulum-v1', 3), -3, -1),
  'FilterObservation Blackjack': () => new v.FilterObservation(vec('Blackjack-v1', 4), [1]),
};

/** numpy 2 steps Pendulum partly in float32, other than the numpy 1 it is recorded from in its own golden data. */
const toleranceOf = (name: string) => (name.includes('Pendulum') ? 1e-5 : 1e-12);

const actionsOf = (envs: VectorEnv, actions: readonly number[]): Batch =>
  envs.singleActionSpace.type === 'Box' ? Float32Array.from(actions) : Int32Array.from(actions);

it.each(Object.entries(golden))('%s gives what Gymnasium gives', (name, { numEnvs, reset, steps }) => {
  const envs = wrapped[name]!();
  const tolerance = toleranceOf(name);
  expect(envs.numEnvs).toBe(numEnvs);
  expect(difference(envs.reset({ seed: 7 }).observations, reset, 'reset', tolerance)).toBeNull();
  for (const [i, step] of steps.entries()) {
    const result = envs.step(actionsOf(envs, step.actions));
    const at = `step ${i + 1}`;
    expect(difference(result.observations, step.observations, at, tolerance)).toBeNull();
    expect(difference(result.rewards, step.rewards, `${at}, rewards`, tolerance)).toBeNull();
    expect(Array.from(result.terminations, (ended, row) => ended | result.truncations[row]!)).toEqual(step.ended);
    if (step.episode === undefined) continue;
    const { r, l } = step.episode;
    const given = result.infos.map((info) => info.episode as { r: number; l: number } | undefined);
    expect(given.map((episode) => episode?.r ?? 0)).toEqual(r);
    expect(given.map((episode) => episode?.l ?? 0)).toEqual(l);
  }
});

describe('the table', () => {
  it('has every case of the file', () => {
    expect(Object.keys(wrapped)).toEqual(Object.keys(golden));
  });
});
