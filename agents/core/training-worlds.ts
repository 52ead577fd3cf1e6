/**
 * The worlds an agent trains in, stepped together, as it sees them: observations as rows, scaled where that is asked for, and the book
 * of episodes kept. What it learns from a step is the agent's business.
 */
import type { State } from '../../envs/core/env.ts';
import type { EpisodeOutcome } from '../../envs/core/replay.ts';
import type { Batch, VectorEnv, VectorStep } from '../../envs/vector/vector-env.ts';
import type { PolicyOutput } from './agent.ts';
import { createRows, type Encoder } from './encoder.ts';
import { Episodes, type EpisodesState } from './episodes.ts';
import type { Meter } from './meter.ts';
import type { ObservationNormaliser } from './normalisers.ts';
import type { Rows } from './rows.ts';
import type { RunningMomentsState } from './running-moments.ts';

export interface EncodingState {
  readonly moments: RunningMomentsState | null;
}

export interface TrainingWorldsState extends EncodingState {
  /** Null before the first reset. */
  readonly environments: State;
  readonly rows: Rows;
  readonly episodes: EpisodesState;
}

export class TrainingWorlds {
  readonly numEnvs: number;
  readonly encoder: Encoder;
  readonly episodes: Episodes;
  /** The observations to act on, overwritten by each step. */
  readonly rows: Rows; // [numEnvs, features]
  readonly #envs: VectorEnv;
  readonly #normaliser: ObservationNormaliser | null;
  readonly #single: Rows; // [features]
  #began = false;

  /** @param envs with same-step autoreset; closed by `close`. @param normaliser of float rows; null: they stay as they are. */
  constructor(envs: VectorEnv, encoder: Encoder, normaliser: ObservationNormaliser | null) {
    this.numEnvs = envs.numEnvs;
    this.encoder = encoder;
    this.episodes = new Episodes(envs.numEnvs);
    this.rows = createRows(encoder, envs.numEnvs);
    this.#envs = envs;
    this.#normaliser = normaliser;
    this.#single = createRows(encoder, 1);
  }

  /** Whether the first episodes have begun. */
  get began(): boolean {
    return this.#began;
  }

  /** Begins the first episodes. @param seed environment i is seeded with `seed + i`. */
  begin(seed: number): void {
    const { observations } = this.#envs.reset({ seed });
    this.#take(observations);
    this.#began = true;
    this.episodes.begin(this.#envs.getEnvState(0));
  }

  /**
   * Steps all environments. `rows` are those after it, of the next episodes where some ended.
   *
   * @param actions of the space. @param first environment 0's, as a value of the space. @param policy what chose it.
   */
  step(actions: Batch, first: unknown, policy: PolicyOutput | null): VectorStep {
    const step = this.#envs.step(actions);
    this.episodes.watch(this.#envs.singleActionSpace.valueToJSON(first), step.rewards[0]!, policy);
    this.#take(step.observations);
    return step;
  }

  /** Books the step of environment `env`, once for each and in their order. @returns the outcome where an episode ended. */
  book(step: VectorStep, env: number, meter: Meter): EpisodeOutcome | null {
    const terminated = step.terminations[env] !== 0;
    const truncated = step.truncations[env] !== 0;
    const outcome = this.episodes.record(env, step.rewards[env]!, terminated, truncated);
    if (outcome === null) return null;
    meter.add('return', outcome.return);
    meter.add('length', outcome.length);
    if (env === 0) this.episodes.begin(this.#envs.getEnvState(0));
    return outcome;
  }

  /** The row of environment `env`: a view into `rows`. */
  row(env: number): Rows {
    const { features } = this.encoder;
    return this.rows.subarray(env * features, (env + 1) * features);
  }

  /** The row of the final observation where environment `env`'s episode ended in this step; valid until the next call. */
  finalRow(step: VectorStep, env: number): Rows {
    this.encoder.encodeRow(step.finalObservations!, env, this.#single, 0);
    return this.#scaled();
  }

  /** The row of an observation from anywhere; valid until the next call. */
  encode(observation: unknown): Rows {
    this.encoder.encode(observation, this.#single, 0);
    return this.#scaled();
  }

  /** Encodes the observations to act on, takes them into the running moments and scales them by these. */
  #take(observations: Batch): void {
    const { features } = this.encoder;
    for (let env = 0; env < this.numEnvs; env++) this.encoder.encodeRow(observations, env, this.rows, env * features);
    if (this.#normaliser === null || !(this.rows instanceof Float32Array)) return;
    this.#normaliser.observe(this.rows, this.numEnvs);
    this.#normaliser.apply(this.rows, this.numEnvs);
  }

  #scaled(): Rows {
    if (this.#single instanceof Float32Array) this.#normaliser?.apply(this.#single, 1);
    return this.#single;
  }

  getState(): TrainingWorldsState {
    return {
      environments: this.#began ? this.#envs.getState() : null,
      rows: this.rows.slice(),
      ...this.getMoments(),
      episodes: this.episodes.getState(),
    };
  }

  /** The part of `getState`'s that encoding depends on. */
  getMoments(): EncodingState {
    return { moments: this.#normaliser?.getState() ?? null };
  }

  setMoments({ moments }: EncodingState): void {
    if (moments !== null) this.#normaliser?.setState(moments);
  }

  setState(state: TrainingWorldsState): void {
    this.#began = state.environments !== null;
    if (this.#began) this.#envs.setState(state.environments);
    this.rows.set(state.rows);
    this.setMoments(state);
    this.episodes.setState(state.episodes);
  }

  close(): void {
    this.#envs.close();
  }
}
