/** Objects, colours and states as one-hot numbers. Source: MiniGrid 3.2 `wrappers.py`, `OneHotPartialObsWrapper`. */
import type { Env } from '../../../core/env.ts';
import { Box } from '../../../spaces/box.ts';
import type { Dict } from '../../../spaces/dict.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import { COLOR_NAMES, TYPE_NAMES } from '../core/cell.ts';
import { type GridObservation, miniGridOf, partsOf, withParts } from './mini-grid-of.ts';

const DOOR_STATES = 3;
/** Numbers of a cell: 11 types, 6 colours, 3 states. */
const BITS = TYPE_NAMES.length + COLOR_NAMES.length + DOOR_STATES;

/** Observes each cell of the image one-hot: `image` is `[columns, rows, 20]` uint8, three ones a cell. */
export class OneHotPartialObsWrapper<Obs extends GridObservation> extends ObservationWrapper<Obs, number, Obs> {
  override readonly observationSpace: Dict<Obs>;

  /** @throws {TypeError} on a world that is none of MiniGrid's */
  constructor(env: Env<Obs, number>) {
    super(env);
    miniGridOf('OneHotPartialObsWrapper', env);
    const parts = partsOf('OneHotPartialObsWrapper', env);
    const [columns, rows] = parts.spaces.image!.shape!;
    this.observationSpace = withParts<Obs>(parts, {
      image: new Box({ low: 0, high: 255, shape: [columns!, rows!, BITS], dtype: 'uint8' }),
    });
  }

  override observation(observation: Obs): Obs {
    const cells = observation.image.length / 3;
    const image = new Uint8Array(cells * BITS);
    for (let cell = 0; cell < cells; cell++) {
      const at = cell * BITS;
      image[at + observation.image[cell * 3]!] = 1;
      image[at + TYPE_NAMES.length + observation.image[cell * 3 + 1]!] = 1;
      image[at + TYPE_NAMES.length + COLOR_NAMES.length + observation.image[cell * 3 + 2]!] = 1;
    }
    return { ...observation, image };
  }
}
