/** `ludus serve`: the server and the viewer, for agents of one's own and for trainers elsewhere. */
import type { ServeOptions } from '../commands/serve.ts';
import { startFromOptions } from '../server-options.ts';
import { abortOnInterrupt } from '../shutdown.ts';

export async function serve(options: ServeOptions): Promise<void> {
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
