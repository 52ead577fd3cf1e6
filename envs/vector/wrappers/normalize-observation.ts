/**
 * Centres observations and scales them to unit variance, by the mean and variance of all that all environments have given.
 *
 * Source: Gymnasium 1.4 `wrappers/vector/stateful_observation.py`, `NormalizeObservation`, the same to the bit, which knows `next-step`
 * alone. In `same-step` mode final observations are normalised by the statistics but not counted; in `disabled` mode a partial reset
 * counts the rows that were reset, and the others keep what they were.
 */
import type { State } from '../../core/env.ts';
import { numberFromJSON, numberToJSON, sizeOf } from '../../spaces/arrays.ts';
import { Box } from '../../spaces/box.ts';
import { checkEpsilon, type NormalizeObservationOptions, statisticsOf } from '../../wrappers/normalize-observation.ts';
import type { RunningMeanStd } from '../../wrappers/running-mean-std.ts';
import type { Batch, NumericArray, VectorEnv, VectorReset, VectorResetArgs, VectorStep } from '../vector-env.ts';
import { VectorWrapper } from './vector-wrapper.ts';

export class NormalizeObservation extends VectorWrapper {
  /** False to keep the statistics as they are, as when a trained agent is evaluated. */
  updateRunningMean = true;
  readonly #epsilon: number;
  readonly #size: number;
  readonly #statistics: RunningMeanStd;
  readonly #observations: Float32Array; // [numEnvs, ...shape] float32
  readonly #finalObservations: Float32Array | null; // [numEnvs, ...shape] float32
  /** Where the rows of a partial reset are gathered. */
  readonly #gathered: Float64Array; // [numEnvs, ...shape]

  /** @throws {TypeError} where observations are not numbers of one shape; {RangeError} on a bad epsilon */
  constructor(env: VectorEnv, options: NormalizeObservationOptions = {}) {
    const shape = env.singleObservationSpace.shape ?? [];
    super(env, { singleObservationSpace: new Box({ low: -Infinity, high: Infinity, shape }) });
    const { epsilon = 1e-8 } = options;
    checkEpsilon('NormalizeObservation', epsilon);
    this.#epsilon = epsilon;
    this.#statistics = statisticsOf(env.singleObservationSpace);
    this.#size = sizeOf(shape);
    this.#observations = new Float32Array(env.numEnvs * this.#size);
    this.#finalObservations = env.autoresetMode === 'same-step' ? new Float32Array(this.#observations.length) : null;
    this.#gathered = new Float64Array(this.#observations.length);
  }

  /** What the observations were so far. */
  get obsRms(): { readonly mean: ArrayLike<number>; readonly variance: ArrayLike<number>; readonly count: number } {
    return this.#statistics;
  }

  override reset(args?: VectorResetArgs): VectorReset {
    const { observations, infos } = this.env.reset(args);
    this.#take(observations as NumericArray, args?.resetMask ?? null);
    return { observations: this.#observations, infos };
  }

  override step(actions: Batch): VectorStep {
    const result = this.env.step(actions);
    this.#take(result.observations as NumericArray, null);
    const finals = this.#finalObservations;
    if (finals !== null) {
      for (let row = 0; row < this.numEnvs; row++) {
        if (result.terminations[row] === 0 && result.truncations[row] === 0) continue;
        this.#normalise(result.finalObservations as NumericArray, row, finals);
      }
    }
    return { ...result, observations: this.#observations, finalObservations: finals };
  }

  override getState(): State {
    const observations = Array.from(this.#observations, numberToJSON);
    return { statistics: this.#statistics.getState(), observations, env: this.env.getState() };
  }

  override setState(state: State): void {
    const { statistics, observations, env } = (state ?? {}) as { readonly [key: string]: State };
    const isBatch = Array.isArray(observations) && observations.length === this.#observations.length;
    if (!this.#statistics.accepts(statistics) || !isBatch || env === undefined) {
      throw this.badState('an object of statistics (mean, variance, count), observations and env', state);
    }
    this.env.setState(env);
    this.#statistics.setState(statistics);
    observations.forEach((json: State, i: number) => {
      this.#observations[i] = numberFromJSON(json);
    });
  }

  /** Counts and normalises all rows, or those where the mask is nonzero. */
  #take(observations: NumericArray, mask: Uint8Array | null): void {
    if (this.updateRunningMean) {
      if (mask === null) this.#statistics.update(observations, this.numEnvs);
      else this.#statistics.update(this.#gathered, this.#gather(observations, mask));
    }
    for (let row = 0; row < this.numEnvs; row++) {
      if (mask === null || mask[row] !== 0) this.#normalise(observations, row, this.#observations);
    }
  }

  /** Returns how many rows. */
  #gather(observations: NumericArray, mask: Uint8Array): number {
    let count = 0;
    for (let row = 0; row < this.numEnvs; row++) {
      if (mask[row] === 0) continue;
      for (let i = 0; i < this.#size; i++) {
        this.#gathered[count * this.#size + i] = observations[row * this.#size + i]!;
      }
      count++;
    }
    return count;
  }

  #normalise(source: NumericArray, row: number, target: Float32Array): void {
    const first = row * this.#size;
    this.#statistics.normalise(source, first, target, first, this.#epsilon);
  }
}
