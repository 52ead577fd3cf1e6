/** `ludus export`: what of a trained agent is needed to act, in one file. */
import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import { loadPolicy, savePolicy } from '../../agents/index.ts';
import { failing } from '../errors.ts';
import { formatCount } from '../terminal/format.ts';
import { displayPath } from '../training/run-training.ts';

export function exportCommand(): Command {
  return new Command('export')
    .description(
      'write the policy of a run to a file to share: `eval`, `watch` and `play` take it, `train` cannot go on from it',
    )
    .argument('<run>', "a run's folder, or a checkpoint in it")
    .argument('<file>', 'the file to write, e.g. pong.ludus; replaced where it exists')
    .action(
      failing(async (run: string, file: string) => {
        const agent = await loadPolicy(run, { device: 'cpu' });
        try {
          await savePolicy(agent, file);
          const { size } = await stat(file);
          console.log(
            `exported   ${agent.name} on ${agent.envId}, ${formatCount(agent.step)} steps: ${displayPath(file)}, ${formatCount(Math.ceil(size / 1024))} KiB`,
          );
        } finally {
          agent.dispose();
        }
      }),
    );
}
