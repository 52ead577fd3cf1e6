/**
 * A vector environment of any world: a loop over single environments, results in contiguous arrays.
 *
 * Source: Gymnasium 1.4 `vector/sync_vector_env.py`, with its three autoreset modes. Differences: actions are checked
 * before anything moves, so a refused step leaves every environment where it was; infos are a list, not an object of
 * arrays; arrays are handed out, not copied (`vector-env.ts`).
 */
import type { Env, EnvMetadata, EnvSpec, Info, State } from '../core/env.ts';
import { InvalidActionError } from '../core/errors.ts';
import { show } from '../core/show.ts';
import { spacesEqual } from '../spaces/from-json.ts';
import type { Space } from '../spaces/space.ts';
import { type RowCodec, rowCodec } from './batch.ts';
import {
  checkResetMask,
  checkVectorOptions,
  endedError,
  neverResetError,
  noSuchEnvError,
  notResetError,
  seedOfEach,
} from './reset-args.ts';
import type { AutoresetMode, Batch, VectorEnv, VectorReset, VectorResetArgs, VectorStep } from './vector-env.ts';
import { readVectorState, writeVectorState } from './vector-state.ts';

export interface SyncVectorOptions {
  /** Default `next-step`, as in Gymnasium. */
  readonly autoresetMode?: AutoresetMode;
}

export class SyncVectorEnv implements VectorEnv {
  readonly numEnvs: number;
  readonly singleObservationSpace: Space;
  readonly singleActionSpace: Space;
  readonly autoresetMode: AutoresetMode;
  readonly metadata: EnvMetadata;
  readonly spec: EnvSpec | null;
  readonly #envs: readonly Env[];
  readonly #observationRows: RowCodec;
  readonly #actionRows: RowCodec;
  readonly #observations: Batch;
  readonly #finalObservations: Batch | null;
  readonly #rewards: Float64Array; // [numEnvs] float64
  readonly #terminations: Uint8Array; // [numEnvs]
  readonly #truncations: Uint8Array; // [numEnvs]
  readonly #infos: Info[];
  readonly #finalInfos: (Info | null)[] | null;
  /** 1 where the episode has ended and not begun again. */
  readonly #ended: Uint8Array; // [numEnvs]
  /** 1 where there has been a reset. */
  readonly #begun: Uint8Array; // [numEnvs]

  /**
   * @param makeEnvs one function for each environment, all of worlds with equal spaces
   * @throws {RangeError} no function, an unknown mode, spaces that differ
   */
  constructor(makeEnvs: readonly (() => Env)[], options: SyncVectorOptions = {}) {
    const { autoresetMode = 'next-step' } = options;
    checkVectorOptions(makeEnvs.length, autoresetMode);
    const envs = makeEnvs.map((makeEnv) => makeEnv());
    const first = envs[0]!;
    envs.forEach((env, index) => {
      checkEqualSpaces('observation', first.observationSpace, env.observationSpace, index);
      checkEqualSpaces('action', first.actionSpace, env.actionSpace, index);
    });
    this.numEnvs = envs.length;
    this.singleObservationSpace = first.observationSpace;
    this.singleActionSpace = first.actionSpace;
    this.autoresetMode = autoresetMode;
    this.metadata = first.metadata;
    this.spec = first.spec;
    this.#envs = envs;
    this.#observationRows = rowCodec(first.observationSpace);
    this.#actionRows = rowCodec(first.actionSpace);
    this.#observations = this.#observationRows.create(this.numEnvs);
    this.#finalObservations = autoresetMode === 'same-step' ? this.#observationRows.create(this.numEnvs) : null;
    this.#rewards = new Float64Array(this.numEnvs);
    this.#terminations = new Uint8Array(this.numEnvs);
    this.#truncations = new Uint8Array(this.numEnvs);
    this.#infos = envs.map(() => ({}));
    this.#finalInfos = autoresetMode === 'same-step' ? envs.map(() => null) : null;
    this.#ended = new Uint8Array(this.numEnvs);
    this.#begun = new Uint8Array(this.numEnvs);
  }

