/**
 * The base of vector wrappers that change actions: they write the inner environments' into a batch of their own. A row that the inner
 * environments will not look at (an episode that they begin anew) may hold anything, so each row is theirs to refuse.
 *
 * Source: Gymnasium 1.4 `VectorActionWrapper`.
 */
import { InvalidActionError } from '../../core/errors.ts';
import type { Space } from '../../spaces/space.ts';
import { type RowCodec, rowCodec } from '../batch.ts';
import type { Batch, VectorEnv, VectorStep } from '../vector-env.ts';
import { VectorWrapper } from './vector-wrapper.ts';

export abstract class VectorActionWrapper extends VectorWrapper {
  readonly #rows: RowCodec;
  readonly #actions: Batch;

  /** @param singleActionSpace Of a row of what the wrapper takes. */
  constructor(env: VectorEnv, singleActionSpace: Space) {
    super(env, { singleActionSpace });
    this.#rows = rowCodec(singleActionSpace);
    this.#actions = rowCodec(env.singleActionSpace).create(env.numEnvs);
  }

  /** Writes into `out` the inner action for row `row` of `actions`. What is outside the wrapper's space must stay outside the inner one. */
  protected abstract writeAction(actions: Batch, row: number, out: Batch): void;

  /** @throws {InvalidActionError} no batch of actions, or one of them outside the space: no environment has moved */
  override step(actions: Batch): VectorStep {
    const complaint = this.#rows.complaint(actions, this.numEnvs);
    if (complaint !== null) throw new InvalidActionError(`Cannot step ${this.label}: the actions ${complaint}.`);
    for (let row = 0; row < this.numEnvs; row++) this.writeAction(actions, row, this.#actions);
    return this.env.step(this.#actions);
  }
}
