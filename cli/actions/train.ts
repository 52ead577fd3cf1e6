/** `ludus train`: one training run, headless, or with the viewer (`--watch`), or streamed to a server elsewhere (`--publish`). */
import { readFile } from 'node:fs/promises';
import type { ResumeOverrides, RunInfo, TrainConfigInput } from '../../agents/index.ts';
import type { LudusServer } from '../../server/index.ts';
import { DEFAULT_AGENT, type TrainOptions } from '../commands/train.ts';
import { isProfilePath, worldOfProfile } from '../profile.ts';
import { startFromOptions } from '../server-options.ts';
import { abortOnInterrupt } from '../shutdown.ts';
import { createProgressReporter } from '../terminal/progress.ts';
import type { TrainingJob } from '../training/messages.ts';
import { type RunPublisher, runTraining } from '../training/run-training.ts';

export async function train(env: string | undefined, options: TrainOptions): Promise<void> {
  const job = await describeJob(env, options);
  const reporter = createProgressReporter(process.stdout);
  let server: LudusServer | null = null;
  const signal = abortOnInterrupt(() => reporter.line('stopping: saving a checkpoint (Ctrl-C again ends at once)'));
  try {
    if (options.watch) {
      server = await startFromOptions(options);
      reporter.line(`viewer     ${server.url}`);
    }
    const local = server;
    const openPublishers = async (run: RunInfo): Promise<readonly RunPublisher[]> => {
      if (local === null && options.publish === undefined) return [];
      // Loaded where somebody watches: a training without spectators needs no client.
      const { publishLocally, publishRemotely } = await import('../training/publishers.ts');
      const open: RunPublisher[] = [];
      if (local !== null) open.push(publishLocally(local.hub, run));
      if (options.publish !== undefined) {
        const token = options.publishToken ?? process.env.LUDUS_PUBLISH_TOKEN;
        open.push(await publishRemotely(options.publish, token, run, (line) => reporter.line(line)));
      }
      return open;
    };
    await runTraining({
      input: {
        job,
        evalEpisodes: options.evalEpisodes,
        publish: options.watch === true || options.publish !== undefined,
        streamAfterwards: options.watch === true,
      },
      reporter,
      openPublishers,
      signal,
    });
  } finally {
    reporter.stop();
    await server?.close();
  }
}

/** Options over the config file over the defaults; `--resume` takes only what may change in a run that has begun. */
async function describeJob(env: string | undefined, options: TrainOptions): Promise<TrainingJob> {
  if (options.resume !== undefined) return describeResume(env, options, options.resume);
  const file = options.config === undefined ? {} : await readConfig(options.config);
  const config: Record<string, unknown> = {
    agent: DEFAULT_AGENT,
    ...file,
    ...(env !== undefined && { env }),
    ...(options.agent !== undefined && { agent: options.agent }),
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(options.steps !== undefined && { steps: options.steps }),
    ...(options.device !== undefined && { device: options.device }),
    ...(options.out !== undefined && { out: options.out }),
    ...(options.checkpointEvery !== undefined && { checkpointEvery: options.checkpointEvery }),
    ...(options.stop === false && { stopWhenSolved: false }),
  };
  if (options.set !== undefined) config.hyperparameters = { ...asRecord(file.hyperparameters), ...options.set };
  if (options.envKwargs !== undefined) config.kwargs = { ...asRecord(file.kwargs), ...options.envKwargs };
  if (typeof config.env === 'string' && isProfilePath(config.env)) {
    const world = await worldOfProfile(config.env, 'train on');
    config.env = world.env;
    config.kwargs = { ...world.kwargs, ...asRecord(config.kwargs) };
  }
  if (config.env === undefined) {
    throw new Error(
      'Cannot train: no world was named. Name one, e.g. `ludus train CartPole-v1`; `ludus envs` lists them.',
    );
  }
  // The worker checks it against the schema, where the agents are loaded anyway; its error comes back as one line.
  return { kind: 'train', config: config as TrainConfigInput };
}

function describeResume(env: string | undefined, options: TrainOptions, directory: string): TrainingJob {
  const fixed = [
    env !== undefined && 'a world',
    options.agent !== undefined && '--agent',
    options.seed !== undefined && '--seed',
    options.set !== undefined && '--set',
    options.envKwargs !== undefined && '--env-kwargs',
    options.config !== undefined && '--config',
    options.out !== undefined && '--out',
  ].filter((name): name is string => name !== false);
  if (fixed.length > 0) {
    throw new Error(
      `Cannot resume ${directory} with ${fixed.join(', ')}: a run goes on with what it began with. ` +
        'Leave that out, or begin a new run without --resume.',
    );
  }
  const overrides: ResumeOverrides = {
    steps: options.steps,
    device: options.device,
    checkpointEvery: options.checkpointEvery,
    stopWhenSolved: options.stop === false ? false : undefined,
  };
  return { kind: 'resume', directory, overrides };
}

async function readConfig(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`Cannot read the config file ${path}: ${(error as Error).message}.`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error(`Cannot read the config file ${path}: it must be JSON (${(error as Error).message}).`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error(`Cannot read the config file ${path}: it must hold one JSON object, like {"agent": "ppo"}.`);
  }
  return { ...parsed };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
