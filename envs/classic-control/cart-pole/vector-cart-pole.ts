/**
 * CartPole in batches: the native kernel behind `makeVec('CartPole-v1')`.
 *
 * States, observations, rewards and ends are one contiguous array each; stepping allocates nothing but the result. Every
 * row has a generator of its own and the time limit inside, so that a batch gives, bit for bit, what `numEnvs` single
 * environments of `make` with the same seeds give, and its saved states fit them (`test/envs/vector`). Gymnasium's own
 * kernel draws all starts from one generator instead.
 *
 * Cost: `bench/envs.ts` times it beside Gymnasium's `CartPoleVectorEnv`.
 */
import type { EnvMetadata, EnvSpec, Info, State } from '../../core/env.ts';
import { InvalidActionError } from '../../core/errors.ts';
import type { VectorEntryPointArgs } from '../../core/registry.ts';
import { Generator } from '../../core/seeding/generator.ts';
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
import { readVectorState, vectorState } from '../../vector/vector-state.ts';
import { OrderEnforcing } from '../../wrappers/order-enforcing.ts';
import { TimeLimit } from '../../wrappers/time-limit.ts';
import { CART_POLE_METADATA, CartPole, cartPoleObservationSpace, readSuttonBartoReward } from './cart-pole.ts';
import { advance, hasFallen, isNoAction, START_HIGH, START_LOW, STATE_SIZE, startBounds } from './rules.ts';

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

export class VectorCartPole implements VectorEnv {
  readonly numEnvs: number;
  readonly singleObservationSpace = cartPoleObservationSpace();
  readonly singleActionSpace = new Discrete(2);
  readonly autoresetMode: AutoresetMode;
  readonly metadata: EnvMetadata = CART_POLE_METADATA;
  readonly spec: EnvSpec;
  /** Steps to an episode at most; Infinity for no limit. */
  readonly #limit: number;
  readonly #rewardUpright: number;
  readonly #rewardFallen: number;
  readonly #actionRows = rowCodec(this.singleActionSpace);
  readonly #states: Float64Array; // [numEnvs, 4] float64
  readonly #observations: Float32Array; // [numEnvs, 4] float32
  readonly #finalObservations: Float32Array | null; // [numEnvs, 4] float32, same-step only
  readonly #rewards: Float64Array; // [numEnvs]
  readonly #terminations: Uint8Array; // [numEnvs]
  readonly #truncations: Uint8Array; // [numEnvs]
  readonly #elapsed: Int32Array; // [numEnvs] steps of the running episode
  /** 1 where the episode has ended and not begun again. */
  readonly #ended: Uint8Array; // [numEnvs]
  /** 1 where there has been a reset. */
  readonly #begun: Uint8Array; // [numEnvs]
  /** Null where nothing has been drawn yet. */
  readonly #generators: (Generator | null)[]; // [numEnvs]
  readonly #infos: readonly Info[];
  readonly #finalInfos: (Info | null)[] | null;
  /** A single environment like each of these: what can be restored into it can be restored here. */
  readonly #single: CartPoleLike;

