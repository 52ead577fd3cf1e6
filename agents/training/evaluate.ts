/** Evaluation: greedy episodes in a fresh environment, each from a seed of its own that no training episode started from. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Generator } from '../../envs/core/seeding/generator.ts';
import type { Agent, TrainingListener } from '../core/agent.ts';
import { mean, variance } from '../core/statistics.ts';
import { makeWorld } from '../core/world.ts';
import { loadPolicy } from '../load.ts';
import { playEpisode } from './play.ts';

export interface EvaluateOptions {
  /** Default 100. */
  readonly episodes?: number | undefined;
  /** Episode seeds are drawn from a generator with this seed, in `[0, 2**32)`; default: entropy. */
  readonly seed?: number | undefined;
  /** Receives the episodes as in training, and `progress` in episodes: `step` of `totalSteps`. */
  readonly listener?: TrainingListener | undefined;
  /** Ends the evaluation after the running step; the result covers the episodes that ended before. */
  readonly signal?: AbortSignal | undefined;
  /** For an agent given as a path; default `auto`. */
  readonly device?: 'auto' | 'cpu' | 'gpu' | undefined;
}

export interface Evaluation {
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
  /** NaN without episodes. */
  readonly mean: number;
  /** Population standard deviation, as numpy's `std`. */
  readonly std: number;
}

const TURN_MS = 15;

/**
 * @param source an agent, or the path of a run's folder or checkpoint.
 * @throws {RangeError} on a number of episodes that is not an integer >= 1; what `loadPolicy` throws.
 */
export async function evaluate(source: Agent | string, options: EvaluateOptions = {}): Promise<Evaluation> {
  const { episodes = 100, seed, listener = {}, signal, device } = options;
  if (!Number.isSafeInteger(episodes) || episodes < 1) {
    throw new RangeError(`Cannot evaluate: the number of episodes must be an integer >= 1, got ${episodes}.`);
  }
  const agent = typeof source === 'string' ? await loadPolicy(source, { device }) : source;
  const env = makeWorld({ env: agent.envId, kwargs: agent.kwargs });
  const seeds = Generator.fromSeed(seed ?? null);
  const returns: number[] = [];
  const lengths: number[] = [];
  const startedAt = performance.now();
  let turnedAt = startedAt;
  let steps = 0;
  const beforeStep = () => {
    steps += 1;
    if (performance.now() - turnedAt < TURN_MS) return null;
    return nextTurn().then(() => {
      turnedAt = performance.now();
    });
  };
  try {
    for (let episode = 0; episode < episodes; episode++) {
      const plan = { episode, seed: seeds.integers(0, 2 ** 32), listener, signal, beforeStep };
      const outcome = await playEpisode(agent, env, plan);
      if (outcome === null) break;
      returns.push(outcome.return);
      lengths.push(outcome.length);
      listener.progress?.({
        phase: 'evaluating',
        step: returns.length,
        totalSteps: episodes,
        episode: returns.length,
        meanReturn: mean(returns),
        epsilon: null,
        entropy: null,
        loss: null,
        stepsPerSecond: (steps / (performance.now() - startedAt)) * 1000,
      });
    }
  } finally {
    env.close();
    if (typeof source === 'string') agent.dispose();
  }
  return { returns, lengths, mean: mean(returns), std: Math.sqrt(variance(returns)) };
}
