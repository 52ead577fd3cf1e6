/** A rollout's memory: what PPO collects from its environments before it learns, as structure of arrays. */
import { HostTensor } from '../../tensor/index.ts';
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

/** Transitions to learn from, in arrays that are used again for the next. */
export type PpoMinibatch = {
  readonly observations: HostTensor<Rows>; // [batch, features]
  readonly actions: HostTensor<ActionRows>; // [batch, width]
  readonly logProbabilities: HostTensor<Float32Array>; // [batch]
  readonly advantages: HostTensor<Float32Array>; // [batch]
  readonly returns: HostTensor<Float32Array>; // [batch]
};

export function createMinibatch(batch: number, encoder: Encoder, head: ActionHead): PpoMinibatch {
  const column = () => new HostTensor(new Float32Array(batch), [batch]);
  return {
    observations: new HostTensor(createRows(encoder, batch), [batch, encoder.features]),
    actions: new HostTensor(head.createRows(batch), [batch, head.width]),
    logProbabilities: column(),
    advantages: column(),
    returns: column(),
  };
}

/**
 * Copies the transitions named by `indices` `[batch]` (into `[steps * numEnvs]`) to `batch`. One way through the indices for all
 * columns: each in a loop of its own takes twice as long, right after a gradient step has swept the caches.
 */
export function gather(rollout: RolloutBuffer, indices: Int32Array, batch: PpoMinibatch): void {
  const { logProbabilities, advantages, returns } = rollout;
  const toLogProbabilities = batch.logProbabilities.values;
  const toAdvantages = batch.advantages.values;
  const toReturns = batch.returns.values;
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    toLogProbabilities[row] = logProbabilities[index]!;
    toAdvantages[row] = advantages[index]!;
    toReturns[row] = returns[index]!;
  }
  gatherRows(rollout.observations, indices, batch.observations);
  gatherRows(rollout.actions, indices, batch.actions);
}

function gatherRows<T extends Rows | ActionRows>(from: T, indices: Int32Array, to: HostTensor<T>): void {
  const { values, shape } = to;
  const width = shape[1]!;
  for (let row = 0; row < indices.length; row++) copyElements(from, indices[row]! * width, values, row * width, width);
}

/**
 * How much of the returns' variance the critic foresaw: 1 all of it, 0 none, below 0 worse than a constant (detail 12).
 * 0 where the returns do not vary.
 */
export function explainedVariance(rollout: RolloutBuffer): number {
  const total = variance(rollout.returns);
  return total === 0 ? 0 : 1 - variance(rollout.advantages) / total;
}
