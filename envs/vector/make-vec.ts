/**
 * Vector environments by id: a world's native batched kernel where it has one, else a loop over single environments; on request,
 * single environments on worker threads.
 *
 * Source: Gymnasium 1.4 `gymnasium/envs/registration.py`, `make_vec`, whose `vector_entry_point` is `native` here.
 */
import type { Kwargs } from '../core/env.ts';
import { make, resolveMake } from '../core/registry.ts';
import { show } from '../core/show.ts';
import { AsyncVectorEnv } from './async/async-vector-env.ts';
import { checkVectorOptions } from './reset-args.ts';
import { SyncVectorEnv } from './sync-vector-env.ts';
import type { AutoresetMode, VectorEnv } from './vector-env.ts';

export type VectorizationMode = 'native' | 'sync' | 'async';

export interface MakeVecOptions {
  /** At least 1, the default. */
  readonly numEnvs?: number | undefined;
  /** Default: `native` where the world has a kernel and the platform lets it run, else `sync`. All give the same results. */
  readonly vectorizationMode?: VectorizationMode | undefined;
  /** Default `next-step`, as in Gymnasium. */
  readonly autoresetMode?: AutoresetMode | undefined;
  /** Keyword arguments of the world. */
  readonly kwargs?: Kwargs | undefined;
  /** Overrides the registered limit; null or -1 for none. */
  readonly maxEpisodeSteps?: number | null | undefined;
}

/** What only worker threads take: see `AsyncVectorOptions`. */
export interface MakeAsyncVecOptions extends MakeVecOptions {
  readonly vectorizationMode: 'async';
  readonly numWorkers?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly modules?: readonly string[] | undefined;
  readonly timeout?: number | undefined;
}

const MODES: readonly unknown[] = ['native', 'sync', 'async', undefined];
const ASYNC_OPTIONS = ['numWorkers', 'batchSize', 'modules', 'timeout'] as const;

/**
 * Makes `numEnvs` copies of a world that are stepped together.
 *
 * @throws {UnknownEnvError|UnknownKwargError|RangeError} as `make` does; on an unknown mode; on `native` for a world
 *   without a kernel or a platform that does not let it run; on an option of `async` in another mode
 *
 * @example
 * const envs = makeVec('CartPole-v1', { numEnvs: 64, autoresetMode: 'same-step' });
 */
export function makeVec(id: string, options: MakeAsyncVecOptions): AsyncVectorEnv;
export function makeVec(id: string, options?: MakeVecOptions): VectorEnv;
export function makeVec(id: string, options: MakeVecOptions | MakeAsyncVecOptions = {}): VectorEnv {
  const { numEnvs = 1, vectorizationMode, autoresetMode = 'next-step', kwargs = {}, maxEpisodeSteps } = options;
  checkVectorOptions(numEnvs, autoresetMode);
  if (!MODES.includes(vectorizationMode)) {
    throw new RangeError(
      `Cannot make a vector ${id}: vectorizationMode is native, sync or async, got ${show(vectorizationMode)}. Leave it out for the fastest.`,
    );
  }
  const makeOptions = { ...kwargs, maxEpisodeSteps };
  if (vectorizationMode === 'async') {
    return new AsyncVectorEnv(id, makeOptions, { ...options, numEnvs, autoresetMode });
  }
  const misplaced = ASYNC_OPTIONS.find((name) => (options as MakeAsyncVecOptions)[name] !== undefined);
  if (misplaced !== undefined) {
    throw new RangeError(
      `Cannot make a vector ${id}: ${misplaced} is for vectorizationMode async, got ${show(vectorizationMode)}. Leave it out, or take async.`,
    );
  }
  const { registration, spec, kwargs: filledKwargs } = resolveMake(id, makeOptions);
  const { vectorEntryPoint } = registration;
  if (vectorizationMode === 'native' && vectorEntryPoint === undefined) {
    throw new RangeError(
      `Cannot make a vector ${id}: vectorizationMode native is for worlds with a kernel of their own, which this is not. Take sync.`,
    );
  }
  if (vectorEntryPoint !== undefined && vectorizationMode !== 'sync') {
    const { maxEpisodeSteps } = spec;
    const native = vectorEntryPoint({ numEnvs, kwargs: filledKwargs, autoresetMode, maxEpisodeSteps, spec });
    if (native !== null) return native;
    if (vectorizationMode === 'native') {
      throw new RangeError(
        `Cannot make a vector ${id}: vectorizationMode native runs as WebAssembly with SIMD, which this platform refuses. Take sync.`,
      );
    }
  }
  return new SyncVectorEnv(
    Array.from({ length: numEnvs }, () => () => make(id, makeOptions)),
    { autoresetMode },
  );
}
