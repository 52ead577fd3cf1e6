/**
 * What runs in a worker of an `AsyncVectorEnv`: a range of single environments, stepped when their numbers come in.
 *
 * It waits for requests in shared memory and never returns to its event loop: a world is synchronous, and a wake-up by message would
 * cost ten times as much. Whatever a world throws becomes a message; the other environments go on.
 */
import '../../register-worlds.ts';
import type { Env, Info, Seed, State } from '../../core/env.ts';
import { make } from '../../core/registry.ts';
import { type Answer, type Call, failureOf, type ResultMessage, type WorkerSetup } from './messages.ts';
import { nodeProcess, nodeThreads } from './node-threads.ts';
import { CALL, HAS_FAILED, HAS_MESSAGE, SharedRows } from './shared-rows.ts';

/** Makes the environments, says so (an answer without a call), and serves for ever. */
export async function serve(setup: WorkerSetup): Promise<void> {
  const { receiveMessageOnPort } = nodeThreads('serve environments');
  const { port, worker, modules, id, options, count } = setup;
  for (const module of modules) await import(module);
  const envs = Array.from({ length: count }, () => make(id, options));
  const first = envs[0]!;
  const { observationSpace, actionSpace } = first;
  const rows = SharedRows.over(setup.buffer, { ...setup, observationSpace, actionSpace });
  const range = new EnvRange(envs, rows, setup);
  nodeProcess?.on('exit', () => rows.bury(worker)); // a world that ends the process ends this thread only
  const answer = (answer: Answer) => {
    port.postMessage(answer);
    rows.reply(worker);
  };
  answer(ANSWER);
  for (let done = 0; ; done = (done + 1) | 0) {
    const index = rows.nextRequest(worker, done);
    if (index === CALL) {
      const { message } = receiveMessageOnPort(port) as { readonly message: Call };
      answer(range.call(message));
    } else {
      const message = range.step(index);
      if (message !== null) range.send(message);
      rows.publish(index);
    }
  }
}

const ANSWER: Answer = { kind: 'answer', state: null, resets: [], failure: null };

class EnvRange {
  readonly #envs: readonly Env[];
  readonly #first: number;
  readonly #rows: SharedRows;
  readonly #setup: WorkerSetup;
  /** The loose parts of each environment's observation, as the other side has them. */
  readonly #told: (readonly unknown[])[];

  constructor(envs: readonly Env[], rows: SharedRows, setup: WorkerSetup) {
    this.#envs = envs;
    this.#first = setup.first;
    this.#rows = rows;
    this.#setup = setup;
    this.#told = envs.map(() => []);
  }

