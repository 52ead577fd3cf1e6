/**
 * Trained numbers that are the same in every state, appended to each row: the log standard deviations of a Gaussian policy
 * ("state-independent", as in CleanRL and Stable-Baselines3).
 */

import { layers, type Tensor, tf } from '../tf.ts';
import type { Symbolic } from './dense.ts';

/** Appends `initial.length` numbers to `input` `[batch, n]`, trained from these values: `[batch, n + initial.length]`. */
export function appendFreeNumbers(input: Symbolic, initial: readonly number[]): Symbolic {
  const layer = new FreeNumbers(initial.length);
  const output = layer.apply(input) as Symbolic;
  tf.tidy(() => layer.setWeights([tf.tensor2d([...initial], [1, initial.length])]));
  return output;
}

class FreeNumbers extends layers.layers.Layer {
  static readonly className = 'FreeNumbers';
  readonly #count: number;
  #numbers: ReturnType<layers.layers.Layer['addWeight']> | null = null;

  constructor(count: number) {
    super({});
    this.#count = count;
  }

  override build(): void {
    this.#numbers = this.addWeight('numbers', [1, this.#count], 'float32', layers.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch, width]: (number | null)[]): (number | null)[] {
    return [batch!, width! + this.#count];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const rows = Array.isArray(inputs) ? inputs[0]! : inputs;
      return tf.concat([rows, tf.tile(this.#numbers!.read(), [rows.shape[0]!, 1])], 1);
    });
  }
}
