/** MiniGrid's RedBlueDoors family: `MiniGrid-RedBlueDoors-6x6-v0` and `MiniGrid-RedBlueDoors-8x8-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { BLUE, CLOSED, DOOR, doorCell, OPEN, RED, stateOf, typeOf } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger } from './core/read-kwargs.ts';

const MISSION = 'open the red door then the blue door';
const MIN_SIZE = 4; // cells beyond either door
/** Which of `GridState.places` is which. */
const RED_DOOR = 0;
const BLUE_DOOR = 1;

/** The keyword arguments and their defaults. */
export const RED_BLUE_DOORS_KWARGS = {
  /** Cells to a side of the room, its walls included; the grid is twice as wide. */
  size: 8,
  ...MINI_GRID_KWARGS,
  seeThroughWalls: false,
} as const;

/**
 * A room with a red door on one side and a blue one on the other; open the red one, then the blue one.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 5 toggle; 3 pick up, 4 drop and 6 done do nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on opening the blue door while the red one is open, else 0
 * - start: doors and agent drawn uniformly
 * - terminates: when the blue door is open. Truncates itself at `maxSteps`, by default `20 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/redbluedoors.py`.
 */
export class RedBlueDoors extends MiniGrid {
  readonly #size: number;

  /** @throws {RangeError|TypeError} on a bad argument */
  constructor(kwargs: Kwargs = RED_BLUE_DOORS_KWARGS) {
    const size = readInteger('RedBlueDoors', kwargs, 'size', MIN_SIZE, MAX_SIZE / 2);
    super({
      width: 2 * size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 20 * size ** 2) as number,
      seeThroughWalls: kwargs.seeThroughWalls as boolean,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
      places: 2, // the red door, the blue door
    });
    this.#size = size;
  }

  protected override generate(): void {
    const { state, generator } = this;
    const { grid } = state;
    const size = this.#size;
    const left = Math.floor(size / 2);
    state.mission = MISSION;
    grid.wallRect(0, 0, 2 * size, size);
    grid.wallRect(left, 0, size, size);
    this.placeAgent({ x: left, y: 0, width: size, height: size });
    state.places[RED_DOOR] = grid.indexOf({ x: left, y: generator.integers(1, size - 1) });
    state.places[BLUE_DOOR] = grid.indexOf({ x: left + size - 1, y: generator.integers(1, size - 1) });
    grid.cells[state.places[RED_DOOR]] = doorCell(RED, CLOSED);
    grid.cells[state.places[BLUE_DOOR]] = doorCell(BLUE, CLOSED);
  }

  protected override play(action: number): number | null {
    const redBefore = this.#isOpen(RED_DOOR);
    const outcome = super.play(action);
    if (!this.#isOpen(BLUE_DOOR)) return outcome;
    return redBefore ? this.success() : 0;
  }

  #isOpen(door: number): boolean {
    const { grid, places } = this.state;
    const cell = grid.cells[places[door]!]!;
    return typeOf(cell) === DOOR && stateOf(cell) === OPEN;
  }
}
