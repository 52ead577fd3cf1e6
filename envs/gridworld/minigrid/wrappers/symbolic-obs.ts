/** The whole grid as coordinates and objects. Source: MiniGrid 3.2 `wrappers.py`, `SymbolicObsWrapper`. */
import type { Env } from '../../../core/env.ts';
import { Box } from '../../../spaces/box.ts';
import type { Dict } from '../../../spaces/dict.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import { EMPTY, typeOf } from '../core/cell.ts';
import type { MiniGrid } from '../core/mini-grid.ts';
import { type GridObservation, miniGridOf, partsOf, withParts } from './mini-grid-of.ts';

/** `OBJECT_TO_IDX["agent"]`, the largest of them. */
const AGENT = 10;
const NOTHING = -1;

/**
 * Observes, of each cell, its column, its row and what stands there: `image` is `[width, height, 3]`, the last number the type of the
 * object, -1 for none and 10 for the agent. The numbers are int32 where MiniGrid's are int64.
 */
export class SymbolicObsWrapper extends ObservationWrapper<GridObservation<Int32Array>, number, GridObservation> {
  override readonly observationSpace: Dict<GridObservation<Int32Array>>;
  readonly #world: MiniGrid;

  /** @throws {TypeError} on a world that is none of MiniGrid's */
  constructor(env: Env<GridObservation, number>) {
    super(env);
    this.#world = miniGridOf('SymbolicObsWrapper', env);
    const { width, height } = this.#world.state.grid;
    const bounds = (bound: readonly number[]) => Array.from({ length: width * height }, () => bound).flat();
    this.observationSpace = withParts(partsOf('SymbolicObsWrapper', env), {
      image: new Box({
        low: bounds([0, 0, NOTHING]),
        high: bounds([width - 1, height - 1, AGENT]),
        shape: [width, height, 3],
        dtype: 'int32',
      }),
    });
  }

  override observation(observation: GridObservation): GridObservation<Int32Array> {
    const { grid, x, y } = this.#world.state;
    const image = new Int32Array(grid.width * grid.height * 3);
    let at = 0;
    for (let column = 0; column < grid.width; column++) {
      for (let row = 0; row < grid.height; row++) {
        const cell = grid.get(column, row);
        image[at++] = column;
        image[at++] = row;
        image[at++] = column === x && row === y ? AGENT : cell === EMPTY ? NOTHING : typeOf(cell);
      }
    }
    return { ...observation, image };
  }
}
