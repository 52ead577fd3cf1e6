/** `ludus envs`: every registered world with its spaces, limit and threshold. */
import { Command } from 'commander';
import { deferred } from '../deferred.ts';

export function envsCommand(): Command {
  return new Command('envs')
    .description('list the worlds: spaces, step limit, reward that counts as solved')
    .argument('[filter]', 'show only ids that contain this text')
    .option('--json', 'machine-readable')
    .action(deferred(async () => (await import('../actions/envs.ts')).listEnvs));
}
