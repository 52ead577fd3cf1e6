/** `ludus replay`: whether a recorded episode still plays as it was recorded, and the episode in the viewer. */
import { actionNames, loadReplay, make, type Replay, ReplayPlayer, verifyReplay } from '../../envs/index.ts';
import { EpisodeStream, type SessionHub } from '../../server/index.ts';
import type { ReplayOptions } from '../commands/replay.ts';
import { startFromOptions } from '../server-options.ts';
import { abortOnInterrupt } from '../shutdown.ts';
import { formatCount } from '../terminal/format.ts';

/** Steps in one message to the viewers. */
const STEPS_A_CHUNK = 5_000;

export async function replay(file: string, options: ReplayOptions): Promise<void> {
  const recorded = loadReplay(file);
  const verdict = verifyReplay(recorded);
  console.log(describe(recorded));
  if (!verdict.ok) {
    throw new Error(
      `${file} does not play as it was recorded: step ${verdict.step}, ${verdict.field}. ${verdict.reason} ` +
        'Play it with the version of ludus, and of the world, that recorded it.',
    );
  }
  console.log('plays as it was recorded');
  if (!options.watch) return;
  const signal = abortOnInterrupt();
  const server = await startFromOptions(options);
  publish(server.hub, recorded);
  console.log(`viewer     ${server.url}\nCtrl-C ends`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await server.close();
}

function describe({ envId, start, actions, outcome }: Replay): string {
  const from = start.kind === 'seed' ? `seed ${start.seed}` : 'a saved state';
  const end =
    outcome === null
      ? 'not ended'
      : `return ${outcome.return}, ${outcome.terminated ? 'terminated' : outcome.truncated ? 'truncated' : 'cut off'}`;
  return `${envId} from ${from}: ${formatCount(actions.length)} steps, ${end}`;
}

/** The whole episode as a finished session. */
function publish(hub: SessionHub, recorded: Replay): void {
  const { envId, kwargs, maxEpisodeSteps, start, actions, outcome } = recorded;
  const env = make(envId, { ...kwargs, maxEpisodeSteps });
  const publisher = hub.publish({
    kind: 'evaluation',
    name: `replay of ${envId}`,
    spec: env.spec!,
    agent: null,
    renderFps: env.metadata.renderFps,
    actionNames: env.metadata.actionNames ?? actionNames(envId),
  });
  env.close();
  const player = ReplayPlayer.of(recorded);
  const stream = new EpisodeStream((events) => {
    for (const event of events) publisher.send(event);
  });
  stream.episodeStart({ episode: 0, start });
  for (const [index, action] of actions.entries()) {
    player.forward();
    stream.step({ action, reward: player.lastReward, policy: null });
    if (index % STEPS_A_CHUNK === STEPS_A_CHUNK - 1) stream.flush();
  }
  if (outcome !== null) stream.episodeEnd({ episode: 0, outcome });
  stream.flush();
  publisher.close('finished');
}
