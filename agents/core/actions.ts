/**
 * Discrete actions as the learners see them: indices in `[0, n)`, whatever number the space starts at; and the choice of
 * one from a network's outputs.
 */
import type { Space } from '../../envs/spaces/space.ts';

export interface DiscreteActions {
  readonly n: number;
  /** The smallest action: action = index + start. */
  readonly start: number;
}

/** For agents of action values. @throws {TypeError} on any other space, naming the agents that can act there. */
export function discreteActions(space: Space, agent: string): DiscreteActions {
  if (space.type !== 'Discrete') {
    throw new TypeError(
      `Cannot learn with ${agent}: it needs a Discrete action space, this environment's is ${space}. ` +
        'The agents "ppo" and "reinforce" act in MultiDiscrete and Box spaces too, "random" in any.',
    );
  }
  return space as Space & DiscreteActions;
}

/** Index of the largest of `values[from .. from + n)`, relative to `from`; the first of equals. */
export function argmax(values: ArrayLike<number>, from: number, n: number): number {
  let best = 0;
  for (let i = 1; i < n; i++) if (values[from + i]! > values[from + best]!) best = i;
  return best;
}

/**
 * Softmax of `logits[from .. from + n)` into `out[0 .. n)`, by the largest logit subtracted so that nothing overflows.
 *
 * @returns the log of the sum of exponentials, so that `log p_i = logits[from + i] - it`.
 */
export function softmax(logits: ArrayLike<number>, from: number, n: number, out: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) if (logits[from + i]! > largest) largest = logits[from + i]!;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    out[i] = Math.exp(logits[from + i]! - largest);
    sum += out[i]!;
  }
  for (let i = 0; i < n; i++) out[i]! /= sum;
  return largest + Math.log(sum);
}

/** Draws an index in proportion to `probabilities[0 .. n)`. @param uniform in the range `[0, 1)`. */
export function drawIndex(probabilities: ArrayLike<number>, n: number, uniform: number): number {
  let cumulative = 0;
  for (let i = 0; i < n - 1; i++) {
    cumulative += probabilities[i]!;
    if (uniform < cumulative) return i;
  }
  return n - 1;
}
