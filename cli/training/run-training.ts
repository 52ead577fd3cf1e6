/**
 * A training run as the command's thread sees it: the worker's reports turned into terminal lines and published events, and
 * a stop that saves first. The worker owns the run; nothing here can slow it.
 */
import { relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Evaluation, RunInfo, TrainResult } from '../../agents/index.ts';
import type { StreamEvent } from '../../server/sessions/episode-stream.ts';
import { formatCount, formatDuration, formatMeanStd, formatReturn } from '../terminal/format.ts';
import type { ProgressReporter } from '../terminal/progress.ts';
import type { WorkerCommand, WorkerInput, WorkerReport } from './messages.ts';

/** Where a run is published: a hub in this process, or a server elsewhere. */
export interface RunPublisher {
  send(event: StreamEvent): void;
  /** Ends the session, as finished or failed. */
  close(failed: boolean): Promise<void> | void;
}

export interface RunOutcome {
  readonly result: TrainResult;
  /** Null where it was stopped before, or none was asked for. */
  readonly evaluation: Evaluation | null;
}

export interface RunTrainingOptions {
  readonly input: WorkerInput;
  readonly reporter: ProgressReporter;
  /** Called once the run is known, before its first event. */
  readonly openPublishers: (run: RunInfo) => Promise<readonly RunPublisher[]>;
  /** Abort: the run stops at the next exact point, saves, and resolves. */
  readonly signal: AbortSignal;
}

/** @throws {Error} with the worker's own message where the run failed. */
export async function runTraining({
  input,
  reporter,
  openPublishers,
  signal,
}: RunTrainingOptions): Promise<RunOutcome> {
  const worker = new Worker(new URL('./train-worker.js', import.meta.url), {
    workerData: input,
    name: 'ludus training',
  });
  const tell = (command: WorkerCommand) => worker.postMessage(command);
  const onAbort = () => tell({ type: 'stop' });
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  let publishers: Promise<readonly RunPublisher[]> = Promise.resolve([]);
  let result: TrainResult | null = null;
  let evaluation: Evaluation | null = null;
  let failure: Error | null = null;

  worker.on('message', (report: WorkerReport) => {
    switch (report.type) {
      case 'run':
        describeRun(report.run, reporter);
        publishers = openPublishers(report.run);
        // A publisher that cannot be opened ends the run: the person asked for it by name.
        publishers.catch((error: Error) => {
          failure ??= error;
          tell({ type: 'stop' });
        });
        break;
      case 'progress':
        if (report.progress.phase === 'training') reporter.update(report.progress);
        break;
      case 'events':
        publishers
          .then((open) => {
            for (const event of report.events) for (const publisher of open) publisher.send(event);
          })
          .catch(() => {}) // said above
          .finally(() => tell({ type: 'ack' }));
        break;
      case 'trained':
        result = report.result;
        reporter.stop();
        describeResult(report.result, reporter);
        if (report.result.stoppedBy !== 'signal' && input.evalEpisodes > 0) {
          reporter.line(`evaluating ${formatCount(input.evalEpisodes)} greedy episodes with fresh seeds ...`);
        }
        break;
      case 'evaluated':
        evaluation = report.evaluation;
        reporter.line(
          `evaluated  ${formatCount(evaluation.returns.length)} greedy episodes: return ${formatMeanStd(evaluation.mean, evaluation.std)}`,
        );
        if (input.streamAfterwards) reporter.line('streaming evaluation episodes; Ctrl-C ends');
        break;
      case 'failed':
        failure = Object.assign(new Error(report.message), { stack: report.stack });
        break;
      default:
        report satisfies never;
    }
  });

  const exitCode = await new Promise<number>((resolve) => {
    worker.on('error', (error) => {
      failure ??= error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', resolve);
  });
  signal.removeEventListener('abort', onAbort);
  reporter.stop();
  const open = await publishers.catch(() => []);
  for (const publisher of open) await publisher.close(failure !== null);
  if (failure !== null) throw failure;
  if (result === null) {
    throw new Error(
      `The training worker ended with exit code ${exitCode} before it had a result; ` +
        "set LUDUS_DEBUG=1 for a stack trace, and resume from the run's last checkpoint with --resume.",
    );
  }
  return { result, evaluation };
}

function describeRun(run: RunInfo, reporter: ProgressReporter): void {
  const { config } = run;
  reporter.line(
    `training   ${config.agent} on ${run.spec.id}, seed ${config.seed}, ${formatCount(run.totalSteps)} steps`,
  );
  reporter.line(`device     ${run.device}`);
  reporter.line(
    `run        ${displayPath(run.directory)}${run.startStep > 0 ? ` (from step ${formatCount(run.startStep)})` : ''}`,
  );
}

function describeResult(result: TrainResult, reporter: ProgressReporter): void {
  const why = { solved: 'solved', budget: 'budget spent', signal: 'stopped' }[result.stoppedBy];
  reporter.line(
    `${why.padEnd(10)} after ${formatCount(result.step)} steps, ${formatCount(result.episode)} episodes, ` +
      `${formatDuration(result.wallSeconds)}: mean return of the last 100 episodes ${formatReturn(result.meanReturn)}`,
  );
  reporter.line(`saved      ${displayPath(result.checkpoint)}`);
}

/** Relative to the working directory where that is shorter. */
export function displayPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere !== '' && fromHere.length < path.length ? fromHere : path;
}
