/**
 * Proximal policy optimisation: Schulman et al. 2017, "Proximal Policy Optimization Algorithms", algorithm 1 with the
 * clipped objective, for discrete and continuous actions, in the manner of "The 37 implementation details of PPO" (Huang et al. 2022;
 * "detail n" below): vectorised environments (1), orthogonal initialisation (2), Adam's epsilon 1e-5 (3), learning rate
 * annealing (4), GAE (5), minibatches (6), advantage normalisation (7), clipping (8), entropy bonus (10), global-norm
 * clipping (11), statistics (12), separate networks (13), one trunk for pictures (Atari details), and for continuous actions a
 * Gaussian with state-independent deviations, observations and rewards scaled where asked.
 *
 * Read `learn` from top to bottom, then `#collect`, `#update` and `#descend`. Truncations bootstrap from the final observation, as in
 * Pardo et al. 2018 and unlike the 37 details, which treat them as terminations.
 *
 * Left out: clipping of the value loss (detail 9: no gain), early stopping on KL, recurrent policies.
 */
import type { VectorStep } from '../../envs/vector/vector-env.ts';
import {
  type ActorCritic,
  Adam,
  type AdamState,
  actorCritic,
  type Captured,
  capture,
  clippedSurrogate,
  hostScalar,
  minimize,
  readWeights,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  tf,
  writeWeights,
} from '../../tensor/index.ts';
import { type ActionHead, actionHead, decide } from '../core/action-head.ts';
import type { Decision, LearnOptions, LearnResult } from '../core/agent.ts';
import type { Encoder } from '../core/encoder.ts';
import { type AgentSetup, type Learner, saveLearner } from '../core/learner.ts';
import { Meter } from '../core/meter.ts';
import { chooseNetwork } from '../core/network-choice.ts';
import { ObservationNormaliser, RewardNormaliser, type RewardNormaliserState } from '../core/normalisers.ts';
import { linear } from '../core/schedules.ts';
import { type Gauges, LearnSession } from '../core/session.ts';
import { mean, normalise } from '../core/statistics.ts';
import { deriveStreams, restoreStreams, type Streams, type StreamsState, saveStreams } from '../core/streams.ts';
import { type EncodingState, TrainingWorlds, type TrainingWorldsState } from '../core/training-worlds.ts';
import { makeWorlds } from '../core/world.ts';
import { computeGae } from './gae.ts';
import { PPO_HIDDEN, type PpoHyperparameters } from './hyperparameters.ts';
import {
  bootstrapContinuing,
  createMinibatch,
  createRollout,
  explainedVariance,
  gather,
  type PpoMinibatch,
  type RolloutBuffer,
} from './rollout.ts';

/** Detail 3: larger than Adam's own. */
const ADAM_EPSILON = 1e-5;

/** A `PpoMinibatch` on the device. */
type BatchTensors = {
  readonly observations: Tensor2D; // [batch, features]
  readonly actions: Tensor2D; // [batch, width]
  readonly logProbabilities: Tensor1D; // [batch]
  readonly advantages: Tensor1D; // [batch]
  readonly returns: Tensor1D; // [batch]
};

interface PpoPolicy {
  readonly step: number;
  readonly worlds: EncodingState;
  readonly streams: StreamsState;
  readonly weights: Float32Array[];
}

interface PpoState extends PpoPolicy {
  readonly worlds: TrainingWorldsState;
  readonly rewardMoments: RewardNormaliserState | null;
  readonly optimizer: AdamState;
  readonly loss: number | null;
  readonly entropy: number | null;
}

export class PpoAgent implements Learner {
  readonly name = 'ppo';
  readonly setup: AgentSetup;
  readonly hyperparameters: PpoHyperparameters;
  readonly #worlds: TrainingWorlds;
  readonly #head: ActionHead;
  readonly #streams: Streams;
  /** Policy and value of an observation side by side, the value last. */
  readonly #network: ActorCritic;
  readonly #optimizer: Adam;
  /** Returns policy loss, value loss, entropy, approximate KL and clipped fraction: [5]. */
  readonly #gradientStep: Captured<[BatchTensors, clipRange: Scalar], Tensor1D>;
  readonly #rollout: RolloutBuffer;
  readonly #order: Int32Array; // [rolloutSteps * numEnvs], a permutation
  /** By their size: that of all, and what the last of a rollout has left. */
  readonly #minibatches = new Map<number, PpoMinibatch>();
  readonly #clipRange = hostScalar(0);
  readonly #meter = new Meter();
  readonly #rewardNormaliser: RewardNormaliser | null;
  #step = 0;
  #loss: number | null = null;
  #entropy: number | null = null;

