/**
 * The contract of a native kernel: a world in batches. `KernelVectorEnv` makes a vector environment of it, checking, seeding
 * and saving for all of them alike; the kernel holds the arrays, steps the rows and knows the world's rules.
 *
 * Row i of every array is environment i. A kernel gives, bit for bit, what single environments with the same seeds give
 * (`test/envs/vector`), so each row draws from a generator of its own. Most kernels extend `RowKernel`, which does all but the rules;
 * CartPole's implements this directly, its arrays being in the memory of a WebAssembly module.
 */
import type { EnvMetadata, Info, State } from '../core/env.ts';
import type { Generator } from '../core/seeding/generator.ts';
import type { Space } from '../spaces/space.ts';
import type { Batch } from './vector-env.ts';

/** What a row has to say where it has nothing to say: shared, so that a step allocates no info. */
export const NO_INFO: Info = Object.freeze({});

/** `Start`: what `reset`'s options say, read; whatever the world's episodes begin from. */
export interface Kernel<Start = unknown> {
  readonly numEnvs: number;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly metadata: EnvMetadata;

  /** The generators' states, `[numEnvs, PCG64_WORDS]`: where each of `generators` keeps its words. */
  readonly generatorWords: Uint32Array;
  /** Null where nothing has been drawn yet. Kept by `KernelVectorEnv`; there is one for each running row. */
  readonly generators: (Generator | null)[]; // [numEnvs]

  readonly observations: Batch; // [numEnvs, ...]
  /** Written by steps with `sameStep`, in the rows of `finished`. */
  readonly finalObservations: Batch; // [numEnvs, ...]
  readonly rewards: Float64Array; // [numEnvs]
  readonly terminations: Uint8Array; // [numEnvs] 0 or 1
  readonly truncations: Uint8Array; // [numEnvs] 0 or 1
  readonly infos: Info[]; // [numEnvs]
  /** As `finalObservations`; the other rows are what they were. */
  readonly finalInfos: (Info | null)[]; // [numEnvs]
  /** Steps of the running episode. */
  readonly elapsed: Float64Array; // [numEnvs]
  /** `RUNNING`, `ENDED` or `NEW` (`row-phase.ts`). */
  readonly phases: Uint8Array; // [numEnvs]
  /** The rows whose episode ended in the last step, filled from the front. */
  readonly finished: Int32Array; // [numEnvs]

  /** Reads `reset`'s options. Throws `TypeError`/`RangeError` on a bad one, with nothing changed. */
  readStart(options: Readonly<Record<string, unknown>>): Start;

  /** Begins an episode of a row, drawing from its generator: observation, info, no step elapsed, running, no flags. */
  begin(row: number, start: Start): void;

  /**
   * Takes a copy of what the rows are to do. False where a running row's action may lie outside the space; the step is then
   * looked at closely, and refused or done.
   */
  take(actions: Batch): boolean;

  /**
   * Steps every running row by its action; a row that has ended begins its next episode instead, with the default start.
   *
   * @param limit steps to an episode at most; Infinity for none
   * @param sameStep whether an episode that ends is begun again at once
   * @returns how many episodes ended in this step: the rows are in `finished`
   */
  step(limit: number, sameStep: boolean): number;

  /** Whether the world itself ended the row's episode, as against a limit from outside. Asked of ended rows. */
  hasEnded(row: number): boolean;

  /** The world's own state, as `World.saveWorld` gives it. */
  save(row: number): State;

  /** Takes over a world's state that a single environment has let pass; `isOver`: the world itself has ended the episode. */
  load(row: number, world: State, isOver: boolean): void;
}
