/** Means and variances of float32 batches, summed in double precision. */

/** Keeps a division finite where all values are equal. */
const NORMALISE_EPSILON = 1e-8;

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Population variance. */
export function variance(values: ArrayLike<number>): number {
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - center) ** 2;
  return sum / values.length;
}

/** To mean 0 and standard deviation 1, in place; one value alone is left as it is. */
export function normalise(values: Float32Array): void {
  if (values.length < 2) return;
  const center = mean(values);
  const scale = 1 / (Math.sqrt(variance(values)) + NORMALISE_EPSILON);
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - center) * scale;
}
