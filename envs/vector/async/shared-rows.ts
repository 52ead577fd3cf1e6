/**
 * The memory that an `AsyncVectorEnv` and its workers share: one `SharedArrayBuffer`, the same layout on both sides, since both
 * compute it from the same spaces and numbers.
 *
 * Observations, actions, rewards and flags are the batch's arrays themselves. What no typed array holds (strings, sequences, graphs)
 * is *loose*: each side has plain arrays for it, and new values travel by message.
 *
 * Requests go to a worker through a ring of its own (one writer, one reader), results come back through one ring for all (many
 * writers, one reader), in the order in which environments are done. An environment is in at most one ring at a time, so that no ring
 * overflows. Counters run on over the ends of int32; only their differences count.
 */
import type { Space } from '../../spaces/space.ts';
import { type Allocate, type RowCodec, rowCodec } from '../batch.ts';
import type { Batch } from '../vector-env.ts';

/** Where the counters and flags lie in `control`; those of a worker are at `FIRST_WORKER + WORDS_OF_WORKER * worker`. */
export const RESERVED = 0; // places taken in the ring of results
export const PUBLISHED = 1; // results in it
export const WANTED = 2; // how many results the receiver sleeps for
export const SLEEPING = 3; // whether it sleeps
const FIRST_WORKER = 16; // a cache line of its own
const WORDS_OF_WORKER = 16;
const REQUESTED = 0; // requests in the worker's ring
const REPLIED = 1; // whether a call has been answered
const DEAD = 2; // whether the worker is gone

/** In a ring of requests, instead of an environment: there is a call to answer, by message. */
export const CALL = -1;

// In `marks`, of a result.
export const HAS_MESSAGE = 1;
export const HAS_FAILED = 2;

/** A multiple of what any array's address must be. */
const ALIGNMENT = 64;

export interface Layout {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly numEnvs: number;
  readonly numWorkers: number;
}

export class SharedRows {
  readonly buffer: SharedArrayBuffer;
  readonly observationRows: RowCodec;
  readonly actionRows: RowCodec;
  readonly observations: Batch;
  readonly finalObservations: Batch;
  readonly actions: Batch;
  readonly rewards: Float64Array; // [numEnvs]
  readonly terminations: Uint8Array; // [numEnvs] 0 or 1
  readonly truncations: Uint8Array; // [numEnvs] 0 or 1
  /** 1 where the episode has ended and not begun again. */
  readonly ended: Uint8Array; // [numEnvs]
  /** Bits of the last result. */
  readonly marks: Uint8Array; // [numEnvs]
  readonly #control: Int32Array;
  /** The arrays of what is not shared, in the order of the space's parts. */
  readonly looseObservations: readonly unknown[][];
  readonly looseFinals: readonly unknown[][];
  readonly #results: Int32Array; // [ringSize], 1 + the environment, 0 for none yet
  readonly #requests: Int32Array; // [numWorkers, ringSize]
  readonly #ringSize: number;

  /** In a new buffer. */
  static create(layout: Layout): SharedRows {
    let bytes = 0;
    const count: Allocate = (ArrayType, length) => {
      bytes += padded(length * ArrayType.BYTES_PER_ELEMENT);
      return new ArrayType(0);
    };
    new SharedRows(layout, new SharedArrayBuffer(0), count);
    return SharedRows.over(new SharedArrayBuffer(bytes), layout);
  }

  /** In a buffer that `create` made for the same layout. */
  static over(buffer: SharedArrayBuffer, layout: Layout): SharedRows {
    return new SharedRows(layout, buffer, allocateFrom(buffer));
  }

  private constructor(layout: Layout, buffer: SharedArrayBuffer, take: Allocate) {
    const { observationSpace, actionSpace, numEnvs, numWorkers } = layout;
    this.buffer = buffer;
    this.observationRows = rowCodec(observationSpace);
    this.actionRows = rowCodec(actionSpace);
    this.#ringSize = ringSizeFor(numEnvs);
    this.#control = take(Int32Array, FIRST_WORKER + WORDS_OF_WORKER * numWorkers) as Int32Array;
    this.#results = take(Int32Array, this.#ringSize) as Int32Array;
    this.#requests = take(Int32Array, this.#ringSize * numWorkers) as Int32Array;
    this.observations = this.observationRows.create(numEnvs, take);
    this.finalObservations = this.observationRows.create(numEnvs, take);
    this.actions = this.actionRows.create(numEnvs, take);
    this.rewards = take(Float64Array, numEnvs) as Float64Array;
    this.terminations = take(Uint8Array, numEnvs) as Uint8Array;
    this.truncations = take(Uint8Array, numEnvs) as Uint8Array;
    this.ended = take(Uint8Array, numEnvs) as Uint8Array;
    this.marks = take(Uint8Array, numEnvs) as Uint8Array;
    this.looseObservations = this.observationRows.loose(this.observations);
    this.looseFinals = this.observationRows.loose(this.finalObservations);
  }

