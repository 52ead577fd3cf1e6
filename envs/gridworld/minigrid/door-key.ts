/** MiniGrid's DoorKey family: `MiniGrid-DoorKey-5x5-v0` and larger. */
import type { Kwargs } from '../../core/env.ts';
import { doorCell, GREEN_GOAL, KEY, LOCKED, objectCell, YELLOW } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger } from './core/read-kwargs.ts';

const MISSION = 'use the key to open the door and then get to the goal';
const MIN_SIZE = 5; // a column of cells on either side of the splitting wall

/** The keyword arguments and their defaults. */
export const DOOR_KEY_KWARGS = {
  /** Cells to a side, the surrounding wall included. */
  size: 8,
  ...MINI_GRID_KWARGS,
  seeThroughWalls: false,
} as const;

/**
 * Two rooms with a locked door between them; take the key, open the door and reach the green square. The reward is sparse.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle; 6 done does nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on reaching the goal, else 0
 * - start: wall, door, key and agent drawn uniformly, key and agent left of the wall; the goal is in the right lower corner
 * - terminates: on the goal. Truncates itself at `maxSteps`, by default `10 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/doorkey.py`.
 */
export class DoorKey extends MiniGrid {
  /** @throws {RangeError|TypeError} on a bad argument */
  constructor(kwargs: Kwargs = DOOR_KEY_KWARGS) {
    const size = readInteger('DoorKey', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    super({
      width: size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 10 * size ** 2) as number,
      seeThroughWalls: kwargs.seeThroughWalls as boolean,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
    });
  }

  protected override generate(): void {
    const { state, generator } = this;
    const { grid } = state;
    const { width, height } = grid;
    state.mission = MISSION;
    grid.wallRect(0, 0, width, height);
    grid.set(width - 2, height - 2, GREEN_GOAL);
    const wall = generator.integers(2, width - 2);
    grid.verticalWall(wall, 0, height);
    const leftRoom = { x: 0, y: 0, width: wall, height };
    this.placeAgent(leftRoom);
    grid.set(wall, generator.integers(1, height - 2), doorCell(YELLOW, LOCKED));
    this.placeObject(objectCell(KEY, YELLOW), leftRoom);
  }
}
