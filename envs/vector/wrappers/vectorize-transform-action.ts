/**
 * Hands each environment's action on through a function of one action.
 *
 * Source: Gymnasium 1.4 `wrappers/vector/vectorize_action.py`, `VectorizeTransformAction`, which takes a wrapper in its place.
 */
import type { Space } from '../../spaces/space.ts';
import { type RowCodec, rowCodec } from '../batch.ts';
import type { Batch, VectorEnv } from '../vector-env.ts';
import { VectorActionWrapper } from './action-wrapper.ts';

export class VectorizeTransformAction extends VectorActionWrapper {
  readonly #func: (action: unknown) => unknown;
  readonly #from: RowCodec;
  readonly #to: RowCodec;

  /** @param func Gives an action of the inner environment for one of `singleActionSpace`; it is a copy that is given. */
  constructor(env: VectorEnv, func: (action: unknown) => unknown, singleActionSpace: Space) {
    super(env, singleActionSpace);
    this.#func = func;
    this.#from = rowCodec(singleActionSpace);
    this.#to = rowCodec(env.singleActionSpace);
  }

  protected override writeAction(actions: Batch, row: number, out: Batch): void {
    this.#to.write(out, row, this.#func(this.#from.read(actions, row)));
  }
}
