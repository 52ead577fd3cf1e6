import { describe, expect, it } from 'vitest';
import { MissionSpace } from '../../../../envs/gridworld/minigrid/core/mission-space.ts';
import { Empty } from '../../../../envs/gridworld/minigrid/empty.ts';
import { make, spaceFromJSON, spacesEqual } from '../../../../envs/index.ts';

describe('MiniGrid-Empty', () => {
  it('rewards a short way to the goal, and truncates itself', () => {
    const env = make('MiniGrid-Empty-5x5-v0');
    env.reset({ seed: 0 });
    // Two ahead, turn right, two ahead: five steps of at most 4 * 5 * 5.
    const results = [2, 2, 1, 2, 2].map((action) => env.step(action));
    expect(results.at(-1)?.slice(1, 4)).toEqual([1 - 0.9 * (5 / 100), true, false]);
    const short = make('MiniGrid-Empty-8x8-v0', { max_steps: 2 });
    short.reset({ seed: 0 });
    expect(short.step(0)[3]).toBe(false);
    expect(short.step(0).slice(1, 4)).toEqual([0, false, true]);
    expect(() => short.step(0)).toThrow('episode has ended');
  });

  it('starts where it is told to', () => {
    const env = make('MiniGrid-Empty-5x5-v0', { agent_start_pos: [2, 3], agent_start_dir: 3 });
    env.reset({ seed: 0 });
    expect(env.render('ansi').split('\n')[3]).toBe('WG  ^^GGWG');
  });

  it('says what is wrong with an argument', () => {
    expect(() => make('MiniGrid-Empty-8x8-v0', { size: 2 })).toThrow('size is an integer in [3, 1024], got 2');
    expect(() => make('MiniGrid-Empty-8x8-v0', { size: 30_000 })).toThrow('size is an integer in [3, 1024], got 30000');
    expect(() => make('MiniGrid-Empty-Random-5x5-v0', { size: 3 })).toThrow('in [4, 1024] where the start is drawn');
    expect(() => make('MiniGrid-Empty-8x8-v0', { agentStartPos: [0, 1] })).toThrow('each in [1, 6], or null');
    expect(() => make('MiniGrid-Empty-8x8-v0', { agentStartPos: 'corner' })).toThrow('got "corner"');
    expect(() => make('MiniGrid-Empty-8x8-v0', { agentStartDir: 4 })).toThrow('got 4');
    expect(() => make('MiniGrid-Empty-8x8-v0', { agentViewSize: 6 })).toThrow('an odd integer in [3, 255], got 6');
    expect(() => make('MiniGrid-Empty-8x8-v0', { maxSteps: 0 })).toThrow('maxSteps is an integer of at least 1, got 0');
  });

  it('refuses whatever is not one of its seven actions, and states that are not its own', () => {
    const env = new Empty();
    env.reset({ seed: 0 });
    const before = env.getState() as { readonly world: { readonly cells: readonly number[] } };
    for (const bad of [7, -1, 1.5, NaN, '1', null, undefined]) {
      expect(() => env.step(bad as number)).toThrow('an action is in Discrete(7)');
    }
    const { world } = before;
    const changes = [
      { cells: world.cells.slice(1) },
      { cells: world.cells.with(0, 77) },
      { x: 0 },
      { y: 7 },
      { direction: 4 },
      { carrying: 2 },
      { steps: -1 },
      { mission: 'sing' },
    ];
    for (const change of changes) {
      expect(() => env.setState({ ...before, world: { ...world, ...change } } as never)).toThrow('64 cells');
    }
    expect(env.getState()).toEqual(before);
  });
});

describe('MissionSpace', () => {
  const missions = new MissionSpace(
    (color, kind) => `get the ${color} ${kind}`,
    [
      ['red', 'green', 'blue'],
      ['ball', 'key'],
    ],
  );

  it('draws the missions that MiniGrid draws', () => {
    missions.seed(7);
    // minigrid 3.1.0: MissionSpace of the same sentence and words, seed(7), eight times sample()
    expect(Array.from({ length: 8 }, () => missions.sample())).toEqual([
      'get the blue key',
      'get the blue key',
      'get the green key',
      'get the blue ball',
      'get the red ball',
      'get the red key',
      'get the blue ball',
      'get the green key',
    ]);
  });

  it('holds its missions and nothing else', () => {
    expect(missions.contains('get the red ball')).toBe(true);
    expect(missions.contains('get the red')).toBe(false);
    expect(missions.contains('get the ball red')).toBe(false);
    expect(missions.contains(3)).toBe(false);
  });

  it('is a Text to whoever reads its JSON', () => {
    const read = spaceFromJSON(missions.toJSON());
    expect(spacesEqual(read, missions)).toBe(true);
    expect(read.contains('get the green key')).toBe(true);
  });
});
