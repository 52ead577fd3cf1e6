/** Streaming: greedy episodes without end, at the pace of a spectator. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Generator } from '../../envs/core/seeding/generator.ts';
import type { Agent, TrainingListener } from '../core/agent.ts';
import { makeWorld } from '../core/world.ts';
import { playEpisode } from './play.ts';

export interface StreamOptions {
  readonly listener: TrainingListener;
  /** Ends the stream. */
  readonly signal: AbortSignal;
  /** Episode seeds are drawn from a generator with this seed; default: entropy. */
  readonly seed?: number | undefined;
  /** Waits until the next step is due; default: real time, the environment's `renderFps` steps a second. */
  readonly pace?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** @returns the number of episodes that ended before `signal`. */
export async function streamEpisodes(agent: Agent, options: StreamOptions): Promise<number> {
  const { listener, signal, seed } = options;
  const env = makeWorld({ env: agent.envId, kwargs: agent.kwargs });
  const pace = options.pace ?? realTime(env.metadata.renderFps);
  const seeds = Generator.fromSeed(seed ?? null);
  const recent: number[] = [];
  let steps = 0;
  const startedAt = performance.now();
  const beforeStep = () => {
    steps += 1;
    return pace(signal);
  };
  try {
    for (let episode = 0; ; episode++) {
      const plan = { episode, seed: seeds.integers(0, 2 ** 32), listener, signal, beforeStep };
      const outcome = await playEpisode(agent, env, plan);
      if (outcome === null) return episode;
      recent.push(outcome.return);
      if (recent.length > 100) recent.shift();
      listener.progress?.({
        phase: 'streaming',
        step: steps,
        totalSteps: steps,
        episode: episode + 1,
        meanReturn: recent.reduce((sum, value) => sum + value, 0) / recent.length,
        epsilon: null,
        entropy: null,
        loss: null,
        stepsPerSecond: (steps / (performance.now() - startedAt)) * 1000,
      });
    }
  } finally {
    env.close();
  }
}

/** Milliseconds behind after which lost time is given up instead of caught up with. */
const GIVE_UP_MS = 250;

/** A pace of `fps` steps a second. Waits are counted from one another, so the rate holds though timers are coarse. */
export function realTime(fps: number): (signal: AbortSignal) => Promise<void> {
  const period = 1000 / fps;
  let due = performance.now();
  return async (signal) => {
    due = Math.max(due + period, performance.now() - GIVE_UP_MS);
    // The wait ends early by an abort, which is the caller's to notice.
    await sleep(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => {});
  };
}
