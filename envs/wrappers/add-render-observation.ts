/**
 * Makes the environment's picture its observation, or a part of it.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `AddRenderObservation`. Differs: `render('rgb_array')` needs no
 * `renderMode`, and the trial reset that measures the picture is undone.
 */
import type { Env } from '../core/env.ts';
import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import type { Space } from '../spaces/space.ts';
import { ObservationWrapper } from './observation-wrapper.ts';

export interface AddRenderOptions {
  /** Whether the picture is the whole observation; default true. */
  readonly renderOnly?: boolean;
  /** The picture's key where it is not; default `pixels`. */
  readonly renderKey?: string;
  /** The inner observation's key, unless that is a `Dict`, which is joined; default `state`. */
  readonly obsKey?: string;
}

/** `Obs` is `Uint8Array` `[height, width, 3]`, or an object with it where `renderOnly` is false. */
export class AddRenderObservation<Obs = Uint8Array, Act = unknown> extends ObservationWrapper<Obs, Act> {
  override readonly observationSpace: Space<Obs>;
  readonly #renderOnly: boolean;
  readonly #renderKey: string;
  /** Null where the inner observation's own entries are joined. */
  readonly #obsKey: string | null;

  /** @throws {RangeError} where the environment has no `rgb_array`, or its observations a key of that name */
  constructor(env: Env<unknown, Act>, options: AddRenderOptions = {}) {
    super(env);
    const { renderOnly = true, renderKey = 'pixels', obsKey = 'state' } = options;
    const inner = env.observationSpace;
    const isDict = inner instanceof Dict;
    if (!env.metadata.renderModes.includes('rgb_array')) {
      throw new RangeError(
        `Cannot make an AddRenderObservation: ${this.label} renders rgb_array, got ${env.metadata.renderModes.join(', ')}.`,
      );
    }
    if (!renderOnly && (isDict ? Object.hasOwn(inner.spaces, renderKey) : renderKey === obsKey)) {
      throw new RangeError(
        `Cannot make an AddRenderObservation: renderKey is the key of nothing else, got "${renderKey}". Choose another.`,
      );
    }
    const pictures = pictureSpace(env);
    this.#renderOnly = renderOnly;
    this.#renderKey = renderKey;
    this.#obsKey = isDict ? null : obsKey;
    const joined = isDict
      ? new Dict({ [renderKey]: pictures, ...inner.spaces })
      : new Dict({ [obsKey]: inner, [renderKey]: pictures });
    this.observationSpace = (renderOnly ? pictures : joined) as Space as Space<Obs>;
  }

  override observation(observation: unknown): Obs {
    const picture = this.env.render('rgb_array').data.slice();
    if (this.#renderOnly) return picture as Obs;
    const rest = this.#obsKey === null ? (observation as object) : { [this.#obsKey]: observation };
    return { ...rest, [this.#renderKey]: picture } as Obs;
  }
}

function pictureSpace(env: Env): Box {
  const before = env.getState();
  env.reset();
  const { height, width } = env.render('rgb_array');
  env.setState(before);
  return new Box({ low: 0, high: 255, shape: [height, width, 3], dtype: 'uint8' });
}
