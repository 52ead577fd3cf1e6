/**
 * Running mean and variance of each feature over all rows seen, batch by batch: Chan, Golub and LeVeque 1979, the parallel
 * form, as Gymnasium's `RunningMeanStd` and Stable-Baselines3's. In double precision.
 */

/** Rows that the moments count as having seen before the first: their mean is 0 and their variance 1, so nothing divides by 0. */
const PRIOR_COUNT = 1e-4;

export interface RunningMomentsState {
  readonly count: number;
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

export class RunningMoments {
  readonly means: Float64Array; // [features]
  /** Population variances. */
  readonly variances: Float64Array; // [features]
  #count = PRIOR_COUNT;

  constructor(features: number) {
    this.means = new Float64Array(features);
    this.variances = new Float64Array(features).fill(1);
  }

  /** @param rows `[count, features]`, flat. @param count >= 1. */
  update(rows: ArrayLike<number>, count: number): void {
    const { means, variances } = this;
    const features = means.length;
    const total = this.#count + count;
    for (let j = 0; j < features; j++) {
      let mean = 0;
      for (let i = 0; i < count; i++) mean += rows[i * features + j]!;
      mean /= count;
      let squares = 0;
      for (let i = 0; i < count; i++) squares += (rows[i * features + j]! - mean) ** 2;
      const delta = mean - means[j]!;
      means[j] = means[j]! + (delta * count) / total;
      variances[j] = (variances[j]! * this.#count + squares + (delta * delta * this.#count * count) / total) / total;
    }
    this.#count = total;
  }

  getState(): RunningMomentsState {
    return { count: this.#count, means: this.means.slice(), variances: this.variances.slice() };
  }

  setState(state: RunningMomentsState): void {
    this.#count = state.count;
    this.means.set(state.means);
    this.variances.set(state.variances);
  }
}
