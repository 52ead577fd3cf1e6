/** The options of commands that serve (`serve`, `train --watch`, `eval --watch`), and the server they describe. */
import type { Command } from 'commander';
import type { LudusServer, ServerOptions as StartOptions } from '../server/index.ts';
import { DEFAULT_PORT } from '../server/protocol/messages.ts';
import { port } from './options.ts';

export interface ServerOptions {
  readonly host?: string;
  readonly port?: number;
  readonly token?: string;
}

/** @param prefix goes before each description, e.g. `with --watch: `. */
export function addServerOptions(command: Command, prefix = ''): Command {
  return command
    .option('--host <address>', `${prefix}the address to listen on (default: 127.0.0.1); beyond loopback needs --token`)
    .option('--port <n>', `${prefix}the port (default: ${DEFAULT_PORT}, or the next free one)`, port)
    .option('--token <token>', `${prefix}what clients must present (or LUDUS_TOKEN)`);
}

/** Without `--port`, a taken port means the next free one, said on stderr; with it, an error. */
export async function startFromOptions(
  options: ServerOptions,
  extra: Partial<StartOptions> = {},
): Promise<LudusServer> {
  // Loaded here because every command that may serve declares these options, and most runs do not serve.
  const { startServer } = await import('../server/index.ts');
  const wanted = options.port ?? DEFAULT_PORT;
  const server = await startServer({
    host: options.host ?? '127.0.0.1',
    port: wanted,
    portFallback: options.port === undefined,
    token: options.token ?? process.env.LUDUS_TOKEN,
    ...extra,
  });
  if (wanted !== 0 && server.port !== wanted) {
    process.stderr.write(`port ${wanted} is taken; using ${server.port}\n`);
  }
  return server;
}
