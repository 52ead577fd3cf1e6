/**
 * PPO's hyperparameters. The generic defaults are those of "The 37 implementation details of PPO" (Huang et al. 2022) for
 * classic control, as in CleanRL's `ppo.py`; what a world is known to need is in `agents/presets.ts`.
 */
import { z } from 'zod';
import { count, flag, fraction, networkFields, nonNegative, number, positive } from '../core/hyperparameters.ts';

/** What `hidden: null` stands for without convolutions (detail 13: 64, 64). */
export const PPO_HIDDEN = [64, 64];

export const ppoSchema = z.strictObject({
  /** Of the actor and of the critic, which share nothing (detail 13) but a picture's convolutions and what is behind them. */
  ...networkFields,
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
  /** Where the log standard deviations of continuous actions start (Stable-Baselines3's `log_std_init`). */
  logStd: number().default(0),
  /** Learn from the sign of each reward (Mnih et al. 2015, Methods: "clipped"). Returns told stay what the world gave. */
  clipRewards: flag().default(false),
  /** Scale observations by their running mean and variance (Stable-Baselines3's `VecNormalize`). Not for pictures. */
  normaliseObservations: flag().default(false),
  /** Divide rewards by the running deviation of the return (the same). */
  normaliseRewards: flag().default(false),
});

export type PpoHyperparameters = z.output<typeof ppoSchema>;
