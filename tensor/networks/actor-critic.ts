/**
 * Policy and value networks, with the orthogonal initialisation of PPO (Huang et al. 2022, detail 2): as two separate towers
 * for vector observations (detail 13: sharing is worse there), or as two heads on one trunk for pictures, where convolutions
 * are what costs (their Atari details).
 *
 * What the policy's numbers mean is the action space's business: logits, or means and log standard deviations.
 */

import { orthogonal } from '../initializers/orthogonal.ts';
import { layers, type Tensor2D, tf } from '../tf.ts';
import { dense, type Symbolic } from './dense.ts';
import { networkOf } from './evaluate.ts';
import { appendFreeNumbers } from './free-numbers.ts';
import { mlp } from './mlp.ts';
import type { Network } from './network.ts';
import { checkWidths, type TrunkOptions, trunk } from './trunk.ts';

/** Gains of detail 2: `sqrt(2)` in hidden layers; 0.01 makes the first policy nearly uniform, or centred; 1 for values. */
const HIDDEN_GAIN = Math.SQRT2;
const POLICY_GAIN = 0.01;
const VALUE_GAIN = 1;

export type TowerOptions = Omit<TrunkOptions, 'hiddenInit'>;

export interface PolicyOptions extends TowerOptions {
  /** Numbers of the policy that depend on the state: the width of the last layer. */
  readonly outputs: number;
  /** Where further numbers start from that do not depend on it; default none. */
  readonly free?: readonly number[] | undefined;
}

export interface ActorCriticOptions extends PolicyOptions {
  /** One trunk under both heads. Default false: two towers. */
  readonly shared?: boolean | undefined;
}

/** A policy and the value of what it does, of the same observations. */
export interface ActorCritic extends Network {
  /**
   * `apply` with the two apart, `[batch, outputs + free]` and `[batch, 1]`, as a loss wants them: to join them and take them apart again,
   * and their gradients, is thirteen commands of a small network's step.
   */
  applyApart(input: Tensor2D): [policy: Tensor2D, value: Tensor2D];
}

/** `[batch, inputs]` -> the policy's `[batch, outputs + free]`. @throws RangeError when a width is not a positive integer. */
export function policyNetwork(options: PolicyOptions): Network {
  checkWidths('policyNetwork', options);
  const input = layers.input({ shape: [options.inputs] });
  return networkOf(layers.model({ inputs: input, outputs: policyHead(tower(input, options), options) }));
}

/** `[batch, inputs]` -> the value `[batch, 1]`. @throws RangeError when a width is not a positive integer. */
export function valueNetwork(options: TowerOptions): Network {
  return mlp({ ...options, outputs: 1, hiddenInit: orthogonal(HIDDEN_GAIN), outputInit: orthogonal(VALUE_GAIN) });
}

/**
 * Both in one: `[batch, inputs]` -> `[batch, outputs + free + 1]`, the value last in each row. Draws the actor's weights
 * first, then the critic's.
 *
 * @throws RangeError when a width is not a positive integer.
 */
export function actorCritic(options: ActorCriticOptions): ActorCritic {
  checkWidths('actorCritic', options);
  const input = layers.input({ shape: [options.inputs] });
  const actor = tower(input, options);
  const policy = policyHead(actor, options);
  const critic = options.shared === true ? actor : tower(input, options);
  const value = dense(critic, { outputs: 1, activation: 'linear', init: orthogonal(VALUE_GAIN) }, options.random);
  const rows = layers.layers.concatenate().apply([policy, value]) as Symbolic;
  const apart = layers.model({ inputs: input, outputs: [policy, value] });
  return {
    ...networkOf(layers.model({ inputs: input, outputs: rows })),
    applyApart: (batch) => apart.apply(tf.cast(batch, 'float32')) as [Tensor2D, Tensor2D],
  };
}

function tower(input: Symbolic, options: TowerOptions): Symbolic {
  return trunk(input, { ...options, hiddenInit: orthogonal(HIDDEN_GAIN) });
}

function policyHead(below: Symbolic, { outputs, free = [], random }: PolicyOptions): Symbolic {
  const head = dense(below, { outputs, activation: 'linear', init: orthogonal(POLICY_GAIN) }, random);
  return free.length === 0 ? head : appendFreeNumbers(head, free);
}
