/** `ludus serve`: the server and the viewer, for agents of one's own and for trainers elsewhere. */
import { Command } from 'commander';
import { failing } from '../errors.ts';
import { wholeNumber } from '../options.ts';
import { addServerOptions, type ServerOptions, startFromOptions } from '../server-options.ts';
import { abortOnInterrupt } from '../shutdown.ts';

interface ServeOptions extends ServerOptions {
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
    .action(failing(serve));
}

async function serve(options: ServeOptions): Promise<void> {
  const limits = {
    ...(options.maxSessions !== undefined && { maxSessions: options.maxSessions }),
    ...(options.maxWorlds !== undefined && { maxWorldsPerPlayer: options.maxWorlds }),
    ...(options.maxEnvs !== undefined && { maxEnvsPerWorld: options.maxEnvs }),
    ...(options.maxMessageBytes !== undefined && { maxMessageBytes: options.maxMessageBytes }),
    ...(options.idleSeconds !== undefined && { idleSeconds: options.idleSeconds }),
  };
  const signal = abortOnInterrupt();
  const server = await startFromOptions(options, { limits, allowedOrigins: options.allowOrigin ?? [] });
  console.log(`viewer     ${server.url}`);
  console.log(
    `agents     ${server.url.replace(/^http/, 'ws')}/ws  (docs/protocol.md; examples/custom-agent.ts, examples/custom_agent.py)`,
  );
  console.log('Ctrl-C ends');
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await server.close();
}
