/** A picture of the whole grid as the image. Source: MiniGrid 3.2 `wrappers.py`, `RGBImgObsWrapper`. */
import type { Env } from '../../../core/env.ts';
import { Box } from '../../../spaces/box.ts';
import type { Dict } from '../../../spaces/dict.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import type { MiniGrid } from '../core/mini-grid.ts';
import { drawGrid } from '../core/pictures.ts';
import { checkTileSize, type GridObservation, miniGridOf, partsOf, withParts } from './mini-grid-of.ts';

export interface RgbOptions {
  /** Pixels to a side of a cell, an integer in the range `[1, 256]`; default 8. */
  readonly tileSize?: number;
}

/**
 * Observes MiniGrid's own picture of the grid, what the agent sees lit: `image` is `[height * tileSize, width * tileSize, 3]` uint8.
 */
export class RGBImgObsWrapper<Obs extends GridObservation> extends ObservationWrapper<Obs, number, Obs> {
  override readonly observationSpace: Dict<Obs>;
  readonly #world: MiniGrid;
  readonly #tileSize: number;

  /** @throws {TypeError|RangeError} on a world that is none of MiniGrid's, or a bad `tileSize` */
  constructor(env: Env<Obs, number>, { tileSize = 8 }: RgbOptions = {}) {
    super(env);
    checkTileSize('RGBImgObsWrapper', tileSize);
    this.#world = miniGridOf('RGBImgObsWrapper', env);
    this.#tileSize = tileSize;
    const { width, height } = this.#world.state.grid;
    this.observationSpace = withParts<Obs>(partsOf('RGBImgObsWrapper', env), {
      image: new Box({ low: 0, high: 255, shape: [height * tileSize, width * tileSize, 3], dtype: 'uint8' }),
    });
  }

  override observation(observation: Obs): Obs {
    return { ...observation, image: drawGrid(this.#world, this.#tileSize).data };
  }
}
