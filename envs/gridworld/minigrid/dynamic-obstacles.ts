/** MiniGrid's Dynamic-Obstacles family: `MiniGrid-Dynamic-Obstacles-5x5-v0` and its larger and random-start siblings. */
import type { Kwargs, State } from '../../core/env.ts';
import { BALL, BLUE, EMPTY, GOAL, GREEN_GOAL, objectCell, typeOf } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger, readStart, type Start } from './core/read-kwargs.ts';
import { aheadOf, FORWARD } from './core/rules.ts';

const MISSION = 'get to the green goal square';
const OBSTACLE = objectCell(BALL, BLUE);
/** Draws before an obstacle stays where it is: MiniGrid's `max_tries` of 100 lets it draw once more. */
const MAX_DRAWS = 101;
const MIN_SIZE = 5; // in a room of 4, obstacles, agent and goal may not find room
const COLLISION = -1;

/** The keyword arguments and their defaults. */
export const DYNAMIC_OBSTACLES_KWARGS = {
  /** Cells to a side, the surrounding wall included. */
  size: 8,
  /** `[column, row]`; null: drawn, and the direction with it. */
  agentStartPos: [1, 1],
  /** 0 right, 1 down, 2 left, 3 up. */
  agentStartDir: 0,
  /** Half the size where it is more than `size / 2 + 1`. */
  nObstacles: 4,
  ...MINI_GRID_KWARGS,
} as const;

/**
 * An empty room where balls roll about; reach the green square without running into one.
 *
 * - actions: `Discrete(3)`: 0 turn left, 1 turn right, 2 forward
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - dynamics: before the agent moves, each ball moves to an empty cell of the nine around it, uniformly drawn
 * - reward: `1 - 0.9 * steps / maxSteps` on reaching the goal; -1 for going forward when, before the balls moved, a ball
 *   or a wall was ahead; else 0
 * - start: the corner opposite to the goal, looking right; in the Random worlds drawn; balls drawn uniformly
 * - terminates: on the goal and on a collision. Truncates itself at `maxSteps`, by default `4 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/dynamicobstacles.py`. Differs: an action from 3 on is refused, where MiniGrid turns left.
 */
export class DynamicObstacles extends MiniGrid {
  /** Null: drawn anew each episode. */
  readonly #start: Start | null;
  readonly #obstacles: number;

  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = DYNAMIC_OBSTACLES_KWARGS) {
    const size = readInteger('DynamicObstacles', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    const asked = readInteger('DynamicObstacles', kwargs, 'nObstacles', 0, Number.MAX_SAFE_INTEGER);
    const obstacles = asked <= size / 2 + 1 ? asked : Math.floor(size / 2);
    super({
      width: size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 4 * size ** 2) as number,
      seeThroughWalls: true, // as MiniGrid: there is nothing to hide behind
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
      places: obstacles, // where each ball is
      actions: FORWARD + 1,
    });
    this.#start = readStart('DynamicObstacles', kwargs, size, size);
    this.#obstacles = obstacles;
  }

  protected override generate(): void {
    const { state } = this;
    const { grid } = state;
    state.mission = MISSION;
    grid.wallRect(0, 0, grid.width, grid.height);
    grid.set(grid.width - 2, grid.height - 2, GREEN_GOAL);
    this.startAgent(this.#start);
    for (let i = 0; i < this.#obstacles; i++) state.places[i] = grid.indexOf(this.placeObject(OBSTACLE));
  }

  protected override play(action: number): number | null {
    const { state } = this;
    const ahead = state.grid.cells[aheadOf(state)]!;
    const collides = action === FORWARD && ahead !== EMPTY && typeOf(ahead) !== GOAL;
    for (let i = 0; i < state.places.length; i++) this.#roll(i);
    const outcome = super.play(action);
    return collides ? COLLISION : outcome;
  }

  /** Moves an obstacle to an empty cell beside it, or leaves it where none is found. */
  #roll(obstacle: number): void {
    const { state, generator } = this;
    const { grid, places } = state;
    const { width, height, cells } = grid;
    const from = places[obstacle]!;
    const left = Math.max((from % width) - 1, 0);
    const top = Math.max(Math.floor(from / width) - 1, 0);
    const right = Math.min(left + 3, width);
    const bottom = Math.min(top + 3, height);
    for (let draw = 0; draw < MAX_DRAWS; draw++) {
      const x = generator.integers(left, right);
      const y = generator.integers(top, bottom);
      const to = y * width + x;
      if (cells[to] !== EMPTY || (x === state.x && y === state.y)) continue;
      cells[to] = OBSTACLE;
      cells[from] = EMPTY;
      places[obstacle] = to;
      return;
    }
  }

  protected override checkWorld(state: State): void {
    super.checkWorld(state);
    const { cells, places, mission } = state as {
      cells: readonly number[];
      places: readonly number[];
      mission: string;
    };
    // Before the first reset there is no ball yet.
    if (mission === '' || places.every((place) => cells[place] === OBSTACLE)) return;
    throw this.badState('a blue ball in each of its places', state);
  }
}
