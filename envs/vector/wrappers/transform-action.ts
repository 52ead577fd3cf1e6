/** Hands each batch of actions on through a function. Source: Gymnasium 1.4 `wrappers/vector/vectorize_action.py`, `TransformAction`. */
import type { Space } from '../../spaces/space.ts';
import type { Batch, VectorEnv, VectorStep } from '../vector-env.ts';
import { VectorWrapper } from './vector-wrapper.ts';

export class TransformAction extends VectorWrapper {
  readonly #func: (actions: Batch) => Batch;

  /**
   * @param func Gives a batch of the inner environments' actions; it must not change what it is given.
   * @param singleActionSpace Of a row of what it takes; default the inner environments'.
   */
  constructor(env: VectorEnv, func: (actions: Batch) => Batch, singleActionSpace?: Space) {
    super(env, { singleActionSpace });
    this.#func = func;
  }

  override step(actions: Batch): VectorStep {
    return this.env.step(this.#func(actions));
  }
}
