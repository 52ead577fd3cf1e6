/** Replays: recorded, played in any order, forked, written and read, and shown to differ where they do. */

import { describe, expect, it } from 'vitest';
import {
  make,
  parseReplay,
  RecordReplay,
  type Replay,
  ReplayPlayer,
  register,
  serialiseReplay,
  verifyReplay,
} from '../../../envs/index.ts';
import { fc } from '../../fast-check.ts';
import { LENGTH, Walk } from './contract/worlds.ts';

register({ id: 'replay-test/Walk-v0', entryPoint: () => new Walk() });
register({ id: 'replay-test/Long-v0', entryPoint: () => new Long() });

/** A walk that never ends: it turns round at the ends of the line. */
class Long extends Walk {
  override step(action: number): ReturnType<Walk['step']> {
    const result = super.step(action);
    if (result[2]) {
      this.position = 0;
      this.phase = 'running';
      result[2] = false;
    }
    return result;
  }
}

/** An episode played at random, and what was seen on the way. */
function episode(id: string, seed: number | undefined, steps: number) {
  const env = new RecordReplay(make(id), { keyframeEvery: 10 });
  env.reset({ seed: 1 });
  env.reset(seed === undefined ? {} : { seed });
  env.actionSpace.seed(5);
  const seen = [{ reward: 0, sum: 0, scene: env.render('scene'), state: env.getState() }];
  for (let i = 0; i < steps; i++) {
    const [, reward, terminated, truncated] = env.step(env.actionSpace.sample());
    seen.push({ reward, sum: seen.at(-1)!.sum + reward, scene: env.render('scene'), state: env.getState() });
    if (terminated || truncated) break;
  }
  return { replay: env.replay!, seen };
}

const IDS = ['CartPole-v1', 'FrozenLake-v1', 'MiniGrid-Empty-5x5-v0', 'replay-test/Long-v0'];

describe('ReplayPlayer', () => {
  it.each(IDS.flatMap((id) => [[id, 3] as const, [id, undefined] as const]))(
    '%s from seed %s shows each moment as it was, in any order',
    (id, seed) => {
      const { replay, seen } = episode(id, seed, 300);
      const player = ReplayPlayer.of(replay);
      expect(player.length).toBe(seen.length - 1);
      fc.assert(
        fc.property(fc.array(fc.nat(player.length), { maxLength: 12 }), (steps) => {
          for (const step of steps) {
            player.seek(step);
            const moment = seen[step]!;
            expect(player.position).toBe(step);
            expect([player.lastReward, player.rewardSum]).toEqual([moment.reward, moment.sum]);
            expect(player.scene()).toEqual(moment.scene);
            expect(player.state()).toEqual(moment.state);
          }
        }),
        { numRuns: 30 },
      );
    },
  );

  it('follows an episode that grows', () => {
    const { replay, seen } = episode('CartPole-v1', 3, 20);
    const { envId, kwargs, start } = replay;
    const player = new ReplayPlayer({ envId, kwargs, start });
    expect([player.length, player.position, player.rewardSum, player.lastReward]).toEqual([0, 0, 0, 0]);
    expect(player.forward()).toBe(false);
    for (const [i, action] of replay.actions.entries()) {
      player.append([action]);
      expect(player.forward()).toBe(true);
      expect(player.scene()).toEqual(seen[i + 1]!.scene);
    }
    while (player.back());
    expect(player.scene()).toEqual(seen[0]!.scene);
  });

  it('says how the episode ended, at its end only', () => {
    const { replay } = episode('replay-test/Walk-v0', 3, 10 * LENGTH * LENGTH);
    expect(replay.outcome?.terminated).toBe(true);
    const player = ReplayPlayer.of(replay);
    player.seek(player.length);
    expect([player.terminated, player.truncated]).toEqual([true, false]);
    player.back();
    expect([player.terminated, player.truncated]).toEqual([false, false]);
  });

  it('truncates at the limit of the recorded environment', () => {
    const player = new ReplayPlayer({ envId: 'CartPole-v1', maxEpisodeSteps: 3, start: { kind: 'seed', seed: 1 } });
    player.append([0, 1, 0]);
    player.seek(3);
    expect([player.terminated, player.truncated]).toEqual([false, true]);
  });

  it('keeps its memory bounded over long episodes, and still goes back', () => {
    const { replay, seen } = episode('replay-test/Long-v0', 9, 40_000); // more than 256 keyframes of 64 steps
    const player = ReplayPlayer.of(replay);
    player.seek(player.length);
    for (const step of [39_999, 63, 64, 20_001, 128, 0]) {
      player.seek(step);
      expect(player.state()).toEqual(seen[step]!.state);
      expect(player.rewardSum).toBe(seen[step]!.sum);
    }
  });

  it('forks into an environment that leaves the player alone', () => {
    const { replay, seen } = episode('CartPole-v1', 3, 20);
    const player = ReplayPlayer.of(replay);
    player.seek(4);
    const fork = player.fork();
    fork.step(1 - (replay.actions[4] as number));
    expect(fork.getState()).not.toEqual(seen[5]!.state);
    expect(player.state()).toEqual(seen[4]!.state);
    expect(player.toReplay()).toMatchObject({ actions: replay.actions.slice(0, 4), outcome: null });
  });

  it.each([-1, 1.5, 7, Number.NaN])('refuses to seek to %s of 6 steps', (step) => {
    const player = ReplayPlayer.of({ ...episode('CartPole-v1', 3, 6).replay });
    expect(() => player.seek(step)).toThrow(/a step is an integer in \[0, 6\]/);
  });

  it('names the step whose action the world refuses, and stays before it', () => {
    const player = new ReplayPlayer({ envId: 'CartPole-v1', start: { kind: 'seed', seed: 1 } });
    player.append([0, 1, 'up', 0]);
    expect(() => player.seek(4)).toThrow(/Cannot replay step 3 of CartPole-v1: .*got "up"/);
    expect(player.position).toBe(2);
    expect(player.scene().shapes.length).toBeGreaterThan(0);
  });
});

