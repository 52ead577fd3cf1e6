/**
 * A replay: an episode as (environment, kwargs, start, actions). Kilobytes, exact: worlds are deterministic, so whoever
 * has the world re-simulates the episode, in Node or in a browser.
 *
 * This file holds the data type; recording and playing live beside it.
 */
import type { Kwargs, Seed, State } from './env.ts';

/** Where an episode begins: a fresh seed, or the whole state right after a reset (an autoreset draws no new seed). */
export type EpisodeStart =
  | { readonly kind: 'seed'; readonly seed: Seed; readonly options?: Readonly<Record<string, unknown>> | undefined }
  | { readonly kind: 'state'; readonly state: State };

/** The whole state after `step` actions, so that a viewer may join or seek without simulating from the start. */
export interface Keyframe {
  readonly step: number;
  readonly state: State;
}

export interface EpisodeOutcome {
  /** Sum of rewards. */
  readonly return: number;
  /** Steps. */
  readonly length: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

export interface Replay {
  readonly format: 'ludus.replay.v1';
  readonly envId: string;
  readonly kwargs: Kwargs;
  /** Overrides the registered limit where present. */
  readonly maxEpisodeSteps?: number | null | undefined;
  readonly start: EpisodeStart;
  /** Each as `actionSpace.valueToJSON` gives it. */
  readonly actions: readonly unknown[];
  /** Of each action, where they were recorded: they name the first step at which a simulation parts from the record. */
  readonly rewards?: readonly number[] | undefined;
  readonly keyframes?: readonly Keyframe[] | undefined;
  /** Null while the episode goes on. */
  readonly outcome: EpisodeOutcome | null;
}
