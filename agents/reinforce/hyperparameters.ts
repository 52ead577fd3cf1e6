/**
 * REINFORCE's hyperparameters. Williams 1992 gives none for deep networks; these are the ones that `docs/agents.md`
 * reports figures for.
 */
import { z } from 'zod';
import { count, flag, fraction, hiddenWidths, integerScale, positive } from '../core/hyperparameters.ts';

export const reinforceSchema = z.strictObject({
  /** Widths of the hidden layers of the policy and of the baseline. */
  hidden: hiddenWidths().default([64]),
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
  /** Factor for observations of integers; null: 1 / the largest bound. */
  integerScale: integerScale().default(null),
});

export type ReinforceHyperparameters = z.output<typeof reinforceSchema>;
