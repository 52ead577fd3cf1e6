/** A rollout's memory: what PPO collects from its environments before it learns, as structure of arrays. */
import type { ActionHead, ActionRows } from '../core/action-head.ts';
import { createRows, type Encoder } from '../core/encoder.ts';
import { copyElements, type Rows } from '../core/rows.ts';
import { variance } from '../core/statistics.ts';
import type { Rollout } from './gae.ts';

export interface RolloutBuffer extends Rollout {
  readonly observations: Rows; // [steps, numEnvs, features]
  readonly actions: ActionRows; // [steps, numEnvs, width]
  /** log pi(a|s) under the policy that collected. */
  readonly logProbabilities: Float32Array; // [steps, numEnvs]
  readonly advantages: Float32Array; // [steps, numEnvs]
  readonly returns: Float32Array; // [steps, numEnvs]
}

export function createRollout(steps: number, numEnvs: number, encoder: Encoder, head: ActionHead): RolloutBuffer {
  const size = steps * numEnvs;
  return {
    steps,
    numEnvs,
    observations: createRows(encoder, size),
    actions: head.createRows(size),
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
  readonly observations: Rows; // [batch, features]
  readonly actions: ActionRows; // [batch, width]
  readonly logProbabilities: Float32Array; // [batch]
  readonly advantages: Float32Array; // [batch]
  readonly returns: Float32Array; // [batch]
}

/** Copies the transitions named by `indices` (into `[steps * numEnvs]`). */
export function gather(rollout: RolloutBuffer, indices: Int32Array, encoder: Encoder, head: ActionHead): PpoMinibatch {
  const batch = indices.length;
  const { features } = encoder;
  const { width } = head;
  const observations = createRows(encoder, batch);
  const actions = head.createRows(batch);
  const logProbabilities = new Float32Array(batch);
  const advantages = new Float32Array(batch);
  const returns = new Float32Array(batch);
  for (let row = 0; row < batch; row++) {
    const i = indices[row]!;
    copyElements(rollout.observations, i * features, observations, row * features, features);
    for (let j = 0; j < width; j++) actions[row * width + j] = rollout.actions[i * width + j]!;
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
