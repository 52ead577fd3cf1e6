/**
 * The worker that trains: the whole of a run, from its first step to its saved checkpoint, on a thread of its own, so that
 * neither the terminal nor the server nor any viewer can hold it up. The command's thread hears of it through
 * `WorkerReport`s and may ask it to stop.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { TrainingListener, TrainingProgress } from '../../agents/core/agent.ts';
import { evaluate, loadPolicy, resumeTraining, streamEpisodes, train } from '../../agents/index.ts';
import { EpisodeStream } from '../../server/sessions/episode-stream.ts';
import type { WorkerCommand, WorkerInput, WorkerReport } from './messages.ts';

/** Twenty times a second is a shade under what looks immediate, and one message for thousands of steps. */
const FLUSH_MILLISECONDS = 50;

/** Messages of events under way to the command's thread; when it falls behind, events gather here (bounded) instead. */
const MAX_IN_FLIGHT = 8;

const port = parentPort;
if (port === null)
  throw new Error('Cannot train: train-worker.ts must be started as a worker thread by `ludus train`.');

const input = workerData as WorkerInput;
const stop = new AbortController();
let inFlight = 0;

const report = (message: WorkerReport) => port.postMessage(message);

port.on('message', (command: WorkerCommand) => {
  switch (command.type) {
    case 'stop':
      stop.abort();
      break;
    case 'ack':
      inFlight--;
      break;
    default:
      command satisfies never;
  }
});

const stream = new EpisodeStream((events) => {
  inFlight++;
  report({ type: 'events', events });
});
const flush = () => {
  if (inFlight < MAX_IN_FLIGHT) stream.flush();
};

/** Progress for the terminal; with `publish`, also everything a viewer sees. */
const listener: TrainingListener = input.publish
  ? {
      episodeStart: (event) => stream.episodeStart(event),
      step: (event) => stream.step(event),
      episodeEnd: (event) => stream.episodeEnd(event),
      metrics: (event) => stream.metrics(event),
      progress: (event) => {
        stream.progress(event);
        report({ type: 'progress', progress: event });
      },
    }
  : { progress: (event: TrainingProgress) => report({ type: 'progress', progress: event }) };

async function run(): Promise<void> {
  const { job } = input;
  const hooks = {
    listener,
    signal: stop.signal,
    onRun: (run: Parameters<NonNullable<Parameters<typeof train>[1]>['onRun'] & object>[0]) =>
      report({ type: 'run', run }),
  };
  const result =
    job.kind === 'train' ? await train(job.config, hooks) : await resumeTraining(job.directory, job.overrides, hooks);
  report({ type: 'trained', result });
  if (result.stoppedBy === 'signal') return;

  const agent = await loadPolicy(result.directory);
  try {
    if (input.evalEpisodes > 0) {
      const evaluation = await evaluate(agent, { episodes: input.evalEpisodes, listener, signal: stop.signal });
      if (!stop.signal.aborted) report({ type: 'evaluated', evaluation });
    }
    if (input.streamAfterwards && !stop.signal.aborted) {
      await streamEpisodes(agent, { listener, signal: stop.signal });
    }
  } finally {
    agent.dispose();
  }
}

const flushing = setInterval(flush, FLUSH_MILLISECONDS);
try {
  await run();
} catch (error) {
  const failure = error instanceof Error ? error : new Error(String(error));
  report({ type: 'failed', message: failure.message, stack: failure.stack ?? '' });
} finally {
  clearInterval(flushing);
  stream.flush();
  port.close();
}
