/**
 * A vector environment of a world that has a native kernel: what is behind `makeVec` where it finds one.
 *
 * Every row has a generator of its own and the time limit inside, so that a batch gives, bit for bit, what as many single
 * environments of `make` with the same seeds give, and its saved states fit them (`test/envs/vector`). Gymnasium's own vector
 * CartPole draws all starts from one generator instead.
 */
import type { Env, EnvMetadata, EnvSpec, State } from '../core/env.ts';
import { InvalidActionError } from '../core/errors.ts';
import { make, type VectorEntryPointArgs } from '../core/registry.ts';
import { Generator } from '../core/seeding/generator.ts';
import { PCG64_WORDS } from '../core/seeding/pcg64.ts';
import { show } from '../core/show.ts';
import type { Phase } from '../core/world.ts';
import type { Space } from '../spaces/space.ts';
import { type RowCodec, rowCodec } from './batch.ts';
import { type Kernel, NO_INFO } from './kernel.ts';
import {
  checkResetMask,
  checkVectorOptions,
  endedError,
  neverResetError,
  noSuchEnvError,
  notResetError,
  seedOfEach,
} from './reset-args.ts';
import { ENDED, NEW, RUNNING } from './row-phase.ts';
import type { AutoresetMode, Batch, VectorEnv, VectorReset, VectorResetArgs, VectorStep } from './vector-env.ts';
import { readVectorState, writeVectorState } from './vector-state.ts';

/** What `getState` of a single environment gives: the world in `OrderEnforcing`, and in `TimeLimit` if there is a limit. */
type OrderedState = {
  readonly phase: Phase;
  readonly env: { readonly phase: Phase; readonly generator: State; readonly world: State };
};
type LimitedState = { readonly elapsedSteps: number; readonly env: OrderedState };

export class KernelVectorEnv implements VectorEnv {
  readonly numEnvs: number;
  readonly singleObservationSpace: Space;
  readonly singleActionSpace: Space;
  readonly autoresetMode: AutoresetMode;
  readonly metadata: EnvMetadata;
  readonly spec: EnvSpec;
  readonly #kernel: Kernel;
  /** Steps to an episode at most; Infinity for no limit. */
  readonly #limit: number;
  readonly #observationRows: RowCodec;
  readonly #actionRows: RowCodec;
  /** Whether no row is NEW, since when they have all been reset. */
  #begun = false;
  /** Whether a generator of a running episode may be null: only after `setState`. */
  #lacksGenerators = false;
  /** How many of `finalInfos` are not null: those of the first so many of the kernel's `finished`. */
  #finished = 0;
  /** A single environment like each of these: what can be restored into it can be restored here. Made when first needed. */
  #single: Env | null = null;

  constructor(kernel: Kernel, { numEnvs, autoresetMode, maxEpisodeSteps, spec }: VectorEntryPointArgs) {
    checkVectorOptions(numEnvs, autoresetMode);
    this.numEnvs = numEnvs;
    this.singleObservationSpace = kernel.observationSpace;
    this.singleActionSpace = kernel.actionSpace;
    this.autoresetMode = autoresetMode;
    this.metadata = kernel.metadata;
    this.spec = spec;
    this.#kernel = kernel;
    this.#limit = maxEpisodeSteps ?? Number.POSITIVE_INFINITY;
    this.#observationRows = rowCodec(kernel.observationSpace);
    this.#actionRows = rowCodec(kernel.actionSpace);
  }

  /** As `SyncVectorEnv.reset`. */
  reset(args: VectorResetArgs = {}): VectorReset {
    const kernel = this.#kernel;
    const seeds = seedOfEach(args.seed, this.numEnvs);
    const start = kernel.readStart(args.options ?? {});
    const mask = args.resetMask ?? null;
    if (mask !== null) {
      checkResetMask(mask, this.numEnvs);
      const missing = kernel.phases.findIndex((phase, index) => phase === NEW && mask[index] === 0);
      if (missing !== -1) throw neverResetError(missing);
    }
    for (let index = 0; index < this.numEnvs; index++) {
      if (mask !== null && mask[index] === 0) kernel.infos[index] = NO_INFO;
      else this.#begin(index, seeds[index] ?? null, start);
    }
    this.#begun = true;
    return { observations: kernel.observations, infos: kernel.infos };
  }

