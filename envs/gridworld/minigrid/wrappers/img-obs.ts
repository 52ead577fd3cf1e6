/** The image alone. Source: MiniGrid 3.2 `wrappers.py`, `ImgObsWrapper`. */
import type { Env } from '../../../core/env.ts';
import type { Space } from '../../../spaces/space.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import { type GridObservation, partsOf } from './mini-grid-of.ts';

/** Observes the image, whatever wrapper made it, without direction and mission. */
export class ImgObsWrapper<Image> extends ObservationWrapper<Image, number, GridObservation<Image, unknown>> {
  override readonly observationSpace: Space<Image>;

  /** @throws {TypeError} where the observation has no parts */
  constructor(env: Env<GridObservation<Image, unknown>, number>) {
    super(env);
    this.observationSpace = partsOf('ImgObsWrapper', env).spaces.image as Space<Image>;
  }

  override observation({ image }: GridObservation<Image, unknown>): Image {
    return image;
  }
}
