/**
 * The base of vector wrappers that make of each row of observations another row. Final observations (`same-step`) are treated alike,
 * where an episode ended.
 */
import type { Space } from '../../spaces/space.ts';
import type { ArrayTransform } from '../../wrappers/array-transform.ts';
import { rowCodec } from '../batch.ts';
import type { Batch, NumericArray, VectorEnv, VectorReset, VectorResetArgs, VectorStep } from '../vector-env.ts';
import { VectorWrapper } from './vector-wrapper.ts';

export interface RowTransform {
  /** Of a new row. */
  readonly space: Space;
  /** Writes row `row` of `target`, made from row `row` of `source`. */
  writeRow(source: Batch, row: number, target: Batch): void;
}

/** Of batches that are one array. */
export function rowsOf(transform: ArrayTransform): RowTransform {
  const { space, inSize, outSize } = transform;
  return {
    space,
    writeRow: (source, row, target) =>
      transform.write(source as NumericArray, row * inSize, target as NumericArray, row * outSize),
  };
}

export abstract class RowObservationWrapper extends VectorWrapper {
  readonly #transform: RowTransform;
  readonly #observations: Batch;
  readonly #finalObservations: Batch | null;

  constructor(env: VectorEnv, transform: RowTransform) {
    super(env, { singleObservationSpace: transform.space });
    this.#transform = transform;
    const rows = rowCodec(transform.space);
    this.#observations = rows.create(env.numEnvs);
    this.#finalObservations = env.autoresetMode === 'same-step' ? rows.create(env.numEnvs) : null;
  }

  override reset(args?: VectorResetArgs): VectorReset {
    const { observations, infos } = this.env.reset(args);
    return { observations: this.#transformed(observations), infos };
  }

  override step(actions: Batch): VectorStep {
    const result = this.env.step(actions);
    const observations = this.#transformed(result.observations);
    if (result.finalObservations === null || this.#finalObservations === null) return { ...result, observations };
    for (let row = 0; row < this.numEnvs; row++) {
      if (result.terminations[row] === 0 && result.truncations[row] === 0) continue;
      this.#transform.writeRow(result.finalObservations, row, this.#finalObservations);
    }
    return { ...result, observations, finalObservations: this.#finalObservations };
  }

  #transformed(batch: Batch): Batch {
    for (let row = 0; row < this.numEnvs; row++) this.#transform.writeRow(batch, row, this.#observations);
    return this.#observations;
  }
}