  /** As `SyncVectorEnv.step`. */
  step(actions: Batch): VectorStep {
    const kernel = this.#kernel;
    if (!this.#begun) throw notResetError();
    const complaint = this.#actionRows.complaint(actions, this.numEnvs);
    if (complaint !== null) throw new InvalidActionError(`Cannot step ${this.spec.id}: the actions ${complaint}.`);
    const waits = this.autoresetMode === 'disabled' && kernel.phases.includes(ENDED);
    if (!kernel.take(actions) || waits) this.#refuse(actions);
    if (this.#lacksGenerators) this.#drawGenerators();
    const sameStep = this.autoresetMode === 'same-step';
    const { finished, finalInfos } = kernel;
    for (let k = 0; sameStep && k < this.#finished; k++) finalInfos[finished[k]!] = null;
    this.#finished = kernel.step(this.#limit, sameStep);
    return {
      observations: kernel.observations,
      rewards: kernel.rewards,
      terminations: kernel.terminations,
      truncations: kernel.truncations,
      infos: kernel.infos,
      finalObservations: sameStep ? kernel.finalObservations : null,
      finalInfos: sameStep ? finalInfos : null,
    };
  }

  getEnvState(index: number): State {
    if (!Number.isInteger(index) || index < 0 || index >= this.numEnvs) throw noSuchEnvError(index, this.numEnvs);
    const kernel = this.#kernel;
    const rowPhase = kernel.phases[index];
    // A time limit ends an episode outside the world, which goes on as far as it knows.
    const isOver = rowPhase === ENDED && kernel.hasEnded(index);
    const phase: Phase = rowPhase === NEW ? 'new' : isOver ? 'ended' : 'running';
    const generator = kernel.generators[index]?.getState() ?? null;
    const env: OrderedState = { phase, env: { phase, generator, world: kernel.save(index) } };
    return this.#limit === Number.POSITIVE_INFINITY
      ? env
      : ({ elapsedSteps: kernel.elapsed[index]!, env } satisfies LimitedState);
  }

  getState(): State {
    const { observations, phases } = this.#kernel;
    const space = this.singleObservationSpace;
    return writeVectorState({
      envs: Array.from(phases, (_, index) => this.getEnvState(index)),
      observations: Array.from(phases, (phase, index) =>
        phase === NEW ? null : (space.valueToJSON(this.#observationRows.read(observations, index)) as State),
      ),
      begun: phases.map((phase) => (phase === NEW ? 0 : 1)),
      ended: phases.map((phase) => (phase === ENDED ? 1 : 0)),
    });
  }

  setState(state: State): void {
    const { envs, observations, begun, ended } = readVectorState(state, this.numEnvs);
    const values = observations.map((json) => (json === null ? null : this.singleObservationSpace.valueFromJSON(json)));
    this.#single ??= make(this.spec.id, { ...this.spec.kwargs, maxEpisodeSteps: this.spec.maxEpisodeSteps });
    for (const env of envs) this.#single.setState(env); // throws on a bad one, before anything has changed
    const kernel = this.#kernel;
    envs.forEach((env, index) => {
      const limited = this.#limit === Number.POSITIVE_INFINITY ? null : (env as LimitedState);
      const { generator, world, phase } = (limited?.env ?? (env as OrderedState)).env;
      kernel.generators[index] = generator === null ? null : Generator.fromState(generator, this.#words(index));
      kernel.load(index, world, phase === 'ended');
      kernel.elapsed[index] = limited?.elapsedSteps ?? 0;
      kernel.phases[index] = begun[index] === 0 ? NEW : ended[index] === 1 ? ENDED : RUNNING;
      if (values[index] !== null) this.#observationRows.write(kernel.observations, index, values[index]);
    });
    this.#begun = !kernel.phases.includes(NEW);
    this.#lacksGenerators = kernel.generators.includes(null);
  }

  close(): void {}

  /** Begins an episode of environment `index`, from a seed or from where its generator is. */
  #begin(index: number, seed: number | bigint | null, start: unknown): void {
    const kernel = this.#kernel;
    const generator = kernel.generators[index]!;
    const words = this.#words(index);
    const before = seed === null || generator === null ? null : words.slice();
    if (seed !== null || generator === null) kernel.generators[index] = Generator.fromSeed(seed, words);
    try {
      kernel.begin(index, start);
    } catch (error) {
      // As a single world: the episode before and its generator are still there.
      kernel.generators[index] = generator;
      if (before !== null) words.set(before);
      throw error;
    }
    kernel.terminations[index] = 0;
    kernel.truncations[index] = 0;
  }

  /** Throws for the first row that cannot be stepped. There may be none: the action of one that ended does not count. */
  #refuse(actions: Batch): void {
    const { phases } = this.#kernel;
    for (let index = 0; index < this.numEnvs; index++) {
      if (phases[index] === ENDED) {
        if (this.autoresetMode === 'disabled') throw endedError(index);
        continue;
      }
      const action = this.#actionRows.read(actions, index);
      if (!this.singleActionSpace.contains(action)) {
        throw new InvalidActionError(
          `Cannot step environment ${index} of ${this.spec.id}: an action is in ${this.singleActionSpace}, ` +
            `got ${show(action)}. Take one from its action space.`,
        );
      }
    }
  }

  /** Seeds from entropy where the kernel would draw from nothing. */
  #drawGenerators(): void {
    const { generators } = this.#kernel;
    for (let index = 0; index < this.numEnvs; index++) {
      generators[index] ??= Generator.fromSeed(null, this.#words(index));
    }
    this.#lacksGenerators = false;
  }

  /** Where the generator of environment `index` is. */
  #words(index: number): Uint32Array {
    return this.#kernel.generatorWords.subarray(index * PCG64_WORDS, (index + 1) * PCG64_WORDS);
  }
}
