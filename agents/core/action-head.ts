/**
 * Action heads: what a stochastic policy's numbers mean in an action space. The network gives a row of numbers for each
 * observation; the head draws an action from them, and says of actions taken how probable they are, differentiably.
 *
 *   Discrete, MultiDiscrete  logits of each choice (`discrete-head.ts`)
 *   Box of floats            means, and log standard deviations that do not depend on the state (`gaussian-head.ts`)
 */
import type { Space } from '../../envs/spaces/space.ts';
import type { Batch } from '../../envs/vector/vector-env.ts';
import type { Tensor1D, Tensor2D } from '../../tensor/index.ts';
import type { Decision, PolicyOutput } from './agent.ts';
import { discreteHead } from './discrete-head.ts';
import { gaussianHead } from './gaussian-head.ts';

/** Actions as they are kept: indices of choices, or numbers before they are clipped. `[rows, width]` */
export type ActionRows = Int32Array | Float32Array;

/** The part of a generator that drawing needs. */
export interface DrawSource {
  /** In the range `[0, 1)`. */
  random(): number;
  /** Standard normal. */
  normal(): number;
}

export interface ActionHead {
  /** Numbers of a policy row that depend on the state: they come first. */
  readonly outputs: number;
  /** Where those start from that do not: they follow. */
  readonly free: readonly number[];
  /** Numbers that an action is kept as. */
  readonly width: number;
  /** Zeros for `rows` actions. */
  createRows(rows: number): ActionRows;
  /**
   * Draws an action from the policy row at `policy[at ..)` and writes it to row `row`.
   *
   * @returns its log-probability (log-density).
   */
  draw(policy: Float32Array, at: number, random: DrawSource, actions: ActionRows, row: number): number;
  /** Writes the likeliest action. */
  mode(policy: Float32Array, at: number, actions: ActionRows, row: number): void;
  /** The action in row `row` as a value of the space: a Box's clipped to its bounds. */
  toAction(actions: ActionRows, row: number): unknown;
  /** Rows `[from, from + count)` as a batch of the space's values, overwritten by the next call. */
  toBatch(actions: ActionRows, from: number, count: number): Batch;
  /** For display; null where there is nothing to list. */
  describe(policy: Float32Array, at: number): PolicyOutput | null;
  /** What policy rows `[batch, outputs + free]` say of actions, differentiable. */
  distribution(policy: Tensor2D): Distribution;
}

/** One distribution over actions for each row of a batch. */
export interface Distribution {
  /** Of actions `[batch, width]`, int32 or float32 as their rows are: `[batch]`. */
  logProbabilities(actions: Tensor2D): Tensor1D;
  /** In nats, `[batch]`. */
  entropy(): Tensor1D;
}

/**
 * @param logStd where the log standard deviations of a Box's actions start.
 * @throws {TypeError} on a space that policies cannot act in, naming the agents that can.
 */
export function actionHead(space: Space, agent: string, logStd: number): ActionHead {
  switch (space.type) {
    case 'Discrete':
    case 'MultiDiscrete':
      return discreteHead(space);
    case 'Box':
      if (space.dtype === 'float32' || space.dtype === 'float64') return gaussianHead(space, logStd);
  }
  throw new TypeError(
    `Cannot learn with ${agent}: its policies act in Discrete, MultiDiscrete and Box spaces of floats, this environment's ` +
      `is ${space}. Only the agent "random" acts in any space.`,
  );
}

/** What `act` gives for a policy row: a draw, or the likeliest action where `random` is null. */
export function decide(head: ActionHead, policy: Float32Array, random: DrawSource | null): Decision {
  const actions = head.createRows(1);
  if (random === null) head.mode(policy, 0, actions, 0);
  else head.draw(policy, 0, random, actions, 0);
  return { action: head.toAction(actions, 0), policy: head.describe(policy, 0) };
}
