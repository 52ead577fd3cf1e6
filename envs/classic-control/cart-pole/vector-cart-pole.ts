/**
 * CartPole in batches: what is behind `makeVec('CartPole-v1')`. The steps are done by a WebAssembly kernel (`kernel.ts`), in
 * whose memory the arrays lie; this class checks, begins and saves.
 *
 * Every row has a generator of its own and the time limit inside, so that a batch gives, bit for bit, what `numEnvs` single
 * environments of `make` with the same seeds give, and its saved states fit them (`test/envs/vector`). Gymnasium's own
 * kernel draws all starts from one generator instead.
 *
 * Cost: `bench/envs.ts` times it beside Gymnasium's `CartPoleVectorEnv`.
 */
import type { EnvMetadata, EnvSpec, Info, State } from '../../core/env.ts';
import { InvalidActionError } from '../../core/errors.ts';
import type { VectorEntryPointArgs } from '../../core/registry.ts';
import { Generator } from '../../core/seeding/generator.ts';
import { PCG64_WORDS } from '../../core/seeding/pcg64.ts';
import { show } from '../../core/show.ts';
import type { Phase } from '../../core/world.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { rowCodec } from '../../vector/batch.ts';
import {
  checkResetMask,
  checkVectorOptions,
  endedError,
  neverResetError,
  noSuchEnvError,
  notResetError,
  seedOfEach,
} from '../../vector/reset-args.ts';
import type {
  AutoresetMode,
  Batch,
  VectorEnv,
  VectorReset,
  VectorResetArgs,
  VectorStep,
} from '../../vector/vector-env.ts';
import { readVectorState, writeVectorState } from '../../vector/vector-state.ts';
import { OrderEnforcing } from '../../wrappers/order-enforcing.ts';
import { TimeLimit } from '../../wrappers/time-limit.ts';
import { CART_POLE_METADATA, CartPole, cartPoleObservationSpace, readSuttonBartoReward } from './cart-pole.ts';
import { STATE_SIZE } from './constants.ts';
import { type CartPoleKernel, createKernel } from './kernel.ts';
import { ENDED, NEW, RUNNING, SOME_ENDED, SOME_NEW, SOME_OTHER_ACTION } from './kernel-layout.ts';
import { hasFallen, startBounds } from './rules.ts';

const NO_INFO: Info = Object.freeze({});

/** What `getState` of a single environment gives: the world in `OrderEnforcing`, and in `TimeLimit` if there is a limit. */
interface OrderedState {
  readonly phase: Phase;
  readonly env: { readonly phase: Phase; readonly generator: State; readonly world: readonly number[] };
}
interface LimitedState {
  readonly elapsedSteps: number;
  readonly env: OrderedState;
}

/** In the kernel's actions, for whatever is no action. */
const NO_ACTION = -1;

export class VectorCartPole implements VectorEnv {
  readonly numEnvs: number;
  readonly singleObservationSpace = cartPoleObservationSpace();
  readonly singleActionSpace = new Discrete(2);
  readonly autoresetMode: AutoresetMode;
  readonly metadata: EnvMetadata = CART_POLE_METADATA;
  readonly spec: EnvSpec;
  readonly #kernel: CartPoleKernel;
  /** Steps to an episode at most; Infinity for no limit. */
  readonly #limit: number;
  readonly #rewardUpright: number;
  readonly #rewardFallen: number;
  /** What `survey` must not find, as far as its bits tell. */
  readonly #refused: number;
  readonly #actionRows = rowCodec(this.singleActionSpace);
  /** Their words lie in the kernel. Null where nothing has been drawn yet. */
  readonly #generators: (Generator | null)[]; // [numEnvs]
  /** Whether a generator of a running episode may be null: only after `setState`. */
  #lacksGenerators = false;
  readonly #infos: readonly Info[];
  readonly #finalInfos: (Info | null)[] | null;
  /** How many of `#finalInfos` are not null: those of the first so many of the kernel's `finished`. */
  #finished = 0;
  /** A single environment like each of these: what can be restored into it can be restored here. */
  readonly #single: CartPoleLike;

  /** Null where the platform does not let the kernel run. Throws as `createKernel` does. */
  static create(args: VectorEntryPointArgs): VectorCartPole | null {
    checkVectorOptions(args.numEnvs, args.autoresetMode);
    const kernel = createKernel(args.numEnvs);
    return kernel === null ? null : new VectorCartPole(args, kernel);
  }

