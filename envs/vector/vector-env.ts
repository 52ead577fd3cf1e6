/**
 * The vector environment contract: `numEnvs` copies of one world stepped together, as structure of arrays.
 *
 * Every array is contiguous, allocated once, and **overwritten by the next call**: copy what you keep. Row i belongs to
 * environment i.
 *
 * Autoreset (Gymnasium 1.1's modes, `gymnasium/vector/vector_env.py`): an episode that ended is begun again
 * - `next-step`: by the following `step`, whose action for it is ignored and whose reward for it is 0;
 * - `same-step`: by the step that ended it: `observations` holds the new episode's first observation, `finalObservations`
 *   the old episode's last one;
 * - `disabled`: by the caller, `reset({ resetMask })`.
 */
import type { EnvMetadata, EnvSpec, Info, Seed, State } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';

export type AutoresetMode = 'next-step' | 'same-step' | 'disabled';

export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/**
 * A batch of values of one space: `Box`, `Discrete`, `MultiDiscrete`, `MultiBinary` as one typed array
 * `[numEnvs, ...shape]` (`Discrete` as Int32Array, or Float64Array where its values do not fit; `bool` and `MultiBinary`
 * as Uint8Array), `Dict` as an object of batches, `Tuple` as an array of batches, `Text` as an array of strings, `Sequence`,
 * `Graph` and `OneOf` as an array of values.
 */
export type Batch = NumericArray | readonly string[] | readonly Batch[] | { readonly [key: string]: Batch };

export interface VectorReset {
  readonly observations: Batch;
  readonly infos: readonly Info[];
}

export interface VectorStep {
  readonly observations: Batch;
  readonly rewards: Float64Array; // [numEnvs] float64
  readonly terminations: Uint8Array; // [numEnvs] 0 or 1
  readonly truncations: Uint8Array; // [numEnvs] 0 or 1
  /** One per environment; native kernels share one frozen empty object where there is nothing to say. */
  readonly infos: readonly Info[];
  /**
   * `same-step` only: row i is the last observation of the episode that ended in this step where
   * `terminations[i] || truncations[i]`, else unspecified. Null in the other modes.
   */
  readonly finalObservations: Batch | null;
  readonly finalInfos: readonly (Info | null)[] | null;
}

export interface VectorResetArgs {
  /** A number seeds environment i with `seed + i`, as Gymnasium does; a list seeds each, null leaving one unseeded. */
  readonly seed?: Seed | readonly (Seed | null)[] | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** `disabled` mode: reset only where nonzero, `[numEnvs]`. */
  readonly resetMask?: Uint8Array | undefined;
}

export interface VectorEnv {
  readonly numEnvs: number;
  readonly singleObservationSpace: Space;
  readonly singleActionSpace: Space;
  readonly autoresetMode: AutoresetMode;
  readonly metadata: EnvMetadata;
  readonly spec: EnvSpec | null;
  reset(args?: VectorResetArgs): VectorReset;
  /** `actions`: a batch of `singleActionSpace`. Throws, naming the environment, on an action outside the space. */
  step(actions: Batch): VectorStep;
  /** The whole state of environment `index`, in the form `make(spec.id, spec.kwargs)` can `setState`. */
  getEnvState(index: number): State;
  /** The whole state of all, pending autoresets included. */
  getState(): State;
  setState(state: State): void;
  close(): void;
}
