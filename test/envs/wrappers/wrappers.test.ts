/** The wrappers, each as Gymnasium 1.4's of the same name but where its file says otherwise. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Env,
  InvalidActionError,
  InvalidStateError,
  make,
  OrderEnforcing,
  PassiveEnvChecker,
  RecordEpisodeStatistics,
  ResetNeededError,
  type StepResult,
  TimeLimit,
} from '../../../envs/index.ts';
import { broken, LENGTH, Walk } from '../core/contract/worlds.ts';

/** Walks right, the wind permitting or not: an episode of LENGTH steps. */
function run(env: Env, steps: number): StepResult<unknown> {
  let result!: StepResult<unknown>;
  for (let i = 0; i < steps; i++) result = env.step(1);
  return result;
}

describe('TimeLimit', () => {
  it('truncates at its limit, not before, and does not terminate', () => {
    const env = new TimeLimit(new Walk(), 5);
    env.reset({ seed: 0 });
    expect(run(env, 4).slice(2, 4)).toEqual([false, false]);
    expect(run(env, 1).slice(2, 4)).toEqual([false, true]);
  });

  it('reports both where the world ends at the limit', () => {
    const env = new TimeLimit(new Walk(), LENGTH);
    env.reset({ seed: 0 });
    expect(run(env, LENGTH).slice(2, 4)).toEqual([true, true]);
  });

  it('refuses a step after the truncation, and counts anew from a reset', () => {
    const env = new TimeLimit(new Walk(), 2);
    env.reset({ seed: 0 });
    run(env, 2);
    expect(() => env.step(1)).toThrow(ResetNeededError);
    expect(() => env.step(1)).toThrow('truncated after 2 steps');
    env.reset();
    expect(run(env, 1)[3]).toBe(false);
  });

  it('does not count a refused action', () => {
    const env = new TimeLimit(new Walk(), 2);
    env.reset({ seed: 0 });
    for (let i = 0; i < 5; i++) expect(() => env.step(7)).toThrow(InvalidActionError);
    expect(run(env, 1)[3]).toBe(false);
  });

  it('keeps its count in the state', () => {
    const env = new TimeLimit(new Walk(), 4);
    env.reset({ seed: 0 });
    run(env, 3);
    const other = new TimeLimit(new Walk(), 4);
    other.setState(JSON.parse(JSON.stringify(env.getState())));
    expect(run(other, 1)[3]).toBe(true);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a limit of %s', (limit) => {
    expect(() => new TimeLimit(new Walk(), limit)).toThrow(/integer of 1 or more/);
  });
});

describe('OrderEnforcing', () => {
  // A world that itself refuses nothing.
  const lax = () => broken((walk) => ({ step: () => [walk.observe(), 0, walk.position++ === 2, false, {}] }));

  it('refuses a step and a drawing before reset', () => {
    const env = new OrderEnforcing(lax());
    expect(() => env.step(0)).toThrow('no episode has begun. Call reset() first.');
    expect(() => env.render('scene')).toThrow(ResetNeededError);
    env.reset();
    expect(() => env.step(0)).not.toThrow();
  });

  it('refuses a step after the end', () => {
    const env = new OrderEnforcing(lax());
    env.reset();
    run(env, 3);
    expect(() => env.step(0)).toThrow('the episode has ended. Call reset().');
    expect(() => env.render('scene')).not.toThrow();
  });

  it('knows from the state whether an episode is running', () => {
    const env = new OrderEnforcing(new Walk());
    const fresh = env.getState();
    env.reset({ seed: 0 });
    env.setState(fresh);
    expect(() => env.step(0)).toThrow(ResetNeededError);
    expect(() => env.setState({ phase: 'sleeping', env: null })).toThrow(InvalidStateError);
  });
});

