/**
 * The workers of an `AsyncVectorEnv` as a whole: started, called, waited for, buried.
 *
 * A worker that dies or is silent for too long ends the whole: what its environments were doing is lost, and no call hangs.
 */
import { platform } from '../../core/platform.ts';
import type { MakeOptions } from '../../core/registry.ts';
import type { AutoresetMode } from '../vector-env.ts';
import type { Answer, Call, ResultMessage } from './messages.ts';
import { nodeThreads, type Threads } from './node-threads.ts';
import { CALL, HAS_MESSAGE, type SharedRows } from './shared-rows.ts';
import { type StartedWorker, startWorker } from './start-worker.ts';
import { WorkerError } from './worker-error.ts';

export interface WorkersOptions {
  readonly id: string;
  readonly options: MakeOptions;
  readonly modules: readonly string[];
  readonly autoresetMode: AutoresetMode;
  readonly numEnvs: number;
  readonly numWorkers: number;
  /** Seconds without any result after which a worker is given up. */
  readonly timeout: number;
}

/** Milliseconds of sleep between looks at whether all workers live: one that ran out of memory cannot say so itself. */
const SLICE = 250;
/** Milliseconds for workers to start, however short `timeout` is: they load modules, perhaps compile them. */
const START_TIMEOUT = 60_000;

export class Workers {
  /** Which environments each has. */
  readonly ranges: readonly { readonly first: number; readonly count: number }[];
  readonly #rows: SharedRows;
  readonly #receiveMessage: Threads['receiveMessageOnPort'];
  readonly #workers: readonly StartedWorker[];
  readonly #workerOf: Uint16Array; // [numEnvs]
  readonly #id: string;
  readonly #timeout: number; // milliseconds
  /** Messages of results that have come in with others'. */
  readonly #messages: (ResultMessage | null)[]; // [numEnvs]
  /** Whether all have said that their environments are made. */
  #ready = false;
  #received = 0;
  /** Why nothing more can be asked of them. */
  #gone: Error | null = null;

  constructor(rows: SharedRows, { timeout, ...setup }: WorkersOptions) {
    const { numEnvs, numWorkers } = setup;
    this.#rows = rows;
    this.#id = setup.id;
    this.#receiveMessage = nodeThreads(`make a vector ${setup.id}`).receiveMessageOnPort;
    this.#timeout = timeout * 1000;
    this.#messages = new Array<ResultMessage | null>(numEnvs).fill(null);
    this.#workerOf = new Uint16Array(numEnvs);
    this.ranges = Array.from({ length: numWorkers }, (_, worker) => {
      const first = Math.floor((worker * numEnvs) / numWorkers);
      const count = Math.floor(((worker + 1) * numEnvs) / numWorkers) - first;
      this.#workerOf.fill(worker, first, first + count);
      return { first, count };
    });
    this.#workers = this.ranges.map((range, worker) => startWorker(rows, { ...setup, ...range, worker }));
  }

  /** Has an environment step, by the action in shared memory. */
  request(index: number): void {
    this.checkAlive();
    this.#rows.request(this.#workerOf[index]!, index);
  }

  /** Waits for results. Returns whose they are, in the order in which they were done. */
  receive(count: number): number[] {
    this.checkAlive();
    const watch = this.#watch(this.#timeout);
    while (!this.#rows.awaitResults(this.#received, count, SLICE)) watch();
    return this.#take(count);
  }

  /** As `receive`, without blocking the thread. */
  async receiveAsync(count: number): Promise<number[]> {
    this.checkAlive();
    const { thread } = this.#workers[0]!;
    thread.ref(); // a promise of `waitAsync` alone would not keep the process
    try {
      const watch = this.#watch(this.#timeout);
      while (!(await this.#rows.awaitResultsAsync(this.#received, count, SLICE))) watch();
    } finally {
      thread.unref();
    }
    return this.#take(count);
  }

  /** Calls workers, all at once; null leaves one out. Returns their answers in the same order. */
  call(calls: readonly (Call | null)[]): (Answer | null)[] {
    this.checkAlive();
    if (!this.#ready) {
      const all = this.#workers.map(() => true);
      this.#awaitAnswers(all, Math.max(this.#timeout, START_TIMEOUT)).forEach((answer) => {
        if (answer === null || answer.failure === null) return;
        this.stop(new WorkerError(null, answer.failure));
        throw this.#gone!;
      });
      this.#ready = true;
    }
    calls.forEach((call, worker) => {
      if (call === null) return;
      this.#workers[worker]!.port.postMessage(call);
      this.#rows.request(worker, CALL);
    });
    return this.#awaitAnswers(
      calls.map((call) => call !== null),
      this.#timeout,
    );
  }

