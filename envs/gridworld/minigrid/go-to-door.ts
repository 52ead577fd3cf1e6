/** MiniGrid's GoToDoor family: `MiniGrid-GoToDoor-5x5-v0` and larger. */
import type { Kwargs } from '../../core/env.ts';
import { CLOSED, COLOR_NAMES, doorCell, SORTED_COLOR_NAMES } from './core/cell.ts';
import type { Place } from './core/grid.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger } from './core/read-kwargs.ts';
import { DONE, standsBeside, TOGGLE } from './core/rules.ts';

const MIN_SIZE = 5; // of the room too; MiniGrid's

/** The keyword arguments and their defaults. */
export const GO_TO_DOOR_KWARGS = {
  /** Cells to a side of the grid; the room in it is drawn, from 5 x 5 on. */
  size: 5,
  ...MINI_GRID_KWARGS,
} as const;

/**
 * A room with four closed doors of different colours; go to the one that the mission names and say done.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 5 toggle (ends the episode), 6 done; 3 pick up and 4 drop
 *   do nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence that names the door's colour
 * - reward: `1 - 0.9 * steps / maxSteps` on done beside that door, else 0
 * - start: the room's size, doors and agent drawn uniformly, one door in each wall
 * - terminates: on done and on toggle. Truncates itself at `maxSteps`, by default `4 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/gotodoor.py`.
 */
export class GoToDoor extends MiniGrid {
  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = GO_TO_DOOR_KWARGS) {
    const size = readInteger('GoToDoor', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    super({
      width: size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 4 * size ** 2) as number,
      seeThroughWalls: true, // as MiniGrid
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(missionOf, [SORTED_COLOR_NAMES]),
      places: 1, // the door to go to
    });
  }

  protected override generate(): void {
    const { state, generator } = this;
    const { grid } = state;
    const width = generator.integers(MIN_SIZE, grid.width + 1);
    const height = generator.integers(MIN_SIZE, grid.height + 1);
    grid.wallRect(0, 0, width, height);
    const doors: readonly Place[] = [
      { x: generator.integers(2, width - 2), y: 0 },
      { x: generator.integers(2, width - 2), y: height - 1 },
      { x: 0, y: generator.integers(2, height - 2) },
      { x: width - 1, y: generator.integers(2, height - 2) },
    ];
    const colors: number[] = [];
    while (colors.length < doors.length) {
      const color = this.pickColor();
      if (!colors.includes(color)) colors.push(color);
    }
    doors.forEach(({ x, y }, index) => {
      grid.set(x, y, doorCell(colors[index]!, CLOSED));
    });
    this.placeAgent({ x: 0, y: 0, width, height });
    const target = generator.integers(0, doors.length);
    state.places[0] = grid.indexOf(doors[target]!);
    state.mission = missionOf(COLOR_NAMES[colors[target]!]!);
  }

  protected override play(action: number): number | null {
    const { state } = this;
    const outcome = super.play(action);
    if (action === DONE) return standsBeside(state, state.places[0]!) ? this.success() : 0;
    return action === TOGGLE ? 0 : outcome;
  }
}

function missionOf(color: string): string {
  return `go to the ${color} door`;
}