  private constructor(args: VectorEntryPointArgs, kernel: CartPoleKernel) {
    const { numEnvs, autoresetMode, maxEpisodeSteps, kwargs, spec } = args;
    const suttonBarto = readSuttonBartoReward(kwargs);
    this.numEnvs = numEnvs;
    this.autoresetMode = autoresetMode;
    this.spec = spec;
    this.#kernel = kernel;
    this.#limit = maxEpisodeSteps ?? Number.POSITIVE_INFINITY;
    this.#rewardUpright = suttonBarto ? 0 : 1;
    this.#rewardFallen = suttonBarto ? -1 : 1;
    this.#refused = SOME_NEW | SOME_OTHER_ACTION | (autoresetMode === 'next-step' ? 0 : SOME_ENDED);
    this.#generators = new Array<Generator | null>(numEnvs).fill(null);
    this.#infos = Object.freeze(new Array<Info>(numEnvs).fill(NO_INFO));
    this.#finalInfos = autoresetMode === 'same-step' ? new Array<Info | null>(numEnvs).fill(null) : null;
    const ordered = new OrderEnforcing(new CartPole(kwargs), spec);
    this.#single = maxEpisodeSteps === null ? ordered : new TimeLimit(ordered, maxEpisodeSteps);
    kernel.phases.fill(NEW);
  }

