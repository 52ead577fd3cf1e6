import { describe, expect, it } from 'vitest';
import {
  Box,
  Dict,
  Discrete,
  MultiDiscrete,
  make,
  makeVec,
  register,
  SyncVectorEnv,
  Text,
  Tuple,
} from '../../../envs/index.ts';
import { rowCodec } from '../../../envs/vector/batch.ts';
import { KernelVectorEnv } from '../../../envs/vector/kernel-vector-env.ts';

describe('makeVec', () => {
  it('takes the native kernel where there is one, the loop elsewhere or on request', () => {
    expect(makeVec('CartPole-v1', { numEnvs: 2 })).toBeInstanceOf(KernelVectorEnv);
    expect(makeVec('CartPole-v1', { vectorizationMode: 'sync' })).toBeInstanceOf(SyncVectorEnv);
    register({ id: 'test/Plain-v0', entryPoint: () => make('FrozenLake-v1') });
    expect(makeVec('test/Plain-v0')).toBeInstanceOf(SyncVectorEnv);
  });

  it('gives both the same spec, spaces and metadata', () => {
    const options = { numEnvs: 2, kwargs: { sutton_barto_reward: true }, maxEpisodeSteps: 9 } as const;
    const native = makeVec('CartPole-v1', { ...options, vectorizationMode: 'native' });
    const sync = makeVec('CartPole-v1', { ...options, vectorizationMode: 'sync' });
    expect(native.spec).toEqual(sync.spec);
    expect(native.spec?.maxEpisodeSteps).toBe(9);
    expect(native.spec?.kwargs).toEqual({ suttonBartoReward: true });
    expect(native.metadata).toEqual(sync.metadata);
    expect(native.singleObservationSpace.toJSON()).toEqual(sync.singleObservationSpace.toJSON());
    expect(native.singleActionSpace.toJSON()).toEqual(sync.singleActionSpace.toJSON());
  });

  it('says what is wrong with what it is asked for', () => {
    expect(() => makeVec('CartPole-v1', { numEnvs: 0 })).toThrow('numEnvs is an integer of at least 1, got 0');
    expect(() => makeVec('CartPole-v1', { numEnvs: 1.5 })).toThrow('got 1.5');
    expect(() => makeVec('CartPole-v1', { autoresetMode: 'later' as never })).toThrow('got "later"');
    expect(() => makeVec('CartPole-v1', { vectorizationMode: 'thread' as never })).toThrow(
      'native, sync or async, got "thread"',
    );
    expect(() => makeVec('test/Plain-v0', { vectorizationMode: 'native' })).toThrow('Take sync');
    expect(() => makeVec('CartPool-v1')).toThrow('CartPole-v1');
    expect(() => makeVec('CartPole-v1', { kwargs: { gravity: 3 } })).toThrow('gravity');
    expect(() => makeVec('CartPole-v1', { kwargs: { suttonBartoReward: 1 } })).toThrow('true or false, got 1');
  });
});

describe('SyncVectorEnv', () => {
  it('batches different environments of equal spaces, and no others', () => {
    const envs = new SyncVectorEnv([() => make('FrozenLake-v1'), () => make('FrozenLake-v1', { isSlippery: false })]);
    expect(envs.reset({ seed: 0 }).observations).toEqual(Int32Array.of(0, 0));
    expect(() => new SyncVectorEnv([() => make('FrozenLake-v1'), () => make('FrozenLake8x8-v1')])).toThrow(
      'all observation spaces are equal, got Discrete(16) in environment 0 and Discrete(64) in environment 1',
    );
    expect(() => new SyncVectorEnv([])).toThrow('numEnvs');
  });
});

describe('a batch', () => {
  it('holds rows of every kind of space', () => {
    const space = new Dict({
      box: new Box({ low: 0, high: 9, shape: [2, 2], dtype: 'uint8' }),
      pair: new Tuple([new Discrete(3, { start: -1 }), new Text(5)]),
      many: new MultiDiscrete([2, 5]),
    });
    const rows = rowCodec(space);
    const batch = rows.create(3);
    expect(rows.complaint(batch, 3)).toBeNull();
    space.seed(0);
    const values = [space.sample(), space.sample(), space.sample()];
    values.forEach((value, index) => {
      rows.write(batch, index, value);
    });
    values.forEach((value, index) => {
      expect(rows.read(batch, index)).toEqual(value);
    });
  });

  it('holds integers beyond 32 bits exactly', () => {
    const rows = rowCodec(new Discrete(10, { start: 2 ** 40 }));
    const batch = rows.create(1);
    rows.write(batch, 0, 2 ** 40 + 3);
    expect(rows.read(batch, 0)).toBe(2 ** 40 + 3);
  });

  it('says where it has the wrong form', () => {
    const rows = rowCodec(new Dict({ a: new Discrete(2), b: new Tuple([new Discrete(2)]) }));
    expect(rows.complaint({ a: new Int32Array(2), b: [new Int32Array(2)] }, 2)).toBeNull();
    expect(rows.complaint({ a: new Int32Array(3), b: [] }, 2)).toMatch(/^at "a" must be .*length 3$/);
    expect(rows.complaint({ a: new Int32Array(2), b: [new Int32Array(1)] }, 2)).toMatch(/^at "b" at \[0\] must be/);
    expect(rows.complaint(7, 2)).toBe('must be an object of batches, got number');
  });
});
