/**
 * Takes any number as an action and holds it within the bounds of the environment's `Box`.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_action.py`, `ClipAction`. NaN is refused.
 */
import type { Env } from '../core/env.ts';
import { type BoxArray, DTYPES } from '../spaces/arrays.ts';
import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { ActionWrapper } from './action-wrapper.ts';
import { requireBox } from './array-transform.ts';

/** The box without bounds; of unsigned integers, whose dtype is a bound, with those. */
export function unboundedSpace(space: Space): { readonly inner: Box; readonly space: Box } {
  const inner = requireBox('ClipAction', space, 'Actions of other spaces need no clipping.');
  const { shape, dtype } = inner;
  const { kind, min, max } = DTYPES[dtype];
  const [low, high] = kind === 'unsigned' ? [min, max] : [-Infinity, Infinity];
  return { inner, space: new Box({ low, high, shape, dtype }) };
}

export class ClipAction<Obs, Act extends BoxArray> extends ActionWrapper<Obs, Act, Act> {
  override readonly actionSpace: Space<Act>;
  readonly #inner: Box;

  /** @throws {TypeError} where actions are not of a `Box` */
  constructor(env: Env<Obs, Act>) {
    super(env);
    const { inner, space } = unboundedSpace(env.actionSpace);
    this.#inner = inner;
    this.actionSpace = space as Box & Space<Act>;
  }

  override action(action: Act): Act {
    const { low, high } = this.#inner;
    const clipped = action.slice() as Act;
    for (let i = 0; i < clipped.length; i++) clipped[i] = Math.min(Math.max(clipped[i]!, low[i]!), high[i]!);
    return clipped;
  }
}