describe('verifyReplay', () => {
  const whole = () => episode('replay-test/Walk-v0', 3, 10 * LENGTH * LENGTH).replay;

  it('finds nothing in a true replay', () => {
    expect(verifyReplay(whole())).toEqual({ ok: true });
  });

  it.each<[string, (replay: Replay) => Replay, number, RegExp]>([
    ['an unknown environment', (r) => ({ ...r, envId: 'replay-test/Wolk-v0' }), 0, /Did you mean replay-test\/Walk-v0/],
    ['another seed', (r) => ({ ...r, start: { kind: 'seed', seed: 4 } }), 1, /The reward is .+; recorded was/],
    [
      'another seed, where no rewards were recorded',
      (r) => ({ ...r, rewards: undefined, start: { kind: 'seed', seed: 4 } }),
      10,
      /not the one recorded after step 10/,
    ],
    ['an action of another space', (r) => ({ ...r, actions: r.actions.with(4, 9) }), 5, /got 9/],
    ['another return', (r) => ({ ...r, outcome: { ...r.outcome!, return: 0 } }), -1, /recorded was \{return: 0/],
    ['an end left out', (r) => ({ ...r, outcome: null }), -1, /recorded as going on/],
    ['a step too many', (r) => ({ ...r, actions: [...r.actions, 1] }), -1, /the episode has ended/],
  ])('names the step of %s', (_, change, step, reason) => {
    const replay = change(whole());
    const verdict = verifyReplay(replay);
    expect(verdict).toEqual({
      ok: false,
      step: step === -1 ? replay.actions.length : step,
      field: expect.any(String),
      reason: expect.stringMatching(reason),
    });
  });

  it('names the first keyframe after an action that was changed', () => {
    const { replay } = episode('CartPole-v1', 4, 300); // keyframes after 10, 20, ...
    expect(replay.actions.length).toBeGreaterThan(12);
    const actions = replay.actions.with(3, 1 - (replay.actions[3] as number));
    expect(verifyReplay({ ...replay, actions })).toMatchObject({ ok: false, step: 10 });
  });
});

describe('replays as text', () => {
  it('come back as they were, with bigint seeds and bytes in states', () => {
    const bytes = { phase: 'new', generator: null, world: Uint8Array.from({ length: 256 }, (_, i) => i) };
    const { replay } = episode('CartPole-v1', 3, 20);
    for (const start of [replay.start, { kind: 'seed', seed: 2n ** 70n }, { kind: 'state', state: bytes }] as const) {
      expect(parseReplay(serialiseReplay({ ...replay, start }))).toEqual({ ...replay, start });
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['format', 'ludus.replay.v2', /format is "ludus.replay.v1", got "ludus.replay.v2"/],
    ['envId', 7, /envId is a string, got 7/],
    ['kwargs', null, /kwargs is an object, got null/],
    ['start', { kind: 'seed', seed: -1 }, /a seed is an integer of 0 or more, got -1/],
    ['start', { kind: 'middle' }, /start is an object of kind "seed"/],
    ['actions', 'left', /actions is a list, got "left"/],
    ['maxEpisodeSteps', 0, /maxEpisodeSteps is an integer of 1 or more, got 0/],
    ['keyframes', [{ step: 99, state: {} }], /keyframes\[0\].step is at most the 1 steps, got 99/],
    ['keyframes', [{ step: 1 }], /keyframes\[0\].state is a state/],
    ['outcome', { return: 1, length: 1, terminated: 1, truncated: false }, /outcome.terminated is a boolean, got 1/],
    ['outcome', undefined, /outcome is an object, got undefined/],
  ])('refuse a wrong %s', (field, value, message) => {
    const good = {
      format: 'ludus.replay.v1',
      envId: 'CartPole-v1',
      kwargs: {},
      start: { kind: 'seed', seed: 1 },
      actions: [0],
      outcome: null,
    };
    expect(() => parseReplay(JSON.stringify(good))).not.toThrow();
    expect(() => parseReplay(JSON.stringify({ ...good, [field]: value }))).toThrow(message);
  });

  it('refuse any other JSON with an error of their own', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseReplay(text)).toThrow(/^Cannot read a replay/);
      }),
    );
  });
});

describe('RecordReplay', () => {
  it('has nothing before the first reset, and starts anew at each', () => {
    const env = new RecordReplay(make('CartPole-v1'));
    expect(env.replay).toBeNull();
    env.reset({ seed: 1 });
    env.step(0);
    env.reset({ seed: 2, options: { low: -0.01, high: 0.01 } });
    expect(env.replay).toMatchObject({
      start: { kind: 'seed', seed: 2, options: { low: -0.01 } },
      actions: [],
      outcome: null,
    });
  });

  it('does not record an action that was refused', () => {
    const env = new RecordReplay(make('CartPole-v1'));
    env.reset({ seed: 1 });
    expect(() => env.step(5)).toThrow();
    env.step(1);
    expect(env.replay!.actions).toEqual([1]);
  });

  it('refuses an environment that make did not make', () => {
    expect(() => new RecordReplay(new Walk())).toThrow(/Register it and get it from make/);
  });
});
