/**
 * REINFORCE with a learned baseline: Williams 1992, "Simple statistical gradient-following algorithms for connectionist
 * reinforcement learning"; Sutton & Barto 2018, section 13.4, for discrete actions. The policy moves along
 *
 *   (G_t - b(s_t)) grad log pi(a_t | s_t)
 *
 * averaged over all steps of a few whole episodes; the baseline b is a network trained on the returns G_t. As everywhere
 * in practice, the factor gamma^t of the book's update is left out.
 *
 * A terminated episode's return ends with its last reward. A truncated one's goes on with b of its final observation;
 * without a baseline there is nothing to go on with, and it ends too.
 */
import type { Env, State } from '../../envs/core/env.ts';
import {
  type ActorCritic,
  Adam,
  type AdamState,
  actorCritic,
  type Captured,
  capture,
  entropy,
  logProbabilities,
  minimize,
  read,
  readWeights,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  tf,
  writeWeights,
} from '../../tensor/index.ts';
import { argmax, type DiscreteActions, discreteActions, drawIndex, softmax } from '../core/actions.ts';
import type { Decision, LearnOptions, LearnResult } from '../core/agent.ts';
import { createEncoder, type Encoder } from '../core/encoder.ts';
import { Episodes, type EpisodesState } from '../core/episodes.ts';
import { type AgentSetup, type Learner, saveLearner } from '../core/learner.ts';
import { Meter, type MeterState } from '../core/meter.ts';
import { linear } from '../core/schedules.ts';
import { type Gauges, LearnSession } from '../core/session.ts';
import { normalise } from '../core/statistics.ts';
import { deriveStreams, restoreStreams, type Streams, type StreamsState, saveStreams } from '../core/streams.ts';
import { makeWorld } from '../core/world.ts';
import { EpisodeBatch, type EpisodeBatchState, padded } from './episode-batch.ts';
import type { ReinforceHyperparameters } from './hyperparameters.ts';

/** A batch of whole episodes on the device, padded with rows that count nothing. */
type BatchTensors = {
  readonly observations: Tensor2D; // [rows, features]
  readonly actions: Tensor1D; // [rows] int32
  readonly returns: Tensor1D; // [rows]
  readonly advantages: Tensor1D; // [rows]
  /** 1 / steps for a step, 0 for padding: a sum with them is the mean. */
  readonly shares: Tensor1D; // [rows]
};

interface ReinforceState {
  readonly step: number;
  readonly began: boolean;
  readonly environment: State;
  readonly observation: Float32Array;
  readonly streams: StreamsState;
  readonly weights: Float32Array[];
  readonly optimizer: AdamState;
  readonly baselineOptimizer: AdamState;
  readonly batch: EpisodeBatchState;
  readonly episodes: EpisodesState;
  readonly meter: MeterState;
  readonly loss: number | null;
  readonly entropy: number | null;
}

export class ReinforceAgent implements Learner {
  readonly name = 'reinforce';
  readonly setup: AgentSetup;
  readonly hyperparameters: ReinforceHyperparameters;
  readonly #env: Env;
  readonly #encoder: Encoder;
  readonly #actions: DiscreteActions;
  readonly #streams: Streams;
  /** The policy's logits (`actor`) and the baseline (`critic`). */
  readonly #networks: ActorCritic;
  readonly #optimizer: Adam;
  readonly #baselineOptimizer: Adam;
  /** Returns the policy's loss, its entropy and, with a baseline, the baseline's loss: [2] or [3]. */
  readonly #gradientStep: Captured<[BatchTensors], Tensor1D>;
  readonly #batch: EpisodeBatch;
  readonly #episodes = new Episodes(1);
  readonly #meter = new Meter();
  readonly #observation: Float32Array; // [features], the one to act on
  readonly #probabilities: Float64Array; // [n]
  #step = 0;
  #began = false;
  #loss: number | null = null;
  #entropy: number | null = null;

