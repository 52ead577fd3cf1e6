/**
 * The agent contract: `act`, `learn`, `save`, `load`.
 *
 * An agent owns its networks, optimizer, memory and generators; a checkpoint holds all of them, so a run that was killed
 * and resumed goes on exactly. `learn` is asynchronous because it hands the thread back now and then (messages arrive,
 * WebGPU answers), never because of a viewer: listeners are called synchronously and must not block.
 */

import type { Env, Kwargs } from '../../envs/core/env.ts';
import type { EpisodeOutcome, EpisodeStart } from '../../envs/core/replay.ts';

/** What the agent thinks of the actions at one observation, for display: Q-values, or action probabilities. */
export interface PolicyOutput {
  readonly kind: 'q' | 'probabilities';
  /** One per discrete action. */
  readonly values: readonly number[];
}

export interface Decision {
  /** A value of the environment's action space. */
  readonly action: unknown;
  readonly policy: PolicyOutput | null;
}

/** Names follow the algorithm's papers; every agent gives `return`; a value that is not known yet is left out. */
export type Metrics = Readonly<Record<string, number>>;

/**
 * What happens while an agent learns. Episodes reported are those of environment 0, whole and in order, each in the form
 * that a replay needs; `metrics` covers all environments.
 */
export interface TrainingListener {
  episodeStart?(event: { readonly episode: number; readonly start: EpisodeStart }): void;
  /** `action` as `actionSpace.valueToJSON` gives it. */
  step?(event: { readonly action: unknown; readonly reward: number; readonly policy: PolicyOutput | null }): void;
  episodeEnd?(event: { readonly episode: number; readonly outcome: EpisodeOutcome }): void;
  /** Once in a while. `step` counts environment steps over all environments. */
  metrics?(event: { readonly step: number; readonly values: Metrics }): void;
  progress?(event: TrainingProgress): void;
}

export interface TrainingProgress {
  readonly phase: 'training' | 'evaluating' | 'streaming' | 'finished';
  readonly step: number;
  readonly totalSteps: number;
  readonly episode: number;
  /** Mean return of the last 100 episodes, NaN before the first ends. */
  readonly meanReturn: number;
  readonly epsilon: number | null;
  readonly entropy: number | null;
  readonly loss: number | null;
  readonly stepsPerSecond: number;
}

export interface LearnOptions {
  /** Environment steps to have been taken in all when `learn` returns (counted from the beginning, not from a resume). */
  readonly totalSteps: number;
  /** Stop when the mean of the last 100 episode returns reaches this; null: never. */
  readonly stopAtMeanReturn: number | null;
  readonly listener?: TrainingListener | undefined;
  /** Called at a point where `save` is exact, every `checkpointEvery` steps. */
  readonly checkpointEvery?: number | undefined;
  readonly onCheckpoint?: (() => Promise<void>) | undefined;
  /** Stops at the next point where `save` is exact. */
  readonly signal?: AbortSignal | undefined;
}

export interface LearnResult {
  readonly step: number;
  readonly episode: number;
  readonly meanReturn: number;
  readonly stoppedBy: 'solved' | 'budget' | 'signal';
}

export interface Agent {
  /** `dqn`, `ppo`, `reinforce`, `random`. */
  readonly name: string;
  readonly envId: string;
  readonly kwargs: Kwargs;
  /** One observation to one action. `deterministic`: the greedy action, no exploration. */
  act(observation: unknown, options?: { readonly deterministic?: boolean }): Promise<Decision>;
  learn(options: LearnOptions): Promise<LearnResult>;
  /** Atomic: the file is the old one or the new one, never half. */
  save(path: string): Promise<void>;
  dispose(): void;
}

/** Used by evaluation: a fresh environment like the one trained on. */
export type EnvFactory = () => Env;
