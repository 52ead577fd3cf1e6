/**
 * Deep Q-learning: Mnih et al. 2015, "Human-level control through deep reinforcement learning", algorithm 1, for
 * discrete actions. Options, each off unless set: double (van Hasselt et al. 2016), dueling (Wang et al. 2016),
 * prioritised replay (Schaul et al. 2016), n-step returns (Sutton 1988).
 *
 * Read `learn` from top to bottom, then `#update` and `#descend`. A truncated episode's last transition bootstraps from its final
 * observation, a terminated one's does not: see `NStepAssembler`.
 *
 * Left out: frame stacking and reward clipping (wrappers' business), distributional values, noisy nets.
 */
import type { Env, State } from '../../envs/core/env.ts';
import {
  Adam,
  type AdamState,
  type Captured,
  capture,
  copyWeights,
  dueling,
  huber,
  kaimingUniform,
  minimize,
  mlp,
  type Network,
  read,
  readWeights,
  type Scalar,
  selectActions,
  type Tensor1D,
  type Tensor2D,
  tf,
  writeWeights,
} from '../../tensor/index.ts';
import { argmax, type DiscreteActions, discreteActions } from '../core/actions.ts';
import type { Decision, LearnOptions, LearnResult, PolicyOutput } from '../core/agent.ts';
import { createEncoder, type Encoder } from '../core/encoder.ts';
import { Episodes, type EpisodesState } from '../core/episodes.ts';
import { type AgentSetup, type Learner, saveLearner } from '../core/learner.ts';
import { Meter, type MeterState } from '../core/meter.ts';
import { linear } from '../core/schedules.ts';
import { type Gauges, LearnSession } from '../core/session.ts';
import { deriveStreams, restoreStreams, type Streams, type StreamsState, saveStreams } from '../core/streams.ts';
import { makeWorld } from '../core/world.ts';
import { drawBiases, TORCH_GAIN } from './biases.ts';
import type { DqnHyperparameters } from './hyperparameters.ts';
import { NStepAssembler, type NStepState } from './n-step.ts';
import { createMinibatch, type Minibatch, ReplayBuffer, type ReplayBufferState } from './replay-buffer.ts';

/** Environment steps between two points of the curve. */
const METRICS_EVERY = 500;

/** A minibatch on the device. */
type BatchTensors = {
  readonly observations: Tensor2D; // [batch, features]
  readonly actions: Tensor1D; // [batch] int32
  readonly rewards: Tensor1D; // [batch]
  readonly nextObservations: Tensor2D; // [batch, features]
  readonly discounts: Tensor1D; // [batch]
  readonly weights: Tensor1D; // [batch]
};

/** What a gradient step tells. */
type StepResult = {
  /** [2]: the loss before the step, the mean of the targets. */
  readonly statistics: Tensor1D;
  /** Q(s, a; theta) - y. */
  readonly errors: Tensor1D; // [batch]
};

interface DqnState {
  readonly step: number;
  readonly updates: number;
  readonly began: boolean;
  readonly environment: State;
  readonly observation: Float32Array;
  readonly streams: StreamsState;
  readonly online: Float32Array[];
  readonly target: Float32Array[];
  readonly optimizer: AdamState;
  readonly replay: ReplayBufferState;
  readonly pending: NStepState;
  readonly episodes: EpisodesState;
  readonly meter: MeterState;
  readonly loss: number | null;
}

export class DqnAgent implements Learner {
  readonly name = 'dqn';
  readonly setup: AgentSetup;
  readonly hyperparameters: DqnHyperparameters;
  readonly #env: Env;
  readonly #encoder: Encoder;
  readonly #actions: DiscreteActions;
  readonly #streams: Streams;
  /** Q(s, a; theta), and its older copy Q(s, a; theta-) that targets are made with. */
  readonly #online: Network;
  readonly #target: Network;
  readonly #optimizer: Adam;
  readonly #replay: ReplayBuffer;
  readonly #nStep: NStepAssembler;
  readonly #batch: Minibatch;
  readonly #gradientStep: Captured<[BatchTensors], StepResult>;
  readonly #episodes = new Episodes(1);
  readonly #meter = new Meter();
  #observation: Float32Array; // [features], the one to act on
  #next: Float32Array; // [features], the one stepped into
  #step = 0;
  #updates = 0;
  #began = false;
  #epsilon = 1;
  #loss: number | null = null;

