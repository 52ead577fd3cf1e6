/**
 * A vector environment on worker threads: single environments in ranges, a range a worker, results in shared memory.
 *
 * `step` steps all and waits, with the numbers of `SyncVectorEnv`. `send` and `recv` step some while the caller works: `recv` returns
 * as soon as `batchSize` environments are done, so that none waits for the slowest (EnvPool's manner). It pays where a step takes
 * longer than the 5 to 10 microseconds that hand it to another thread; cheap worlds are faster in `native` or `sync` mode.
 *
 * Source: Gymnasium 1.4 `vector/async_vector_env.py`; J. Weng et al., "EnvPool: A Highly Parallel Reinforcement Learning Environment
 * Execution Engine" (2022). Differs from Gymnasium: actions are checked before anything moves.
 */
import type { Env, EnvMetadata, EnvSpec, Info, State } from '../../core/env.ts';
import { InvalidActionError } from '../../core/errors.ts';
import { type MakeOptions, make } from '../../core/registry.ts';
import { show } from '../../core/show.ts';
import type { Space } from '../../spaces/space.ts';
import { NO_INFO } from '../kernel.ts';
import {
  checkResetMask,
  checkVectorOptions,
  endedError,
  neverResetError,
  noSuchEnvError,
  notResetError,
  seedOfEach,
} from '../reset-args.ts';
import type { AutoresetMode, Batch, VectorEnv, VectorReset, VectorResetArgs, VectorStep } from '../vector-env.ts';
import { readVectorState, writeVectorState } from '../vector-state.ts';
import type { Answer, Call, ResultMessage } from './messages.ts';
import { availableParallelism } from './node-threads.ts';
import { SharedRows } from './shared-rows.ts';
import { moduleUrl } from './start-worker.ts';
import { WorkerError } from './worker-error.ts';
import { Workers } from './workers.ts';

export interface AsyncVectorOptions {
  readonly numEnvs: number;
  readonly autoresetMode: AutoresetMode;
  /** Threads; default: as many as the machine runs at once, and no more than environments. */
  readonly numWorkers?: number | undefined;
  /** How many results `recv` waits for, in the range `[1, numEnvs]`; default all. */
  readonly batchSize?: number | undefined;
  /** Modules that register user worlds, as paths or URLs: each worker imports them first. */
  readonly modules?: readonly string[] | undefined;
  /** Seconds without any result after which a worker is given up; default 60. */
  readonly timeout?: number | undefined;
}

/** What `recv` gives: row k is of environment `envIds[k]`. The arrays are written over by the next `recv`. */
export interface ReceivedStep extends VectorStep {
  readonly envIds: Int32Array; // [batchSize]
}

const DEFAULT_TIMEOUT = 60; // seconds

export class AsyncVectorEnv implements VectorEnv {
  readonly numEnvs: number;
  readonly numWorkers: number;
  readonly batchSize: number;
  readonly singleObservationSpace: Space;
  readonly singleActionSpace: Space;
  readonly autoresetMode: AutoresetMode;
  readonly metadata: EnvMetadata;
  readonly spec: EnvSpec | null;
  readonly #rows: SharedRows;
  readonly #workers: Workers;
  readonly #infos: Info[];
  readonly #finalInfos: (Info | null)[];
  readonly #begun: Uint8Array; // [numEnvs]
  /** 1 where an action has been sent and its result not been received. */
  readonly #busy: Uint8Array; // [numEnvs]
  #numBusy = 0;
  /** Of `recv`. */
  readonly #received: ReceivedStep;

