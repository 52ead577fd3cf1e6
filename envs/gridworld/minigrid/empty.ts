/**
 * MiniGrid's Empty family: `MiniGrid-Empty-5x5-v0` and its larger and random-start siblings.
 */
import type { Kwargs } from '../../core/env.ts';
import { show } from '../../core/show.ts';
import { GREEN_GOAL } from './core/cell.ts';
import { MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';

const MISSION = 'get to the green goal square';

/** The keyword arguments and their defaults. */
export const EMPTY_KWARGS = {
  /** Cells to a side, the surrounding wall included. */
  size: 8,
  /** `[column, row]`; null: drawn, and the direction with it. */
  agentStartPos: [1, 1],
  /** 0 right, 1 down, 2 left, 3 up. */
  agentStartDir: 0,
  /** Null: `4 * size^2`. */
  maxSteps: null,
  agentViewSize: 7,
} as const;

interface Start {
  readonly x: number;
  readonly y: number;
  readonly direction: number;
}

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
    const { size, agentStartPos, maxSteps, agentViewSize } = kwargs;
    // The only free cell of a room of 3 is the goal's, where a drawn start may not be.
    const smallest = agentStartPos === null ? 4 : 3;
    if (!Number.isSafeInteger(size) || (size as number) < smallest) {
      throw new RangeError(
        `Cannot make Empty: size is an integer of at least ${smallest}${agentStartPos === null ? ' where the start is drawn' : ''}, got ${show(size)}.`,
      );
    }
    super({
      width: size as number,
      height: size as number,
      maxSteps: (maxSteps ?? 4 * (size as number) ** 2) as number,
      seeThroughWalls: true, // as MiniGrid: there is nothing to hide behind
      agentViewSize: agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
    });
    this.#start = readStart(kwargs, size as number);
  }

  protected override generate(): void {
    const { state } = this;
    const { grid } = state;
    grid.wallRect(0, 0, grid.width, grid.height);
    grid.set(grid.width - 2, grid.height - 2, GREEN_GOAL);
    state.mission = MISSION;
    if (this.#start === null) {
      this.placeAgent();
    } else {
      state.x = this.#start.x;
      state.y = this.#start.y;
      state.direction = this.#start.direction;
    }
  }
}

function readStart({ agentStartPos, agentStartDir }: Kwargs, size: number): Start | null {
  if (!Number.isInteger(agentStartDir) || (agentStartDir as number) < 0 || (agentStartDir as number) > 3) {
    throw new RangeError(
      `Cannot make Empty: agentStartDir is 0 (right), 1 (down), 2 (left) or 3 (up), got ${show(agentStartDir)}.`,
    );
  }
  if (agentStartPos === null) return null;
  const inside = (value: unknown) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= size - 2;
  if (!Array.isArray(agentStartPos) || agentStartPos.length !== 2 || !agentStartPos.every(inside)) {
    throw new RangeError(
      `Cannot make Empty: agentStartPos is [column, row], each in [1, ${size - 2}], or null to draw it, got ${show(agentStartPos)}.`,
    );
  }
  const [x, y] = agentStartPos as [number, number];
  return { x, y, direction: agentStartDir as number };
}
