/**
 * REINFORCE with a learned baseline: Williams 1992, "Simple statistical gradient-following algorithms for connectionist
 * reinforcement learning"; Sutton & Barto 2018, section 13.4, for discrete and continuous actions. The policy moves along
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
  Adam,
  type AdamState,
  type Captured,
  capture,
  HostTensor,
  minimize,
  type Network,
  policyNetwork,
  readWeights,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  tf,
  valueNetwork,
  writeWeights,
} from '../../tensor/index.ts';
import { type ActionHead, type ActionRows, actionHead, decide } from '../core/action-head.ts';
import type { Decision, LearnOptions, LearnResult } from '../core/agent.ts';
import { createRows, type Encoder } from '../core/encoder.ts';
import { Episodes, type EpisodesState } from '../core/episodes.ts';
import { type AgentSetup, type Learner, saveLearner } from '../core/learner.ts';
import { Meter, type MeterState } from '../core/meter.ts';
import { chooseNetwork } from '../core/network-choice.ts';
import type { Rows } from '../core/rows.ts';
import { linear } from '../core/schedules.ts';
import { type Gauges, LearnSession } from '../core/session.ts';
import { normalise } from '../core/statistics.ts';
import { deriveStreams, restoreStreams, type Streams, type StreamsState, saveStreams } from '../core/streams.ts';
import { makeWorld } from '../core/world.ts';
import { EpisodeBatch, type EpisodeBatchState, padded } from './episode-batch.ts';
import { REINFORCE_HIDDEN, type ReinforceHyperparameters } from './hyperparameters.ts';

/** A batch of whole episodes on the device, padded with rows that count nothing. */
type BatchTensors = {
  readonly observations: Tensor2D; // [rows, features]
  readonly actions: Tensor2D; // [rows, width]
  readonly returns: Tensor1D; // [rows]
  readonly advantages: Tensor1D; // [rows]
  /** 1 / steps for a step, 0 for padding: a sum with them is the mean. */
  readonly shares: Tensor1D; // [rows]
};

interface ReinforcePolicy {
  readonly step: number;
  readonly streams: StreamsState;
  readonly policy: Float32Array[];
}

interface ReinforceState extends ReinforcePolicy {
  readonly began: boolean;
  readonly environment: State;
  readonly observation: Rows;
  readonly value: Float32Array[];
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
  readonly #head: ActionHead;
  readonly #streams: Streams;
  readonly #policy: Network;
  /** The baseline b. */
  readonly #value: Network;
  readonly #optimizer: Adam;
  readonly #baselineOptimizer: Adam;
  /** Returns the policy's loss, its entropy and, with a baseline, the baseline's loss: [2] or [3]. */
  readonly #gradientStep: Captured<[BatchTensors], Tensor1D>;
  readonly #batch: EpisodeBatch;
  readonly #episodes = new Episodes(1);
  readonly #meter = new Meter();
  readonly #observation: Rows; // [features], the one to act on
  readonly #action: ActionRows; // [width]
  #step = 0;
  #began = false;
  #loss: number | null = null;
  #entropy: number | null = null;