  /** What a received result says beyond the arrays; null for nothing. */
  takeMessage(index: number): ResultMessage | null {
    const rows = this.#rows;
    if ((rows.marks[index]! & HAS_MESSAGE) === 0) return null;
    if (this.#messages[index] === null) this.#drain(this.#workerOf[index]!);
    const message = this.#messages[index]!;
    this.#messages[index] = null;
    return message;
  }

  /** Ends them. `reason` is thrown by whatever is asked of them afterwards. */
  stop(reason?: Error): void {
    if (this.#gone !== null) return;
    this.#gone =
      reason ?? new Error(`Cannot use the vector ${this.#id}: it has been closed. Make another with makeVec().`);
    for (const { thread, port } of this.#workers) {
      thread.terminate();
      port.close();
    }
  }

  #take(count: number): number[] {
    const indices = new Array<number>(count);
    for (let k = 0; k < count; k++) {
      indices[k] = this.#rows.takeResult(this.#received);
      this.#received = (this.#received + 1) | 0;
    }
    return indices;
  }

  #awaitAnswers(expected: readonly boolean[], timeout: number): (Answer | null)[] {
    return expected.map((isExpected, worker) => {
      if (!isExpected) return null;
      const watch = this.#watch(timeout);
      while (!this.#rows.awaitReply(worker, SLICE)) watch();
      return this.#drain(worker)!;
    });
  }

  /** Reads all messages of a worker: results' are kept, an answer is returned. */
  #drain(worker: number): Answer | null {
    const { port } = this.#workers[worker]!;
    let answer: Answer | null = null;
    for (let got = this.#receiveMessage(port); got !== undefined; got = this.#receiveMessage(port)) {
      const message = got.message as Answer | ResultMessage;
      if (message.kind === 'answer') answer = message;
      else this.#messages[message.index] = message;
    }
    return answer;
  }

  /** What to do whenever waiting has brought nothing yet: it throws where a worker is dead, or nothing has come in for too long. */
  #watch(timeout: number): () => void {
    const rows = this.#rows;
    let since = platform.performance.now();
    let results = rows.resultsBeyond(this.#received);
    return () => {
      const now = platform.performance.now();
      const resultsNow = rows.resultsBeyond(this.#received);
      if (resultsNow !== results) since = now;
      results = resultsNow;
      const dead = this.#workers.findIndex((_, worker) => rows.isDead(worker));
      if (dead !== -1) this.#giveUp(this.#fateOf(dead));
      if (now - since >= timeout) {
        this.#giveUp(
          `nothing has come from its workers for ${timeout / 1000} s (timeout). A world may be stuck in reset() or step()`,
        );
      }
    };
  }

  #fateOf(worker: number): string {
    const { first, count } = this.ranges[worker]!;
    return (
      `worker ${worker} has ended, and with it environments ${first} to ${first + count - 1}. ` +
      'A world may have ended the process or spent its memory'
    );
  }

  #giveUp(fate: string): never {
    const error = new Error(`Cannot go on with the vector ${this.#id}: ${fate}. Make another with makeVec().`);
    this.stop(error);
    throw error;
  }

  /** Throws what has ended them, or that they have been stopped. */
  checkAlive(): void {
    if (this.#gone !== null) throw this.#gone;
  }
}
