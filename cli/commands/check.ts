/** `ludus check`: the contract suite on worlds by id, or on a world of one's own from a module. */
import { Command } from 'commander';
import { deferred } from '../deferred.ts';
import { keyValue, wholeNumber } from '../options.ts';

export interface CheckOptions {
  readonly seed: number;
  readonly steps: number;
  readonly envKwargs?: Record<string, unknown>;
  readonly json?: true;
}

export function checkCommand(): Command {
  return new Command('check')
    .description('check that worlds keep the contract: determinism, spaces, state, replays, drawings, refusals')
    .argument(
      '<worlds...>',
      "ids (CartPole-v1), a module with a world of one's own (./my-env.ts), or the profile of an NES game (./my-profile.json)",
    )
    .option('-s, --seed <n>', 'the seed of episodes and actions', wholeNumber(0), 0)
    .option('-n, --steps <n>', 'steps that each law is tried for', wholeNumber(1), 200)
    .option(
      '--env-kwargs <key=value>',
      'an argument of the worlds, repeatable, e.g. --env-kwargs is_slippery=false',
      keyValue,
    )
    .option('--json', 'machine-readable')
    .action(deferred(async () => (await import('../actions/check.ts')).check));
}