  constructor(setup: AgentSetup, hyperparameters: PpoHyperparameters) {
    this.setup = setup;
    this.hyperparameters = hyperparameters;
    const hp = hyperparameters;
    const { numEnvs, rolloutSteps, learningRate, maxGradNorm } = hp;
    const envs = makeWorlds(setup, numEnvs);
    const { encoder, front, hidden } = chooseNetwork(envs.singleObservationSpace, hp, PPO_HIDDEN);
    this.#worlds = new TrainingWorlds(envs, encoder, hp.normaliseObservations ? observationNormaliser(encoder) : null);
    this.#head = actionHead(envs.singleActionSpace, 'ppo', hp.logStd);
    this.#streams = deriveStreams(setup.seed);
    this.#network = actorCritic({
      inputs: encoder.features,
      front,
      hidden,
      shared: front !== undefined,
      outputs: this.#head.outputs,
      free: this.#head.free,
      activation: front === undefined ? 'tanh' : 'relu',
      random: this.#streams.initialisation,
    });
    this.#optimizer = new Adam(this.#network.variables, { learningRate, maxGradNorm, epsilon: ADAM_EPSILON });
    this.#gradientStep = capture((batch: BatchTensors, clipRange: Scalar) => this.#descend(batch, clipRange));
    this.#rollout = createRollout(rolloutSteps, numEnvs, encoder, this.#head);
    this.#order = new Int32Array(rolloutSteps * numEnvs);
    this.#rewardNormaliser = hp.normaliseRewards ? new RewardNormaliser(numEnvs, hp.gamma) : null;
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

  /** The budget is rounded up to whole rollouts: only between two of them is `save` exact. */
  async learn(options: LearnOptions): Promise<LearnResult> {
    const hp = this.hyperparameters;
    const { totalSteps } = options;
    const { steps, numEnvs, rewards } = this.#rollout;
    const { episodes } = this.#worlds;
    const session = new LearnSession(options, episodes, this.#step);
    episodes.listen(options.listener);
    if (!this.#worlds.began) this.#worlds.begin(this.#streams.environmentSeed);

    for (;;) {
      const stoppedBy = session.stopReason(this.#step);
      if (stoppedBy !== null) return session.finish(this.#step, this.#gauges(), stoppedBy);
      if (session.needsRest(this.#step)) {
        await session.rest(this.#step, this.#gauges());
        if (options.signal?.aborted === true) continue;
      }

      // Detail 4; and the clip range likewise where asked (Schulman et al., table 5, for Atari).
      const remaining = linear(1, 0, totalSteps, this.#step);
      this.#optimizer.learningRate = hp.learningRate * (hp.annealLearningRate ? remaining : 1);
      this.#clipRange.values[0] = hp.clipRange * (hp.annealClipRange ? remaining : 1);

      // Run the policy for T steps in N environments, estimate advantages.
      await this.#collect();
      computeGae(this.#rollout, hp.gamma, hp.gaeLambda, this.#rollout.advantages, this.#rollout.returns);

      // Optimise the surrogate for K epochs of minibatches of size M <= N T, in an order shuffled afresh each epoch.
      for (let i = 0; i < this.#order.length; i++) this.#order[i] = i;
      for (let epoch = 0; epoch < hp.epochs; epoch++) {
        this.#streams.sampling.shuffle(this.#order);
        for (let from = 0; from < this.#order.length; from += hp.minibatchSize) {
          await this.#update(this.#order.subarray(from, from + hp.minibatchSize));
          // A rollout's update may take long: messages must not wait for it.
          if (session.needsBreath) await session.breathe();
        }
      }

      this.#step += steps * numEnvs;
      this.#meter.add('learningRate', this.#optimizer.learningRate);
      this.#meter.add('explainedVariance', explainedVariance(this.#rollout));
      this.#meter.add('meanReward', mean(rewards));
      this.#meter.add('meanReturn', episodes.meanReturn);
      const values = this.#meter.take();
      this.#loss = values.loss ?? null;
      this.#entropy = values.entropy ?? null;
      options.listener?.metrics?.({ step: this.#step, values });
    }
  }

  async #collect(): Promise<void> {
    const rollout = this.#rollout;
    const worlds = this.#worlds;
    const head = this.#head;
    const { steps, numEnvs } = rollout;
    const { features } = worlds.encoder;
    const { outputs } = this.#network;
    const { exploration } = this.#streams;

    for (let t = 0; t < steps; t++) {
      const at = t * numEnvs;
      const rows = await this.#network.evaluate(worlds.rows, numEnvs);
      rollout.observations.set(worlds.rows, at * features);
      for (let env = 0; env < numEnvs; env++) {
        rollout.values[at + env] = rows[env * outputs + outputs - 1]!;
        rollout.logProbabilities[at + env] = head.draw(rows, env * outputs, exploration, rollout.actions, at + env);
      }
      // The observation after step t - 1 is the one before step t, except where an episode ended in between.
      if (t > 0) bootstrapContinuing(rollout, at - numEnvs, rollout.values.subarray(at, at + numEnvs));

      const policy = worlds.episodes.watchesPolicies ? head.describe(rows, 0) : null;
      const step = worlds.step(head.toBatch(rollout.actions, at, numEnvs), head.toAction(rollout.actions, at), policy);
      rollout.terminations.set(step.terminations, at);
      rollout.truncations.set(step.truncations, at);
      this.#keepRewards(step, at);
      for (let env = 0; env < numEnvs; env++) {
        const outcome = worlds.book(step, env, this.#meter);
        if (outcome === null) continue;
        // A termination has no value after it; a truncation has that of its final observation (Pardo et al. 2018).
        const { terminated } = outcome;
        const final = terminated ? null : await this.#network.evaluate(worlds.finalRow(step, env));
        rollout.nextValues[at + env] = final === null ? 0 : final[outputs - 1]!;
      }
    }
    const rows = await this.#network.evaluate(worlds.rows, numEnvs);
    const values = Float32Array.from({ length: numEnvs }, (_, env) => rows[env * outputs + outputs - 1]!);
    bootstrapContinuing(rollout, (steps - 1) * numEnvs, values);
  }

  /** What is learned from the rewards of a step: themselves, their signs, or their share of the returns' deviation. */
  #keepRewards(step: VectorStep, at: number): void {
    const { rewards } = this.#rollout;
    if (this.#rewardNormaliser !== null) this.#rewardNormaliser.apply(step, rewards, at);
    else rewards.set(step.rewards, at);
    if (!this.hyperparameters.clipRewards) return;
    for (let i = at; i < at + step.rewards.length; i++) rewards[i] = Math.sign(rewards[i]!);
  }

  /** Learns from the transitions of the rollout that `indices` name. */
  async #update(indices: Int32Array): Promise<void> {
    const hp = this.hyperparameters;
    const batch = this.#minibatchOf(indices.length);
    gather(this.#rollout, indices, batch);
    if (hp.normaliseAdvantages) normalise(batch.advantages.values); // Detail 7: per minibatch.
    const statistics = await this.#gradientStep.read(batch, this.#clipRange);
    const [policyLoss, valueLoss, bonus] = [statistics[0]!, statistics[1]!, statistics[2]!];
    this.#meter.add('loss', policyLoss + hp.valueCoefficient * valueLoss - hp.entropyCoefficient * bonus);
    this.#meter.add('policyLoss', policyLoss);
    this.#meter.add('valueLoss', valueLoss);
    this.#meter.add('entropy', bonus);
    this.#meter.add('approxKl', statistics[3]!);
    this.#meter.add('clipFraction', statistics[4]!);
  }

  /** The last minibatch of a rollout may be smaller than the others. */
  #minibatchOf(size: number): PpoMinibatch {
    let batch = this.#minibatches.get(size);
    if (batch === undefined) {
      batch = createMinibatch(size, this.#worlds.encoder, this.#head);
      this.#minibatches.set(size, batch);
    }
    return batch;
  }

  /** One gradient step. Captured: what changes from one to the next is in the tensors and in the optimizer's learning rate. */
  #descend(batch: BatchTensors, clipRange: Scalar): Tensor1D {
    const { valueCoefficient, entropyCoefficient } = this.hyperparameters;
    const { observations, advantages } = batch;
    const [, statistics] = minimize(this.#optimizer, () => {
      const [parameters, value] = this.#network.applyApart(observations);
      const policy = this.#head.distribution(parameters);

      // r(theta) = pi(a|s; theta) / pi(a|s; theta_old), through logarithms.
      const logRatio: Tensor1D = tf.sub(policy.logProbabilities(batch.actions), batch.logProbabilities);
      const ratio = tf.exp(logRatio);
      // L^CLIP = E[min(r A, clip(r, 1 - eps, 1 + eps) A)], equation 7, negated: we descend.
      const policyLoss = tf.neg(tf.mean(clippedSurrogate(ratio, advantages, clipRange)));
      // L^VF, the squared error of the value, with the 1/2 of CleanRL.
      const valueLoss = tf.mul(0.5, tf.mean(tf.square(tf.sub(tf.reshape(value, [-1]), batch.returns))));
      const entropyBonus = tf.mean(policy.entropy());

      // Detail 12: approximate KL as (r - 1) - log r (Schulman's k3), and how often the ratio was clipped.
      const change = tf.sub(ratio, 1);
      const approxKl = tf.mean(tf.sub(change, logRatio));
      const clipFraction = tf.mean(tf.cast(tf.greater(tf.abs(change), clipRange), 'float32'));

      // Equation 9: L^CLIP - c1 L^VF + c2 S, negated. At c2 = 0 the bonus is left out with its gradient.
      let loss: Scalar = tf.add(policyLoss, tf.mul(valueCoefficient, valueLoss));
      if (entropyCoefficient > 0) loss = tf.sub(loss, tf.mul(entropyCoefficient, entropyBonus));
      return [loss, tf.stack([policyLoss, valueLoss, entropyBonus, approxKl, clipFraction])] as const;
    });
    return statistics as Tensor1D;
  }

  #gauges(): Gauges {
    return { epsilon: null, entropy: this.#entropy, loss: this.#loss };
  }

  async act(observation: unknown, { deterministic = false } = {}): Promise<Decision> {
    const row = await this.#network.evaluate(this.#worlds.encode(observation));
    return decide(this.#head, row, deterministic ? null : this.#streams.acting);
  }

  async getState(): Promise<PpoState> {
    return {
      step: this.#step,
      worlds: this.#worlds.getState(),
      rewardMoments: this.#rewardNormaliser?.getState() ?? null,
      streams: saveStreams(this.#streams),
      weights: await readWeights(this.#network),
      optimizer: await this.#optimizer.save(),
      loss: this.#loss,
      entropy: this.#entropy,
    };
  }

  async setState(saved: unknown): Promise<void> {
    const state = saved as PpoState;
    await this.setPolicy(state);
    this.#optimizer.restore(state.optimizer);
    this.#worlds.setState(state.worlds);
    if (state.rewardMoments !== null) this.#rewardNormaliser?.setState(state.rewardMoments);
    this.#loss = state.loss;
    this.#entropy = state.entropy;
  }

  async getPolicy(): Promise<PpoPolicy> {
    return {
      step: this.#step,
      worlds: this.#worlds.getMoments(),
      streams: saveStreams(this.#streams),
      weights: await readWeights(this.#network),
    };
  }

  async setPolicy(saved: unknown): Promise<void> {
    const policy = saved as PpoPolicy;
    writeWeights(this.#network, policy.weights);
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
    this.#network.dispose();
    this.#worlds.close();
  }
}

/** @throws {RangeError} for pictures. */
function observationNormaliser({ features, image }: Encoder): ObservationNormaliser {
  if (image === null) return new ObservationNormaliser(features);
  throw new RangeError(
    'Cannot use "normaliseObservations" with pictures: pixels are scaled by 1 / 255 already. Leave it out, or use the network "mlp".',
  );
}
