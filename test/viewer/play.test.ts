/** Parts of the page while a person plays. */
import { describe, expect, it } from 'vitest';
import { HeldKeys } from '../../viewer/play/held-keys.ts';
import { parsePlayRoute } from '../../viewer/play/route.ts';

describe('HeldKeys', () => {
  it('gives the last key pressed of those held', () => {
    const keys = new HeldKeys();
    expect(keys.take()).toBeNull();
    keys.press('a');
    keys.press('b');
    expect(keys.take()).toBe('b');
    keys.release('b');
    expect(keys.take()).toBe('a');
    keys.release('a');
    expect(keys.take()).toBeNull();
  });

  it('loses no press that was let go before the step', () => {
    const keys = new HeldKeys();
    keys.press('a');
    keys.release('a');
    expect([keys.take(), keys.take()]).toEqual(['a', null]);
  });

  it('lets go of everything', () => {
    const keys = new HeldKeys();
    keys.press('a');
    keys.clear();
    expect(keys.take()).toBeNull();
  });
});

const ALONE = { match: null, seat: null };

describe('parsePlayRoute', () => {
  it.each<[string, ReturnType<typeof parsePlayRoute>]>([
    ['#/play/CartPole-v1', { envId: 'CartPole-v1', kwargs: {}, seed: null, ...ALONE }],
    ['#/play/me%2FMaze-v0?seed=42', { envId: 'me/Maze-v0', kwargs: {}, seed: 42, ...ALONE }],
    [
      '#/play/FrozenLake-v1?isSlippery=false&mapName=8x8&n="4"',
      { envId: 'FrozenLake-v1', kwargs: { isSlippery: false, mapName: '8x8', n: '4' }, seed: null, ...ALONE },
    ],
    ['#/play/X-v0?seed=-1', { envId: 'X-v0', kwargs: {}, seed: null, ...ALONE }],
    [
      '#/play/PongDuel-v0?match=friday&seat=left&frameskip=1',
      { envId: 'PongDuel-v0', kwargs: { frameskip: 1 }, seed: null, match: 'friday', seat: 'left' },
    ],
    ['#/', null],
    ['#/8c1f0e6b5a3d9274', null],
    ['#/play/', null],
    ['#/play/%zz', null],
  ])('reads %s', (hash, route) => {
    expect(parsePlayRoute(hash)).toEqual(route);
  });
});
