import { describe, expect, it } from 'vitest';
import { make } from '../../../../envs/index.ts';
import { FROZEN_LAKE_KWARGS, FrozenLake } from '../../../../envs/toy-text/frozen-lake/frozen-lake.ts';
import { LAKE_MAPS } from '../../../../envs/toy-text/frozen-lake/maps.ts';
import { tabulate } from '../../../../envs/toy-text/frozen-lake/rules.ts';
import { drawFrozenLake } from '../../../../envs/toy-text/frozen-lake/scene.ts';
import { pickIndex, pickTransition } from '../../../../envs/toy-text/transition-table.ts';

const GYMNASIUM = { isSlippery: true, successRate: 1 / 3, rewardSchedule: [1, 0, 0] as const };

describe('the transition table of FrozenLake', () => {
  it('gives each tile and action probabilities that add up to 1', () => {
    for (const map of Object.values(LAKE_MAPS)) {
      for (const isSlippery of [true, false]) {
        const table = tabulate({ ...GYMNASIUM, map, isSlippery }).transitions;
        for (let last = 2; last < table.cumulative.length; last += 3) {
          expect(table.cumulative[last]).toBeCloseTo(1, 15);
        }
      }
    }
  });

  it('slips to either side of where one wants to go, and stays at the shore', () => {
    const table = tabulate({ ...GYMNASIUM, map: ['SF', 'FG'] }).transitions;
    // From the start, left: up (shore), left (shore), down; probabilities (1 - 1/3)/2, 1/3, (1 - 1/3)/2.
    const tiles = [0.1, 0.5, 0.9].map((draw) => table.nextState[pickTransition(table, 0, 0, draw)]);
    expect(tiles).toEqual([0, 0, 2]);
    expect(Array.from(table.probability.slice(0, 3))).toEqual([(1 - 1 / 3) / 2, 1 / 3, (1 - 1 / 3) / 2]);
  });

  it('takes the first outcome where rounding leaves a gap below 1, as numpy does', () => {
    const { transitions, startCumulative } = tabulate({ ...GYMNASIUM, map: ['SF', 'FG'] });
    expect(pickTransition(transitions, 0, 2, 1)).toBe(pickTransition(transitions, 0, 2, 0));
    expect(pickIndex(startCumulative, 1)).toBe(0);
  });
});

describe('FrozenLake', () => {
  it('plays a map, rewards and a success rate of one’s own as Gymnasium does', () => {
    const env = make('FrozenLake-v1', {
      desc: ['SFF', 'HSF', 'FFG'],
      success_rate: 0.7,
      reward_schedule: [10, -3, -0.5],
    });
    // gymnasium 1.4.0 with the same arguments, seed 3: [observation, reward, terminated, prob], a reset after each end
    const expected = [
      [0, -0.5, false, 0.7],
      [3, -3, true, 0.7],
      4,
      [7, -0.5, false, 0.15000000000000002],
      [4, -0.5, false, 0.7],
      [5, -0.5, false, 0.7],
      [5, -0.5, false, 0.7],
      [8, 10, true, 0.7],
      0,
      [3, -3, true, 0.7],
      4,
      [5, -0.5, false, 0.7],
      [8, 10, true, 0.7],
      4,
    ];
    const played: unknown[] = [];
    expect(env.reset({ seed: 3 })).toEqual([0, { prob: 1 }]);
    for (const action of [0, 1, 2, 3, 2, 2, 1, 1, 2, 1]) {
      const [observation, reward, terminated, , info] = env.step(action);
      played.push([observation, reward, terminated, info.prob]);
      if (terminated) played.push(env.reset()[0]);
    }
    expect(played).toEqual(expected);
  });

  it('prints itself as Gymnasium does', () => {
    // gymnasium 1.4.0: make('FrozenLake-v1', render_mode='ansi'), seed 0, actions 2 and 1
    const env = make('FrozenLake-v1');
    env.reset({ seed: 0 });
    const texts = [env.render('ansi')];
    for (const action of [2, 1]) {
      env.step(action);
      texts.push(env.render('ansi'));
    }
    expect(texts).toEqual([
      '\n\u001b[41mS\u001b[0mFFF\nFHFH\nFFFH\nHFFG\n',
      '  (Right)\nSFFF\n\u001b[41mF\u001b[0mHFH\nFFFH\nHFFG\n',
      '  (Down)\nSFFF\n\u001b[41mF\u001b[0mHFH\nFFFH\nHFFG\n',
    ]);
  });

  it('carries a random map in its state', () => {
    const kwargs = { ...FROZEN_LAKE_KWARGS, mapName: null };
    const one = new FrozenLake(kwargs);
    one.reset({ seed: 4 });
    const other = new FrozenLake(kwargs);
    other.setState(JSON.parse(JSON.stringify(one.getState())));
    for (let i = 0; i < 6; i++) {
      const expected = one.step(i % 4);
      expect(other.step(i % 4)).toEqual(expected);
      expect(other.render('ansi')).toBe(one.render('ansi'));
      if (expected[2]) break;
    }
  });

  it('says what is wrong with an argument', () => {
    expect(() => make('FrozenLake-v1', { mapName: '5x5' })).toThrow('mapName is one of 4x4, 8x8');
    expect(() => make('FrozenLake-v1', { mapName: 'toString' })).toThrow('got "toString"');
    expect(() => make('FrozenLake-v1', { isSlippery: 'no' })).toThrow('isSlippery is true or false, got "no"');
    expect(() => make('FrozenLake-v1', { successRate: 1.2 })).toThrow('a probability in [0, 1], got 1.2');
    expect(() => make('FrozenLake-v1', { rewardSchedule: [1, 0] })).toThrow('three finite numbers');
    expect(() => make('FrozenLake-v1', { desc: ['SX'] })).toThrow('got "X"');
  });

  it('refuses whatever is not one of its four actions, and states that are not its own', () => {
    const env = new FrozenLake();
    env.reset({ seed: 0 });
    const before = env.getState() as { readonly world: object };
    for (const bad of [4, -1, 1.5, NaN, '1', null, undefined]) {
      expect(() => env.step(bad as number)).toThrow('an action is in Discrete(4)');
    }
    for (const change of [{ tile: 16 }, { tile: 0.5 }, { lastAction: 4 }, { map: ['SG'] }, { map: null }]) {
      expect(() => env.setState({ ...before, world: { ...before.world, ...change } } as never)).toThrow(
        'a map of 4 rows',
      );
    }
    expect(env.getState()).toEqual(before);
  });
});

describe('the scene of FrozenLake', () => {
  it('puts the player on its tile and points where the last action pointed', () => {
    const { shapes } = drawFrozenLake({ map: LAKE_MAPS['4x4']!, tile: 6, lastAction: 1 });
    const byId = new Map(shapes.map((shape) => [shape.id, shape]));
    expect(byId.get('player')?.transform).toMatchObject({ x: 2.5, y: 1.5, scale: 1 });
    expect(byId.get('last-action')?.transform?.rotation).toBe(Math.PI / 2); // down: y is down, so clockwise
    expect(drawFrozenLake({ map: LAKE_MAPS['4x4']!, tile: 6, lastAction: null }).shapes).toHaveLength(
      shapes.length - 1,
    );
  });

  it('lets a player who fell into a hole sink', () => {
    const { shapes } = drawFrozenLake({ map: LAKE_MAPS['4x4']!, tile: 5, lastAction: 1 });
    expect(shapes.find((shape) => shape.id === 'player')?.transform?.scale).toBeLessThan(1);
  });
});
