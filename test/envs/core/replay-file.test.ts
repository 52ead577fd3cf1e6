/** Replays on disk, and what names the first step and field that differ. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  compareReplays,
  loadReplay,
  make,
  RecordReplay,
  type Replay,
  saveReplay,
  serialiseReplay,
  verifyReplay,
} from '../../../envs/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ludus-replay-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function record(
  id: string,
  steps: number,
  policy: (obs: unknown, step: number) => unknown,
  keyframeEvery = 10,
): Replay {
  const env = new RecordReplay(make(id), { keyframeEvery });
  let [obs] = env.reset({ seed: 42 });
  for (let step = 0; step < steps; step++) {
    const [next, , terminated, truncated] = env.step(policy(obs, step) as never);
    if (terminated || truncated) break;
    obs = next;
  }
  return env.replay!;
}

const balance = (obs: unknown) => ((obs as Float32Array)[2]! + (obs as Float32Array)[3]! > 0 ? 1 : 0);
const plain = (replay: Replay): Replay => ({ ...replay, keyframes: undefined });

describe('replay files', () => {
  it('come back as they were, and still play', () => {
    const path = join(folder, 'deep', 'er', 'cart.replay');
    for (const replay of [
      record('CartPole-v1', 500, balance),
      record('Pendulum-v1', 50, (_, step) => Float32Array.of(step % 3)),
    ]) {
      saveReplay(path, replay);
      expect(loadReplay(path)).toEqual(replay);
      expect(verifyReplay(loadReplay(path))).toEqual({ ok: true });
    }
    expect(readdirSync(join(folder, 'deep', 'er'))).toEqual(['cart.replay']); // nothing partial is left
  });

  it('are a few hundred bytes an episode', () => {
    const path = join(folder, 'cart.replay');
    saveReplay(path, plain(record('CartPole-v1', 500, balance))); // solved: 500 steps
    expect(statSync(path).size).toBeLessThan(400);
    saveReplay(path, plain(record('FrozenLake-v1', 100, (_, step) => step % 4)));
    expect(statSync(path).size).toBeLessThan(300);
  });

  it('may be plain JSON', () => {
    const replay = record('CartPole-v1', 20, balance);
    writeFileSync(join(folder, 'text.json'), serialiseReplay(replay));
    expect(loadReplay(join(folder, 'text.json'))).toEqual(replay);
  });

  it('that were cut anywhere, or damaged in any byte that matters, give one clear error', () => {
    const path = join(folder, 'cart.replay');
    saveReplay(path, record('CartPole-v1', 30, balance));
    const whole = readFileSync(path);
    const clear =
      /^Cannot load a replay from .+cart\.replay: .+\(.+\)\. Give a file that saveReplay or the page wrote\.$/s;
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      expect(() => loadReplay(path)).toThrow(clear);
    }
    for (let at = 10; at < whole.length; at += 5) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x10;
      writeFileSync(path, damaged);
      expect(() => loadReplay(path)).toThrow(clear);
    }
  });

  it.each<[string, Buffer, RegExp]>([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]), /it is no replay/],
    ['other JSON', Buffer.from('{"a":1}'), /it is no replay \(Cannot read a replay: format is/],
    ['gzip of something else', gzipSync('hello'), /it is damaged, or was not written by saveReplay/],
  ])('of another kind (%s) give one clear error', (_, bytes, message) => {
    const path = join(folder, 'foreign');
    writeFileSync(path, bytes);
    expect(() => loadReplay(path)).toThrow(message);
  });

  it('that are not there are named', () => {
    expect(() => loadReplay(join(folder, 'none.replay'))).toThrow(/^Cannot load a replay at .+none\.replay: ENOENT/);
  });
});

describe('verifyReplay', () => {
  it('names the first step and the reward where an action was changed and the reward follows', () => {
    // CliffWalking: -1 a step, -100 over the cliff. Right at once is the cliff.
    const replay = plain(record('CliffWalking-v1', 6, (_, step) => (step === 0 ? 0 : 1)));
    const changed = { ...replay, actions: replay.actions.with(0, 1) };
    expect(verifyReplay(changed)).toEqual({
      ok: false,
      step: 1,
      field: 'reward',
      reason: 'The reward is -100; recorded was -1.',
    });
  });

  it('names the field of the state', () => {
    const replay = record('CartPole-v1', 30, balance);
    const keyframes = structuredClone(replay.keyframes!) as { step: number; state: never }[];
    const second = keyframes[1] as { step: number; state: unknown };
    second.state = JSON.parse(JSON.stringify(second.state).replace(/"world":\[([^,]+),/, '"world":[9,'));
    const verdict = verifyReplay({ ...replay, keyframes });
    expect(verdict).toMatchObject({ ok: false, step: 20 });
    expect(verdict.ok ? '' : verdict.field).toMatch(/^state\..*world\[0\]$/);
    expect(verdict.ok ? '' : verdict.reason).toMatch(/recorded was 9\.$/);
  });

  it('names the field of the outcome', () => {
    const replay = record('CartPole-v1', 500, () => 0);
    expect(verifyReplay({ ...replay, outcome: { ...replay.outcome!, truncated: true } })).toMatchObject({
      step: replay.actions.length,
      field: 'outcome.truncated',
    });
  });
});

describe('compareReplays', () => {
  const replay = record('CartPole-v1', 40, balance);

  it('finds nothing between equals, whatever their keyframes', () => {
    expect(compareReplays(replay, structuredClone(replay) as Replay)).toEqual({ ok: true });
    expect(compareReplays(replay, plain(replay))).toEqual({ ok: true });
  });

  it.each<[string, Replay, number, string]>([
    ['world', { ...replay, envId: 'CartPole-v0' }, 0, 'envId'],
    ['seed', { ...replay, start: { kind: 'seed', seed: 43 } }, 0, 'start.seed'],
    ['kwargs', { ...replay, kwargs: { suttonBartoReward: true } }, 0, 'kwargs.suttonBartoReward'],
    ['action', { ...replay, actions: replay.actions.with(6, 1 - (replay.actions[6] as number)) }, 7, 'action'],
    ['reward', { ...replay, rewards: replay.rewards!.with(3, 0) }, 4, 'reward'],
    [
      'length',
      { ...replay, actions: replay.actions.slice(0, -1), rewards: undefined },
      replay.actions.length,
      'actions',
    ],
  ])('names the step and field of another %s', (_, other, step, field) => {
    expect(compareReplays(replay, other)).toMatchObject({ ok: false, step, field });
  });
});