  /**
   * Begins an episode in each environment, or where `resetMask` is nonzero: the others keep their observation, and their
   * info is empty.
   *
   * @throws {TypeError|RangeError} a bad seed, list of seeds or mask, with nothing changed; whatever an environment throws
   *   on bad options
   */
  reset(args: VectorResetArgs = {}): VectorReset {
    const seeds = seedOfEach(args.seed, this.numEnvs);
    const mask = args.resetMask ?? null;
    if (mask !== null) {
      checkResetMask(mask, this.numEnvs);
      const missing = this.#begun.findIndex((begun, index) => begun === 0 && mask[index] === 0);
      if (missing !== -1) throw neverResetError(missing);
    }
    for (let index = 0; index < this.numEnvs; index++) {
      if (mask !== null && mask[index] === 0) {
        this.#infos[index] = {};
        continue;
      }
      const seed = seeds[index] ?? undefined;
      const [observation, info] = this.#envs[index]!.reset({ seed, options: args.options });
      this.#observationRows.write(this.#observations, index, observation);
      this.#infos[index] = info;
      this.#terminations[index] = 0;
      this.#truncations[index] = 0;
      this.#ended[index] = 0;
      this.#begun[index] = 1;
    }
    return { observations: this.#observations, infos: this.#infos };
  }

  /**
   * Steps every environment. In `next-step` mode one whose episode ended is reset instead and its action not looked at.
   *
   * @throws {RangeError} no batch of actions, or one of them outside the space: no environment has moved
   * @throws {Error} before `reset`; in `disabled` mode, an environment whose episode ended: no environment has moved
   */
  step(actions: Batch): VectorStep {
    this.#checkStep(actions);
    this.#finalInfos?.fill(null);
    for (let index = 0; index < this.numEnvs; index++) {
      if (this.#ended[index] === 1) this.#beginAgain(index);
      else this.#stepOne(index, this.#actionRows.read(actions, index));
    }
    return {
      observations: this.#observations,
      rewards: this.#rewards,
      terminations: this.#terminations,
      truncations: this.#truncations,
      infos: this.#infos,
      finalObservations: this.#finalObservations,
      finalInfos: this.#finalInfos,
    };
  }

  getEnvState(index: number): State {
    const env = this.#envs[index];
    if (env === undefined) throw noSuchEnvError(index, this.numEnvs);
    return env.getState();
  }

  getState(): State {
    return writeVectorState({
      envs: this.#envs.map((env) => env.getState()),
      observations: this.#envs.map((_, index) => this.#observationState(index)),
      begun: this.#begun,
      ended: this.#ended,
    });
  }

  setState(state: State): void {
    const { envs, observations, begun, ended } = readVectorState(state, this.numEnvs);
    const values = observations.map((json) => (json === null ? null : this.singleObservationSpace.valueFromJSON(json)));
    const before = this.#envs.map((env) => env.getState());
    try {
      envs.forEach((envState, index) => {
        this.#envs[index]!.setState(envState);
      });
    } catch (error) {
      before.forEach((envState, index) => {
        this.#envs[index]!.setState(envState);
      });
      throw error;
    }
    values.forEach((value, index) => {
      if (value !== null) this.#observationRows.write(this.#observations, index, value);
    });
    this.#begun.set(begun);
    this.#ended.set(ended);
  }

  close(): void {
    for (const env of this.#envs) env.close();
  }

  /** Refuses the step before any environment has moved. */
  #checkStep(actions: Batch): void {
    if (this.#begun.includes(0)) throw notResetError();
    const complaint = this.#actionRows.complaint(actions, this.numEnvs);
    if (complaint !== null) throw new InvalidActionError(`Cannot step ${this.#label}: the actions ${complaint}.`);
    for (let index = 0; index < this.numEnvs; index++) {
      if (this.#ended[index] === 1) {
        if (this.autoresetMode === 'disabled') throw endedError(index);
        continue;
      }
      const action = this.#actionRows.read(actions, index);
      if (!this.singleActionSpace.contains(action)) {
        throw new InvalidActionError(
          `Cannot step environment ${index} of ${this.#label}: an action is in ${this.singleActionSpace}, ` +
            `got ${show(action)}. Take one from its action space.`,
        );
      }
    }
  }

  #observationState(index: number): State {
    if (this.#begun[index] === 0) return null;
    const observation = this.#observationRows.read(this.#observations, index);
    return this.singleObservationSpace.valueToJSON(observation) as State;
  }

  /** What messages call the environments. */
  get #label(): string {
    return this.spec?.id ?? 'the environments';
  }

  #beginAgain(index: number): void {
    const [observation, info] = this.#envs[index]!.reset();
    this.#observationRows.write(this.#observations, index, observation);
    this.#rewards[index] = 0;
    this.#terminations[index] = 0;
    this.#truncations[index] = 0;
    this.#infos[index] = info;
    this.#ended[index] = 0;
  }

  #stepOne(index: number, action: unknown): void {
    const env = this.#envs[index]!;
    const [observation, reward, terminated, truncated, info] = env.step(action);
    this.#rewards[index] = reward;
    this.#terminations[index] = terminated ? 1 : 0;
    this.#truncations[index] = truncated ? 1 : 0;
    if ((terminated || truncated) && this.#finalObservations !== null && this.#finalInfos !== null) {
      this.#observationRows.write(this.#finalObservations, index, observation);
      this.#finalInfos[index] = info;
      const [nextObservation, nextInfo] = env.reset();
      this.#observationRows.write(this.#observations, index, nextObservation);
      this.#infos[index] = nextInfo;
      return;
    }
    this.#observationRows.write(this.#observations, index, observation);
    this.#infos[index] = info;
    this.#ended[index] = terminated || truncated ? 1 : 0;
  }
}

function checkEqualSpaces(kind: 'observation' | 'action', first: Space, other: Space, index: number): void {
  if (spacesEqual(first, other)) return;
  throw new RangeError(
    `Cannot make a vector environment: all ${kind} spaces are equal, got ${first} in environment 0 and ${other} in ` +
      `environment ${index}. Batch equal worlds.`,
  );
}