  constructor(args: VectorEntryPointArgs) {
    const { numEnvs, autoresetMode, maxEpisodeSteps, kwargs, spec } = args;
    checkVectorOptions(numEnvs, autoresetMode);
    const suttonBarto = readSuttonBartoReward(kwargs);
    const sameStep = autoresetMode === 'same-step';
    this.numEnvs = numEnvs;
    this.autoresetMode = autoresetMode;
    this.spec = spec;
    this.#limit = maxEpisodeSteps ?? Number.POSITIVE_INFINITY;
    this.#rewardUpright = suttonBarto ? 0 : 1;
    this.#rewardFallen = suttonBarto ? -1 : 1;
    this.#states = new Float64Array(numEnvs * STATE_SIZE);
    this.#observations = new Float32Array(numEnvs * STATE_SIZE);
    this.#finalObservations = sameStep ? new Float32Array(numEnvs * STATE_SIZE) : null;
    this.#rewards = new Float64Array(numEnvs);
    this.#terminations = new Uint8Array(numEnvs);
    this.#truncations = new Uint8Array(numEnvs);
    this.#elapsed = new Int32Array(numEnvs);
    this.#ended = new Uint8Array(numEnvs);
    this.#begun = new Uint8Array(numEnvs);
    this.#generators = new Array<Generator | null>(numEnvs).fill(null);
    this.#infos = Object.freeze(new Array<Info>(numEnvs).fill(NO_INFO));
    this.#finalInfos = sameStep ? new Array<Info | null>(numEnvs).fill(null) : null;
    const ordered = new OrderEnforcing(new CartPole(kwargs), spec);
    this.#single = maxEpisodeSteps === null ? ordered : new TimeLimit(ordered, maxEpisodeSteps);
  }

