import { describe, expect, test } from 'vitest';
import { parseClientMessage, readId } from '../../server/protocol/schemas.ts';

const refusal = (raw: unknown): string => {
  try {
    parseClientMessage(raw);
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return `${code} ${message}`;
  }
  return 'accepted';
};

describe('parseClientMessage', () => {
  test('takes field names in snake_case and autoreset in Gymnasium spelling', () => {
    const raw = {
      type: 'make',
      id: 1,
      env_id: 'CartPole-v1',
      num_envs: 2,
      max_episode_steps: 9,
      autoreset: 'SameStep',
    };
    expect(parseClientMessage(raw)).toEqual({
      type: 'make',
      id: 1,
      envId: 'CartPole-v1',
      numEnvs: 2,
      maxEpisodeSteps: 9,
      autoreset: 'same-step',
    });
  });

  test("leaves the names inside kwargs alone: they are the registry's business", () => {
    const raw = { type: 'make', id: 1, envId: 'FrozenLake-v1', kwargs: { is_slippery: false } };
    expect(parseClientMessage(raw)).toMatchObject({ kwargs: { is_slippery: false } });
  });

  test.each([
    [null, 'E_UNKNOWN_TYPE Reading a message: it must be an object with a `type`; got null.'],
    [[1], 'E_UNKNOWN_TYPE Reading a message: it must be an object with a `type`; got [1].'],
    [
      { type: 'join', id: 1, role: 'admin' },
      'E_INVALID Reading a `join` message: role must be "player" or "publisher" or "viewer"; got "admin".',
    ],
    [
      { type: 'join', role: 'viewer' },
      'E_INVALID Reading a `join` message: id must be a number or a string of at most 64 characters; got nothing.',
    ],
    [
      { type: 'make', id: 1, envId: 'A', numEnvs: 0 },
      'E_INVALID Reading a `make` message: numEnvs must be an integer >= 1; got 0.',
    ],
    [
      { type: 'make', id: 1, envId: 'A', numenvs: 1 },
      'E_INVALID Reading a `make` message: numenvs is not a field of it; remove it or mend its spelling.',
    ],
    [
      { type: 'reset', id: 1, world: 1, seed: -1 },
      'E_INVALID Reading a `reset` message: seed must be an integer >= 0 (beyond 2^53 as a decimal string), or with numEnvs a list of them and nulls; got -1.',
    ],
    [
      { type: 'step', id: 1, world: 'a', action: 0 },
      'E_INVALID Reading a `step` message: world must be the number of a world, from its `made` reply; got "a".',
    ],
    [{ type: 'step', id: 1, world: 1 }, 'E_INVALID Reading a `step` message: action must be given; got nothing.'],
    [
      { type: 'step', id: 1, world: 1, action: 0, polcy: 1 },
      'E_INVALID Reading a `step` message: polcy is not a field of it; remove it or mend its spelling.',
    ],
    [
      { type: 'step', id: {}, world: 1, action: 0 },
      'E_INVALID Reading a `step` message: id must be a number or a string of at most 64 characters; got {}.',
    ],
  ])('names the field, the rule and the value: %j', (raw, expected) => {
    expect(refusal(raw)).toBe(expected);
  });

  test("refuses a step's policy of the wrong shape", () => {
    const step = { type: 'step', id: 1, world: 1, action: 0 };
    expect(refusal({ ...step, policy: { kind: 'q', values: [1, 2] } })).toBe('accepted');
    expect(refusal({ ...step, policy: { kind: 'v', values: [] } })).toMatch(/^E_INVALID .*policy must be/);
    expect(refusal({ ...step, policy: { kind: 'q', values: ['1'] } })).toMatch(/^E_INVALID .*policy must be/);
  });

  test('refuses a chunk whose arrays differ in length, or whose keyframe lies elsewhere', () => {
    const chunk = {
      type: 'steps',
      session: 's',
      episode: 0,
      from: 5,
      actions: [0, 1],
      rewards: [1, 'NaN'],
      policies: [null, null],
    };
    expect(refusal(chunk)).toBe('accepted');
    expect(parseClientMessage(chunk)).toMatchObject({ rewards: [1, Number.NaN] });
    expect(refusal({ ...chunk, rewards: [1] })).toMatch(/one entry a step/);
    expect(refusal({ ...chunk, keyframe: { step: 8, state: null } })).toMatch(/keyframe.step must lie in/);
    expect(refusal({ ...chunk, keyframe: { step: 7, state: null } })).toBe('accepted');
  });

  test('reads a seed beyond 2^53 of an episode as a bigint', () => {
    const episode = {
      type: 'episode',
      session: 's',
      episode: 0,
      start: { kind: 'seed', seed: '18446744073709551616' },
    };
    expect(parseClientMessage(episode)).toMatchObject({ start: { seed: 2n ** 64n } });
  });
});

test('readId finds an id wherever it can be read', () => {
  expect(readId({ id: 7, type: 5 })).toBe(7);
  expect(readId({ id: 'a' })).toBe('a');
  expect(readId({ id: {} })).toBeNull();
  expect(readId({ id: 'x'.repeat(65) })).toBeNull();
  expect(readId([1])).toBeNull();
});
