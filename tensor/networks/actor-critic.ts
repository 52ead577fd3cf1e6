/**
 * Policy and value networks as two separate towers: the layout of PPO on vector observations (Huang et al. 2022, detail
 * 13: sharing the trunk is worse there), with its orthogonal initialisation (detail 2).
 */

import { orthogonal } from '../initializers/orthogonal.ts';
import { type MlpOptions, mlp } from './mlp.ts';
import type { Network } from './network.ts';

/** Gains of detail 2: `sqrt(2)` in hidden layers; 0.01 makes the first policy nearly uniform; 1 for values. */
const HIDDEN_GAIN = Math.SQRT2;
const POLICY_GAIN = 0.01;
const VALUE_GAIN = 1;

export interface ActorCriticOptions extends Omit<MlpOptions, 'outputs' | 'hiddenInit' | 'outputInit'> {
  /** Number of discrete actions: the width of the policy's logits. */
  readonly actions: number;
}

export interface ActorCritic {
  /** `[batch, inputs]` -> logits `[batch, actions]`. */
  readonly actor: Network;
  /** `[batch, inputs]` -> values `[batch, 1]`. */
  readonly critic: Network;
  /** The actor's, then the critic's. */
  readonly variables: Network['variables'];
  dispose(): void;
}

/** Draws the actor's weights first, then the critic's. @throws RangeError when a width is not a positive integer. */
export function actorCritic(options: ActorCriticOptions): ActorCritic {
  const { actions, ...tower } = options;
  const hiddenInit = orthogonal(HIDDEN_GAIN);
  const actor = mlp({ ...tower, outputs: actions, hiddenInit, outputInit: orthogonal(POLICY_GAIN) });
  const critic = mlp({ ...tower, outputs: 1, hiddenInit, outputInit: orthogonal(VALUE_GAIN) });
  return {
    actor,
    critic,
    variables: [...actor.variables, ...critic.variables],
    dispose() {
      actor.dispose();
      critic.dispose();
    },
  };
}
