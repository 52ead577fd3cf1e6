/** Another size of the agent's view. Source: MiniGrid 3.2 `wrappers.py`, `ViewSizeWrapper`. */
import type { Env } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import { Box } from '../../../spaces/box.ts';
import type { Dict } from '../../../spaces/dict.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import type { MiniGrid } from '../core/mini-grid.ts';
import { AgentView } from '../core/view.ts';
import { type GridObservation, miniGridOf, partsOf, withParts } from './mini-grid-of.ts';

export interface ViewSizeOptions {
  /** Cells to a side, odd, in the range `[3, 255]`; default 7. */
  readonly agentViewSize?: number;
}

/**
 * Observes a smaller or larger view: `image` is `[agentViewSize, agentViewSize, 3]` uint8. (The keyword argument `agentViewSize` of
 * the world itself does the same, for its pictures too.)
 */
export class ViewSizeWrapper<Obs extends GridObservation> extends ObservationWrapper<Obs, number, Obs> {
  override readonly observationSpace: Dict<Obs>;
  readonly #world: MiniGrid;
  readonly #view: AgentView;

  /** @throws {TypeError|RangeError} on a world that is none of MiniGrid's, or a bad size */
  constructor(env: Env<Obs, number>, { agentViewSize = 7 }: ViewSizeOptions = {}) {
    super(env);
    if (!(agentViewSize >= 3 && agentViewSize <= 255 && agentViewSize % 2 === 1)) {
      throw new RangeError(
        `Cannot make ViewSizeWrapper: agentViewSize is an odd integer in [3, 255], got ${show(agentViewSize)}. MiniGrid's own is 7.`,
      );
    }
    this.#world = miniGridOf('ViewSizeWrapper', env);
    this.#view = new AgentView(agentViewSize, this.#world.view.seeThroughWalls);
    this.observationSpace = withParts<Obs>(partsOf('ViewSizeWrapper', env), {
      image: new Box({ low: 0, high: 255, shape: [agentViewSize, agentViewSize, 3], dtype: 'uint8' }),
    });
  }

  override observation(observation: Obs): Obs {
    const image = new Uint8Array(this.#view.cells.length * 3);
    this.#view.look(this.#world.state);
    this.#view.encode(image, 0);
    return { ...observation, image };
  }
}
