import { describe, expect, it } from 'vitest';
import { type Env, make } from '../../../../envs/index.ts';
import { CliffWalking } from '../../../../envs/toy-text/cliff-walking/cliff-walking.ts';
import { GOAL, START, tabulate } from '../../../../envs/toy-text/cliff-walking/rules.ts';
import { drawCliffWalking } from '../../../../envs/toy-text/cliff-walking/scene.ts';

const [UP, RIGHT, DOWN] = [0, 1, 2];

function play(env: Env<number, number>, actions: readonly number[]): unknown[] {
  return actions.map((action) => env.step(action).slice(0, 3));
}

describe('the transition table of CliffWalking', () => {
  it('gives each tile and action probabilities that add up to 1', () => {
    for (const isSlippery of [true, false]) {
      const { cumulative } = tabulate(isSlippery);
      for (let last = 2; last < cumulative.length; last += 3) expect(cumulative[last]).toBeCloseTo(1, 15);
    }
  });
});

describe('CliffWalking', () => {
  it('is crossed by the shortest way with a return of -13', () => {
    // Sutton and Barto, example 6.6: the optimal path runs right above the cliff.
    const env = make('CliffWalking-v1');
    env.reset({ seed: 0 });
    const steps = [UP, ...new Array<number>(11).fill(RIGHT), DOWN].map((action) => env.step(action));
    expect(steps.reduce((sum, [, reward]) => sum + reward, 0)).toBe(-13);
    expect(steps.map(([, , terminated]) => terminated)).toEqual([...new Array<boolean>(12).fill(false), true]);
    expect(steps.at(-1)![0]).toBe(47);
    expect(() => env.step(UP)).toThrow('Call reset()');
  });

  it('puts who falls back to the start for -100 and goes on', () => {
    const env = make('CliffWalking-v1');
    env.reset({ seed: 0 });
    expect(play(env, [RIGHT, UP, RIGHT, DOWN, DOWN])).toEqual([
      [START, -100, false],
      [24, -1, false],
      [25, -1, false],
      [START, -100, false],
      [START, -1, false], // at the edge of the board one stays
    ]);
  });

  it('slips where Gymnasium slips', () => {
    // gymnasium 1.4.0: make('CliffWalking-v1', is_slippery=True), seed 5
    for (const env of [make('CliffWalking-v1', { is_slippery: true }), make('CliffWalkingSlippery-v1')]) {
      expect(env.reset({ seed: 5 })).toEqual([36, { prob: 1 }]);
      expect(play(env, [0, 0, 1, 1, 2, 1, 1, 0, 1])).toEqual([
        [36, -100, false],
        [24, -1, false],
        [12, -1, false],
        [0, -1, false],
        [12, -1, false],
        [13, -1, false],
        [1, -1, false],
        [0, -1, false],
        [12, -1, false],
      ]);
    }
  });

  it('prints itself as Gymnasium does', () => {
    // gymnasium 1.4.0: make('CliffWalking-v1', render_mode='ansi'), after a reset and after up, right
    const env = make('CliffWalking-v1');
    env.reset({ seed: 0 });
    const free = 'o  o  o  o  o  o  o  o  o  o  o  o\n';
    expect(env.render('ansi')).toBe(`${free}${free}${free}x  C  C  C  C  C  C  C  C  C  C  T\n\n`);
    play(env, [UP, RIGHT]);
    expect(env.render('ansi')).toBe(
      `${free}${free}o  x  o  o  o  o  o  o  o  o  o  o\no  C  C  C  C  C  C  C  C  C  C  T\n\n`,
    );
  });

  it('says what is wrong with an argument', () => {
    expect(() => make('CliffWalking-v1', { isSlippery: 1 })).toThrow('isSlippery is true or false, got 1');
  });

  it('refuses whatever is not one of its four actions, and states that are not its own', () => {
    const env = new CliffWalking();
    env.reset({ seed: 0 });
    const before = env.getState() as { readonly world: object };
    for (const bad of [4, -1, 1.5, NaN, '1', null, undefined]) {
      expect(() => env.step(bad as number)).toThrow('an action is in Discrete(4)');
    }
    for (const change of [{ tile: 48 }, { tile: 40 }, { tile: 0.5 }, { lastAction: 4 }, { lastAction: undefined }]) {
      expect(() => env.setState({ ...before, world: { ...before.world, ...change } } as never)).toThrow(
        'a tile in [0, 48) that is not of the cliff',
      );
    }
    expect(env.getState()).toEqual(before);
  });
});

describe('the scene of CliffWalking', () => {
  it('puts the player on its tile and points where the last action pointed', () => {
    const { shapes } = drawCliffWalking({ tile: 25, lastAction: UP });
    const byId = new Map(shapes.map((shape) => [shape.id, shape]));
    expect(byId.get('player')?.transform).toMatchObject({ x: 1.5, y: 2.5 });
    expect(byId.get('last-action')?.transform?.rotation).toBe(-Math.PI / 2); // up: y is down, so anticlockwise
  });

  it('draws no arrow after a reset', () => {
    const ids = drawCliffWalking({ tile: GOAL, lastAction: null }).shapes.map(({ id }) => id);
    expect(ids).toContain('player');
    expect(ids).not.toContain('last-action');
  });
});
