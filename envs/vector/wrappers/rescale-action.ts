/** Takes actions within other bounds and moves and stretches them onto the environments'. Source: Gymnasium 1.4 `wrappers/vector/vectorize_action.py`. */
import { type ActionScale, actionScale, writeUnscaled } from '../../wrappers/rescale-action.ts';
import type { Batch, NumericArray, VectorEnv } from '../vector-env.ts';
import { VectorActionWrapper } from './action-wrapper.ts';

export class RescaleAction extends VectorActionWrapper {
  readonly #scale: ActionScale;

  /** @throws {TypeError|RangeError} where actions are not of a `Box` of floats, or the bounds do not fit it */
  constructor(env: VectorEnv, minAction: number | ArrayLike<number>, maxAction: number | ArrayLike<number>) {
    const scale = actionScale(env.singleActionSpace, minAction, maxAction);
    super(env, scale.space);
    this.#scale = scale;
  }

  protected override writeAction(actions: Batch, row: number, out: Batch): void {
    const { low, high } = this.#scale.space;
    const [given, unscaled] = [actions as NumericArray, out as NumericArray];
    const first = row * low.length;
    writeUnscaled(this.#scale, given, first, unscaled, first);
    for (let i = 0; i < low.length; i++) {
      const isWithin = given[first + i]! >= low[i]! && given[first + i]! <= high[i]!;
      if (!isWithin) unscaled[first + i] = Number.NaN; // in no box: refused inside
    }
  }
}