  constructor(setup: AgentSetup, hyperparameters: ReinforceHyperparameters) {
    this.setup = setup;
    this.hyperparameters = hyperparameters;
    const { hidden, learningRate, baselineLearningRate, maxGradNorm, integerScale } = hyperparameters;
    this.#env = makeWorld(setup);
    this.#encoder = createEncoder(this.#env.observationSpace, integerScale);
    this.#actions = discreteActions(this.#env.actionSpace, 'reinforce');
    this.#streams = deriveStreams(setup.seed);
    this.#networks = actorCritic({
      inputs: this.#encoder.features,
      hidden,
      actions: this.#actions.n,
      activation: 'tanh',
      random: this.#streams.initialisation,
    });
    this.#optimizer = new Adam(this.#networks.actor.variables, { learningRate, maxGradNorm });
    this.#baselineOptimizer = new Adam(this.#networks.critic.variables, {
      learningRate: baselineLearningRate,
      maxGradNorm,
    });
    this.#gradientStep = capture((batch: BatchTensors) => this.#descend(batch));
    this.#batch = new EpisodeBatch(this.#encoder.features);
    this.#observation = new Float32Array(this.#encoder.features);
    this.#probabilities = new Float64Array(this.#actions.n);
  }

  get envId(): string {
    return this.setup.env;
  }

  get kwargs() {
    return this.setup.kwargs;
  }

  get step(): number {
    return this.#step;
  }

  async learn(options: LearnOptions): Promise<LearnResult> {
    const hp = this.hyperparameters;
    const { n, start } = this.#actions;
    const session = new LearnSession(options, this.#episodes, this.#step);
    this.#episodes.listen(options.listener);
    if (!this.#began) this.#reset(this.#streams.environmentSeed);

    for (;;) {
      const stoppedBy = session.stopReason(this.#step);
      if (stoppedBy !== null) return session.finish(this.#step, this.#gauges(), stoppedBy);
      if (session.needsRest(this.#step)) {
        await session.rest(this.#step, this.#gauges());
        if (options.signal?.aborted === true) continue;
      }

      // Generate episodes following pi(. | s; theta).
      const evaluated = this.#networks.actor.evaluate(this.#observation);
      softmax(evaluated instanceof Float32Array ? evaluated : await evaluated, 0, n, this.#probabilities);
      const index = drawIndex(this.#probabilities, n, this.#streams.exploration.random());
      const action = index + start;
      const [observation, reward, terminated, truncated] = this.#env.step(action);
      this.#batch.push(this.#observation, index, reward);
      this.#encoder.encode(observation, this.#observation, 0);
      this.#step += 1;
      this.#episodes.watch(
        action,
        reward,
        this.#episodes.watchesPolicies ? { kind: 'probabilities', values: Array.from(this.#probabilities) } : null,
      );
      const outcome = this.#episodes.record(0, reward, terminated, truncated);
      if (outcome === null) continue;
      this.#meter.add('return', outcome.return);
      this.#meter.add('length', outcome.length);

      // Here `#observation` is the episode's final one: worth nothing after a termination, b(s) after a truncation.
      const bootstraps = !terminated && hp.baseline;
      const lastValue = bootstraps ? (await this.#networks.critic.evaluate(this.#observation))[0]! : 0;
      this.#batch.finish(hp.gamma, lastValue);
      this.#reset();
      if (this.#batch.episodes < hp.episodesPerUpdate) continue;

      const remaining = hp.annealLearningRate ? linear(1, 0, options.totalSteps, this.#step) : 1;
      await this.#update(remaining);
      this.#batch.clear();
      this.#meter.add('meanReturn', this.#episodes.meanReturn);
      options.listener?.metrics?.({ step: this.#step, values: this.#meter.take() });
    }
  }

  /** Learns from the finished episodes. @param remaining factor of the learning rates. */
  async #update(remaining: number): Promise<void> {
    const hp = this.hyperparameters;
    const { returns } = this.#batch;
    const steps = returns.length;
    // Batches differ in length, and a step is captured for each shape: padded, they come in a few.
    const rows = padded(steps);
    const { features } = this.#encoder;
    const observations = new Float32Array(rows * features);
    observations.set(this.#batch.observations);

    // delta = G - b(s): what was better than expected (Sutton & Barto, section 13.4).
    const advantages = returns.slice();
    if (hp.baseline) {
      const values = await this.#networks.critic.evaluate(observations, rows);
      for (let i = 0; i < steps; i++) advantages[i]! -= values[i]!;
    }
    if (hp.normaliseAdvantages) normalise(advantages);

    const column = (values: Float32Array) => {
      const result = new Float32Array(rows);
      result.set(values);
      return tf.tensor1d(result);
    };
    const actions = new Int32Array(rows);
    actions.set(this.#batch.actions);
    this.#optimizer.learningRate = hp.learningRate * remaining;
    this.#baselineOptimizer.learningRate = hp.baselineLearningRate * remaining;
    const statistics = tf.tidy(() =>
      this.#gradientStep({
        observations: tf.tensor2d(observations, [rows, features]),
        actions: tf.tensor1d(actions, 'int32'),
        returns: column(returns),
        advantages: column(advantages),
        shares: column(new Float32Array(steps).fill(1 / steps)),
      }),
    );
    const [loss, meanEntropy, baselineLoss] = await read(statistics);
    statistics.dispose();
    this.#loss = loss!;
    this.#entropy = meanEntropy!;
    this.#meter.add('loss', loss!);
    this.#meter.add('entropy', meanEntropy!);
    if (baselineLoss !== undefined) this.#meter.add('baselineLoss', baselineLoss);
    this.#meter.add('learningRate', this.#optimizer.learningRate);
  }

  /**
   * One gradient step of the policy and one of the baseline. Captured: what changes from one to the next is in the tensors and
   * in the optimizers' learning rates.
   */
  #descend({ observations, actions, returns, advantages, shares }: BatchTensors): Tensor1D {
    const { actor, critic } = this.#networks;
    const mean = (values: Tensor1D): Scalar => tf.sum(tf.mul(values, shares));
    const [loss, meanEntropy] = minimize(this.#optimizer, () => {
      const logits = actor.apply(observations);
      const logs = logProbabilities(logits, actions);
      return [tf.neg(mean(tf.mul(logs, advantages))), mean(entropy(logits))] as const;
    });
    if (!this.hyperparameters.baseline) return tf.stack([loss, meanEntropy]) as Tensor1D;

    const baselineLoss = minimize(this.#baselineOptimizer, () => {
      const values = tf.reshape(critic.apply(observations), [-1]) as Tensor1D;
      return tf.mul(0.5, mean(tf.square(tf.sub(values, returns))));
    });
    return tf.stack([loss, meanEntropy, baselineLoss]) as Tensor1D;
  }

  #reset(seed?: number): void {
    const [observation] = this.#env.reset({ seed });
    this.#encoder.encode(observation, this.#observation, 0);
    this.#began = true;
    this.#episodes.begin(this.#env.getState());
  }

  #gauges(): Gauges {
    return { epsilon: null, entropy: this.#entropy, loss: this.#loss };
  }

  async act(observation: unknown, { deterministic = false } = {}): Promise<Decision> {
    const { n, start } = this.#actions;
    const row = new Float32Array(this.#encoder.features);
    this.#encoder.encode(observation, row, 0);
    const probabilities = new Float64Array(n);
    softmax(await this.#networks.actor.evaluate(row), 0, n, probabilities);
    const index = deterministic
      ? argmax(probabilities, 0, n)
      : drawIndex(probabilities, n, this.#streams.acting.random());
    return { action: index + start, policy: { kind: 'probabilities', values: Array.from(probabilities) } };
  }

  async getState(): Promise<ReinforceState> {
    return {
      step: this.#step,
      began: this.#began,
      environment: this.#began ? this.#env.getState() : null,
      observation: this.#observation.slice(),
      streams: saveStreams(this.#streams),
      weights: await readWeights(this.#networks),
      optimizer: await this.#optimizer.save(),
      baselineOptimizer: await this.#baselineOptimizer.save(),
      batch: this.#batch.getState(),
      episodes: this.#episodes.getState(),
      meter: this.#meter.getState(),
      loss: this.#loss,
      entropy: this.#entropy,
    };
  }

  async setState(saved: unknown): Promise<void> {
    const state = saved as ReinforceState;
    writeWeights(this.#networks, state.weights);
    this.#optimizer.restore(state.optimizer);
    this.#baselineOptimizer.restore(state.baselineOptimizer);
    this.#batch.setState(state.batch);
    restoreStreams(this.#streams, state.streams);
    this.#episodes.setState(state.episodes);
    this.#meter.setState(state.meter);
    if (state.began) this.#env.setState(state.environment);
    this.#observation.set(state.observation);
    this.#began = state.began;
    this.#step = state.step;
    this.#loss = state.loss;
    this.#entropy = state.entropy;
  }

  save(path: string): Promise<void> {
    return saveLearner(this, path);
  }

  dispose(): void {
    this.#gradientStep.dispose();
    this.#optimizer.dispose();
    this.#baselineOptimizer.dispose();
    this.#networks.dispose();
    this.#env.close();
  }
}
