/** Playing one greedy episode from a seed, told to a listener: what evaluation and streaming share. */
import type { Env } from '../../envs/core/env.ts';
import type { EpisodeOutcome } from '../../envs/core/replay.ts';
import type { Agent, TrainingListener } from '../core/agent.ts';

export interface EpisodePlan {
  readonly episode: number;
  readonly seed: number;
  readonly listener: TrainingListener;
  readonly signal: AbortSignal | undefined;
  /** Awaited before each step where it gives a promise. */
  readonly beforeStep: () => Promise<void> | null;
}

/** @returns null where `signal` ended the episode before its own end; the listener is not told of an end then. */
export async function playEpisode(agent: Agent, env: Env, plan: EpisodePlan): Promise<EpisodeOutcome | null> {
  const { episode, seed, listener, signal, beforeStep } = plan;
  let [observation] = env.reset({ seed });
  listener.episodeStart?.({ episode, start: { kind: 'seed', seed } });
  let sum = 0;
  for (let length = 1; ; length++) {
    const pause = beforeStep();
    if (pause !== null) await pause;
    if (signal?.aborted === true) return null;
    const { action, policy } = await agent.act(observation, { deterministic: true });
    const [next, reward, terminated, truncated] = env.step(action);
    sum += reward;
    listener.step?.({ action: env.actionSpace.valueToJSON(action), reward, policy });
    if (terminated || truncated) {
      const outcome = { return: sum, length, terminated, truncated };
      listener.episodeEnd?.({ episode, outcome });
      return outcome;
    }
    observation = next;
  }
}
