/** The arithmetic of one Adam step over plain arrays: what `adam.ts` runs on the cpu backend. */

export interface AdamCoefficients {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** `learningRate / (1 - beta1 ** t)`. */
  readonly stepSize: number;
  /** `sqrt(1 - beta2 ** t)`. */
  readonly secondCorrection: number;
}

/** Updates `values`, `firstMoment` and `secondMoment` in place; all four arrays have the same length. */
export function adamKernel(
  values: Float32Array,
  gradients: Float32Array,
  firstMoment: Float32Array,
  secondMoment: Float32Array,
  { beta1, beta2, epsilon, stepSize, secondCorrection }: AdamCoefficients,
): void {
  for (let i = 0; i < values.length; i++) {
    const gradient = gradients[i]!;
    const m = beta1 * firstMoment[i]! + (1 - beta1) * gradient;
    const v = beta2 * secondMoment[i]! + (1 - beta2) * gradient * gradient;
    firstMoment[i] = m;
    secondMoment[i] = v;
    values[i] = values[i]! - (stepSize * m) / (Math.sqrt(v) / secondCorrection + epsilon);
  }
}
