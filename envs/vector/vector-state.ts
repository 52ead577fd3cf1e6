/**
 * The state of a vector environment: each environment's own, its present observation, and which of them have begun and
 * ended an episode. One form for all vector environments of a world, so that what a native kernel saved a loop over
 * single environments can restore.
 */
import type { State } from '../core/env.ts';
import { InvalidStateError } from '../core/errors.ts';
import { show } from '../core/show.ts';

const FORMAT = 'ludus.vector.v1';

export interface VectorStateParts {
  readonly envs: readonly State[]; // [numEnvs]
  /** As the space's `valueToJSON` gives it; null before the first reset. */
  readonly observations: readonly State[]; // [numEnvs]
  readonly begun: Uint8Array; // [numEnvs] 0 or 1
  readonly ended: Uint8Array; // [numEnvs] 0 or 1
}

export function writeVectorState({ envs, observations, begun, ended }: VectorStateParts): State {
  return { format: FORMAT, envs, observations, begun: Array.from(begun), ended: Array.from(ended) };
}

/** Throws `InvalidStateError` where `state` is not of a vector environment of `numEnvs`. */
export function readVectorState(state: State, numEnvs: number): VectorStateParts {
  const { format, envs, observations, begun, ended } = (state ?? {}) as { readonly [key: string]: State };
  if (
    format !== FORMAT ||
    !Array.isArray(envs) ||
    !Array.isArray(observations) ||
    observations.length !== envs.length ||
    !isFlags(begun, envs.length) ||
    !isFlags(ended, envs.length)
  ) {
    throw new InvalidStateError(
      `Cannot restore: the state is one that a vector environment's getState() gave (format ${FORMAT}), got ${show(state)}.`,
    );
  }
  if (envs.length !== numEnvs) {
    throw new InvalidStateError(
      `Cannot restore: the state is of ${numEnvs} environments, got ${envs.length}. Make as many as were saved.`,
    );
  }
  return { envs, observations, begun: Uint8Array.from(begun), ended: Uint8Array.from(ended) };
}

/** Whether `value` is `length` zeros and ones. */
export function isFlags(value: State | undefined, length: number): value is number[] {
  return Array.isArray(value) && value.length === length && value.every((flag) => flag === 0 || flag === 1);
}
