/**
 * MiniGrid's Empty family: `MiniGrid-Empty-5x5-v0` and its larger and random-start siblings.
 */
import type { Kwargs } from '../../core/env.ts';
import { GREEN_GOAL } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger, readStart, type Start } from './core/read-kwargs.ts';

const MISSION = 'get to the green goal square';

/** The keyword arguments and their defaults. */
export const EMPTY_KWARGS = {
  /** Cells to a side, the surrounding wall included. */
  size: 8,
  /** `[column, row]`; null: drawn, and the direction with it. */
  agentStartPos: [1, 1],
  /** 0 right, 1 down, 2 left, 3 up. */
  agentStartDir: 0,
  ...MINI_GRID_KWARGS,
} as const;

/**
 * An empty room; reach the green square in the corner. The reward is sparse.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward; 3 pick up, 4 drop, 5 toggle and 6 done do nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on reaching the goal, else 0
 * - start: the corner opposite to the goal, looking right; in the Random worlds an empty cell and a direction drawn uniformly
 * - terminates: on the goal. Truncates itself at `maxSteps`, by default `4 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/empty.py`.
 */
export class Empty extends MiniGrid {
  /** Null: drawn anew each episode. */
  readonly #start: Start | null;

  /** @throws {RangeError} an argument out of range */
  constructor(kwargs: Kwargs = EMPTY_KWARGS) {
    const { agentStartPos, maxSteps, agentViewSize } = kwargs;
    // The only free cell of a room of 3 is the goal's, where a drawn start may not be.
    const drawn = agentStartPos === null;
    const size = readInteger(
      'Empty',
      kwargs,
      'size',
      drawn ? 4 : 3,
      MAX_SIZE,
      drawn ? ' where the start is drawn' : '',
    );
    super({
      width: size,
      height: size,
      maxSteps: (maxSteps ?? 4 * size ** 2) as number,
      seeThroughWalls: true, // as MiniGrid: there is nothing to hide behind
      agentViewSize: agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
    });
    this.#start = readStart('Empty', kwargs, size, size);
  }

  protected override generate(): void {
    const { state } = this;
    const { grid } = state;
    grid.wallRect(0, 0, grid.width, grid.height);
    grid.set(grid.width - 2, grid.height - 2, GREEN_GOAL);
    state.mission = MISSION;
    this.startAgent(this.#start);
  }
}
