/** `ludus train`: one training run, headless, or with the viewer (`--watch`), or streamed to a server elsewhere (`--publish`). */
import { Command, Option } from 'commander';
import { deferred } from '../deferred.ts';
import { keyValue, wholeNumber } from '../options.ts';
import { addServerOptions, type ServerOptions } from '../server-options.ts';

export interface TrainOptions extends ServerOptions {
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

export const DEFAULT_AGENT = 'ppo';
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
    .action(deferred(async () => (await import('../actions/train.ts')).train));
  return addServerOptions(command, 'with --watch: ');
}
