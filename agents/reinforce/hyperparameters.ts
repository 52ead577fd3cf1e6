/**
 * REINFORCE's hyperparameters. Williams 1992 gives none for deep networks; these are the ones that `docs/agents.md`
 * reports figures for.
 */
import { z } from 'zod';
import { count, flag, fraction, networkFields, number, positive } from '../core/hyperparameters.ts';

/** What `hidden: null` stands for without convolutions. */
export const REINFORCE_HIDDEN = [64];

export const reinforceSchema = z.strictObject({
  /** Of the policy and of the baseline. */
  ...networkFields,
  learningRate: positive().default(3e-3),
  baselineLearningRate: positive().default(3e-3),
  /** Learning rates straight down to 0 over the budget. */
  annealLearningRate: flag().default(true),
  gamma: fraction().default(0.99),
  /** Whole episodes a gradient step. */
  episodesPerUpdate: count().default(4),
  /** Subtract a learned value of the state from the return. */
  baseline: flag().default(true),
  /** Advantages of a batch to mean 0 and standard deviation 1. */
  normaliseAdvantages: flag().default(true),
  /** Gradients are scaled down to this global norm. */
  maxGradNorm: positive().default(1),
  /** Where the log standard deviations of continuous actions start. */
  logStd: number().default(0),
});

export type ReinforceHyperparameters = z.output<typeof reinforceSchema>;