  /**
   * @param id of a world that `make` knows, here and (after `modules`) in the workers
   * @throws {RangeError|TypeError} as `make` does; on a bad number; for a world whose actions are no arrays of numbers
   * @throws {Error} where the platform has no worker threads
   */
  constructor(id: string, makeOptions: MakeOptions, options: AsyncVectorOptions) {
    const { numEnvs, autoresetMode, batchSize = numEnvs, modules = [], timeout = DEFAULT_TIMEOUT } = options;
    checkVectorOptions(numEnvs, autoresetMode);
    const { numWorkers = Math.min(numEnvs, availableParallelism()) } = options;
    checkCount(id, 'numWorkers', numWorkers, numEnvs);
    checkCount(id, 'batchSize', batchSize, numEnvs);
    if (!(timeout > 0 && timeout <= MAX_TIMEOUT)) {
      throw new RangeError(
        `Cannot make a vector ${id}: timeout is seconds, above 0 and at most ${MAX_TIMEOUT}, got ${show(timeout)}.`,
      );
    }
    const example: Env = make(id, makeOptions);
    const { observationSpace, actionSpace } = example;
    const rows = SharedRows.create({ observationSpace, actionSpace, numEnvs, numWorkers });
    if (rows.actionRows.loose(rows.actions).length > 0) {
      throw new TypeError(
        `Cannot make a vector ${id}: in vectorizationMode async actions are numbers in shared memory, which ${actionSpace} is not. Take sync.`,
      );
    }
    this.numEnvs = numEnvs;
    this.numWorkers = numWorkers;
    this.batchSize = batchSize;
    this.singleObservationSpace = observationSpace;
    this.singleActionSpace = actionSpace;
    this.autoresetMode = autoresetMode;
    this.metadata = example.metadata;
    this.spec = example.spec;
    example.close();
    this.#rows = rows;
    this.#infos = new Array<Info>(numEnvs).fill(NO_INFO);
    this.#finalInfos = new Array<Info | null>(numEnvs).fill(null);
    this.#begun = new Uint8Array(numEnvs);
    this.#busy = new Uint8Array(numEnvs);
    const sameStep = autoresetMode === 'same-step';
    this.#received = {
      envIds: new Int32Array(batchSize),
      observations: rows.observationRows.create(batchSize),
      rewards: new Float64Array(batchSize),
      terminations: new Uint8Array(batchSize),
      truncations: new Uint8Array(batchSize),
      infos: new Array<Info>(batchSize).fill(NO_INFO),
      finalObservations: sameStep ? rows.observationRows.create(batchSize) : null,
      finalInfos: sameStep ? new Array<Info | null>(batchSize).fill(null) : null,
    };
    this.#workers = new Workers(rows, {
      id,
      options: makeOptions,
      modules: modules.map(moduleUrl),
      autoresetMode,
      numEnvs,
      numWorkers,
      timeout,
    });
  }

  /** As `SyncVectorEnv.reset`. Results that have not been received are dropped. */
  reset(args: VectorResetArgs = {}): VectorReset {
    const seeds = seedOfEach(args.seed, this.numEnvs);
    const mask = args.resetMask ?? null;
    if (mask !== null) {
      checkResetMask(mask, this.numEnvs);
      const missing = this.#begun.findIndex((begun, index) => begun === 0 && mask[index] === 0);
      if (missing !== -1) throw neverResetError(missing);
    }
    while (this.#numBusy > 0) this.#settle(this.#workers.receive(this.#numBusy), true);
    this.#infos.fill(NO_INFO);
    const calls = this.#workers.ranges.map(({ first, count }): Call | null => {
      const all = Array.from({ length: count }, (_, i) => ({ index: first + i, seed: seeds[first + i] ?? null }));
      const resets = mask === null ? all : all.filter(({ index }) => mask[index] !== 0);
      return resets.length === 0 ? null : { kind: 'reset', resets, options: args.options };
    });
    const answers = this.#workers.call(calls);
    for (const answer of answers) for (const message of answer?.resets ?? []) this.#begin(message);
    throwFailure(answers);
    return { observations: this.#rows.observations, infos: this.#infos };
  }

  /** As `SyncVectorEnv.step`; the arrays are shared memory. */
  step(actions: Batch): VectorStep {
    this.#checkIdle('step all');
    const rows = this.#rows;
    this.#checkActions(actions, this.numEnvs, null);
    for (let index = 0; index < this.numEnvs; index++) rows.actionRows.copy(actions, index, rows.actions, index);
    for (let index = 0; index < this.numEnvs; index++) this.#request(index);
    this.#settle(this.#workers.receive(this.numEnvs), false);
    const sameStep = this.autoresetMode === 'same-step';
    return {
      observations: rows.observations,
      rewards: rows.rewards,
      terminations: rows.terminations,
      truncations: rows.truncations,
      infos: this.#infos,
      finalObservations: sameStep ? rows.finalObservations : null,
      finalInfos: sameStep ? this.#finalInfos : null,
    };
  }

  /**
   * Hands out actions and returns at once. An environment whose episode ended is begun again instead, in `next-step` mode.
   *
   * @param actions a batch of as many rows as there are `envIds`
   * @param envIds whose actions they are, each idle; default all
   * @throws {RangeError} as `step` does; an environment that is none, is named twice, or has not been received since it was sent
   */
  send(actions: Batch, envIds?: ArrayLike<number>): void {
    const rows = this.#rows;
    const ids = envIds ?? Array.from({ length: this.numEnvs }, (_, index) => index);
    this.#checkIds(ids);
    this.#checkActions(actions, ids.length, ids);
    for (let k = 0; k < ids.length; k++) rows.actionRows.copy(actions, k, rows.actions, ids[k]!);
    for (let k = 0; k < ids.length; k++) this.#request(ids[k]!);
  }

  /**
   * Waits for the next `batchSize` results, in the order in which they are done.
   *
   * @throws {RangeError} where fewer environments have been sent
   * @throws {WorkerError} where an environment failed: the other results are dropped, and `reset` begins again
   */
  recv(): ReceivedStep {
    this.#checkSent();
    return this.#collect(this.#workers.receive(this.batchSize));
  }

  /** As `recv`, without blocking the thread meanwhile. */
  async recvAsync(): Promise<ReceivedStep> {
    this.#checkSent();
    return this.#collect(await this.#workers.receiveAsync(this.batchSize));
  }

  getEnvState(index: number): State {
    if (!Number.isInteger(index) || index < 0 || index >= this.numEnvs) throw noSuchEnvError(index, this.numEnvs);
    this.#checkIdle('get a state');
    const calls = this.#workers.ranges.map(({ first, count }): Call | null =>
      index >= first && index < first + count ? { kind: 'getState', index } : null,
    );
    const answers = this.#workers.call(calls);
    throwFailure(answers);
    return answers.find((answer) => answer !== null)!.state;
  }

  getState(): State {
    const rows = this.#rows;
    const space = this.singleObservationSpace;
    return writeVectorState({
      envs: Array.from({ length: this.numEnvs }, (_, index) => this.getEnvState(index)),
      observations: Array.from(this.#begun, (begun, index) =>
        begun === 0 ? null : (space.valueToJSON(rows.observationRows.read(rows.observations, index)) as State),
      ),
      begun: this.#begun,
      ended: Uint8Array.from(rows.ended),
    });
  }

  setState(state: State): void {
    this.#checkIdle('restore');
    const { envs, observations, begun, ended } = readVectorState(state, this.numEnvs);
    const values = observations.map((json) => (json === null ? null : this.singleObservationSpace.valueFromJSON(json)));
    const before = envs.map((_, index) => this.getEnvState(index));
    const answers = this.#workers.call(this.#settingCalls(envs));
    if (answers.some((answer) => answer !== null && answer.failure !== null)) {
      this.#workers.call(this.#settingCalls(before)); // some workers have taken theirs
      throwFailure(answers);
    }
    const rows = this.#rows;
    values.forEach((value, index) => {
      if (value !== null) rows.observationRows.write(rows.observations, index, value);
    });
    this.#begun.set(begun);
    rows.ended.set(ended);
  }

  /** Ends the workers. Calling it twice is harmless. */
  close(): void {
    this.#workers.stop();
  }

  #settingCalls(states: readonly State[]): Call[] {
    return this.#workers.ranges.map(({ first, count }) => ({
      kind: 'setState',
      states: states.slice(first, first + count).map((state, i) => ({ index: first + i, state })),
    }));
  }

  /** Refuses actions before anything has moved. `ids`: whose they are; null for all. */
  #checkActions(actions: Batch, count: number, ids: ArrayLike<number> | null): void {
    const { actionRows, ended } = this.#rows;
    const complaint = actionRows.complaint(actions, count);
    if (complaint !== null) throw new InvalidActionError(`Cannot step ${this.#label}: the actions ${complaint}.`);
    for (let k = 0; k < count; k++) {
      const index = ids === null ? k : ids[k]!;
      if (this.#begun[index] === 0) throw notResetError();
      if (ended[index] === 1) {
        if (this.autoresetMode === 'disabled') throw endedError(index);
        continue;
      }
      const action = actionRows.read(actions, k);
      if (!this.singleActionSpace.contains(action)) {
        throw new InvalidActionError(
          `Cannot step environment ${index} of ${this.#label}: an action is in ${this.singleActionSpace}, ` +
            `got ${show(action)}. Take one from its action space.`,
        );
      }
    }
  }

  #checkIds(ids: ArrayLike<number>): void {
    this.#workers.checkAlive();
    const named = new Set<number>();
    for (let k = 0; k < ids.length; k++) {
      const index = ids[k]!;
      if (!Number.isInteger(index) || index < 0 || index >= this.numEnvs) {
        throw new RangeError(`Cannot send: environments are numbered 0 to ${this.numEnvs - 1}, got ${show(index)}.`);
      }
      if (named.has(index)) throw new RangeError(`Cannot send: each environment is named once, got ${index} twice.`);
      named.add(index);
      if (this.#busy[index] === 1) {
        throw new RangeError(
          `Cannot send: environment ${index} is still at its last action. Call recv() until it is received.`,
        );
      }
    }
  }

  #checkSent(): void {
    this.#workers.checkAlive();
    if (this.#numBusy >= this.batchSize) return;
    throw new RangeError(
      `Cannot receive: recv() waits for ${this.batchSize} results (batchSize), and ${this.#numBusy} environments have been sent actions. Call send() first.`,
    );
  }

  #checkIdle(action: string): void {
    this.#workers.checkAlive();
    if (this.#numBusy === 0) return;
    throw new RangeError(
      `Cannot ${action}: ${this.#numBusy} environments have been sent actions and not been received. Call recv() or reset() first.`,
    );
  }

  #request(index: number): void {
    this.#busy[index] = 1;
    this.#numBusy++;
    this.#workers.request(index);
  }

  /** Takes in results: messages, flags, who is idle. Throws the first failure, unless `dropped`. */
  #settle(indices: readonly number[], dropped: boolean): void {
    let failed: ResultMessage | null = null;
    const { terminations, truncations } = this.#rows;
    for (const index of indices) {
      this.#busy[index] = 0;
      this.#numBusy--;
      const message = this.#workers.takeMessage(index);
      const over = (terminations[index]! | truncations[index]!) === 1;
      this.#infos[index] = message?.info ?? NO_INFO;
      this.#finalInfos[index] = over ? (message?.finalInfo ?? NO_INFO) : null;
      if (message !== null) this.#takeLoose(message);
      if (message !== null && message.failure !== null) failed ??= message;
    }
    if (failed === null || dropped) return;
    this.#begun.fill(0); // some have moved, some not: only a reset makes sense of them
    throw new WorkerError(failed.index, failed.failure!);
  }

  /** Copies the rows of results into the arrays of `recv`. */
  #collect(indices: readonly number[]): ReceivedStep {
    this.#settle(indices, false);
    const rows = this.#rows;
    const to = this.#received;
    const infos = to.infos as Info[];
    const finalInfos = to.finalInfos as (Info | null)[] | null;
    indices.forEach((index, k) => {
      to.envIds[k] = index;
      rows.observationRows.copy(rows.observations, index, to.observations, k);
      to.rewards[k] = rows.rewards[index]!;
      to.terminations[k] = rows.terminations[index]!;
      to.truncations[k] = rows.truncations[index]!;
      infos[k] = this.#infos[index]!;
      if (to.finalObservations === null || finalInfos === null) return;
      finalInfos[k] = this.#finalInfos[index]!;
      if (finalInfos[k] !== null) rows.observationRows.copy(rows.finalObservations, index, to.finalObservations, k);
    });
    return to;
  }

  #begin(message: ResultMessage): void {
    this.#begun[message.index] = 1;
    this.#infos[message.index] = message.info ?? NO_INFO;
    this.#takeLoose(message);
  }

  #takeLoose({ index, observation, finalObservation }: ResultMessage): void {
    const { looseObservations, looseFinals } = this.#rows;
    observation?.forEach((value, i) => {
      looseObservations[i]![index] = value;
    });
    finalObservation?.forEach((value, i) => {
      looseFinals[i]![index] = value;
    });
  }

  get #label(): string {
    return this.spec?.id ?? 'the environments';
  }
}

/** `Atomics.wait` counts milliseconds in a float64, timers in an int32. */
const MAX_TIMEOUT = 1e6;

function checkCount(id: string, name: string, value: number, numEnvs: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= numEnvs) return;
  throw new RangeError(
    `Cannot make a vector ${id}: ${name} is an integer in [1, ${numEnvs}] (numEnvs), got ${show(value)}. Leave it out for the default.`,
  );
}

function throwFailure(answers: readonly (Answer | null)[]): void {
  const failure = answers.find((answer) => answer !== null && answer.failure !== null)?.failure;
  if (failure) throw new WorkerError(failure.index, failure);
}