  /** As `SyncVectorEnv.reset`; `options` are CartPole's (`low`, `high`). */
  reset(args: VectorResetArgs = {}): VectorReset {
    const seeds = seedOfEach(args.seed, this.numEnvs);
    const { low, high } = startBounds(args.options);
    const mask = args.resetMask ?? null;
    const { observations, phases } = this.#kernel;
    if (mask !== null) {
      checkResetMask(mask, this.numEnvs);
      const missing = phases.findIndex((phase, index) => phase === NEW && mask[index] === 0);
      if (missing !== -1) throw neverResetError(missing);
    }
    for (let index = 0; index < this.numEnvs; index++) {
      if (mask !== null && mask[index] === 0) continue;
      const seed = seeds[index] ?? null;
      if (seed !== null) this.#generators[index] = Generator.fromSeed(seed, this.#words(index));
      this.#begin(index, low, high);
    }
    return { observations, infos: this.#infos };
  }

  /** As `SyncVectorEnv.step`; `actions` is any array of `numEnvs` zeros and ones. */
  step(actions: Batch): VectorStep {
    const kernel = this.#kernel;
    this.#take(actions);
    if (this.#lacksGenerators) this.#drawGenerators();
    const finalInfos = this.#finalInfos;
    const sameStep = finalInfos === null ? 0 : 1;
    if (finalInfos !== null) {
      for (let k = 0; k < this.#finished; k++) finalInfos[kernel.finished[k]!] = null;
    }
    this.#finished = kernel.step(this.numEnvs, this.#limit, sameStep, this.#rewardUpright, this.#rewardFallen);
    if (finalInfos !== null) {
      for (let k = 0; k < this.#finished; k++) finalInfos[kernel.finished[k]!] = NO_INFO;
    }
    return {
      observations: kernel.observations,
      rewards: kernel.rewards,
      terminations: kernel.terminations,
      truncations: kernel.truncations,
      infos: this.#infos,
      finalObservations: finalInfos === null ? null : kernel.finalObservations,
      finalInfos,
    };
  }

  getEnvState(index: number): State {
    if (!Number.isInteger(index) || index < 0 || index >= this.numEnvs) throw noSuchEnvError(index, this.numEnvs);
    const { states, phases, elapsed } = this.#kernel;
    const at = index * STATE_SIZE;
    // A time limit ends an episode outside the world, which goes on as far as it knows.
    const fallen = phases[index] === ENDED && hasFallen(states, at);
    const phase: Phase = phases[index] === NEW ? 'new' : fallen ? 'ended' : 'running';
    const world = Array.from(states.subarray(at, at + STATE_SIZE));
    const ordered: OrderedState = {
      phase,
      env: { phase, generator: this.#generators[index]?.getState() ?? null, world },
    };
    if (this.#limit === Number.POSITIVE_INFINITY) return ordered as unknown as State;
    return { elapsedSteps: elapsed[index]!, env: ordered } satisfies LimitedState as unknown as State;
  }

  getState(): State {
    const { observations, phases } = this.#kernel;
    return writeVectorState({
      envs: Array.from(phases, (_, index) => this.getEnvState(index)),
      observations: Array.from(phases, (phase, index) =>
        phase === NEW ? null : Array.from(observations.subarray(index * STATE_SIZE, (index + 1) * STATE_SIZE)),
      ),
      begun: phases.map((phase) => (phase === NEW ? 0 : 1)),
      ended: phases.map((phase) => (phase === ENDED ? 1 : 0)),
    });
  }

  setState(state: State): void {
    const { envs, begun, ended } = readVectorState(state, this.numEnvs);
    for (const env of envs) this.#single.setState(env);
    const { states, observations, elapsed, phases } = this.#kernel;
    envs.forEach((env, index) => {
      const limited = this.#limit === Number.POSITIVE_INFINITY ? null : (env as unknown as LimitedState);
      const { generator, world } = (limited?.env ?? (env as unknown as OrderedState)).env;
      states.set(world, index * STATE_SIZE);
      this.#generators[index] = generator === null ? null : Generator.fromState(generator, this.#words(index));
      elapsed[index] = limited?.elapsedSteps ?? 0;
      phases[index] = begun[index] === 0 ? NEW : ended[index] === 1 ? ENDED : RUNNING;
    });
    observations.set(states); // an observation is its state as float32, always
    this.#lacksGenerators = this.#generators.includes(null);
  }

  close(): void {}

  /** Gives the kernel its actions, or refuses the step before anything has moved. */
  #take(given: Batch): void {
    const complaint = this.#actionRows.complaint(given, this.numEnvs);
    if (complaint !== null) throw new InvalidActionError(`Cannot step ${this.spec.id}: the actions ${complaint}.`);
    const chosen = given as ArrayLike<number>;
    const { actions, survey } = this.#kernel;
    if (chosen instanceof Int32Array) {
      actions.set(chosen);
    } else {
      for (let index = 0; index < actions.length; index++) {
        const action = chosen[index];
        actions[index] = action === 0 || action === 1 ? action : NO_ACTION;
      }
    }
    if ((survey(this.numEnvs) & this.#refused) !== 0) this.#refuse(chosen);
  }

  /** Throws for the first row that cannot be stepped. There may be none: the action of one that ended does not count. */
  #refuse(chosen: ArrayLike<number>): void {
    const { actions, phases } = this.#kernel;
    for (let index = 0; index < this.numEnvs; index++) {
      if (phases[index] === NEW) throw notResetError();
      if (phases[index] === ENDED) {
        if (this.autoresetMode !== 'next-step') throw endedError(index);
      } else if (actions[index] !== 0 && actions[index] !== 1) {
        throw new InvalidActionError(
          `Cannot step environment ${index} of ${this.spec.id}: an action is in ${this.singleActionSpace}, ` +
            `got ${show(chosen[index])}. Take one from its action space.`,
        );
      }
    }
  }

  /** Begins an episode of environment `index` from any bounds and observes its first state. */
  #begin(index: number, low: number, high: number): void {
    const { states, observations, elapsed, phases, terminations, truncations } = this.#kernel;
    const at = index * STATE_SIZE;
    this.#generators[index] ??= Generator.fromSeed(null, this.#words(index));
    for (let i = at; i < at + STATE_SIZE; i++) {
      states[i] = this.#generators[index].uniform(low, high);
      observations[i] = states[i]!;
    }
    elapsed[index] = 0;
    phases[index] = RUNNING;
    terminations[index] = 0;
    truncations[index] = 0;
  }

  /** Seeds from entropy where the kernel would draw from nothing. */
  #drawGenerators(): void {
    for (let index = 0; index < this.numEnvs; index++) {
      this.#generators[index] ??= Generator.fromSeed(null, this.#words(index));
    }
    this.#lacksGenerators = false;
  }

  /** Where the generator of environment `index` is. */
  #words(index: number): Uint32Array {
    return this.#kernel.generators.subarray(index * PCG64_WORDS, (index + 1) * PCG64_WORDS);
  }
}

type CartPoleLike = OrderEnforcing<Float32Array, number> | TimeLimit<Float32Array, number>;
