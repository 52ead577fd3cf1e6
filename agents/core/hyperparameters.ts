/** Schemas of the values that several agents' hyperparameters are made of, each with its rule in words. */
import { z } from 'zod';
import { networkName } from './network-choice.ts';

const NUMBER = (rule: string) => z.number(`must be ${rule}`);

/** An integer >= `least`. */
export const count = (least = 1) =>
  NUMBER(`an integer >= ${least}`).int(`must be an integer >= ${least}`).min(least, `must be an integer >= ${least}`);

/** In the range `[0, 1]`. */
export const fraction = () =>
  NUMBER('a number in [0, 1]').min(0, 'must be a number in [0, 1]').max(1, 'must be a number in [0, 1]');

/** Finite and > 0. */
export const positive = () => NUMBER('a number > 0').positive('must be a number > 0');

/** Finite and >= 0. */
export const nonNegative = () => NUMBER('a number >= 0').min(0, 'must be a number >= 0');

/** Finite, any sign. */
export const number = () => NUMBER('a number');

export const flag = () => z.boolean('must be true or false');

/** Widths of hidden layers from the input on. */
const hiddenWidths = () => z.array(count(), 'must be a list of integers >= 1, like [64, 64]');

/** Fields that every network agent has: `chooseNetwork` says what null and the network's names stand for. */
export const networkFields = {
  /** Convolutions for pictures: `auto`, `mlp`, `nature`, `nips`, `minatar`. */
  network: networkName().default('auto'),
  /** Widths of the dense hidden layers; null: the network's own. */
  hidden: hiddenWidths().nullable().default(null),
  /** Factor for observations of integers; null: 1 / the largest bound, and MiniGrid's codes one-hot. */
  integerScale: positive().nullable().default(null),
};
