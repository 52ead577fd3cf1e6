/**
 * Deep Q-learning: Mnih et al. 2015, "Human-level control through deep reinforcement learning", algorithm 1, for
 * discrete actions. Options, each off unless set: double (van Hasselt et al. 2016), dueling (Wang et al. 2016),
 * prioritised replay (Schaul et al. 2016), n-step returns (Sutton 1988), noisy networks (Fortunato et al. 2018).
 *
 * Read `learn` from top to bottom, then `#update` and `#descend`. A truncated episode's last transition bootstraps from its final
 * observation, a terminated one's does not: see `NStepAssembler`.
 *
 * Left out: frame stacking and skipping (the world's business), distributional values.
 */
import {
  Adam,
  type Captured,
  capture,
  copyWeights,
  DeviceRandom,
  dueling,
  huber,
  kaimingUniform,
  minimize,
  mlp,
  type Network,
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
import { type AgentSetup, type Learner, saveLearner } from '../core/learner.ts';
import { Meter } from '../core/meter.ts';
import { chooseNetwork } from '../core/network-choice.ts';
import { linear } from '../core/schedules.ts';
import { type Gauges, LearnSession } from '../core/session.ts';
import { deriveStreams, restoreStreams, type Streams, saveStreams } from '../core/streams.ts';
import { TrainingWorlds } from '../core/training-worlds.ts';
import { makeWorlds } from '../core/world.ts';
import { drawBiases, TORCH_GAIN } from './biases.ts';
import { Experience } from './experience.ts';
import { DQN_HIDDEN, type DqnHyperparameters } from './hyperparameters.ts';
import type { DqnPolicy, DqnState } from './state.ts';

/** Environment steps between two points of the curve. */
const METRICS_EVERY = 500;

/** In place of an action's index: the best one is to be taken. */
const GREEDY = -1;

/** A minibatch on the device: `Experience.batch`. */
type BatchTensors = {
  readonly observations: Tensor2D; // [batch, features]
  readonly actions: Tensor1D; // [batch] int32
  readonly rewards: Tensor1D; // [batch]
  readonly nextObservations: Tensor2D; // [batch, features]
  readonly discounts: Tensor1D; // [batch]
  readonly weights: Tensor1D; // [batch]
};

export class DqnAgent implements Learner {
  readonly name = 'dqn';
  readonly setup: AgentSetup;
  readonly hyperparameters: DqnHyperparameters;
  readonly #worlds: TrainingWorlds;
  readonly #actions: DiscreteActions;
  readonly #streams: Streams;
  /** Q(s, a; theta), and its older copy Q(s, a; theta-) that targets are made with. */
  readonly #online: Network;
  readonly #target: Network;
  readonly #optimizer: Adam;
  /** What noisy networks draw from. */
  readonly #noise: DeviceRandom;
  readonly #experience: Experience;
  /** Returns the loss before the step, the mean of the targets, and Q(s, a; theta) - y of each: [2 + batch]. */
  readonly #gradientStep: Captured<[BatchTensors], Tensor1D>;
  readonly #meter = new Meter();
  readonly #chosen: Int32Array; // [numEnvs], indices of actions
  readonly #batchOfActions: Int32Array; // [numEnvs], actions of the space
  #step = 0;
  #updates = 0;
  #learningStarts: number;
  #epsilon = 1;
  #loss: number | null = null;

  constructor(setup: AgentSetup, hyperparameters: DqnHyperparameters) {
    this.setup = setup;
    this.hyperparameters = hyperparameters;
    const hp = hyperparameters;
    const { numEnvs } = hp;
    const envs = makeWorlds(setup, numEnvs);
    const { encoder, front, hidden } = chooseNetwork(envs.singleObservationSpace, hp, DQN_HIDDEN);
    this.#worlds = new TrainingWorlds(envs, encoder, null);
    this.#actions = discreteActions(envs.singleActionSpace, 'dqn');
    this.#streams = deriveStreams(setup.seed);
    const build = hp.dueling ? dueling : mlp;
    const network = () =>
      build({
        inputs: encoder.features,
        front,
        hidden,
        outputs: this.#actions.n,
        activation: 'relu',
        noisy: hp.noisy,
        hiddenInit: kaimingUniform(TORCH_GAIN),
        outputInit: kaimingUniform(TORCH_GAIN),
        random: this.#streams.initialisation,
      });
    this.#online = network();
    drawBiases(this.#online, this.#streams.initialisation);
    this.#target = network();
    copyWeights(this.#online, this.#target);
    this.#noise = new DeviceRandom(hp.noisy ? this.#streams.exploration.integers(0, 2 ** 32) : 0);
    const { learningRate, maxGradNorm } = hp;
    this.#optimizer = new Adam(this.#online.variables, { learningRate, maxGradNorm });
    this.#gradientStep = capture((batch: BatchTensors) => this.#descend(batch));
    this.#experience = new Experience(this.#worlds, hp);
    this.#chosen = new Int32Array(numEnvs);
    this.#batchOfActions = new Int32Array(numEnvs);
    this.#learningStarts = hp.learningStarts;
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
    const worlds = this.#worlds;
    const { numEnvs, episodes } = worlds;
    const session = new LearnSession(options, episodes, this.#step);
    episodes.listen(options.listener);
    if (!worlds.began) {
      worlds.begin(this.#streams.environmentSeed);
      this.#experience.beginAnew();
    }

    for (;;) {
      const stoppedBy = session.stopReason(this.#step);
      if (stoppedBy !== null) return session.finish(this.#step, this.#gauges(), stoppedBy);
      if (session.needsRest(this.#step)) {
        await session.rest(this.#step, this.#gauges());
        if (options.signal?.aborted === true) continue;
      }

      // With probability epsilon a random action, otherwise argmax_a Q(s, a; theta).
      this.#epsilon = this.#epsilonAt(this.#step, totalSteps);
      const choosing = this.#choose();
      const policy = choosing instanceof Promise ? await choosing : choosing;

      // Execute it and store the transition.
      const step = worlds.step(this.#batchOfActions, this.#batchOfActions[0], policy);
      for (let env = 0; env < numEnvs; env++) {
        this.#experience.remember(step, env, this.#chosen[env]!);
        worlds.book(step, env, this.#meter);
      }
      const before = this.#step;
      this.#step += numEnvs;

      // Learn from random minibatches of the replay memory.
      if (this.#step > this.#learningStarts && this.#experience.size > 0) {
        const rate = hp.annealLearningRate ? linear(hp.learningRate, 0, totalSteps, this.#step) : hp.learningRate;
        const beta = linear(hp.priorityBeta, 1, totalSteps, this.#step);
        const bouts = multiples(hp.trainEvery, before, this.#step) * hp.gradientSteps;
        for (let i = 0; i < bouts; i++) await this.#update(rate, beta, (i + 1) % hp.gradientSteps === 0);
      }

      if (multiples(METRICS_EVERY, before, this.#step) > 0 && options.listener?.metrics !== undefined) {
        this.#meter.add('meanReturn', episodes.meanReturn);
        this.#meter.add('epsilon', this.#epsilon);
        options.listener.metrics({ step: this.#step, values: this.#meter.take() });
      }
    }
  }

  #epsilonAt(step: number, totalSteps: number): number {
    const { learningStarts, explorationFraction, finalEpsilon, noisy } = this.hyperparameters;
    if (step < learningStarts) return 1;
    // Noisy networks explore by themselves (Fortunato et al. 2018, section 3.1).
    return noisy ? 0 : linear(1, finalEpsilon, explorationFraction * totalSteps, step);
  }

  /**
   * Chooses an action for each environment; a promise only where the device cannot be read at once.
   *
   * @returns Q of environment 0 where it is looked at and was asked.
   */
  #choose(): PolicyOutput | null | Promise<PolicyOutput | null> {
    const { exploration } = this.#streams;
    const { n, start } = this.#actions;
    let greedy = false;
    for (let env = 0; env < this.#chosen.length; env++) {
      const explores = exploration.random() < this.#epsilon;
      this.#chosen[env] = explores ? exploration.integers(0, n) : GREEDY;
      greedy ||= !explores;
      this.#batchOfActions[env] = this.#chosen[env]! + start;
    }
    if (!greedy) return null;
    const evaluated = this.#drawing(() => this.#online.explore(this.#worlds.rows, this.#chosen.length));
    return evaluated instanceof Float32Array ? this.#takeBest(evaluated) : evaluated.then((q) => this.#takeBest(q));
  }

  /** @param q `[numEnvs, n]`. */
  #takeBest(q: Float32Array): PolicyOutput | null {
    const { n, start } = this.#actions;
    const watched = this.#chosen[0] === GREEDY && this.#worlds.episodes.watchesPolicies;
    for (let env = 0; env < this.#chosen.length; env++) {
      if (this.#chosen[env] !== GREEDY) continue;
      this.#chosen[env] = argmax(q, env * n, n);
      this.#batchOfActions[env] = this.#chosen[env]! + start;
    }
    return watched ? { kind: 'q', values: Array.from(q.subarray(0, n)) } : null;
  }

  /** Learns from one minibatch. @param measure whether to read the loss back, which a GPU is waited for. */
  async #update(learningRate: number, beta: number, measure: boolean): Promise<void> {
    const hp = this.hyperparameters;
    this.#experience.sample(this.#streams.sampling, beta);
    this.#optimizer.learningRate = learningRate;
    const { batch } = this.#experience;
    if (measure || hp.prioritised) {
      const told = await this.#drawing(() => this.#gradientStep.read(batch));
      if (hp.prioritised) this.#experience.prioritise(told.subarray(2));
      if (measure) {
        this.#loss = told[0]!;
        this.#meter.add('loss', told[0]!);
        this.#meter.add('learningRate', learningRate);
        this.#meter.add('meanTarget', told[1]!);
      }
    } else {
      this.#drawing(() => this.#gradientStep.run(batch));
    }

    // Every C updates theta- = theta.
    this.#updates += 1;
    if (this.#updates % hp.targetUpdateEvery === 0) copyWeights(this.#online, this.#target);
  }

  /** Runs what noisy layers draw their noise in; without them nothing is drawn, and the device's generator stays where it is. */
  #drawing<T>(step: () => T): T {
    return this.hyperparameters.noisy ? this.#noise.run(step) : step();
  }

  /** One gradient step. Captured: what changes from one to the next is in the tensors and in the optimizer's learning rate. */
  #descend({ observations, actions, rewards, nextObservations, discounts, weights }: BatchTensors): Tensor1D {
    const hp = this.hyperparameters;
    // Noise of its own for each network (Fortunato et al., section 3.1, equation 13).
    this.#online.resample();
    this.#target.resample();
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
    return tf.concat([tf.reshape(loss, [1]), tf.reshape(tf.mean(targets), [1]), errors]) as Tensor1D;
  }

  #gauges(): Gauges {
    return { epsilon: this.#epsilon, entropy: null, loss: this.#loss };
  }

  async act(observation: unknown, { deterministic = false } = {}): Promise<Decision> {
    const { n, start } = this.#actions;
    const values = Array.from(await this.#online.evaluate(this.#worlds.encode(observation)));
    const { acting } = this.#streams;
    const { noisy, finalEpsilon } = this.hyperparameters;
    const explores = !deterministic && !noisy && acting.random() < finalEpsilon;
    const index = explores ? acting.integers(0, n) : argmax(values, 0, n);
    return { action: index + start, policy: { kind: 'q', values } };
  }

  async getState(): Promise<DqnState> {
    return {
      step: this.#step,
      updates: this.#updates,
      worlds: this.#worlds.getState(),
      streams: saveStreams(this.#streams),
      online: await readWeights(this.#online),
      target: await readWeights(this.#target),
      optimizer: await this.#optimizer.save(),
      noise: this.#noise.getState(),
      memory: this.hyperparameters.saveReplay ? this.#experience.getState() : null,
      meter: this.#meter.getState(),
      loss: this.#loss,
    };
  }

  async setState(saved: unknown): Promise<void> {
    const state = saved as DqnState;
    await this.setPolicy(state);
    writeWeights(this.#target, state.target);
    this.#optimizer.restore(state.optimizer);
    this.#noise.setState(state.noise);
    this.#worlds.setState(state.worlds);
    this.#meter.setState(state.meter);
    this.#updates = state.updates;
    this.#loss = state.loss;
    if (state.memory !== null) {
      this.#experience.setState(state.memory);
    } else if (this.#worlds.began) {
      this.#learningStarts = state.step + this.hyperparameters.learningStarts;
      this.#experience.beginAnew();
    }
  }

  async getPolicy(): Promise<DqnPolicy> {
    return {
      step: this.#step,
      worlds: this.#worlds.getMoments(),
      streams: saveStreams(this.#streams),
      online: await readWeights(this.#online),
    };
  }

  async setPolicy(saved: unknown): Promise<void> {
    const policy = saved as DqnPolicy;
    writeWeights(this.#online, policy.online);
    copyWeights(this.#online, this.#target);
    restoreStreams(this.#streams, policy.streams);
    this.#worlds.setMoments(policy.worlds);
    this.#step = policy.step;
  }

  save(path: string): Promise<void> {
    return saveLearner(this, path);
  }

  dispose(): void {
    this.#gradientStep.dispose();
    this.#optimizer.dispose();
    this.#online.dispose();
    this.#target.dispose();
    this.#worlds.close();
  }
}

/** How many multiples of `every` lie in the range `(from, to]`. */
function multiples(every: number, from: number, to: number): number {
  return Math.floor(to / every) - Math.floor(from / every);
}
