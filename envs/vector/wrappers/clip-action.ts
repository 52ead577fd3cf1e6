/** Takes any numbers as actions and holds them within bounds; NaN is refused. Source: Gymnasium 1.4 `wrappers/vector/vectorize_action.py`. */
import type { Box } from '../../spaces/box.ts';
import { unboundedSpace } from '../../wrappers/clip-action.ts';
import type { Batch, NumericArray, VectorEnv } from '../vector-env.ts';
import { VectorActionWrapper } from './action-wrapper.ts';

export class ClipAction extends VectorActionWrapper {
  readonly #inner: Box;

  /** @throws {TypeError} where actions are not of a `Box` */
  constructor(env: VectorEnv) {
    const { inner, space } = unboundedSpace(env.singleActionSpace);
    super(env, space);
    this.#inner = inner;
  }

  protected override writeAction(actions: Batch, row: number, out: Batch): void {
    const { low, high } = this.#inner;
    const [given, clipped] = [actions as NumericArray, out as NumericArray];
    for (let i = 0, at = row * low.length; i < low.length; i++, at++) {
      clipped[at] = Math.min(Math.max(given[at]!, low[i]!), high[i]!);
    }
  }
}
