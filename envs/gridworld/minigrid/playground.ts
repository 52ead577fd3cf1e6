/** MiniGrid's Playground: `MiniGrid-Playground-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { BALL, BOX, CLOSED, doorCell, KEY, objectCell } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';

const SIZE = 19; // cells to a side
const ROOMS = 3; // to a side
const OBJECTS = 12;
const KINDS = [KEY, BALL, BOX] as const;

/** The keyword arguments and their defaults. */
export const PLAYGROUND_KWARGS = {
  ...MINI_GRID_KWARGS,
  maxSteps: 100,
  seeThroughWalls: false,
} as const;

/**
 * Nine rooms with doors, keys, balls and boxes, and nothing that must be done.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle; 6 done does nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, always empty
 * - reward: always 0
 * - start: doors, twelve objects and the agent drawn uniformly
 * - never terminates. Truncates itself at `maxSteps`, by default 100
 *
 * Source: MiniGrid 3.1 `envs/playground.py`.
 */
export class Playground extends MiniGrid {
  /** @throws {RangeError|TypeError} on a bad argument */
  constructor(kwargs: Kwargs = PLAYGROUND_KWARGS) {
    super({
      width: SIZE,
      height: SIZE,
      maxSteps: kwargs.maxSteps as number,
      seeThroughWalls: kwargs.seeThroughWalls as boolean,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => ''),
    });
  }

  protected override generate(): void {
    const { state, generator } = this;
    const { grid } = state;
    grid.wallRect(0, 0, SIZE, SIZE);
    const room = Math.floor(SIZE / ROOMS);
    for (let row = 0; row < ROOMS; row++) {
      for (let column = 0; column < ROOMS; column++) {
        const left = column * room;
        const top = row * room;
        if (column + 1 < ROOMS) {
          grid.verticalWall(left + room, top, room);
          const y = generator.integers(top + 1, top + room - 1);
          grid.set(left + room, y, doorCell(this.pickColor(), CLOSED));
        }
        if (row + 1 < ROOMS) {
          grid.horizontalWall(left, top + room, room);
          const x = generator.integers(left + 1, left + room - 1);
          grid.set(x, top + room, doorCell(this.pickColor(), CLOSED));
        }
      }
    }
    this.placeAgent();
    for (let i = 0; i < OBJECTS; i++) this.placeObject(objectCell(this.pick(KINDS), this.pickColor()));
    state.mission = '';
  }
}
