/**
 * The exact Markov decision process of a small world, as matrices: what dynamic programming (policy evaluation, value and policy
 * iteration, linear programming) takes in place of episodes.
 *
 * Source: Sutton and Barto, "Reinforcement Learning: An Introduction" (2018), equations 3.4 and 3.5.
 */
import type { Env } from './env.ts';

/** A world's rules as probabilities. The arrays are the caller's. */
export interface Mdp {
  readonly states: number;
  readonly actions: number;
  /** `[states, actions, states]` float64: p(s' | s, a). Terminal states lead to themselves. */
  readonly P: Float64Array;
  /** `[states, actions]` float64: the expected reward r(s, a); 0 in terminal states. */
  readonly R: Float64Array;
  /** `[states]`, 1 where an episode is over: the value of these states is 0. */
  readonly terminal: Uint8Array;
  /** `[states]` float64: where episodes begin. */
  readonly start: Float64Array;
}

/** A world that can say its MDP. `Discrete` observations and actions from 0 are its states and actions. */
export interface TabularWorld {
  exactMdp(): Mdp;
}

/**
 * The MDP of an environment, wrappers taken off (a time limit is no part of it).
 *
 * @throws {TypeError} where the world is none that can say it
 *
 * @example
 * ```ts
 * const { states, actions, P, R } = exactMdp(make('WindyGridworld-v0'));
 * ```
 */
export function exactMdp(env: Env<never, never> | Env): Mdp {
  const world = env.unwrapped;
  if ('exactMdp' in world && typeof world.exactMdp === 'function') return world.exactMdp() as Mdp;
  throw new TypeError(
    `Cannot give the MDP of ${world.spec?.id ?? 'this environment'}: its transitions are not tabulated. Take a world of toy-text (FrozenLake, CliffWalking, Taxi) or a Gridworld.`,
  );
}
