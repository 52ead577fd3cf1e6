/** The two places a run is published to: the hub of this process's server, and a Ludus server elsewhere. */
import type { RunInfo } from '../../agents/index.ts';
import { type PublishRequest, publish } from '../../clients/typescript/index.ts';
import type { SessionHub } from '../../server/index.ts';
import type { RunPublisher } from './run-training.ts';

export function publishLocally(hub: SessionHub, run: RunInfo): RunPublisher {
  const publisher = hub.publish({ ...describe(run), phase: 'training' });
  return {
    send: (event) => publisher.send(event),
    close: (failed) => publisher.close(failed ? 'failed' : 'finished'),
  };
}

/**
 * @param url of the server, `ws://host:port` or the page's `http://host:port`.
 * @param onStatus hears, in one line, of a connection lost and found.
 * @throws {LudusError} where the server cannot be reached or refuses.
 */
export async function publishRemotely(
  url: string,
  token: string | undefined,
  run: RunInfo,
  onStatus: (line: string) => void,
): Promise<RunPublisher> {
  const publisher = await publish(url, describe(run), { token, onStatus });
  return {
    send: (event) => publisher.send(event),
    close: async (failed) => {
      if (failed) publisher.send({ type: 'status', state: 'failed', phase: 'failed', progress: null });
      await publisher.close();
    },
  };
}

function describe(run: RunInfo): PublishRequest {
  const { agent, seed } = run.config;
  return {
    kind: 'training',
    name: `${agent} on ${run.spec.id}, seed ${seed}`,
    spec: run.spec,
    agent,
    renderFps: run.renderFps,
    actionNames: run.actionNames,
  };
}
