/** What the families take and refuse, and what checksums of their runs do not say. */
import { describe, expect, it } from 'vitest';
import { BALL, BOX, boxCell, EMPTY, objectCell, RED } from '../../../../envs/gridworld/minigrid/core/cell.ts';
import { actionNames, make, type State } from '../../../../envs/index.ts';

interface Saved {
  readonly world: {
    readonly cells: readonly number[];
    readonly places: readonly number[];
    readonly [key: string]: State;
  };
}

function saved(env: { getState(): State }): Saved {
  return env.getState() as unknown as Saved;
}

function changed(state: Saved, world: Readonly<Record<string, unknown>>): State {
  return { ...state, world: { ...state.world, ...world } } as unknown as State;
}

describe("the families' keyword arguments", () => {
  it.each([
    ['MiniGrid-FourRooms-v0', { agent_pos: [0, 3] }, 'agentPos is [column, row], each in [1, 17], or null to draw it'],
    ['MiniGrid-FourRooms-v0', { see_through_walls: 1 }, 'seeThroughWalls is true or false, got 1'],
    ['MiniGrid-DoorKey-5x5-v0', { size: 4 }, 'size is an integer in [5, 1024], got 4'],
    ['MiniGrid-LavaGapS5-v0', { obstacle_type: 'fire' }, 'obstacleType is "lava" or "wall", got "fire"'],
    ['MiniGrid-LavaCrossingS9N1-v0', { size: 8 }, 'size is odd, got 8'],
    ['MiniGrid-LavaCrossingS9N1-v0', { numCrossings: -1 }, 'numCrossings is an integer in [0, '],
    ['MiniGrid-DistShift1-v0', { strip2_row: 6 }, 'strip2Row is an integer in [1, 5], got 6'],
    ['MiniGrid-DistShift1-v0', { agentStartPos: [8, 1] }, 'the column in [1, 7], the row in [1, 5]'],
    ['MiniGrid-DistShift1-v0', { agentStartDir: 4 }, 'agentStartDir is 0 (right)'],
    ['MiniGrid-Dynamic-Obstacles-8x8-v0', { n_obstacles: 1.5 }, 'nObstacles is an integer in [0, '],
    ['MiniGrid-Dynamic-Obstacles-8x8-v0', { size: 4 }, 'size is an integer in [5, 1024], got 4'],
    ['MiniGrid-KeyCorridorS3R1-v0', { obj_type: 'door' }, 'objType is "ball" or "key" or "box", got "door"'],
    ['MiniGrid-KeyCorridorS3R1-v0', { numRows: 33 }, 'numRows is an integer in [1, 32], got 33'],
    ['MiniGrid-KeyCorridorS3R1-v0', { numRows: 32, roomSize: 33 }, 'at most 1024 rows of cells, got numRows 32'],
    ['MiniGrid-MultiRoom-N6-v0', { minNumRooms: 7 }, 'maxNumRooms is an integer in [7, 64] from minNumRooms on, got 6'],
    ['MiniGrid-Fetch-5x5-N2-v0', { numObjs: 9 }, 'numObjs is an integer in [1, 8] where size is 5, got 9'],
    ['MiniGrid-GoToDoor-5x5-v0', { size: 4 }, 'size is an integer in [5, 1024], got 4'],
    ['MiniGrid-GoToObject-8x8-N2-v0', { numObjs: 19 }, 'numObjs is an integer in [1, 18] where size is 8, got 19'],
    ['MiniGrid-PutNear-6x6-N2-v0', { numObjs: 5 }, 'numObjs is an integer in [2, 4] where size is 6, got 5'],
    ['MiniGrid-RedBlueDoors-6x6-v0', { size: 513 }, 'size is an integer in [4, 512], got 513'],
    ['MiniGrid-MemoryS7-v0', { size: 8 }, 'size is odd, got 8'],
    ['MiniGrid-MemoryS7-v0', { random_length: 'yes' }, 'randomLength is true or false, got "yes"'],
    ['MiniGrid-LockedRoom-v0', { size: 15 }, 'size is odd and no multiple of 3, got 15'],
    ['MiniGrid-ObstructedMaze-Full-v1', { agent_room: [1, 3] }, 'agentRoom is [column, row] of a room, each in [0, 2]'],
    ['MiniGrid-ObstructedMaze-Full-v1', { num_quarters: 0 }, 'numQuarters is an integer in [1, 4], got 0'],
    ['MiniGrid-ObstructedMaze-1Dl-v0', { blocked: null }, 'blocked is true or false, got null'],
    ['MiniGrid-Playground-v0', { max_steps: 0 }, 'maxSteps is an integer of at least 1, got 0'],
    ['MiniGrid-Unlock-v0', { agent_view_size: 4 }, 'agentViewSize is an odd integer in [3, 255], got 4'],
  ])('refuse for %s %o', (id, kwargs, message) => {
    expect(() => make(id, kwargs)).toThrow(message);
  });

  it('mean the same in both spellings', () => {
    const ours = make('MiniGrid-KeyCorridorS3R1-v0', { numRows: 2, roomSize: 5, objType: 'box' });
    const theirs = make('MiniGrid-KeyCorridorS3R1-v0', { num_rows: 2, room_size: 5, obj_type: 'box' });
    expect(ours.reset({ seed: 3 })).toEqual(theirs.reset({ seed: 3 }));
  });
});

