/**
 * PPO's hyperparameters. The generic defaults are those of "The 37 implementation details of PPO" (Huang et al. 2022) for
 * classic control, as in CleanRL's `ppo.py`; what a world is known to need is in `agents/presets.ts`.
 */
import { z } from 'zod';
import { count, flag, fraction, hiddenWidths, integerScale, nonNegative, positive } from '../core/hyperparameters.ts';

export const ppoSchema = z.strictObject({
  /** Widths of the hidden layers of the actor and of the critic, which share nothing (detail 13). */
  hidden: hiddenWidths().default([64, 64]),
  /** Environments stepped together. */
  numEnvs: count().default(4),
  /** Steps of each environment in a rollout. */
  rolloutSteps: count().default(128),
  /** Transitions a gradient step. */
  minibatchSize: count().default(128),
  /** Passes over a rollout. */
  epochs: count().default(4),
  learningRate: positive().default(2.5e-4),
  /** Learning rate straight down to 0 over the budget (detail 4). */
  annealLearningRate: flag().default(true),
  gamma: fraction().default(0.99),
  /** Lambda of generalised advantage estimation. */
  gaeLambda: fraction().default(0.95),
  /** Epsilon of the clipped objective. */
  clipRange: positive().default(0.2),
  /** Clip range straight down to 0 over the budget. */
  annealClipRange: flag().default(false),
  normaliseAdvantages: flag().default(true),
  entropyCoefficient: nonNegative().default(0.01),
  valueCoefficient: nonNegative().default(0.5),
  /** Gradients are scaled down to this global norm (detail 11). */
  maxGradNorm: positive().default(0.5),
  /** Factor for observations of integers; null: 1 / the largest bound. */
  integerScale: integerScale().default(null),
});

export type PpoHyperparameters = z.output<typeof ppoSchema>;
