/** What the tests of `capture` share. */

import { tf } from './setup.ts';

/** The values of a tensor, which is disposed of. */
export function take(tensor: tf.Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

export function variable(...values: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor1d(values)));
}

export function vector(...values: number[]): tf.Tensor1D {
  return tf.tensor1d(values);
}

/** Runs `body` as often as it takes to have recorded and replayed, with the number of the run. */
export function often(body: (run: number) => void, runs = 5): void {
  for (let run = 0; run < runs; run++) body(run);
}
