/**
 * Takes actions within other bounds, and moves and stretches them onto the environment's.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_action.py`, `RescaleAction`. Differs: what rounding puts outside the
 * environment's bounds is set on them.
 */
import type { Env } from '../core/env.ts';
import type { BoxArray } from '../spaces/arrays.ts';
import type { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { ActionWrapper } from './action-wrapper.ts';
import { requireBox } from './array-transform.ts';
import { type BoxScale, rescaleBox } from './rescale-box.ts';

export interface ActionScale extends BoxScale {
  readonly inner: Box;
}

/** Throws `TypeError`/`RangeError` where actions are not of a `Box` of floats, the bounds do not fit it, or low is high. */
export function actionScale(
  space: Space,
  minAction: number | ArrayLike<number>,
  maxAction: number | ArrayLike<number>,
): ActionScale {
  const inner = requireBox('RescaleAction', space, 'Only continuous actions have a scale.');
  const scale = rescaleBox('RescaleAction', inner, minAction, maxAction);
  const { low, high } = scale.space;
  if (low.some((bound, i) => bound === high[i])) {
    throw new RangeError(
      `Cannot make a RescaleAction: minAction is below maxAction, got ${scale.space}. Where they are equal nothing can be chosen.`,
    );
  }
  return { ...scale, inner };
}

/** Writes the environment's action for one of the scale's, `[size]` from the places given on. */
export function writeUnscaled(
  scale: ActionScale,
  source: ArrayLike<number>,
  from: number,
  target: BoxArray,
  to: number,
) {
  const { gradient, intercept, inner } = scale;
  for (let i = 0; i < gradient.length; i++) {
    target[to + i] = source[from + i]! - intercept[i]!; // rounded to the dtype, as numpy's difference is
    target[to + i] = target[to + i]! / gradient[i]!;
    target[to + i] = Math.min(Math.max(target[to + i]!, inner.low[i]!), inner.high[i]!);
  }
}

export class RescaleAction<Obs, Act extends BoxArray> extends ActionWrapper<Obs, Act, Act> {
  override readonly actionSpace: Space<Act>;
  readonly #scale: ActionScale;

  /** @throws {TypeError|RangeError} as `actionScale` does */
  constructor(env: Env<Obs, Act>, minAction: number | ArrayLike<number>, maxAction: number | ArrayLike<number>) {
    super(env);
    this.#scale = actionScale(env.actionSpace, minAction, maxAction);
    this.actionSpace = this.#scale.space as Box & Space<Act>;
  }

  override action(action: Act): Act {
    const unscaled = action.slice() as Act;
    writeUnscaled(this.#scale, action, 0, unscaled, 0);
    return unscaled;
  }
}