  /** As `SyncVectorEnv.reset`; `options` are CartPole's (`low`, `high`). */
  reset(args: VectorResetArgs = {}): VectorReset {
    const seeds = seedOfEach(args.seed, this.numEnvs);
    const { low, high } = startBounds(args.options);
    const mask = args.resetMask ?? null;
    if (mask !== null) {
      checkResetMask(mask, this.numEnvs);
      const missing = this.#begun.findIndex((begun, index) => begun === 0 && mask[index] === 0);
      if (missing !== -1) throw neverResetError(missing);
    }
    for (let index = 0; index < this.numEnvs; index++) {
      if (mask !== null && mask[index] === 0) continue;
      const seed = seeds[index] ?? null;
      if (seed !== null) this.#generators[index] = Generator.fromSeed(seed);
      this.#begin(index, low, high);
      this.#terminations[index] = 0;
      this.#truncations[index] = 0;
      this.#begun[index] = 1;
    }
    return { observations: this.#observations, infos: this.#infos };
  }

  /** As `SyncVectorEnv.step`; `actions` is any array of `numEnvs` zeros and ones. */
  step(actions: Batch): VectorStep {
    this.#checkStep(actions);
    const states = this.#states;
    const observations = this.#observations;
    const rewards = this.#rewards;
    const terminations = this.#terminations;
    const truncations = this.#truncations;
    const elapsed = this.#elapsed;
    const ended = this.#ended;
    const limit = this.#limit;
    const rewardUpright = this.#rewardUpright;
    const rewardFallen = this.#rewardFallen;
    const sameStep = this.#finalInfos !== null;
    const { numEnvs } = this;
    this.#finalInfos?.fill(null);
    // Those that begin again are advanced with the others and then written over: cheaper than leaving them out.
    advance(states, actions as ArrayLike<number>, numEnvs);
    for (let index = 0, at = 0; index < numEnvs; index++, at += STATE_SIZE) {
      if (ended[index] === 1) {
        // next-step: this step begins the next episode and nothing else.
        this.#begin(index, START_LOW, START_HIGH);
        rewards[index] = 0;
        terminations[index] = 0;
        truncations[index] = 0;
        continue;
      }
      const fallen = hasFallen(states, at);
      const late = ++elapsed[index]! >= limit;
      rewards[index] = fallen ? rewardFallen : rewardUpright;
      terminations[index] = fallen ? 1 : 0;
      truncations[index] = late ? 1 : 0;
      observations[at] = states[at]!;
      observations[at + 1] = states[at + 1]!;
      observations[at + 2] = states[at + 2]!;
      observations[at + 3] = states[at + 3]!;
      if (fallen || late) {
        if (sameStep) this.#beginInSameStep(index);
        else ended[index] = 1;
      }
    }
    return {
      observations,
      rewards,
      terminations,
      truncations,
      infos: this.#infos,
      finalObservations: this.#finalObservations,
      finalInfos: this.#finalInfos,
    };
  }

  getEnvState(index: number): State {
    if (!Number.isInteger(index) || index < 0 || index >= this.numEnvs) throw noSuchEnvError(index, this.numEnvs);
    const at = index * STATE_SIZE;
    const begun = this.#begun[index] === 1;
    // A time limit ends an episode outside the world, which goes on as far as it knows.
    const fallen = this.#ended[index] === 1 && hasFallen(this.#states, at);
    const phase: Phase = !begun ? 'new' : fallen ? 'ended' : 'running';
    const world = Array.from(this.#states.subarray(at, at + STATE_SIZE));
    const ordered: OrderedState = {
      phase,
      env: { phase, generator: this.#generators[index]?.getState() ?? null, world },
    };
    if (this.#limit === Number.POSITIVE_INFINITY) return ordered as unknown as State;
    return { elapsedSteps: this.#elapsed[index]!, env: ordered } satisfies LimitedState as unknown as State;
  }

  getState(): State {
    const envs = Array.from({ length: this.numEnvs }, (_, index) => this.getEnvState(index));
    return vectorState(envs, this.#begun, this.#ended);
  }

  setState(state: State): void {
    const { envs, begun, ended } = readVectorState(state, this.numEnvs);
    for (const env of envs) this.#single.setState(env);
    envs.forEach((env, index) => {
      const limited = this.#limit === Number.POSITIVE_INFINITY ? null : (env as unknown as LimitedState);
      const { generator, world } = (limited?.env ?? (env as unknown as OrderedState)).env;
      this.#states.set(world, index * STATE_SIZE);
      this.#generators[index] = generator === null ? null : Generator.fromState(generator);
      this.#elapsed[index] = limited?.elapsedSteps ?? 0;
    });
    this.#observations.set(this.#states);
    this.#begun.set(begun);
    this.#ended.set(ended);
  }

  close(): void {}

  /** Refuses the step before anything has moved. */
  #checkStep(actions: Batch): void {
    const begun = this.#begun;
    const ended = this.#ended;
    const complaint = this.#actionRows.complaint(actions, this.numEnvs);
    if (complaint !== null) throw new InvalidActionError(`Cannot step ${this.spec.id}: the actions ${complaint}.`);
    const chosen = actions as ArrayLike<number>;
    const typed = ArrayBuffer.isView(actions);
    const { numEnvs } = this;
    const skipsEnded = this.autoresetMode === 'next-step';
    for (let index = 0; index < numEnvs; index++) {
      if (begun[index] === 0) throw notResetError();
      if (ended[index] === 1) {
        if (!skipsEnded) throw endedError(index);
        continue;
      }
      const action = chosen[index]!;
      if (isNoAction(action) || !(typed || typeof action === 'number')) {
        throw new InvalidActionError(
          `Cannot step environment ${index} of ${this.spec.id}: an action is in ${this.singleActionSpace}, ` +
            `got ${show(action)}. Take one from its action space.`,
        );
      }
    }
  }

  /** Begins an episode of environment `index` and observes its first state. */
  #begin(index: number, low: number, high: number): void {
    const states = this.#states;
    const at = index * STATE_SIZE;
    let generator = this.#generators[index]!;
    if (generator === null) {
      generator = Generator.fromSeed(null);
      this.#generators[index] = generator;
    }
    for (let i = at; i < at + STATE_SIZE; i++) {
      states[i] = generator.uniform(low, high);
      this.#observations[i] = states[i]!;
    }
    this.#elapsed[index] = 0;
    this.#ended[index] = 0;
  }

  #beginInSameStep(index: number): void {
    const at = index * STATE_SIZE;
    for (let i = at; i < at + STATE_SIZE; i++) this.#finalObservations![i] = this.#observations[i]!;
    this.#finalInfos![index] = NO_INFO;
    this.#begin(index, START_LOW, START_HIGH);
  }
}

type CartPoleLike = OrderEnforcing<Float32Array, number> | TimeLimit<Float32Array, number>;
