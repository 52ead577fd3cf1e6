/** Vector wrappers in all three autoreset modes, against the single wrappers and by what each mode promises. */
import { describe, expect, it } from 'vitest';
import {
  type AutoresetMode,
  Box,
  DiscretizeObservation,
  InvalidActionError,
  InvalidStateError,
  make,
  makeVec,
  NormalizeReward,
  RescaleObservation,
  SyncVectorEnv,
  type VectorEnv,
  vectorWrappers as v,
} from '../../../../envs/index.ts';

const MODES: readonly AutoresetMode[] = ['next-step', 'same-step', 'disabled'];
const cartPoles = (numEnvs: number, autoresetMode: AutoresetMode, maxEpisodeSteps = 12) =>
  makeVec('CartPole-v1', { numEnvs, autoresetMode, maxEpisodeSteps });
const mountainCars = (autoresetMode: AutoresetMode) =>
  makeVec('MountainCar-v0', { numEnvs: 2, autoresetMode, maxEpisodeSteps: 4 });

/** Plays with alternating actions, resetting by mask where the mode asks for it, and gives what each step gave, copied. */
function play(envs: VectorEnv, steps: number): unknown[] {
  return Array.from({ length: steps }, (_, i) => {
    const { observations, rewards, terminations, truncations } = envs.step(new Int32Array(envs.numEnvs).fill(i % 2));
    const moment = [Array.from(observations as Float32Array), Array.from(rewards)];
    const resetMask = terminations.map((ended, row) => ended | truncations[row]!);
    if (envs.autoresetMode === 'disabled' && resetMask.includes(1)) {
      moment.push(Array.from(envs.reset({ resetMask }).observations as Float32Array));
    }
    return moment;
  });
}

describe.each(MODES)('in %s mode', (mode) => {
  it.each([
    ['NormalizeObservation', (envs: VectorEnv) => new v.NormalizeObservation(envs)],
    ['NormalizeReward', (envs: VectorEnv) => new v.NormalizeReward(envs)],
    ['RecordEpisodeStatistics', (envs: VectorEnv) => new v.RecordEpisodeStatistics(envs)],
    ['DtypeObservation', (envs: VectorEnv) => new v.DtypeObservation(envs, 'float64')],
    ['ClipReward', (envs: VectorEnv) => new v.ClipReward(envs, 0, 0.5)],
  ])('%s goes on exactly from a state, through JSON, and refuses another', (_, wrap) => {
    const envs = wrap(cartPoles(3, mode));
    envs.reset({ seed: 3 });
    play(envs, 17);
    const state = JSON.parse(JSON.stringify(envs.getState()));
    const expected = play(envs, 30);
    const other = wrap(cartPoles(3, mode));
    other.setState(state);
    expect(play(other, 30)).toEqual(expected);
    expect(() => other.setState({ env: state.env ?? null })).toThrow(InvalidStateError);
  });

  it('records the statistics of every episode', () => {
    const envs = new v.RecordEpisodeStatistics(cartPoles(2, mode, 5), { bufferLength: 3 });
    envs.reset({ seed: 1 });
    play(envs, 22);
    expect(envs.episodes.episodeCount).toBe(mode === 'next-step' ? 6 : 8); // next-step loses a step an episode
    expect(envs.episodes.returnQueue).toEqual([5, 5, 5]);
    expect(envs.episodes.lengthQueue).toEqual([5, 5, 5]);
  });

  it('an observation wrapper treats rows as the single wrapper treats observations', () => {
    const envs = new v.RescaleObservation(mountainCars(mode), 0, 1);
    const single = new RescaleObservation(make('MountainCar-v0'), 0, 1);
    envs.reset({ seed: 5 });
    single.reset({ seed: 5 });
    for (let i = 0; i < 3; i++) {
      const row = (envs.step(Int32Array.of(2, 0)).observations as Float32Array).slice(0, 2);
      expect(row).toEqual(single.step(2)[0]);
    }
    const last = envs.step(Int32Array.of(2, 0));
    const [observation] = single.step(2);
    const final = (mode === 'same-step' ? last.finalObservations : last.observations) as Float32Array;
    expect(final.slice(0, 2)).toEqual(observation);
  });
});

