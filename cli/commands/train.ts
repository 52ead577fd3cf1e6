/** `ludus train`: one training run, headless, or with the viewer (`--watch`), or streamed to a server elsewhere (`--publish`). */
import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { ResumeOverrides, RunInfo, TrainConfigInput } from '../../agents/index.ts';
import type { LudusServer } from '../../server/index.ts';
import { failing } from '../errors.ts';
import { keyValue, wholeNumber } from '../options.ts';
import { isProfilePath, worldOfProfile } from '../profile.ts';
import { addServerOptions, type ServerOptions, startFromOptions } from '../server-options.ts';
import { abortOnInterrupt } from '../shutdown.ts';
import { createProgressReporter } from '../terminal/progress.ts';
import type { TrainingJob } from '../training/messages.ts';
import { publishLocally, publishRemotely } from '../training/publishers.ts';
import { type RunPublisher, runTraining } from '../training/run-training.ts';

interface TrainOptions extends ServerOptions {
  readonly agent?: string;
  readonly seed?: number;
  readonly steps?: number;
  readonly device?: 'auto' | 'cpu' | 'gpu';
  readonly out?: string;
  readonly resume?: string;
  readonly config?: string;
  readonly set?: Record<string, unknown>;
  readonly envKwargs?: Record<string, unknown>;
  readonly checkpointEvery?: number;
  readonly evalEpisodes: number;
  /** False where `--no-stop` is given. */
  readonly stop: boolean;
  readonly watch?: true;
  readonly publish?: string;
  readonly publishToken?: string;
}

const DEFAULT_AGENT = 'ppo';
const EVAL_EPISODES = 100;

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train an agent; ends when the world is solved or the budget is spent')
    .argument(
      '[env]',
      'id of the world, e.g. CartPole-v1 (`ludus envs` lists them), or the profile of an NES game (./my-profile.json)',
    )
    .option('-a, --agent <name>', `dqn, ppo, reinforce or random (default: ${DEFAULT_AGENT})`)
    .option('-s, --seed <n>', 'the seed of everything; same seed, same device: same curve (default: 0)', wholeNumber(0))
    .option('-n, --steps <n>', "environment steps at most (default: the preset's)", wholeNumber(1))
    .addOption(new Option('-d, --device <name>', 'what learns (default: auto)').choices(['auto', 'cpu', 'gpu']))
    .option('--set <key=value>', 'a hyperparameter, repeatable, e.g. --set learningRate=3e-4', keyValue)
    .option(
      '--env-kwargs <key=value>',
      'an argument of the world, repeatable, e.g. --env-kwargs is_slippery=false',
      keyValue,
    )
    .option('-c, --config <file.json>', 'settings as a JSON file (as config.json of a run); options here win over it')
    .option('-o, --out <folder>', 'the folder of the run (default: a new one in runs/)')
    .option('-r, --resume <run>', "go on from a run's last checkpoint, exactly")
    .option('--checkpoint-every <n>', 'environment steps between two checkpoints', wholeNumber(1))
    .option('--eval-episodes <n>', 'greedy episodes to evaluate at the end', wholeNumber(0), EVAL_EPISODES)
    .option('--no-stop', 'spend the whole budget, solved or not')
    .option('-w, --watch', 'serve the viewer too, and go on playing when trained, until Ctrl-C')
    .option('--publish <ws-url>', 'stream episodes and curves to a Ludus server elsewhere')
    .option('--publish-token <token>', 'the token that server asks for (or LUDUS_PUBLISH_TOKEN)')
    .action(failing(train));
  return addServerOptions(command, 'with --watch: ');
}

async function train(env: string | undefined, options: TrainOptions): Promise<void> {
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
