/**
 * The book of episodes: returns and lengths of every environment's episodes, the last 100 returns that decide whether a
 * world is solved, and the running episode of environment 0 as a viewer receives it.
 *
 * The running episode is kept whole (its start and its actions), so that a run resumed in mid-episode can tell a new
 * viewer about it from the beginning.
 */
import type { State } from '../../envs/core/env.ts';
import type { EpisodeOutcome } from '../../envs/core/replay.ts';
import type { PolicyOutput, TrainingListener } from './agent.ts';

/** Gymnasium's convention: solved is a mean over 100 consecutive episodes. */
export const SOLVED_WINDOW = 100;

export interface EpisodesState {
  readonly finished: number;
  readonly recent: readonly number[];
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
  readonly watched: number;
  readonly start: State;
  readonly actions: readonly unknown[];
  readonly rewards: readonly number[];
}

export class Episodes {
  /** Of the running episodes. */
  readonly #returns: Float64Array; // [numEnvs]
  readonly #lengths: Int32Array; // [numEnvs]
  #recent: number[] = [];
  #finished = 0;
  /** Number of the running episode of environment 0, from 0. */
  #watched = -1;
  #start: State = null;
  #actions: unknown[] = [];
  #rewards: number[] = [];
  #listener: TrainingListener | undefined;

  constructor(numEnvs: number) {
    this.#returns = new Float64Array(numEnvs);
    this.#lengths = new Int32Array(numEnvs);
  }

  /** Episodes that ended, over all environments. */
  get finished(): number {
    return this.#finished;
  }

  /** Mean of the last 100 returns, of fewer while there are fewer; NaN before the first episode's end. */
  get meanReturn(): number {
    if (this.#recent.length === 0) return Number.NaN;
    return this.#recent.reduce((sum, value) => sum + value, 0) / this.#recent.length;
  }

  /** Whether 100 episodes have ended and the mean of the last 100 is at or above the threshold (null: never). */
  isSolved(threshold: number | null): boolean {
    return threshold !== null && this.#recent.length === SOLVED_WINDOW && this.meanReturn >= threshold;
  }

  /** Sets who is told. An episode under way is told from its beginning, its policies unknown. */
  listen(listener: TrainingListener | undefined): void {
    this.#listener = listener;
    if (listener === undefined || this.#watched < 0) return;
    listener.episodeStart?.({ episode: this.#watched, start: { kind: 'state', state: this.#start } });
    for (let i = 0; i < this.#actions.length; i++) {
      listener.step?.({ action: this.#actions[i], reward: this.#rewards[i]!, policy: null });
    }
  }

  /** Environment 0 was just reset. @param start its whole state. */
  begin(start: State): void {
    this.#watched += 1;
    this.#start = start;
    this.#actions = [];
    this.#rewards = [];
    this.#listener?.episodeStart?.({ episode: this.#watched, start: { kind: 'state', state: start } });
  }

  /** Whether anyone looks at the policies of environment 0's steps; without, none need be computed. */
  get watchesPolicies(): boolean {
    return this.#listener?.step !== undefined;
  }

  /** A step of environment 0. @param action as `actionSpace.valueToJSON` gives it. To be called before `record(0, ...)`. */
  watch(action: unknown, reward: number, policy: PolicyOutput | null): void {
    this.#actions.push(action);
    this.#rewards.push(reward);
    this.#listener?.step?.({ action, reward, policy });
  }

  /** A step of environment `env`. @returns the outcome where the episode ended, else null. */
  record(env: number, reward: number, terminated: boolean, truncated: boolean): EpisodeOutcome | null {
    this.#returns[env]! += reward;
    this.#lengths[env]! += 1;
    if (!terminated && !truncated) return null;
    const outcome = { return: this.#returns[env]!, length: this.#lengths[env]!, terminated, truncated };
    this.#returns[env] = 0;
    this.#lengths[env] = 0;
    this.#finished += 1;
    this.#recent.push(outcome.return);
    if (this.#recent.length > SOLVED_WINDOW) this.#recent.shift();
    if (env === 0) this.#listener?.episodeEnd?.({ episode: this.#watched, outcome });
    return outcome;
  }

  getState(): EpisodesState {
    return {
      finished: this.#finished,
      recent: [...this.#recent],
      returns: [...this.#returns],
      lengths: [...this.#lengths],
      watched: this.#watched,
      start: this.#start,
      actions: [...this.#actions],
      rewards: [...this.#rewards],
    };
  }

  setState(state: EpisodesState): void {
    this.#finished = state.finished;
    this.#recent = [...state.recent];
    this.#returns.set(state.returns);
    this.#lengths.set(state.lengths);
    this.#watched = state.watched;
    this.#start = state.start;
    this.#actions = [...state.actions];
    this.#rewards = [...state.rewards];
  }
}
