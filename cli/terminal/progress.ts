/**
 * What a training shows in the terminal: one redrawn bar where the output is a terminal, a plain line every two seconds
 * where it is a file or a pipe, so that a log stays readable.
 */
import { SingleBar } from 'cli-progress';
import type { TrainingProgress } from '../../agents/core/agent.ts';
import { formatCount, formatDuration, formatReturn, formatSmall } from './format.ts';

export interface ProgressReporter {
  update(progress: TrainingProgress): void;
  /** Prints a line of its own, above the bar where there is one. */
  line(text: string): void;
  /** Leaves the last state on the screen; later calls of `line` still print. */
  stop(): void;
}

const SECONDS_BETWEEN_LINES = 2;

/** @param stream where to show it, normally `process.stdout`. */
export function createProgressReporter(stream: NodeJS.WriteStream): ProgressReporter {
  return stream.isTTY ? barReporter(stream) : lineReporter(stream);
}

/** The fields both reporters show, in their order. `left` is the time to the end of the budget; solving ends it sooner. */
export function describeProgress(progress: TrainingProgress): string {
  const left = (progress.totalSteps - progress.step) / progress.stepsPerSecond;
  const exploration =
    progress.epsilon !== null
      ? ` | epsilon ${progress.epsilon.toFixed(3)}`
      : progress.entropy !== null
        ? ` | entropy ${progress.entropy.toFixed(3)}`
        : '';
  return (
    `step ${formatCount(progress.step)}/${formatCount(progress.totalSteps)} | episode ${formatCount(progress.episode)}` +
    ` | return ${formatReturn(progress.meanReturn)}${exploration} | loss ${formatSmall(progress.loss)}` +
    ` | ${formatCount(progress.stepsPerSecond)} steps/s | left ${formatDuration(left)}`
  );
}

function barReporter(stream: NodeJS.WriteStream): ProgressReporter {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage}% | {fields}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 16,
    hideCursor: true,
    fps: 8,
    linewrap: false,
    clearOnComplete: true,
    gracefulExit: false, // SIGINT is ours: it saves first
  });
  let last: TrainingProgress | null = null;
  let drawn = false;
  // The bar remembers where it began, so it must be off the screen when anything else is printed; the next update redraws it.
  const clear = () => {
    if (drawn) bar.stop();
    drawn = false;
  };
  return {
    update(progress) {
      last = progress;
      const fields = { fields: describeProgress(progress) };
      if (drawn) bar.update(progress.step, fields);
      else bar.start(progress.totalSteps, progress.step, fields);
      drawn = true;
    },
    line(text) {
      clear();
      stream.write(`${text}\n`);
    },
    stop() {
      clear();
      if (last !== null) stream.write(`${describeProgress(last)}\n`);
      last = null;
    },
  };
}

function lineReporter(stream: NodeJS.WriteStream): ProgressReporter {
  let last: TrainingProgress | null = null;
  let shownAt = Number.NEGATIVE_INFINITY;
  let shownStep = -1;
  const show = (progress: TrainingProgress) => {
    stream.write(`${describeProgress(progress)}\n`);
    shownStep = progress.step;
  };
  return {
    update(progress) {
      last = progress;
      const now = performance.now() / 1000;
      if (now - shownAt < SECONDS_BETWEEN_LINES) return;
      shownAt = now;
      show(progress);
    },
    line(text) {
      stream.write(`${text}\n`);
    },
    stop() {
      if (last !== null && last.step !== shownStep) show(last);
      last = null;
    },
  };
}
