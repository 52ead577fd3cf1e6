/**
 * Gives each batch of observations through a function.
 *
 * Source: Gymnasium 1.4 `wrappers/vector/vectorize_observation.py`, `TransformObservation`.
 */
import type { Space } from '../../spaces/space.ts';
import type { Batch, VectorEnv, VectorReset, VectorResetArgs, VectorStep } from '../vector-env.ts';
import { VectorWrapper } from './vector-wrapper.ts';

export class TransformObservation extends VectorWrapper {
  readonly #func: (observations: Batch) => Batch;

  /**
   * @param func Gives a batch for a batch; of final observations too, whose rows are unspecified where no episode ended. It must
   *   not change what it is given.
   * @param singleObservationSpace Of a row of what it gives; default the inner environment's.
   */
  constructor(env: VectorEnv, func: (observations: Batch) => Batch, singleObservationSpace?: Space) {
    super(env, { singleObservationSpace });
    this.#func = func;
  }

  override reset(args?: VectorResetArgs): VectorReset {
    const { observations, infos } = this.env.reset(args);
    return { observations: this.#func(observations), infos };
  }

  override step(actions: Batch): VectorStep {
    const result = this.env.step(actions);
    const finals = result.finalObservations;
    return {
      ...result,
      observations: this.#func(result.observations),
      finalObservations: finals === null ? null : this.#func(finals),
    };
  }
}