describe('MiniGrid-MultiRoom', () => {
  it('says that there is no place for its rooms, and goes on with the episode that it had', () => {
    const env = make('MiniGrid-MultiRoom-N2-S4-v0', { minNumRooms: 1, maxNumRooms: 2, width: 6, height: 6 });
    // One room of 4 fits into 6 x 6 cells, two do not: some seeds draw one room, some two.
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const fits = (seed: number) => {
      try {
        env.reset({ seed });
        return true;
      } catch {
        return false;
      }
    };
    const good = seeds.find(fits)!;
    const bad = seeds.find((seed) => !fits(seed))!;
    env.reset({ seed: good });
    env.step(0);
    const before = env.getState();
    expect(() => env.reset({ seed: bad })).toThrow(
      'no place was found for 2 rooms of 4 to 4 cells in a grid of 6 x 6. Make it with fewer rooms',
    );
    expect(env.getState()).toEqual(before);
    expect(env.step(0)[0].direction).toBeTypeOf('number');
  });
});

describe('MiniGrid-Dynamic-Obstacles', () => {
  it('has three actions, and halves obstacles that are too many', () => {
    const env = make('MiniGrid-Dynamic-Obstacles-8x8-v0', { n_obstacles: 6 });
    env.reset({ seed: 0 });
    expect(env.actionSpace.toString()).toBe('Discrete(3)');
    expect(actionNames('MiniGrid-Dynamic-Obstacles-8x8-v0')).toEqual(['left', 'right', 'forward']);
    expect(() => env.step(3)).toThrow('an action is in Discrete(3), got 3');
    // 6 > 8 / 2 + 1, so 8 / 2 (MiniGrid's rule)
    expect(saved(env.unwrapped).world.places).toHaveLength(4);
  });

  it('draws each ball as the same one wherever it rolls', () => {
    const env = make('MiniGrid-Dynamic-Obstacles-8x8-v0');
    env.reset({ seed: 1 });
    for (let step = 0; step < 20; step++) {
      const { places } = saved(env.unwrapped).world;
      const { shapes } = env.render('scene');
      places.forEach((place, index) => {
        const { transform } = shapes.find(({ id }) => id === `ball-${index}`)!;
        expect(transform).toEqual({ x: (place % 8) + 0.5, y: Math.floor(place / 8) + 0.5 });
      });
      const [, , terminated] = env.step(0);
      expect(terminated).toBe(false); // it turns in place, so it runs into nothing
    }
  });

  it('refuses a state whose balls are not where it says', () => {
    const env = make('MiniGrid-Dynamic-Obstacles-8x8-v0').unwrapped;
    env.reset({ seed: 1 });
    const state = saved(env);
    const [first, ...others] = state.world.places;
    expect(() => env.setState(changed(state, { places: [first! + 1000, ...others] }))).toThrow('4 places');
    expect(() => env.setState(changed(state, { places: others }))).toThrow('4 places');
    expect(() => env.setState(changed(state, { places: [0, ...others] }))).toThrow('a blue ball in each of its places');
    expect(saved(env)).toEqual(state);
  });

  it('takes back the state that it has before its first reset', () => {
    const env = make('MiniGrid-Dynamic-Obstacles-8x8-v0').unwrapped;
    const state = env.getState();
    env.setState(state);
    expect(env.getState()).toEqual(state);
  });
});

describe('picking up the object of a mission', () => {
  const PICK_UP = 3;

  it('tells a key like the sought one from it', () => {
    // Two keys of the same looks: the one to pick up, behind the locked door, and the door's.
    const seed = Array.from({ length: 200 }, (_, i) => i).find((candidate) => {
      const env = make('MiniGrid-KeyCorridorS3R1-v0', { objType: 'key' }).unwrapped;
      env.reset({ seed: candidate });
      const { cells, sought } = saved(env).world;
      return cells.filter((cell) => cell === sought).length === 2;
    })!;
    const env = make('MiniGrid-KeyCorridorS3R1-v0', { objType: 'key' });
    const bare = env.unwrapped;
    // The grid is 7 x 3: the left room's key is at (1, 1), the target at (5, 1).
    env.reset({ seed });
    bare.setState(changed(saved(bare), { x: 2, y: 1, direction: 2 }));
    expect(bare.step(PICK_UP).slice(1, 4)).toEqual([0, false, false]);
    expect(saved(bare).world.carrying).not.toBe(EMPTY);
    env.reset({ seed });
    bare.setState(changed(saved(bare), { x: 4, y: 1, direction: 0 }));
    // The first of 30 * 3 * 3 steps.
    expect(bare.step(PICK_UP).slice(1, 4)).toEqual([1 - 0.9 * (1 / 270), true, false]);
  });

  it('does not take what lies where a box was for that box', () => {
    const env = make('MiniGrid-UnlockPickup-v0').unwrapped;
    env.reset({ seed: 0 });
    const state = saved(env);
    const place = state.world.places[0]!;
    const cells = state.world.cells.with(place, objectCell(BALL, RED)); // the box toggled away, a ball put there
    const x = place % 11; // the grid is 11 x 6
    const y = Math.floor(place / 11);
    env.setState(changed(state, { cells: cells.with(place - 1, EMPTY), x: x - 1, y, direction: 0 }));
    expect(env.step(PICK_UP).slice(1, 4)).toEqual([0, false, false]);
    expect(saved(env).world.carrying).toBe(objectCell(BALL, RED));
  });
});

describe('a box', () => {
  it('is the same with nothing in it, however it is made', () => {
    expect(objectCell(BOX, RED)).toBe(boxCell(RED));
    expect(boxCell(RED, EMPTY)).toBe(boxCell(RED));
  });
});
