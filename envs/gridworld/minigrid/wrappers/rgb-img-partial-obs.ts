/** A picture of what the agent sees as the image. Source: MiniGrid 3.2 `wrappers.py`, `RGBImgPartialObsWrapper`. */
import type { Env } from '../../../core/env.ts';
import { Box } from '../../../spaces/box.ts';
import type { Dict } from '../../../spaces/dict.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import type { MiniGrid } from '../core/mini-grid.ts';
import { drawView } from '../core/pictures.ts';
import { checkTileSize, type GridObservation, miniGridOf, partsOf, withParts } from './mini-grid-of.ts';
import type { RgbOptions } from './rgb-img-obs.ts';

/** Observes MiniGrid's own picture of the agent's view: `image` is `[view size * tileSize, view size * tileSize, 3]` uint8. */
export class RGBImgPartialObsWrapper<Obs extends GridObservation> extends ObservationWrapper<Obs, number, Obs> {
  override readonly observationSpace: Dict<Obs>;
  readonly #world: MiniGrid;
  readonly #tileSize: number;

  /** @throws {TypeError|RangeError} on a world that is none of MiniGrid's, or a bad `tileSize` */
  constructor(env: Env<Obs, number>, { tileSize = 8 }: RgbOptions = {}) {
    super(env);
    checkTileSize('RGBImgPartialObsWrapper', tileSize);
    this.#world = miniGridOf('RGBImgPartialObsWrapper', env);
    this.#tileSize = tileSize;
    const side = this.#world.view.size * tileSize;
    this.observationSpace = withParts<Obs>(partsOf('RGBImgPartialObsWrapper', env), {
      image: new Box({ low: 0, high: 255, shape: [side, side, 3], dtype: 'uint8' }),
    });
  }

  override observation(observation: Obs): Obs {
    return { ...observation, image: drawView(this.#world, this.#tileSize).data };
  }
}
