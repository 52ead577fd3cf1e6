/** MiniGrid's DistShift family: `MiniGrid-DistShift1-v0` and `MiniGrid-DistShift2-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { GREEN_GOAL, RED_LAVA } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger, readStart, type Start } from './core/read-kwargs.ts';

const MISSION = 'get to the green goal square';
const MIN_WIDTH = 4; // a cell for the agent beside the goal's
const MIN_HEIGHT = 3;

/** The keyword arguments and their defaults. */
export const DIST_SHIFT_KWARGS = {
  /** Cells, the surrounding wall included. */
  width: 9,
  height: 7,
  /** `[column, row]`; null: drawn, and the direction with it. */
  agentStartPos: [1, 1],
  /** 0 right, 1 down, 2 left, 3 up. */
  agentStartDir: 0,
  /** The row of the second strip of lava; the first is always in row 1. */
  strip2Row: 2,
  ...MINI_GRID_KWARGS,
} as const;

/**
 * A room with two strips of lava; the second lies elsewhere in the second world, so that a policy learned in the first
 * meets a shifted distribution.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward; the others do nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on reaching the goal, else 0
 * - start: the left upper corner, looking right; the goal is in the right upper corner
 * - terminates: on the goal and in the lava. Truncates itself at `maxSteps`, by default `4 * width * height`
 *
 * Source: MiniGrid 3.1 `envs/distshift.py`.
 */
export class DistShift extends MiniGrid {
  /** Null: drawn anew each episode. */
  readonly #start: Start | null;
  readonly #strip: number;

  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = DIST_SHIFT_KWARGS) {
    const width = readInteger('DistShift', kwargs, 'width', MIN_WIDTH, MAX_SIZE);
    const height = readInteger('DistShift', kwargs, 'height', MIN_HEIGHT, MAX_SIZE);
    super({
      width,
      height,
      maxSteps: (kwargs.maxSteps ?? 4 * width * height) as number,
      seeThroughWalls: true, // as MiniGrid: there is nothing to hide behind
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
    });
    this.#start = readStart('DistShift', kwargs, width, height);
    this.#strip = readInteger('DistShift', kwargs, 'strip2Row', 1, height - 2);
  }

  protected override generate(): void {
    const { state } = this;
    const { grid } = state;
    state.mission = MISSION;
    grid.wallRect(0, 0, grid.width, grid.height);
    grid.set(grid.width - 2, 1, GREEN_GOAL);
    grid.horizontalWall(3, 1, grid.width - 6, RED_LAVA);
    grid.horizontalWall(3, this.#strip, grid.width - 6, RED_LAVA);
    this.startAgent(this.#start);
  }
}
