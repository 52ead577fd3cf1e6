/**
 * DQN's hyperparameters. The generic defaults are Stable-Baselines3's (its `DQN.__init__`), with networks and a buffer
 * of a size that suits vector observations; what a world is known to need is in `agents/presets.ts`.
 */
import { z } from 'zod';
import { count, flag, fraction, networkFields, positive } from '../core/hyperparameters.ts';

/** What `hidden: null` stands for without convolutions (SB3: 64, 64). */
export const DQN_HIDDEN = [64, 64];

export const dqnSchema = z.strictObject({
  ...networkFields,
  /** Environments stepped together. */
  numEnvs: count().default(1),
  learningRate: positive().default(1e-4),
  /** Learning rate straight down to 0 over the budget. */
  annealLearningRate: flag().default(false),
  /** Transitions a gradient step. */
  batchSize: count().default(32),
  /** Transitions remembered. */
  bufferSize: count().default(100_000),
  /** Environment steps with random actions before the first gradient step. */
  learningStarts: count(0).default(100),
  /** Discount of the next reward. */
  gamma: fraction().default(0.99),
  /** Environment steps between two bouts of learning. */
  trainEvery: count().default(4),
  /** Gradient steps in each of them. */
  gradientSteps: count().default(1),
  /** Gradient steps between two copies into the target network (SB3: 10,000 environment steps of 4 a gradient step). */
  targetUpdateEvery: count().default(2_500),
  /** Part of the budget over which epsilon falls from 1. */
  explorationFraction: fraction().default(0.1),
  finalEpsilon: fraction().default(0.05),
  /** Gradients are scaled down to this global norm. */
  maxGradNorm: positive().default(10),
  /** Rewards summed before bootstrapping (Sutton 1988). */
  nStep: count().default(1),
  /** Double Q-learning (van Hasselt et al. 2016). */
  double: flag().default(false),
  /** Dueling network (Wang et al. 2016). */
  dueling: flag().default(false),
  /**
   * Noisy networks (Fortunato et al. 2018): learned noise in the dense layers explores in place of epsilon, which is 0 then; greedy
   * actions are without it.
   */
  noisy: flag().default(false),
  /** Prioritised replay, proportional variant (Schaul et al. 2016). */
  prioritised: flag().default(false),
  /** How much priorities count (their section 4: 0.6). */
  priorityAlpha: fraction().default(0.6),
  /** Importance correction at the beginning, rising to 1 over the budget (their section 4: 0.4). */
  priorityBeta: fraction().default(0.4),
  /** Learn from the sign of each reward (Mnih et al. 2015, Methods: "clipped"). Returns told stay what the world gave. */
  clipRewards: flag().default(false),
  /**
   * Keep the replay memory in checkpoints. Without it a resumed run fills it anew, for `learningStarts` steps, before it learns
   * on: not the run it would have been, but a checkpoint of megabytes instead of gigabytes where observations are pictures.
   */
  saveReplay: flag().default(true),
});

export type DqnHyperparameters = z.output<typeof dqnSchema>;