it('NormalizeReward of one environment is the single wrapper, within float32', () => {
  const envs = new v.NormalizeReward(cartPoles(1, 'disabled', 500));
  const single = new NormalizeReward(make('CartPole-v1'));
  envs.reset({ seed: 2 });
  single.reset({ seed: 2 });
  for (let i = 0; i < 9; i++) {
    expect(envs.step(Int32Array.of(i % 2)).rewards[0]).toBeCloseTo(single.step(i % 2)[1], 5);
  }
});

describe('NormalizeObservation', () => {
  it('counts and changes in a partial reset only the rows that were reset', () => {
    const envs = new v.NormalizeObservation(cartPoles(3, 'disabled'));
    envs.reset({ seed: 1 });
    const before = (envs.step(new Int32Array(3)).observations as Float32Array).slice();
    const { count } = envs.obsRms;
    const after = envs.reset({ resetMask: Uint8Array.of(0, 1, 0) }).observations as Float32Array;
    expect(envs.obsRms.count).toBe(count + 1);
    expect([...after.slice(0, 4), ...after.slice(8)]).toEqual([...before.slice(0, 4), ...before.slice(8)]);
    expect(after.slice(4, 8)).not.toEqual(before.slice(4, 8));
  });

  it('learns nothing where it is told not to', () => {
    const envs = new v.NormalizeObservation(cartPoles(3, 'next-step'));
    envs.updateRunningMean = false;
    const [raw] = [cartPoles(3, 'next-step').reset({ seed: 1 }).observations as Float32Array];
    const observations = envs.reset({ seed: 1 }).observations as Float32Array;
    expect(observations).toEqual(raw.map((x) => x / Math.sqrt(1 + 1e-8)));
    expect(envs.obsRms.count).toBe(1e-4);
  });
});

describe('functions of batches and of rows', () => {
  it('transform observations, final ones too', () => {
    const space = new Box({ low: -Infinity, high: Infinity, shape: [4] });
    const twice = (batch: unknown) => (batch as Float32Array).map((x) => 2 * x);
    const whole = new v.TransformObservation(cartPoles(2, 'same-step', 3), twice, space);
    const rows = new v.VectorizeTransformObservation(cartPoles(2, 'same-step', 3), twice, space);
    expect(whole.reset({ seed: 1 }).observations).toEqual(rows.reset({ seed: 1 }).observations);
    for (let i = 0; i < 3; i++) {
      const [a, b] = [whole.step(new Int32Array(2)), rows.step(new Int32Array(2))];
      expect(a.observations).toEqual(b.observations);
      if (i === 2) expect(a.finalObservations).toEqual(b.finalObservations);
    }
  });

  it('transform actions and rewards', () => {
    const flipped = (action: unknown) => 1 - (action as number);
    const plain = cartPoles(2, 'next-step');
    const turned = new v.VectorizeTransformReward(
      new v.VectorizeTransformAction(cartPoles(2, 'next-step'), flipped, plain.singleActionSpace),
      (reward) => 3 * reward,
    );
    plain.reset({ seed: 1 });
    turned.reset({ seed: 1 });
    const a = plain.step(Int32Array.of(0, 1));
    const b = turned.step(Int32Array.of(1, 0));
    expect(b.observations).toEqual(a.observations);
    expect([...b.rewards]).toEqual([3, 3]);
    const short = new v.TransformReward(cartPoles(2, 'next-step'), () => [1]);
    short.reset();
    expect(() => short.step(new Int32Array(2))).toThrow(/one for each of the 2 environments, got 1/);
  });
});

it('an action outside a rescaled space is refused and moves no environment', () => {
  const envs = new v.RescaleAction(makeVec('Pendulum-v1', { numEnvs: 2 }), -1, 1);
  envs.reset({ seed: 1 });
  const before = envs.getState();
  expect(() => envs.step(Float32Array.of(0, 1.5))).toThrow(InvalidActionError);
  expect(() => envs.step(Float32Array.of(0))).toThrow(/the actions must be 2 rows/);
  expect(envs.getState()).toEqual(before);
});

it('single wrappers may be inside a vector environment', () => {
  const envs = new SyncVectorEnv([0, 1].map(() => () => new DiscretizeObservation(make('MountainCar-v0'), 9)));
  expect(envs.reset({ seed: 1 }).observations).toBeInstanceOf(Int32Array);
});
