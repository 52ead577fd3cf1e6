/** `ludus watch`: a trained agent plays greedy episodes in real time, for the viewer to show. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadPolicy, streamEpisodes } from '../../agents/index.ts';
import { actionNames, make } from '../../envs/index.ts';
import { EpisodeStream } from '../../server/index.ts';
import type { WatchOptions } from '../commands/watch.ts';
import { startFromOptions } from '../server-options.ts';
import { abortOnInterrupt } from '../shutdown.ts';

/** Milliseconds between two messages to the viewers, as for players. */
const FLUSH_MILLISECONDS = 33;

export async function watch(run: string, options: WatchOptions): Promise<void> {
  const signal = abortOnInterrupt();
  const agent = await loadPolicy(run, { device: options.device });
  try {
    const server = await startFromOptions(options);
    try {
      const env = make(agent.envId, { ...agent.kwargs });
      const publisher = server.hub.publish({
        kind: 'evaluation',
        name: `${agent.name} on ${agent.envId}`,
        spec: env.spec!,
        agent: agent.name,
        renderFps: env.metadata.renderFps,
        actionNames: env.metadata.actionNames ?? actionNames(agent.envId),
        phase: 'streaming',
      });
      env.close();
      const stream = new EpisodeStream((events) => {
        for (const event of events) publisher.send(event);
      });
      console.log(`viewer     ${server.url}\nCtrl-C ends`);
      const playing = streamEpisodes(agent, { listener: stream, signal, seed: options.seed });
      while (!signal.aborted) {
        stream.flush();
        await Promise.race([sleep(FLUSH_MILLISECONDS), playing]); // playing ends early only by failing
      }
      await playing;
      stream.flush();
      publisher.close('finished');
    } finally {
      await server.close();
    }
  } finally {
    agent.dispose();
  }
}
