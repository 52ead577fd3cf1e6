/** `ludus play`: a person plays a world in the browser: alone, against a trained agent, or against whoever takes the other seats. */
import { Command, Option } from 'commander';
import { deferred } from '../deferred.ts';
import { keyValue, wholeNumber } from '../options.ts';
import { addServerOptions, type ServerOptions } from '../server-options.ts';

export interface PlayOptions extends ServerOptions {
  readonly seed?: number;
  readonly envKwargs?: Record<string, unknown>;
  readonly opponent?: string;
  readonly seat?: string;
  readonly device?: 'auto' | 'cpu' | 'gpu';
}

export function playCommand(): Command {
  const command = new Command('play')
    .description('play a world yourself, in the browser, by keyboard or touch')
    .argument(
      '<env>',
      'id of the world, e.g. CartPole-v1 (`ludus envs` lists them), or the profile of an NES game (./my-profile.json)',
    )
    .option('-s, --seed <n>', 'the seed of the first episode (default: fresh entropy)', wholeNumber(0))
    .option(
      '--env-kwargs <key=value>',
      'an argument of the world, repeatable, e.g. --env-kwargs is_slippery=false',
      keyValue,
    )
    .option('-o, --opponent <run>', "in a world with seats: the agent of a run's folder or checkpoint takes the others")
    .option('--seat <name>', 'in a world with seats: yours (default: the last)')
    .addOption(
      new Option('-d, --device <name>', 'what computes for the opponent (default: auto)').choices([
        'auto',
        'cpu',
        'gpu',
      ]),
    )
    .action(deferred(async () => (await import('../actions/play.ts')).play));
  return addServerOptions(command);
}