  /** Puts a request into a worker's ring and wakes it. */
  request(worker: number, index: number): void {
    const at = FIRST_WORKER + WORDS_OF_WORKER * worker + REQUESTED;
    const place = Atomics.load(this.#control, at) & (this.#ringSize - 1);
    this.#requests[worker * this.#ringSize + place] = index;
    Atomics.add(this.#control, at, 1);
    Atomics.notify(this.#control, at);
  }

  /** The request after `done` of them; waits for it, for ever if need be. */
  nextRequest(worker: number, done: number): number {
    const at = FIRST_WORKER + WORDS_OF_WORKER * worker + REQUESTED;
    for (let spins = 0; Atomics.load(this.#control, at) === done; spins++) {
      if (spins >= SPINS) Atomics.wait(this.#control, at, done);
    }
    return this.#requests[worker * this.#ringSize + (done & (this.#ringSize - 1))]!;
  }

  /** Puts a result into the ring, and wakes the receiver where it is the last one it wants. */
  publish(index: number): void {
    const control = this.#control;
    const place = Atomics.add(control, RESERVED, 1) & (this.#ringSize - 1);
    Atomics.store(this.#results, place, index + 1);
    const published = (Atomics.add(control, PUBLISHED, 1) + 1) | 0;
    const wanted = Atomics.load(control, WANTED);
    if (Atomics.load(control, SLEEPING) === 1 && ((published - wanted) | 0) >= 0) Atomics.notify(control, PUBLISHED);
  }

  /** Takes the result after `received` of them, which has been published. */
  takeResult(received: number): number {
    const place = received & (this.#ringSize - 1);
    let result = 0;
    while (result === 0) result = Atomics.exchange(this.#results, place, 0); // of its place's writer, who may be a moment behind
    return result - 1;
  }

  /** How many results there are beyond `received`. */
  resultsBeyond(received: number): number {
    return (Atomics.load(this.#control, PUBLISHED) - received) | 0;
  }

  /**
   * Waits until there are `count` results beyond `received`: looks a while, then sleeps.
   *
   * @returns false where it has slept `milliseconds`, or been woken because a worker is gone
   */
  awaitResults(received: number, count: number, milliseconds: number): boolean {
    const control = this.#control;
    for (let spins = 0; spins < SPINS; spins++) if (this.resultsBeyond(received) >= count) return true;
    Atomics.store(control, WANTED, (received + count) | 0);
    Atomics.store(control, SLEEPING, 1);
    const published = Atomics.load(control, PUBLISHED);
    // Who publishes from here on sees that somebody sleeps; who did before has changed what is compared.
    if (((published - received) | 0) < count) Atomics.wait(control, PUBLISHED, published, milliseconds);
    Atomics.store(control, SLEEPING, 0);
    return this.resultsBeyond(received) >= count;
  }

  /** As `awaitResults`, without blocking the thread: a promise of its answer. */
  async awaitResultsAsync(received: number, count: number, milliseconds: number): Promise<boolean> {
    const control = this.#control;
    Atomics.store(control, WANTED, (received + count) | 0);
    Atomics.store(control, SLEEPING, 1);
    const published = Atomics.load(control, PUBLISHED);
    if (((published - received) | 0) < count) await waitAsync(control, PUBLISHED, published, milliseconds).value;
    Atomics.store(control, SLEEPING, 0);
    return this.resultsBeyond(received) >= count;
  }

  /** Where in the buffer, in words, a worker says that it has answered. */
  replyAt(worker: number): number {
    return FIRST_WORKER + WORDS_OF_WORKER * worker + REPLIED; // the control words come first
  }

  reply(worker: number): void {
    const at = this.replyAt(worker);
    Atomics.store(this.#control, at, 1);
    Atomics.notify(this.#control, at);
  }

  /** Waits for a call's answer and takes it. @returns false where there was none within `milliseconds` */
  awaitReply(worker: number, milliseconds: number): boolean {
    const at = this.replyAt(worker);
    Atomics.wait(this.#control, at, 0, milliseconds);
    return Atomics.exchange(this.#control, at, 0) === 1;
  }

  /** Says that a worker is gone, to whoever waits for it. */
  bury(worker: number): void {
    const at = FIRST_WORKER + WORDS_OF_WORKER * worker;
    Atomics.store(this.#control, at + DEAD, 1);
    Atomics.notify(this.#control, at + REPLIED);
    Atomics.notify(this.#control, PUBLISHED);
  }

  isDead(worker: number): boolean {
    return Atomics.load(this.#control, FIRST_WORKER + WORDS_OF_WORKER * worker + DEAD) === 1;
  }
}

/**
 * Looks at a counter before sleeping, 5 to 10 microseconds: as long as a sleeper takes to wake, so that waiting costs twice the best
 * at most.
 */
export const SPINS = 300;

/** Hands out one part of a buffer after the other. */
function allocateFrom(buffer: SharedArrayBuffer): Allocate {
  let used = 0;
  return (ArrayType, length) => {
    const array = new ArrayType(buffer, used, length);
    used += padded(array.byteLength);
    return array;
  };
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** A power of two, so that counters may run over: more than the environments and a call. */
function ringSizeFor(numEnvs: number): number {
  return 2 ** Math.ceil(Math.log2(numEnvs + 2));
}

/** ES2024's, which the compiler's library does not know yet. */
const { waitAsync } = Atomics as typeof Atomics & {
  waitAsync(array: Int32Array, index: number, value: number, timeout: number): { readonly value: unknown };
};
