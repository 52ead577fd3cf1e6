/** MiniGrid's Crossing family: `MiniGrid-LavaCrossingS9N1-v0`, `MiniGrid-SimpleCrossingS9N1-v0` and their siblings. */
import type { Kwargs } from '../../core/env.ts';
import { show } from '../../core/show.ts';
import { type Cell, EMPTY, GREEN_GOAL } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readChoice, readInteger } from './core/read-kwargs.ts';
import { OBSTACLE_TYPES, OBSTACLES } from './lava-gap.ts';

const MIN_SIZE = 5; // the smallest room that a river can cross

/** The keyword arguments and their defaults. */
export const CROSSING_KWARGS = {
  /** Cells to a side, the surrounding wall included: odd. */
  size: 9,
  /** Rivers across the room, horizontal or vertical; as many as have room where it is more. */
  numCrossings: 1,
  /** `lava` or `wall`. */
  obstacleType: 'lava',
  ...MINI_GRID_KWARGS,
} as const;

/** A river runs from wall to wall, in a column or in a row. */
interface River {
  readonly vertical: boolean;
  readonly at: number;
}

/**
 * A room crossed by rivers of lava (or walls), each with one crossing; a way to the green square always exists.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward; the others do nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on reaching the goal, else 0
 * - start: the corner opposite to the goal, looking right; rivers and crossings are drawn
 * - terminates: on the goal and in the lava. Truncates itself at `maxSteps`, by default `4 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/crossing.py`. Left out: obstacles other than lava and walls.
 */
export class Crossing extends MiniGrid {
  readonly #obstacle: Cell;
  readonly #mission: string;
  readonly #crossings: number;

  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = CROSSING_KWARGS) {
    const size = readInteger('Crossing', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    if (size % 2 === 0) throw new RangeError(`Cannot make Crossing: size is odd, got ${show(size)}.`);
    const crossings = readInteger('Crossing', kwargs, 'numCrossings', 0, Number.MAX_SAFE_INTEGER);
    const { cell, mission } = OBSTACLES[readChoice('Crossing', kwargs, 'obstacleType', OBSTACLE_TYPES)];
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
    this.#crossings = crossings;
  }

  protected override generate(): void {
    const { state, generator } = this;
    const { grid } = state;
    const size = grid.width;
    state.mission = this.#mission;
    grid.wallRect(0, 0, size, size);
    this.startAgent({ x: 1, y: 1, direction: 0 });
    grid.set(size - 2, size - 2, GREEN_GOAL);

    const everyOther = Array.from({ length: (size - 3) / 2 }, (_, i) => 2 + 2 * i);
    const candidates: River[] = [
      ...everyOther.map((at) => ({ vertical: true, at })),
      ...everyOther.map((at) => ({ vertical: false, at })),
    ];
    const rivers = generator.shuffle(candidates).slice(0, this.#crossings);
    const placesOf = (vertical: boolean) =>
      rivers.flatMap((river) => (river.vertical === vertical ? [river.at] : [])).sort((a, b) => a - b);
    const columns = placesOf(true);
    const rows = placesOf(false);
    for (const row of rows) grid.horizontalWall(1, row, size - 2, this.#obstacle);
    for (const column of columns) grid.verticalWall(column, 1, size - 2, this.#obstacle);
    this.#openPath(columns, rows);
  }

  /** A way through the fields between the rivers, each step of it over the next vertical or the next horizontal one. */
  #openPath(columns: readonly number[], rows: readonly number[]): void {
    const { generator, state } = this;
    const size = state.grid.width;
    const path = generator.shuffle([
      ...columns.map(() => 'across' as const), // a vertical river is crossed along a row
      ...rows.map(() => 'down' as const),
    ]);
    const limitsX = [0, ...columns, size - 1];
    const limitsY = [0, ...rows, size - 1];
    let column = 0; // of the field
    let row = 0;
    for (const step of path) {
      if (step === 'across') {
        const y = generator.integers(limitsY[row]! + 1, limitsY[row + 1]!);
        state.grid.set(limitsX[++column]!, y, EMPTY);
      } else {
        const x = generator.integers(limitsX[column]! + 1, limitsX[column + 1]!);
        state.grid.set(x, limitsY[++row]!, EMPTY);
      }
    }
  }
}
