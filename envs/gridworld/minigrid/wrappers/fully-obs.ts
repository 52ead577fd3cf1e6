/** The whole grid as the image. Source: MiniGrid 3.2 `wrappers.py`, `FullyObsWrapper`. */
import type { Env } from '../../../core/env.ts';
import { Box } from '../../../spaces/box.ts';
import type { Dict } from '../../../spaces/dict.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import { RED } from '../core/cell.ts';
import type { MiniGrid } from '../core/mini-grid.ts';
import { type GridObservation, miniGridOf, partsOf, withParts } from './mini-grid-of.ts';

/** `OBJECT_TO_IDX["agent"]`. */
const AGENT = 10;

/**
 * Observes the grid from above instead of what the agent sees: `image` is `[width, height, 3]` uint8, (type, colour, state) of each
 * cell, column by column; the agent's cell is (10, 0, direction).
 *
 * @example
 * ```ts
 * new FullyObsWrapper(make('MiniGrid-LavaCrossingS11N5-v0')).observationSpace; // image: [11, 11, 3]
 * ```
 */
export class FullyObsWrapper<Obs extends GridObservation> extends ObservationWrapper<Obs, number, Obs> {
  override readonly observationSpace: Dict<Obs>;
  readonly #world: MiniGrid;

  /** @throws {TypeError} on a world that is none of MiniGrid's */
  constructor(env: Env<Obs, number>) {
    super(env);
    this.#world = miniGridOf('FullyObsWrapper', env);
    const { width, height } = this.#world.state.grid;
    this.observationSpace = withParts<Obs>(partsOf('FullyObsWrapper', env), {
      image: new Box({ low: 0, high: 255, shape: [width, height, 3], dtype: 'uint8' }),
    });
  }

  override observation(observation: Obs): Obs {
    const { grid, x, y, direction } = this.#world.state;
    const image = new Uint8Array(grid.width * grid.height * 3);
    let at = 0;
    for (let column = 0; column < grid.width; column++) {
      for (let row = 0; row < grid.height; row++) {
        const cell = grid.get(column, row);
        image[at++] = cell; // a Uint8Array keeps the lowest byte
        image[at++] = cell >> 8;
        image[at++] = cell >> 16;
      }
    }
    image.set([AGENT, RED, direction], (x * grid.height + y) * 3);
    return { ...observation, image };
  }
}