  /** Steps an environment, or begins its next episode. Returns what is to be told, if anything. */
  step(index: number): ResultMessage | null {
    const rows = this.#rows;
    rows.marks[index] = 0;
    try {
      return rows.ended[index] === 1 ? this.#beginAgain(index) : this.#stepOne(index);
    } catch (error) {
      rows.marks[index] = HAS_FAILED;
      return { ...this.#nothing(index), failure: failureOf(error) };
    }
  }

  /** Sends a result's message, or says why that cannot be. */
  send(message: ResultMessage): void {
    const { port } = this.#setup;
    try {
      port.postMessage(message);
    } catch (error) {
      // An info that cannot be cloned: functions, for one.
      this.#rows.marks[message.index]! |= HAS_FAILED;
      port.postMessage({ ...this.#nothing(message.index), failure: failureOf(error) });
    }
    this.#rows.marks[message.index]! |= HAS_MESSAGE;
  }

  call(call: Call): Answer {
    switch (call.kind) {
      case 'reset':
        return this.#reset(call);
      case 'getState':
        return { ...ANSWER, state: this.#env(call.index).getState() };
      case 'setState':
        return this.#setStates(call.states);
      default:
        return call satisfies never;
    }
  }

  #reset({ resets, options }: Extract<Call, { kind: 'reset' }>): Answer {
    const done: ResultMessage[] = [];
    for (const { index, seed } of resets) {
      try {
        done.push(this.#begin(index, seed ?? undefined, options) ?? this.#nothing(index));
      } catch (error) {
        return { ...ANSWER, resets: done, failure: { ...failureOf(error), index } };
      }
    }
    return { ...ANSWER, resets: done };
  }

  #setStates(states: Extract<Call, { kind: 'setState' }>['states']): Answer {
    const before = states.map(({ index }) => ({ index, state: this.#env(index).getState() }));
    for (const { index, state } of states) {
      this.#told[index - this.#first] = []; // the other side takes its observation from the state
      try {
        this.#env(index).setState(state);
      } catch (error) {
        for (const { index, state } of before) this.#env(index).setState(state as State);
        return { ...ANSWER, failure: { ...failureOf(error), index } };
      }
    }
    return ANSWER;
  }

  #env(index: number): Env {
    return this.#envs[index - this.#first]!;
  }

  #beginAgain(index: number): ResultMessage | null {
    this.#rows.rewards[index] = 0;
    return this.#begin(index, undefined, undefined);
  }

  #begin(index: number, seed: Seed | undefined, options: Readonly<Record<string, unknown>> | undefined) {
    const rows = this.#rows;
    const [observation, info] = this.#env(index).reset({ seed, options });
    rows.observationRows.write(rows.observations, index, observation);
    rows.terminations[index] = 0;
    rows.truncations[index] = 0;
    rows.ended[index] = 0;
    return this.#tell(index, info, null);
  }

  #stepOne(index: number): ResultMessage | null {
    const rows = this.#rows;
    const env = this.#env(index);
    const action = rows.actionRows.read(rows.actions, index);
    const [observation, reward, terminated, truncated, info] = env.step(action);
    rows.rewards[index] = reward;
    rows.terminations[index] = terminated ? 1 : 0;
    rows.truncations[index] = truncated ? 1 : 0;
    const over = terminated || truncated;
    if (over && this.#setup.autoresetMode === 'same-step') {
      rows.observationRows.write(rows.finalObservations, index, observation);
      const [nextObservation, nextInfo] = env.reset();
      rows.observationRows.write(rows.observations, index, nextObservation);
      return this.#tell(index, nextInfo, info);
    }
    rows.observationRows.write(rows.observations, index, observation);
    rows.ended[index] = over ? 1 : 0;
    return this.#tell(index, info, null);
  }

  /** What is to be told of a result beyond the arrays, or null. */
  #tell(index: number, info: Info, finalInfo: Info | null): ResultMessage | null {
    const rows = this.#rows;
    const observation = this.#news(index);
    const finalObservation =
      finalInfo === null || rows.looseFinals.length === 0 ? null : rows.looseFinals.map((part) => part[index]);
    const says = !isEmpty(info);
    const saysFinally = finalInfo !== null && !isEmpty(finalInfo);
    if (!says && !saysFinally && observation === null && finalObservation === null) return null;
    return {
      ...this.#nothing(index),
      info: says ? info : null,
      finalInfo: saysFinally ? finalInfo : null,
      observation,
      finalObservation,
    };
  }

  /** The loose parts of an observation, null where they are what the other side has. */
  #news(index: number): readonly unknown[] | null {
    const parts = this.#rows.looseObservations;
    const told = this.#told[index - this.#first]!;
    let changed = false;
    for (let i = 0; i < parts.length; i++) if (parts[i]![index] !== told[i]) changed = true;
    if (!changed) return null;
    const news = parts.map((part) => part[index]);
    this.#told[index - this.#first] = news;
    return news;
  }

  #nothing(index: number): ResultMessage {
    return {
      kind: 'result',
      index,
      info: null,
      finalInfo: null,
      observation: null,
      finalObservation: null,
      failure: null,
    };
  }
}

function isEmpty(info: Info): boolean {
  for (const _ in info) return false;
  return true;
}
