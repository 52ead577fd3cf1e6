/**
 * What DQN learns from: the steps of its worlds, made transitions of one or more steps (`NStepAssembler`), remembered (`ReplayBuffer`),
 * and drawn again as minibatches.
 */
import type { VectorStep } from '../../envs/vector/vector-env.ts';
import { HostTensor } from '../../tensor/index.ts';
import type { Rows } from '../core/rows.ts';
import type { TrainingWorlds } from '../core/training-worlds.ts';
import type { DqnHyperparameters } from './hyperparameters.ts';
import { NStepAssembler, type NStepState } from './n-step.ts';
import {
  createMinibatch,
  type Minibatch,
  ReplayBuffer,
  type ReplayBufferState,
  type UniformSource,
} from './replay-buffer.ts';

/** The arrays of the minibatch last drawn, as arguments of the gradient step. */
type HostBatch = {
  readonly observations: HostTensor<Rows>; // [batch, features]
  readonly actions: HostTensor<Int32Array>; // [batch], indices in [0, numActions)
  readonly rewards: HostTensor<Float32Array>; // [batch]
  readonly nextObservations: HostTensor<Rows>; // [batch, features]
  readonly discounts: HostTensor<Float32Array>; // [batch]
  readonly weights: HostTensor<Float32Array>; // [batch]
};

export interface ExperienceState {
  readonly replay: ReplayBufferState;
  readonly pending: readonly NStepState[];
  readonly current: Float64Array;
}

export class Experience {
  /** What `sample` drew last. */
  readonly batch: HostBatch;
  readonly #worlds: TrainingWorlds;
  readonly #clipRewards: boolean;
  readonly #replay: ReplayBuffer;
  readonly #nStep: readonly NStepAssembler[]; // [numEnvs]
  /** Numbers in the memory of the observations to act on. */
  readonly #current: Float64Array; // [numEnvs]
  readonly #minibatch: Minibatch;

  constructor(worlds: TrainingWorlds, hp: DqnHyperparameters) {
    const { numEnvs, encoder } = worlds;
    const { bufferSize, nStep, gamma, batchSize } = hp;
    const alpha = hp.prioritised ? hp.priorityAlpha : null;
    this.#worlds = worlds;
    this.#clipRewards = hp.clipRewards;
    this.#replay = new ReplayBuffer({ capacity: bufferSize, encoder, numEnvs, nStep, alpha });
    this.#nStep = Array.from({ length: numEnvs }, () => new NStepAssembler(nStep, gamma));
    this.#current = new Float64Array(numEnvs);
    this.#minibatch = createMinibatch(batchSize, encoder);
    const { observations, actions, rewards, nextObservations, discounts, weights } = this.#minibatch;
    this.batch = {
      observations: new HostTensor(observations, [batchSize, encoder.features]),
      actions: new HostTensor(actions, [batchSize]),
      rewards: new HostTensor(rewards, [batchSize]),
      nextObservations: new HostTensor(nextObservations, [batchSize, encoder.features]),
      discounts: new HostTensor(discounts, [batchSize]),
      weights: new HostTensor(weights, [batchSize]),
    };
  }

  /** Transitions remembered. */
  get size(): number {
    return this.#replay.size;
  }

  /** Remembers the observations to act on as first ones. */
  beginAnew(): void {
    for (let env = 0; env < this.#current.length; env++) {
      this.#current[env] = this.#replay.observations.observe(env, this.#worlds.row(env), true);
    }
  }

  /**
   * Remembers the transition that environment `env` just made, and its new observation to act on.
   *
   * @param action the one taken, an index in `[0, numActions)`.
   */
  remember(step: VectorStep, env: number, action: number): void {
    const worlds = this.#worlds;
    const memory = this.#replay.observations;
    const reward = step.rewards[env]!;
    const terminated = step.terminations[env] !== 0;
    const truncated = step.truncations[env] !== 0;
    const ended = terminated || truncated;
    const next = memory.observe(env, ended ? worlds.finalRow(step, env) : worlds.row(env), false);
    const learned = this.#clipRewards ? Math.sign(reward) : reward;
    this.#nStep[env]!.push(this.#replay, this.#current[env]!, action, learned, next, terminated, truncated);
    this.#current[env] = ended ? memory.observe(env, worlds.row(env), true) : next;
  }

  /** Draws a minibatch into `batch`. @param beta how much of the bias of prioritised drawing the weights undo, in `[0, 1]`. */
  sample(random: UniformSource, beta: number): void {
    this.#replay.sample(this.#minibatch, random, beta);
  }

  /** @param errors `[batch]`, of the minibatch last drawn; any sign. Nothing happens without priorities. */
  prioritise(errors: Float32Array): void {
    this.#replay.updatePriorities(this.#minibatch.indices, errors);
  }

  getState(): ExperienceState {
    return {
      replay: this.#replay.getState(),
      pending: this.#nStep.map((assembler) => assembler.getState()),
      current: this.#current.slice(),
    };
  }

  setState({ replay, pending, current }: ExperienceState): void {
    this.#replay.setState(replay);
    for (const [env, state] of pending.entries()) this.#nStep[env]!.setState(state);
    this.#current.set(current);
  }
}
