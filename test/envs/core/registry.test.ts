/** Ids, versions, keyword arguments and wrappers, after Gymnasium 1.4's registration. */
import { describe, expect, it } from 'vitest';
import { camelCase } from '../../../envs/core/kwargs.ts';
import { nearest } from '../../../envs/core/nearest.ts';
import { registerName } from '../../../envs/core/registry.ts';
import {
  type Env,
  make,
  OrderEnforcing,
  PassiveEnvChecker,
  type Registration,
  register,
  registeredEnvs,
  spec,
  TimeLimit,
  UnknownEnvError,
  UnknownKwargError,
  type Wrapper,
} from '../../../envs/index.ts';
import { Walk } from './contract/worlds.ts';

let given: unknown;
const walk = (id: string, extra: Partial<Registration> = {}): void =>
  register({
    id,
    entryPoint: (kwargs) => {
      given = kwargs;
      return new Walk();
    },
    kwargs: { windStrength: 0.3, isSlippery: true },
    ...extra,
  });

walk('registry-test/Walk-v1', { maxEpisodeSteps: 30, rewardThreshold: 9 });
walk('registry-test/Walk-v10');
walk('registry-test/Free-v0');

/** The classes from the outermost wrapper in. */
function layers(env: Env): string[] {
  const inner = (env as Partial<Wrapper>).env;
  return [env.constructor.name, ...(inner === undefined ? [] : layers(inner))];
}

describe('make', () => {
  it('wraps in the order of Gymnasium', () => {
    expect(layers(make('registry-test/Walk-v1'))).toEqual(['TimeLimit', 'OrderEnforcing', 'PassiveEnvChecker', 'Walk']);
    expect([TimeLimit, OrderEnforcing, PassiveEnvChecker].every((wrapper) => typeof wrapper === 'function')).toBe(true);
  });

  it('leaves out the time limit where there is none, and the checker where it is disabled', () => {
    expect(layers(make('registry-test/Free-v0'))).toEqual(['OrderEnforcing', 'PassiveEnvChecker', 'Walk']);
    expect(layers(make('registry-test/Walk-v1', { maxEpisodeSteps: null }))).not.toContain('TimeLimit');
    expect(layers(make('registry-test/Walk-v1', { max_episode_steps: -1 }))).not.toContain('TimeLimit');
    expect(layers(make('registry-test/Walk-v1', { disableEnvChecker: true }))).not.toContain('PassiveEnvChecker');
  });

  it('fills in defaults for the world and keeps only what was given in the spec', () => {
    const env = make('registry-test/Walk-v1', { is_slippery: false, maxEpisodeSteps: 7 });
    expect(given).toEqual({ windStrength: 0.3, isSlippery: false });
    expect(env.spec).toEqual({
      id: 'registry-test/Walk-v1',
      rewardThreshold: 9,
      maxEpisodeSteps: 7,
      kwargs: { isSlippery: false },
      bundled: false,
    });
    expect(env.unwrapped.spec).toEqual({ ...env.spec, maxEpisodeSteps: null }); // as in Gymnasium
  });

  it('makes the same environment again from a spec', () => {
    const first = make('registry-test/Walk-v1', { wind_strength: 0.5 });
    const again = make(first.spec!.id, { ...first.spec!.kwargs, maxEpisodeSteps: first.spec!.maxEpisodeSteps });
    expect(again.spec).toEqual(first.spec);
  });

  it('takes undefined for not given', () => {
    expect(make('registry-test/Walk-v1', { isSlippery: undefined, maxEpisodeSteps: undefined }).spec).toEqual(
      spec('registry-test/Walk-v1'),
    );
  });

  it('renders in the mode it was made with', () => {
    const env = make('registry-test/Walk-v1', { render_mode: 'ansi' });
    env.reset({ seed: 0 });
    expect(env.render()).toBe('0');
    expect(env.render('scene').shapes).toHaveLength(1);
    const plain = make('registry-test/Walk-v1');
    plain.reset();
    expect(plain.render()).toBeNull();
  });

  it.each([
    ['a name nobody has', 'CartPoel-v1', UnknownEnvError, /"CartPoel-v1": no environment .* Did you mean CartPole-v/],
    ['another case', 'cartpole-v1', UnknownEnvError, /Did you mean CartPole-v/],
    ['no version', 'registry-test/Walk', UnknownEnvError, /lacks its version\. Registered: .*Walk-v1/],
    [
      'an unknown version',
      'registry-test/Walk-v7',
      UnknownEnvError,
      /no such version of registry-test\/Walk\. Registered/,
    ],
    ['nothing like it', 'Zzzzzzzz-v0', UnknownEnvError, /no environment of that name is registered\. `ludus envs`/],
    ['a malformed id', 'no id at all!', UnknownEnvError, /an id is Name-vN or namespace\/Name-vN/],
  ])('refuses %s', (_, id, kind, message) => {
    expect(() => make(id)).toThrow(kind);
    expect(() => make(id)).toThrow(message);
  });

  it.each([
    [
      'an unknown argument',
      { isSlipery: false },
      /"isSlipery" is no keyword argument of it; it takes windStrength, isSlippery\. Did you mean isSlippery\?/,
    ],
    [
      'an argument in two spellings',
      { isSlippery: true, is_slippery: true },
      /given once, got isSlippery in two spellings/,
    ],
    [
      'a limit of nothing',
      { maxEpisodeSteps: 0 },
      /maxEpisodeSteps is a positive integer, or null for no limit, got 0/,
    ],
    ['a limit of a half', { maxEpisodeSteps: 1.5 }, /got 1.5/],
    ['an undeclared mode', { renderMode: 'rgb_array' }, /renderMode is one of scene, ansi, got "rgb_array"/],
  ])('refuses %s', (_, options, message) => {
    expect(() => make('registry-test/Walk-v1', options as Record<string, unknown>)).toThrow(message);
  });

  it('names the class of an unknown argument', () => {
    expect(() => make('registry-test/Walk-v1', { x: 1 })).toThrow(UnknownKwargError);
  });
});