  constructor(setup: AgentSetup, hyperparameters: ReinforceHyperparameters) {
    this.setup = setup;
    this.hyperparameters = hyperparameters;
    const hp = hyperparameters;
    const { learningRate, baselineLearningRate, maxGradNorm } = hp;
    this.#env = makeWorld(setup);
    const { encoder, front, hidden } = chooseNetwork(this.#env.observationSpace, hp, REINFORCE_HIDDEN);
    this.#encoder = encoder;
    this.#head = actionHead(this.#env.actionSpace, 'reinforce', hp.logStd);
    this.#streams = deriveStreams(setup.seed);
    const activation = front === undefined ? 'tanh' : 'relu';
    const tower = {
      inputs: encoder.features,
      front,
      hidden,
      activation,
      random: this.#streams.initialisation,
    } as const;
    this.#policy = policyNetwork({ ...tower, outputs: this.#head.outputs, free: this.#head.free });
    this.#value = valueNetwork(tower);
    this.#optimizer = new Adam(this.#policy.variables, { learningRate, maxGradNorm });
    this.#baselineOptimizer = new Adam(this.#value.variables, { learningRate: baselineLearningRate, maxGradNorm });
    this.#gradientStep = capture((batch: BatchTensors) => this.#descend(batch));
    this.#batch = new EpisodeBatch(encoder, this.#head);
    this.#observation = createRows(encoder, 1);
    this.#action = this.#head.createRows(1);
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
    const head = this.#head;
    const { actionSpace } = this.#env;
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
      const evaluated = this.#policy.evaluate(this.#observation);
      const policy = evaluated instanceof Float32Array ? evaluated : await evaluated;
      head.draw(policy, 0, this.#streams.exploration, this.#action, 0);
      const action = head.toAction(this.#action, 0);
      const [observation, reward, terminated, truncated] = this.#env.step(action);
      this.#batch.push(this.#observation, this.#action, reward);
      this.#encoder.encode(observation, this.#observation, 0);
      this.#step += 1;
      const watched = this.#episodes.watchesPolicies ? head.describe(policy, 0) : null;
      this.#episodes.watch(actionSpace.valueToJSON(action), reward, watched);
      const outcome = this.#episodes.record(0, reward, terminated, truncated);
      if (outcome === null) continue;
      this.#meter.add('return', outcome.return);
      this.#meter.add('length', outcome.length);

      // Here `#observation` is the episode's final one: worth nothing after a termination, b(s) after a truncation.
      const bootstraps = !terminated && hp.baseline;
      const lastValue = bootstraps ? (await this.#value.evaluate(this.#observation))[0]! : 0;
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
    const observations = createRows(this.#encoder, rows);
    observations.set(this.#batch.observations);

    // delta = G - b(s): what was better than expected (Sutton & Barto, section 13.4).
    const advantages = returns.slice();
    if (hp.baseline) {
      const values = await this.#value.evaluate(observations, rows);
      for (let i = 0; i < steps; i++) advantages[i]! -= values[i]!;
    }
    if (hp.normaliseAdvantages) normalise(advantages);

    const column = (values: Float32Array) => {
      const result = new Float32Array(rows);
      result.set(values);
      return new HostTensor(result, [rows]);
    };
    const actions = this.#head.createRows(rows);
    actions.set(this.#batch.actions);
    this.#optimizer.learningRate = hp.learningRate * remaining;
    this.#baselineOptimizer.learningRate = hp.baselineLearningRate * remaining;
    const [loss, meanEntropy, baselineLoss] = await this.#gradientStep.read({
      observations: new HostTensor(observations, [rows, this.#encoder.features]),
      actions: new HostTensor(actions, [rows, this.#head.width]),
      returns: column(returns),
      advantages: column(advantages),
      shares: column(new Float32Array(steps).fill(1 / steps)),
    });
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
    const mean = (values: Tensor1D): Scalar => tf.sum(tf.mul(values, shares));
    const [loss, meanEntropy] = minimize(this.#optimizer, () => {
      const policy = this.#head.distribution(this.#policy.apply(observations));
      const logs = policy.logProbabilities(actions);
      return [tf.neg(mean(tf.mul(logs, advantages))), mean(policy.entropy())] as const;
    });
    if (!this.hyperparameters.baseline) return tf.stack([loss, meanEntropy]) as Tensor1D;

    const baselineLoss = minimize(this.#baselineOptimizer, () => {
      const values = tf.reshape(this.#value.apply(observations), [-1]) as Tensor1D;
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
    const row = createRows(this.#encoder, 1);
    this.#encoder.encode(observation, row, 0);
    return decide(this.#head, await this.#policy.evaluate(row), deterministic ? null : this.#streams.acting);
  }

  async getState(): Promise<ReinforceState> {
    return {
      step: this.#step,
      began: this.#began,
      environment: this.#began ? this.#env.getState() : null,
      observation: this.#observation.slice(),
      streams: saveStreams(this.#streams),
      policy: await readWeights(this.#policy),
      value: await readWeights(this.#value),
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
    await this.setPolicy(state);
    writeWeights(this.#value, state.value);
    this.#optimizer.restore(state.optimizer);
    this.#baselineOptimizer.restore(state.baselineOptimizer);
    this.#batch.setState(state.batch);
    this.#episodes.setState(state.episodes);
    this.#meter.setState(state.meter);
    if (state.began) this.#env.setState(state.environment);
    this.#observation.set(state.observation);
    this.#began = state.began;
    this.#loss = state.loss;
    this.#entropy = state.entropy;
  }

  async getPolicy(): Promise<ReinforcePolicy> {
    return { step: this.#step, streams: saveStreams(this.#streams), policy: await readWeights(this.#policy) };
  }

  async setPolicy(saved: unknown): Promise<void> {
    const { step, streams, policy } = saved as ReinforcePolicy;
    writeWeights(this.#policy, policy);
    restoreStreams(this.#streams, streams);
    this.#step = step;
  }

  save(path: string): Promise<void> {
    return saveLearner(this, path);
  }

  dispose(): void {
    this.#gradientStep.dispose();
    this.#optimizer.dispose();
    this.#baselineOptimizer.dispose();
    this.#policy.dispose();
    this.#value.dispose();
    this.#env.close();
  }
}
