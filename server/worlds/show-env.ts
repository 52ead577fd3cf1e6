/** An environment of this process as a session that viewers watch: the sink of `HumanRendering`. */
import type { Env } from '../../envs/core/env.ts';
import { actionNames } from '../../envs/index.ts';
import type { HumanSink } from '../../envs/wrappers/human-rendering.ts';
import type { SessionHub } from '../sessions/hub.ts';
import { wireSpec } from './listing.ts';
import { Recorder } from './recorder.ts';

/** Milliseconds between two messages to the viewers, as for players. */
const FLUSH_INTERVAL = 33;

/**
 * @param env as `make` gave it
 * @throws {TypeError} where it has no spec; what `hub.publish` throws where too many sessions run
 *
 * @example
 * const server = await startServer();
 * const env = new HumanRendering(make('CartPole-v1'), (inner) => showEnv(server.hub, inner));
 */
export function showEnv<Obs, Act>(hub: SessionHub, env: Env<Obs, Act>): HumanSink {
  const { spec, metadata } = env;
  if (spec === null) {
    throw new TypeError('Cannot show an environment without a spec. Register it and get it from make().');
  }
  const publisher = hub.publish({
    kind: 'player',
    name: `${spec.id} in this process`,
    spec: wireSpec(spec),
    agent: null,
    renderFps: metadata.renderFps,
    actionNames: metadata.actionNames ?? actionNames(spec.id),
  });
  const recorder = new Recorder(publisher, {
    bundled: spec.bundled,
    scene: () => (metadata.renderModes.includes('scene') ? env.render('scene') : null),
    getState: () => env.getState(),
  });
  const timer = setInterval(() => recorder.flush(), FLUSH_INTERVAL);
  timer.unref();
  return {
    episodeStart: (start) => recorder.episodeStart(start),
    step: (action, reward, terminated, truncated) => recorder.step(action, reward, terminated, truncated, null),
    close: () => {
      clearInterval(timer);
      recorder.close();
    },
  };
}
