/** `ludus serve`: the server and the viewer, for agents of one's own and for trainers elsewhere. */
import { Command } from 'commander';
import { deferred } from '../deferred.ts';
import { wholeNumber } from '../options.ts';
import { addServerOptions, type ServerOptions } from '../server-options.ts';

export interface ServeOptions extends ServerOptions {
  readonly maxSessions?: number;
  readonly maxWorlds?: number;
  readonly maxEnvs?: number;
  readonly maxMessageBytes?: number;
  readonly idleSeconds?: number;
  readonly allowOrigin?: readonly string[];
}

export function serveCommand(): Command {
  const command = new Command('serve').description(
    'serve worlds to agents over a WebSocket, and the viewer to a browser',
  );
  return addServerOptions(command)
    .option('--max-sessions <n>', 'sessions kept at most, running and finished', wholeNumber(1))
    .option('--max-worlds <n>', 'worlds one player may have open', wholeNumber(1))
    .option('--max-envs <n>', 'environments one world may batch', wholeNumber(1))
    .option('--max-message-bytes <n>', 'the largest message taken from a client', wholeNumber(1024))
    .option('--idle-seconds <n>', 'silence after which a connection is closed', wholeNumber(1))
    .option(
      '--allow-origin <origin>',
      'a further web origin that may connect, repeatable',
      (origin: string, all: string[] = []) => [...all, origin],
    )
    .action(deferred(async () => (await import('../actions/serve.ts')).serve));
}