describe('register', () => {
  it.each(['Walk', 'Walk-v', 'Walk-1', '/Walk-v0', 'a b-v0', ''])('refuses the id "%s"', (id) => {
    expect(() => walk(id)).toThrow(/an id is Name-vN/);
  });

  it('replaces an environment of the same id', () => {
    walk('registry-test/Again-v0', { rewardThreshold: 1 });
    walk('registry-test/Again-v0', { rewardThreshold: 2 });
    expect(spec('registry-test/Again-v0').rewardThreshold).toBe(2);
  });

  it('lists specs ordered by id', () => {
    const ids = registeredEnvs().map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(ids).toContain('CartPole-v1');
  });
});

describe('names', () => {
  it.each([
    ['is_slippery', 'isSlippery'],
    ['isSlippery', 'isSlippery'],
    ['map_name', 'mapName'],
    ['p', 'p'],
    ['_private', '_private'],
    ['size_2d', 'size2d'],
  ])('%s is %s in camel case', (name, expected) => {
    expect(camelCase(name)).toBe(expected);
  });

  it('suggests near names, nearest first, and none that are far', () => {
    expect(nearest('CartPoll-v1', ['CartPole-v0', 'CartPole-v1', 'Taxi-v3'])).toEqual(['CartPole-v1', 'CartPole-v0']);
    expect(nearest('FrozenLake', ['FrozenLake8x8-v1', 'FrozenLake-v1'])).toEqual(['FrozenLake-v1', 'FrozenLake8x8-v1']);
    expect(nearest('Pong', ['CartPole-v1'])).toEqual([]);
    expect(nearest('', ['CartPole-v1'])).toEqual([]);
  });
});

describe('a name for a world with arguments', () => {
  it('makes that world, which says so, with what else is asked for', () => {
    registerName('registry-test/Calm-v0', 'registry-test/Walk-v1', { windStrength: 0, maxEpisodeSteps: 7 });
    const env = make('registry-test/Calm-v0', { is_slippery: false });
    expect(env.spec).toMatchObject({
      id: 'registry-test/Walk-v1',
      kwargs: { windStrength: 0, isSlippery: false },
      maxEpisodeSteps: 7,
      rewardThreshold: 9,
    });
    expect(given).toEqual({ windStrength: 0, isSlippery: false });
    expect(registeredEnvs().some(({ id }) => id === 'registry-test/Calm-v0')).toBe(false);
  });

  it('is an id as any other', () => {
    expect(() => registerName('calm', 'registry-test/Walk-v1', {})).toThrow('an id is Name-vN or namespace/Name-vN');
  });
});