describe('RecordEpisodeStatistics', () => {
  it('puts return, length and seconds into the last info only', () => {
    const env = new RecordEpisodeStatistics(new Walk());
    env.reset({ seed: 3 });
    let sum = 0;
    for (let i = 1; i < LENGTH; i++) {
      const [, reward, , , info] = env.step(1);
      sum += reward;
      expect(info).not.toHaveProperty('episode');
    }
    const [, reward, , , info] = env.step(1);
    const { r, l, t } = info.episode as { r: number; l: number; t: number };
    expect([r, l]).toEqual([sum + reward, LENGTH]);
    expect(t).toBeGreaterThanOrEqual(0);
    expect(info).toHaveProperty('gust'); // what the world said is still there
  });

  it('does not write into an info that the world shares among steps', () => {
    const shared = Object.freeze({});
    const env = new RecordEpisodeStatistics(
      broken((walk) => ({ step: () => [walk.observe(), 1, true, false, shared] })),
    );
    env.reset();
    expect(env.step(0)[4]).toHaveProperty('episode');
    expect(shared).toEqual({});
  });

  it('goes on counting from a restored state', () => {
    const env = new RecordEpisodeStatistics(new Walk());
    env.reset({ seed: 3 });
    run(env, 5);
    const other = new RecordEpisodeStatistics(new Walk());
    other.setState(env.getState());
    const [a, b] = [run(env, LENGTH - 5)[4].episode, run(other, LENGTH - 5)[4].episode] as Record<string, number>[];
    expect([b!.r, b!.l]).toEqual([a!.r, a!.l]);
  });
});

describe('PassiveEnvChecker', () => {
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  beforeEach(() => {
    warnings.length = 0;
  });
  const checked = (env: Env) => new PassiveEnvChecker(env, { onWarning });
  const observing = (observations: readonly unknown[]) => {
    let i = 0;
    return checked(broken(() => ({ observe: () => observations[Math.min(i++, observations.length - 1)] })));
  };
  const good = () => Float32Array.of(0, 0);

  it('warns of a first observation outside the space, and hands it on', () => {
    const env = observing([[0, 0]]);
    expect(env.reset()[0]).toEqual([0, 0]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^Checking Walk: it gives an observation outside its observation space Box\(.*\): \[0, 0\]/,
    );
  });

  it('warns of one subject once', () => {
    const env = observing([good(), Float32Array.of(Number.NaN, 0), Float32Array.of(99, 0)]);
    env.reset();
    run(env, 2);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/Float32Array \[NaN, 0\]/);
  });

  it('warns of an observation that is used again', () => {
    const buffer = good();
    const env = observing([good(), buffer, buffer]);
    env.reset();
    run(env, 2);
    expect(warnings.join()).toMatch(/share memory/);
  });

  it('warns of a reward that is not finite', () => {
    const env = checked(broken((walk) => ({ step: () => [walk.observe(), Number.NaN, false, false, {}] })));
    env.reset();
    env.step(0);
    expect(warnings.join()).toMatch(/reward NaN, where a reward is a finite number/);
  });

  it('warns of a bad drawing', () => {
    const env = checked(broken(() => ({ drawScene: () => ({ shapes: [] }) })));
    env.reset();
    env.render('scene');
    expect(warnings.join()).toMatch(/a view whose x is undefined/);
  });

  it('lets CartPole begin outside its space, as Gymnasium does', () => {
    const env = checked(make('CartPole-v1').unwrapped);
    const [observation] = env.reset({ seed: 0, options: { low: 6, high: 7 } });
    expect((observation as Float32Array)[0]).toBeGreaterThan(4.8);
    expect(warnings).toHaveLength(1);
  });

  it.each([
    ['four values', [good(), 0, true, {}], /where step gives \[observation, reward, terminated, truncated, info\]/],
    ['a reward of no number', [good(), '1', false, false, {}], /gives the reward "1"/],
    ['an end that is no boolean', [good(), 0, 1, false, {}], /gives terminated = 1/],
    ['an info of no object', [good(), 0, false, false, null], /gives the info null/],
  ])('refuses a step of %s', (_, result, message) => {
    const env = checked(broken(() => ({ step: () => result })));
    env.reset();
    expect(() => env.step(0)).toThrow(message);
    expect(() => env.step(0)).toThrow(TypeError);
  });

  it('refuses a reset of another form', () => {
    expect(() => checked(broken(() => ({ reset: () => good() }))).reset()).toThrow(/reset gives \[observation, info\]/);
  });

  it('refuses an environment without spaces', () => {
    expect(() => checked(broken(() => ({ actionSpace: undefined })))).toThrow(/lacks its actionSpace/);
  });

  it('looks no more after two steps', () => {
    const env = observing([good(), good(), good(), [0, 0]]);
    env.reset();
    run(env, 3);
    expect(warnings).toEqual([]);
  });
});
