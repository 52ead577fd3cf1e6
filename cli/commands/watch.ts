/** `ludus watch`: a trained agent plays greedy episodes in real time, for the viewer to show. */
import { Command, Option } from 'commander';
import { deferred } from '../deferred.ts';
import { wholeNumber } from '../options.ts';
import { addServerOptions, type ServerOptions } from '../server-options.ts';

export interface WatchOptions extends ServerOptions {
  readonly seed?: number;
  readonly device?: 'auto' | 'cpu' | 'gpu';
}

export function watchCommand(): Command {
  const command = new Command('watch')
    .description('play greedy episodes with a trained agent in the viewer, in real time, until Ctrl-C')
    .argument('<run>', "a run's folder, or a checkpoint in it")
    .option('-s, --seed <n>', 'the seed of the episodes (default: fresh entropy)', wholeNumber(0))
    .addOption(new Option('-d, --device <name>', 'what computes (default: auto)').choices(['auto', 'cpu', 'gpu']))
    .action(deferred(async () => (await import('../actions/watch.ts')).watch));
  return addServerOptions(command);
}
