/**
 * Centres observations and scales them to unit variance, by the mean and variance of all that the wrapper has seen.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/stateful_observation.py`, `NormalizeObservation`; the same to the bit.
 */
import type { Env, State } from '../core/env.ts';
import { sizeOf } from '../spaces/arrays.ts';
import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { ObservationWrapper } from './observation-wrapper.ts';
import { RunningMeanStd } from './running-mean-std.ts';

const DEFAULT_EPSILON = 1e-8; // Gymnasium's

export interface NormalizeObservationOptions {
  /** Added to the variance, above 0; default 1e-8. */
  readonly epsilon?: number;
}

/** Throws `RangeError` where `epsilon` is not above 0. */
export function checkEpsilon(wrapper: string, epsilon: number): void {
  if (epsilon > 0) return;
  throw new RangeError(`Cannot make a ${wrapper}: epsilon is above 0, got ${epsilon}. Gymnasium's is 1e-8.`);
}

/** The statistics of values of a space. Throws `TypeError` where they are not numbers of one shape. */
export function statisticsOf(space: Space): RunningMeanStd {
  if (space.shape === null) {
    throw new TypeError(
      `Cannot make a NormalizeObservation: observations are numbers of one shape, got ${String(space)}. Flatten them first.`,
    );
  }
  // Mean and variance begin in float32 there too, whatever the observations are.
  return new RunningMeanStd(sizeOf(space.shape), space.dtype === 'float32' ? 'float32' : 'float64', 'float32');
}

export class NormalizeObservation<Act = unknown> extends ObservationWrapper<Float32Array, Act> {
  override readonly observationSpace: Box<Float32Array>;
  /** False to keep the statistics as they are, as when a trained agent is evaluated. */
  updateRunningMean = true;
  readonly #epsilon: number;
  readonly #statistics: RunningMeanStd;

  /** @throws {TypeError} where observations are not numbers of one shape; {RangeError} on a bad epsilon */
  constructor(env: Env<unknown, Act>, options: NormalizeObservationOptions = {}) {
    super(env);
    this.#epsilon = options.epsilon ?? DEFAULT_EPSILON;
    checkEpsilon('NormalizeObservation', this.#epsilon);
    this.#statistics = statisticsOf(env.observationSpace);
    const { shape } = env.observationSpace;
    this.observationSpace = new Box({ low: -Infinity, high: Infinity, shape: shape ?? [] });
  }

  /** What the observations were so far. */
  get obsRms(): { readonly mean: ArrayLike<number>; readonly variance: ArrayLike<number>; readonly count: number } {
    return this.#statistics;
  }

  override observation(observation: unknown): Float32Array {
    const values = typeof observation === 'number' ? [observation] : (observation as ArrayLike<number>);
    if (this.updateRunningMean) this.#statistics.update(values, 1);
    const normalised = new Float32Array(values.length);
    this.#statistics.normalise(values, 0, normalised, 0, this.#epsilon);
    return normalised;
  }

  override getState(): State {
    return { statistics: this.#statistics.getState(), env: this.env.getState() };
  }

  override setState(state: State): void {
    const { statistics, env } = (state ?? {}) as { statistics?: State; env?: State };
    if (!this.#statistics.accepts(statistics) || env === undefined) {
      throw this.badState('an object of statistics (mean, variance, count) and env', state);
    }
    this.env.setState(env);
    this.#statistics.setState(statistics);
  }
}
