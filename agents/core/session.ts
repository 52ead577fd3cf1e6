/**
 * What every `learn` does besides learning: hand the thread back now and then, tell progress, save checkpoints, and decide
 * when to stop. The algorithm calls `stopReason` and `rest` at points where `save` is exact; between them, nothing here
 * runs.
 *
 * Time is read only for pacing and for steps per second. It decides nothing that is learned.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LearnOptions, LearnResult, TrainingProgress } from './agent.ts';
import type { Episodes } from './episodes.ts';

/** Milliseconds of work between two turns of the event loop: a message waits no longer, and the turns cost under 1 %. */
const TURN_MS = 15;
/** Milliseconds between two `progress` events. */
const PROGRESS_MS = 100;
/** Reading the clock costs as much as a step of a small world, so it is read every few calls. */
const CALLS_PER_CLOCK = 8;

/** What an agent adds to its progress. */
export type Gauges = Pick<TrainingProgress, 'epsilon' | 'entropy' | 'loss'>;

export class LearnSession {
  readonly #options: LearnOptions;
  readonly #episodes: Episodes;
  #calls = 0;
  #turnedAt = performance.now();
  #toldAt = Number.NEGATIVE_INFINITY;
  #rateAt = performance.now();
  #rateStep: number;
  #stepsPerSecond = 0;
  #nextCheckpoint: number;

  /** @param step where learning begins or goes on. */
  constructor(options: LearnOptions, episodes: Episodes, step: number) {
    const { totalSteps, checkpointEvery } = options;
    if (!Number.isSafeInteger(totalSteps) || totalSteps < 1) {
      throw new RangeError(`Cannot learn: totalSteps must be an integer >= 1, got ${totalSteps}.`);
    }
    if (checkpointEvery !== undefined && !(Number.isSafeInteger(checkpointEvery) && checkpointEvery >= 1)) {
      throw new RangeError(`Cannot learn: checkpointEvery must be an integer >= 1, got ${checkpointEvery}.`);
    }
    this.#options = options;
    this.#episodes = episodes;
    this.#rateStep = step;
    this.#nextCheckpoint = this.#checkpointAfter(step);
  }

  /** Null while learning should go on. */
  stopReason(step: number): LearnResult['stoppedBy'] | null {
    if (this.#episodes.isSolved(this.#options.stopAtMeanReturn)) return 'solved';
    if (step >= this.#options.totalSteps) return 'budget';
    if (this.#options.signal?.aborted === true) return 'signal';
    return null;
  }

  /** Whether `rest` has anything to do now: ask before awaiting it, an `await` costs more than a step of a small world. */
  needsRest(step: number): boolean {
    if (step >= this.#nextCheckpoint) return true;
    this.#calls += 1;
    if (this.#calls < CALLS_PER_CLOCK) return false;
    this.#calls = 0;
    return this.needsBreath;
  }

  /** Saves a checkpoint where one is due, tells progress, and lets the event loop turn. */
  async rest(step: number, gauges: Gauges): Promise<void> {
    if (step >= this.#nextCheckpoint) {
      this.#nextCheckpoint = this.#checkpointAfter(step);
      await this.#options.onCheckpoint?.();
    }
    this.#tellProgress(step, gauges);
    await nextTurn();
    this.#turnedAt = performance.now();
  }

  /** Whether a turn of the event loop is due: for updates that take long, between two points where `save` is exact. */
  get needsBreath(): boolean {
    return performance.now() - this.#turnedAt >= TURN_MS;
  }

  /** Lets the event loop turn. */
  async breathe(): Promise<void> {
    await nextTurn();
    this.#turnedAt = performance.now();
  }

  /** Tells the last progress, however soon after the one before. @returns what `learn` is to return. */
  finish(step: number, gauges: Gauges, stoppedBy: LearnResult['stoppedBy']): LearnResult {
    this.#toldAt = Number.NEGATIVE_INFINITY;
    this.#tellProgress(step, gauges);
    return { step, episode: this.#episodes.finished, meanReturn: this.#episodes.meanReturn, stoppedBy };
  }

  #tellProgress(step: number, gauges: Gauges): void {
    const now = performance.now();
    if (now - this.#toldAt < PROGRESS_MS) return;
    this.#toldAt = now;
    // The rate of the last second or so, so that it follows a change of pace.
    if (now - this.#rateAt > 1000 || (this.#stepsPerSecond === 0 && now > this.#rateAt)) {
      this.#stepsPerSecond = ((step - this.#rateStep) / (now - this.#rateAt)) * 1000;
      this.#rateAt = now;
      this.#rateStep = step;
    }
    this.#options.listener?.progress?.({
      phase: 'training',
      step,
      totalSteps: this.#options.totalSteps,
      episode: this.#episodes.finished,
      meanReturn: this.#episodes.meanReturn,
      stepsPerSecond: this.#stepsPerSecond,
      ...gauges,
    });
  }

  /** Multiples of `checkpointEvery`, whatever step a run was resumed at. */
  #checkpointAfter(step: number): number {
    const { checkpointEvery, onCheckpoint } = this.#options;
    if (checkpointEvery === undefined || onCheckpoint === undefined) return Number.POSITIVE_INFINITY;
    return (Math.floor(step / checkpointEvery) + 1) * checkpointEvery;
  }
}
