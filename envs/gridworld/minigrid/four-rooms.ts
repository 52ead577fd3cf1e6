/** MiniGrid's FourRooms: `MiniGrid-FourRooms-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { EMPTY, GREEN_GOAL } from './core/cell.ts';
import type { Place } from './core/grid.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { readPlace } from './core/read-kwargs.ts';

const MISSION = 'reach the goal';
const SIZE = 19; // cells to a side

/** The keyword arguments and their defaults. */
export const FOUR_ROOMS_KWARGS = {
  /** `[column, row]`; null: drawn. The direction is drawn in any case. */
  agentPos: null,
  /** `[column, row]`; null: drawn. */
  goalPos: null,
  ...MINI_GRID_KWARGS,
  maxSteps: 100,
  seeThroughWalls: false,
} as const;

/**
 * Four rooms, each open to its neighbours by a gap in the wall; reach the green square.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward; the others do nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on reaching the goal, else 0
 * - start: gaps, agent and goal drawn uniformly
 * - terminates: on the goal. Truncates itself at `maxSteps`, by default 100
 *
 * Source: MiniGrid 3.1 `envs/fourrooms.py`.
 */
export class FourRooms extends MiniGrid {
  readonly #agent: Place | null;
  readonly #goal: Place | null;

  /** @throws {RangeError|TypeError} on a bad argument */
  constructor(kwargs: Kwargs = FOUR_ROOMS_KWARGS) {
    super({
      width: SIZE,
      height: SIZE,
      maxSteps: kwargs.maxSteps as number,
      seeThroughWalls: kwargs.seeThroughWalls as boolean,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
    });
    this.#agent = readPlace('FourRooms', kwargs, 'agentPos', SIZE, SIZE);
    this.#goal = readPlace('FourRooms', kwargs, 'goalPos', SIZE, SIZE);
  }

  protected override generate(): void {
    const { state } = this;
    const { grid } = state;
    state.mission = MISSION;
    grid.wallRect(0, 0, SIZE, SIZE);
    const room = Math.floor(SIZE / 2);
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 2; column++) {
        const left = column * room;
        const top = row * room;
        if (column === 0) {
          grid.verticalWall(left + room, top, room);
          grid.set(left + room, this.generator.integers(top + 1, top + room), EMPTY);
        }
        if (row === 0) {
          grid.horizontalWall(left, top + room, room);
          grid.set(this.generator.integers(left + 1, left + room), top + room, EMPTY);
        }
      }
    }
    if (this.#agent === null) {
      this.placeAgent();
    } else {
      state.x = this.#agent.x;
      state.y = this.#agent.y;
      grid.set(state.x, state.y, EMPTY); // where there is a wall, it gives way
      state.direction = this.generator.integers(0, 4);
    }
    if (this.#goal === null) this.placeObject(GREEN_GOAL);
    else grid.set(this.#goal.x, this.#goal.y, GREEN_GOAL);
  }
}
