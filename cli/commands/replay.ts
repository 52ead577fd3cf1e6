/** `ludus replay`: whether a recorded episode still plays as it was recorded, and the episode in the viewer. */
import { Command } from 'commander';
import { deferred } from '../deferred.ts';
import { addServerOptions, type ServerOptions } from '../server-options.ts';

export interface ReplayOptions extends ServerOptions {
  readonly watch?: true;
}

export function replayCommand(): Command {
  const command = new Command('replay')
    .description('play a recorded episode again and say whether everything is as it was recorded')
    .argument('<file>', 'a replay, as saveReplay and the page write it')
    .option('-w, --watch', 'show it in the viewer too, until Ctrl-C')
    .action(deferred(async () => (await import('../actions/replay.ts')).replay));
  return addServerOptions(command, 'with --watch: ');
}
