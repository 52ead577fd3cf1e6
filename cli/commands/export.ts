/** `ludus export`: what of a trained agent is needed to act, in one file. */
import { Command } from 'commander';
import { deferred } from '../deferred.ts';

export function exportCommand(): Command {
  return new Command('export')
    .description(
      'write the policy of a run to a file to share: `eval`, `watch` and `play` take it, `train` cannot go on from it',
    )
    .argument('<run>', "a run's folder, or a checkpoint in it")
    .argument('<file>', 'the file to write, e.g. pong.ludus; replaced where it exists')
    .action(deferred(async () => (await import('../actions/export.ts')).exportPolicy));
}
