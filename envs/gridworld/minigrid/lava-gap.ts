/** MiniGrid's LavaGap family: `MiniGrid-LavaGapS5-v0` and larger. */
import type { Kwargs } from '../../core/env.ts';
import { type Cell, EMPTY, GREEN_GOAL, GREY_WALL, RED_LAVA } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readChoice, readInteger } from './core/read-kwargs.ts';

const MIN_SIZE = 5; // as in MiniGrid

/** What stands in the way, and the mission that goes with it. */
export const OBSTACLES = {
  lava: { cell: RED_LAVA, mission: 'avoid the lava and get to the green goal square' },
  wall: { cell: GREY_WALL, mission: 'find the opening and get to the green goal square' },
} as const;

export const OBSTACLE_TYPES = ['lava', 'wall'] as const;

/** The keyword arguments and their defaults. */
export const LAVA_GAP_KWARGS = {
  /** Cells to a side, the surrounding wall included. */
  size: 7,
  /** `lava` or `wall`. MiniGrid takes its classes `Lava` and `Wall` here. */
  obstacleType: 'lava',
  ...MINI_GRID_KWARGS,
} as const;

/**
 * A room with a strip of lava across it; pass it by its one gap and reach the green square.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward; the others do nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on reaching the goal, else 0
 * - start: the corner opposite to the goal, looking right; strip and gap drawn uniformly
 * - terminates: on the goal and in the lava. Truncates itself at `maxSteps`, by default `4 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/lavagap.py`.
 */
export class LavaGap extends MiniGrid {
  readonly #obstacle: Cell;
  readonly #mission: string;

  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = LAVA_GAP_KWARGS) {
    const size = readInteger('LavaGap', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    const { cell, mission } = OBSTACLES[readChoice('LavaGap', kwargs, 'obstacleType', OBSTACLE_TYPES)];
    super({
      width: size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 4 * size ** 2) as number,
      seeThroughWalls: false,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => mission),
    });
    this.#obstacle = cell;
    this.#mission = mission;
  }

  protected override generate(): void {
    const { state, generator } = this;
    const { grid } = state;
    const { width, height } = grid;
    state.mission = this.#mission;
    grid.wallRect(0, 0, width, height);
    this.startAgent({ x: 1, y: 1, direction: 0 });
    grid.set(width - 2, height - 2, GREEN_GOAL);
    const strip = generator.integers(2, width - 2);
    const gap = generator.integers(1, height - 1);
    grid.verticalWall(strip, 1, height - 2, this.#obstacle);
    grid.set(strip, gap, EMPTY);
  }
}
