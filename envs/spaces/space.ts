/**
 * The space contract: a set of values with a distribution, as Gymnasium's `gymnasium/spaces/space.py`.
 *
 * A space owns a generator of its own (seeded by `seed`, else from entropy at the first draw); sampling is bit for bit
 * Gymnasium's under the same seed. Spaces are immutable otherwise and may be shared.
 */
import type { Seed, State } from '../core/env.ts';

export type DType =
  | 'float32'
  | 'float64'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool';

/**
 * What narrows a draw: a mask of what may be drawn, or probabilities. Each class of spaces says its form; null, or leaving it
 * out, narrows nothing.
 */
export interface SampleOptions {
  readonly mask?: unknown;
  readonly probability?: unknown;
}

export interface Space<T = unknown> {
  /**
   * Gymnasium's class names: `Discrete`, `Box`, `MultiDiscrete`, `MultiBinary`, `Text`, `Dict`, `Tuple`, `Sequence`, `Graph`,
   * `OneOf`.
   */
  readonly type: string;
  /** `[]` for a scalar, null where a value is not one array of one length. */
  readonly shape: readonly number[] | null;
  readonly dtype: DType | null;
  /** @throws {RangeError|TypeError} on a mask or probabilities that are not of this space's form, or both at once. */
  sample(options?: SampleOptions): T;
  contains(value: unknown): value is T;
  /** Re-seeds; returns the seeds used, in Gymnasium's layout. */
  seed(seed?: Seed): unknown;
  /** JSON (infinities as the strings `"Infinity"`, `"-Infinity"`), what the wire carries; `spaceFromJSON` reads it. */
  toJSON(): SpaceJSON;
  /** A value of this space as plain JSON (typed arrays become nested-free flat number arrays) and back. */
  valueToJSON(value: T): unknown;
  /** Throws `TypeError`/`RangeError` naming what was wrong where `json` is no value of this space. */
  valueFromJSON(json: unknown): T;
  /** The generator's state. */
  getState(): State;
  setState(state: State): void;
}

export type SpaceJSON = { readonly type: string } & { readonly [key: string]: unknown };