  constructor(setup: AgentSetup, hyperparameters: DqnHyperparameters) {
    this.setup = setup;
    this.hyperparameters = hyperparameters;
    const hp = hyperparameters;
    this.#env = makeWorld(setup);
    this.#encoder = createEncoder(this.#env.observationSpace, hp.integerScale);
    this.#actions = discreteActions(this.#env.actionSpace, 'dqn');
    this.#streams = deriveStreams(setup.seed);
    const build = hp.dueling ? dueling : mlp;
    const network = () =>
      build({
        inputs: this.#encoder.features,
        hidden: hp.hidden,
        outputs: this.#actions.n,
        activation: 'relu',
        hiddenInit: kaimingUniform(TORCH_GAIN),
        outputInit: kaimingUniform(TORCH_GAIN),
        random: this.#streams.initialisation,
      });
    this.#online = network();
    drawBiases(this.#online, this.#streams.initialisation);
    this.#target = network();
    copyWeights(this.#online, this.#target);
    const { learningRate, maxGradNorm } = hp;
    this.#optimizer = new Adam(this.#online.variables, { learningRate, maxGradNorm });
    this.#gradientStep = capture((batch: BatchTensors) => this.#descend(batch));
    const features = this.#encoder.features;
    this.#replay = new ReplayBuffer(hp.bufferSize, features, hp.prioritised ? { alpha: hp.priorityAlpha } : null);
    this.#nStep = new NStepAssembler(hp.nStep, hp.gamma);
    this.#batch = createMinibatch(hp.batchSize, features);
    this.#observation = new Float32Array(features);
    this.#next = new Float32Array(features);
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
    const { totalSteps } = options;
    const { exploration } = this.#streams;
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

      // With probability epsilon a random action, otherwise argmax_a Q(s, a; theta).
      this.#epsilon =
        this.#step < hp.learningStarts
          ? 1
          : linear(1, hp.finalEpsilon, hp.explorationFraction * totalSteps, this.#step);
      let index: number;
      let policy: PolicyOutput | null = null;
      if (exploration.random() < this.#epsilon) {
        index = exploration.integers(0, n);
      } else {
        const evaluated = this.#online.evaluate(this.#observation);
        const q = evaluated instanceof Float32Array ? evaluated : await evaluated;
        index = argmax(q, 0, n);
        if (this.#episodes.watchesPolicies) policy = { kind: 'q', values: Array.from(q) };
      }

      // Execute it and store the transition.
      const action = index + start;
      const [observation, reward, terminated, truncated] = this.#env.step(action);
      this.#encoder.encode(observation, this.#next, 0);
      this.#nStep.push(this.#replay, this.#observation, index, reward, this.#next, terminated, truncated);
      [this.#observation, this.#next] = [this.#next, this.#observation];
      this.#step += 1;
      this.#episodes.watch(action, reward, policy);
      const outcome = this.#episodes.record(0, reward, terminated, truncated);
      if (outcome !== null) {
        this.#meter.add('return', outcome.return);
        this.#meter.add('length', outcome.length);
        this.#reset();
      }

      // Learn from random minibatches of the replay memory.
      if (this.#step > hp.learningStarts && this.#step % hp.trainEvery === 0 && this.#replay.size > 0) {
        const rate = hp.annealLearningRate ? linear(hp.learningRate, 0, totalSteps, this.#step) : hp.learningRate;
        const beta = linear(hp.priorityBeta, 1, totalSteps, this.#step);
        for (let i = 0; i < hp.gradientSteps; i++) await this.#update(rate, beta, i === hp.gradientSteps - 1);
      }

      if (this.#step % METRICS_EVERY === 0 && options.listener?.metrics !== undefined) {
        this.#meter.add('meanReturn', this.#episodes.meanReturn);
        this.#meter.add('epsilon', this.#epsilon);
        options.listener.metrics({ step: this.#step, values: this.#meter.take() });
      }
    }
  }

  /** Learns from one minibatch. @param measure whether to read the loss back, which a GPU is waited for. */
  async #update(learningRate: number, beta: number, measure: boolean): Promise<void> {
    const hp = this.hyperparameters;
    const batch = this.#batch;
    this.#replay.sample(batch, this.#streams.sampling, beta);
    this.#optimizer.learningRate = learningRate;
    const { statistics, errors } = tf.tidy(() => this.#gradientStep(this.#upload(batch)));
    if (hp.prioritised) this.#replay.updatePriorities(batch.indices, await read(errors));
    if (measure) {
      const [loss, meanTarget] = await read(statistics);
      this.#loss = loss!;
      this.#meter.add('loss', loss!);
      this.#meter.add('learningRate', learningRate);
      this.#meter.add('meanTarget', meanTarget!);
    }
    statistics.dispose();
    errors.dispose();

    // Every C updates theta- = theta.
    this.#updates += 1;
    if (this.#updates % hp.targetUpdateEvery === 0) copyWeights(this.#online, this.#target);
  }

  #upload(batch: Minibatch): BatchTensors {
    const shape: [number, number] = [batch.actions.length, this.#encoder.features];
    return {
      observations: tf.tensor2d(batch.observations, shape),
      actions: tf.tensor1d(batch.actions, 'int32'),
      rewards: tf.tensor1d(batch.rewards),
      nextObservations: tf.tensor2d(batch.nextObservations, shape),
      discounts: tf.tensor1d(batch.discounts),
      weights: tf.tensor1d(batch.weights),
    };
  }

  /** One gradient step. Captured: what changes from one to the next is in the tensors and in the optimizer's learning rate. */
  #descend({ observations, actions, rewards, nextObservations, discounts, weights }: BatchTensors): StepResult {
    const hp = this.hyperparameters;
    // y = r + discount * max_a' Q(s', a'; theta-), the discount being 0 after a termination (Mnih et al., algorithm 1);
    // double: the action is chosen by the online network, y = r + discount * Q(s', argmax_a' Q(s', a'; theta); theta-)
    // (van Hasselt et al., equation 4).
    const values = this.#target.apply(nextObservations);
    const best = hp.double
      ? selectActions(values, tf.argMax(this.#online.apply(nextObservations), 1))
      : tf.max<Tensor1D>(values, 1);
    const targets: Tensor1D = tf.add(rewards, tf.mul(discounts, best));

    // Minimise the Huber loss of y - Q(s, a; theta): the error clipped to [-1, 1], as Mnih et al. do (Methods).
    const [loss, errors] = minimize(this.#optimizer, () => {
      const error: Tensor1D = tf.sub(selectActions(this.#online.apply(observations), actions), targets);
      // Prioritised: each error weighted against the bias of its drawing (Schaul et al., algorithm 1, line 12); else by 1.
      return [tf.mean(tf.mul(huber(error), weights)) as Scalar, error] as const;
    });
    return { statistics: tf.stack([loss, tf.mean(targets)]) as Tensor1D, errors };
  }

  #reset(seed?: number): void {
    const [observation] = this.#env.reset({ seed });
    this.#encoder.encode(observation, this.#observation, 0);
    this.#began = true;
    this.#episodes.begin(this.#env.getState());
  }

  #gauges(): Gauges {
    return { epsilon: this.#epsilon, entropy: null, loss: this.#loss };
  }

  async act(observation: unknown, { deterministic = false } = {}): Promise<Decision> {
    const { n, start } = this.#actions;
    const row = new Float32Array(this.#encoder.features);
    this.#encoder.encode(observation, row, 0);
    const values = Array.from(await this.#online.evaluate(row));
    const { acting } = this.#streams;
    const explores = !deterministic && acting.random() < this.hyperparameters.finalEpsilon;
    const index = explores ? acting.integers(0, n) : argmax(values, 0, n);
    return { action: index + start, policy: { kind: 'q', values } };
  }

  async getState(): Promise<DqnState> {
    return {
      step: this.#step,
      updates: this.#updates,
      began: this.#began,
      environment: this.#began ? this.#env.getState() : null,
      observation: this.#observation.slice(),
      streams: saveStreams(this.#streams),
      online: await readWeights(this.#online),
      target: await readWeights(this.#target),
      optimizer: await this.#optimizer.save(),
      replay: this.#replay.getState(),
      pending: this.#nStep.getState(),
      episodes: this.#episodes.getState(),
      meter: this.#meter.getState(),
      loss: this.#loss,
    };
  }

  async setState(saved: unknown): Promise<void> {
    const state = saved as DqnState;
    writeWeights(this.#online, state.online);
    writeWeights(this.#target, state.target);
    this.#optimizer.restore(state.optimizer);
    this.#replay.setState(state.replay);
    this.#nStep.setState(state.pending);
    restoreStreams(this.#streams, state.streams);
    this.#episodes.setState(state.episodes);
    this.#meter.setState(state.meter);
    if (state.began) this.#env.setState(state.environment);
    this.#observation.set(state.observation);
    this.#began = state.began;
    this.#step = state.step;
    this.#updates = state.updates;
    this.#loss = state.loss;
  }

  save(path: string): Promise<void> {
    return saveLearner(this, path);
  }

  dispose(): void {
    this.#gradientStep.dispose();
    this.#optimizer.dispose();
    this.#online.dispose();
    this.#target.dispose();
    this.#env.close();
  }
}
