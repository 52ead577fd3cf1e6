/** A rollout's memory: what PPO collects from its environments before it learns, as structure of arrays. */
import { variance } from '../core/statistics.ts';
import type { Rollout } from './gae.ts';

export interface RolloutBuffer extends Rollout {
  readonly observations: Float32Array; // [steps, numEnvs, features]
  /** Indices in `[0, numActions)`. */
  readonly actions: Int32Array; // [steps, numEnvs]
  /** log pi(a|s) under the policy that collected. */
  readonly logProbabilities: Float32Array; // [steps, numEnvs]
  readonly advantages: Float32Array; // [steps, numEnvs]
  readonly returns: Float32Array; // [steps, numEnvs]
}

export function createRollout(steps: number, numEnvs: number, features: number): RolloutBuffer {
  const size = steps * numEnvs;
  return {
    steps,
    numEnvs,
    observations: new Float32Array(size * features),
    actions: new Int32Array(size),
    logProbabilities: new Float32Array(size),
    rewards: new Float32Array(size),
    values: new Float32Array(size),
    nextValues: new Float32Array(size),
    terminations: new Uint8Array(size),
    truncations: new Uint8Array(size),
    advantages: new Float32Array(size),
    returns: new Float32Array(size),
  };
}

/**
 * Fills `nextValues` of the step that begins at `at` where the episode goes on: there V(s') is the value of the
 * observation acted on next. Where it ended, what was written at the end stays.
 *
 * @param values `[numEnvs]`, the critic's values of the observations after that step.
 */
export function bootstrapContinuing(rollout: RolloutBuffer, at: number, values: Float32Array): void {
  for (let env = 0; env < rollout.numEnvs; env++) {
    const i = at + env;
    if (rollout.terminations[i] === 0 && rollout.truncations[i] === 0) rollout.nextValues[i] = values[env]!;
  }
}

export interface PpoMinibatch {
  readonly observations: Float32Array; // [batch, features]
  readonly actions: Int32Array; // [batch]
  readonly logProbabilities: Float32Array; // [batch]
  readonly advantages: Float32Array; // [batch]
  readonly returns: Float32Array; // [batch]
}

/** Copies the transitions named by `indices` (into `[steps * numEnvs]`). */
export function gather(rollout: RolloutBuffer, indices: Int32Array, features: number): PpoMinibatch {
  const batch = indices.length;
  const observations = new Float32Array(batch * features);
  const actions = new Int32Array(batch);
  const logProbabilities = new Float32Array(batch);
  const advantages = new Float32Array(batch);
  const returns = new Float32Array(batch);
  for (let row = 0; row < batch; row++) {
    const i = indices[row]!;
    for (let j = 0; j < features; j++) observations[row * features + j] = rollout.observations[i * features + j]!;
    actions[row] = rollout.actions[i]!;
    logProbabilities[row] = rollout.logProbabilities[i]!;
    advantages[row] = rollout.advantages[i]!;
    returns[row] = rollout.returns[i]!;
  }
  return { observations, actions, logProbabilities, advantages, returns };
}

/**
 * How much of the returns' variance the critic foresaw: 1 all of it, 0 none, below 0 worse than a constant (detail 12).
 * 0 where the returns do not vary.
 */
export function explainedVariance(rollout: RolloutBuffer): number {
  const total = variance(rollout.returns);
  return total === 0 ? 0 : 1 - variance(rollout.advantages) / total;
}
