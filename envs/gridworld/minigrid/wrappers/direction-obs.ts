/** Where the goal lies. Source: MiniGrid 3.2 `wrappers.py`, `DirectionObsWrapper`. */
import type { Env } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import { Box } from '../../../spaces/box.ts';
import type { Dict } from '../../../spaces/dict.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import { GOAL, typeOf } from '../core/cell.ts';
import type { MiniGrid } from '../core/mini-grid.ts';
import { type GridObservation, miniGridOf, partsOf, withParts } from './mini-grid-of.ts';

/** The largest value of each kind. */
const BOUNDS = { slope: Number.POSITIVE_INFINITY, angle: Math.PI / 2, angle_atan2: Math.PI } as const;

export interface DirectionOptions {
  /**
   * - `slope` (default): rows over columns to the goal, infinite where it is straight up or down;
   * - `angle`: the arctangent of that, radians in `[-pi/2, pi/2]`;
   * - `angle_atan2`: the direction of the goal, radians in `[-pi, pi]`, 0 to the right, clockwise.
   */
  readonly type?: keyof typeof BOUNDS;
}

/**
 * Adds `goal_direction` to what is observed, `[]` float64: the direction from the agent to the first goal of the grid, row by row; 0 on
 * the goal itself.
 */
export class DirectionObsWrapper<Obs extends GridObservation<unknown, unknown>> extends ObservationWrapper<
  Obs & { goal_direction: Float64Array },
  number,
  Obs
> {
  override readonly observationSpace: Dict<Obs & { goal_direction: Float64Array }>;
  readonly #world: MiniGrid;
  readonly #type: keyof typeof BOUNDS;

  /** @throws {TypeError|RangeError} on a world that is none of MiniGrid's, or an unknown `type` */
  constructor(env: Env<Obs, number>, { type = 'slope' }: DirectionOptions = {}) {
    super(env);
    if (!Object.hasOwn(BOUNDS, type)) {
      throw new RangeError(
        `Cannot make DirectionObsWrapper: type is one of ${Object.keys(BOUNDS).join(', ')}, got ${show(type)}.`,
      );
    }
    this.#world = miniGridOf('DirectionObsWrapper', env);
    this.#type = type;
    this.observationSpace = withParts(partsOf('DirectionObsWrapper', env), {
      goal_direction: new Box({ low: -BOUNDS[type], high: BOUNDS[type], shape: [], dtype: 'float64' }),
    });
  }

  /** @throws {Error} on a grid without a goal */
  override observation(observation: Obs): Obs & { goal_direction: Float64Array } {
    const { grid, x, y } = this.#world.state;
    const index = grid.cells.findIndex((cell) => typeOf(cell) === GOAL);
    if (index === -1) {
      throw new Error(
        `Cannot give the goal's direction: ${this.label} has no goal on its grid. Take a world that has one, such as MiniGrid-Empty-8x8-v0.`,
      );
    }
    const goal = grid.placeOf(index);
    return { ...observation, goal_direction: Float64Array.of(this.#direction(goal.x - x, goal.y - y)) };
  }

  #direction(columns: number, rows: number): number {
    if (columns === 0 && rows === 0) return 0;
    if (this.#type === 'angle_atan2') return Math.atan2(rows, columns);
    const slope = columns === 0 ? Math.sign(rows) * Number.POSITIVE_INFINITY : rows / columns;
    return this.#type === 'angle' ? Math.atan(slope) : slope;
  }
}
