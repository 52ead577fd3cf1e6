/**
 * Transition tables: the whole of a small world's rules, what each action does in each state with which probability.
 *
 * A world tabulates its rules once; a step is then one draw and a look at a row or three. The same table is the world's Markov
 * decision process, for whoever wants to solve it instead of playing it.
 *
 * Source: Gymnasium 1.4, the attribute `P` of its toy-text worlds and `toy_text/utils.py` (`categorical_sample`); sums are
 * taken in the same order, so that the same uniform number picks the same transition.
 */

/** One outcome of an action. */
export interface Transition {
  /** In the range `[0, 1]`; those of one state and action add up to 1. */
  readonly probability: number;
  readonly nextState: number;
  readonly reward: number;
  readonly terminated: boolean;
}

/**
 * Structure of arrays, each `[states, actions, outcomes]`: row `(state * actions + action) * outcomes + outcome`. An action
 * with fewer outcomes leaves the rest of its rows at probability 0.
 */
export interface TransitionTable {
  readonly states: number;
  readonly actions: number;
  readonly outcomes: number;
  readonly probability: Float64Array;
  /** Sums of the probabilities of this outcome and those before it. */
  readonly cumulative: Float64Array;
  readonly nextState: Int32Array;
  readonly reward: Float64Array;
  readonly terminated: Uint8Array; // 0 or 1
}

/**
 * Tabulates rules.
 *
 * @param outcomes the most that an action has
 * @param transitionsOf what an action does in a state, in the order in which the draw is to see it
 */
export function tabulateTransitions(
  states: number,
  actions: number,
  outcomes: number,
  transitionsOf: (state: number, action: number) => readonly Transition[],
): TransitionTable {
  const rows = states * actions * outcomes;
  const table: TransitionTable = {
    states,
    actions,
    outcomes,
    probability: new Float64Array(rows),
    cumulative: new Float64Array(rows),
    nextState: new Int32Array(rows),
    reward: new Float64Array(rows),
    terminated: new Uint8Array(rows),
  };
  for (let state = 0; state < states; state++) {
    for (let action = 0; action < actions; action++) {
      const first = (state * actions + action) * outcomes;
      transitionsOf(state, action).forEach((transition, outcome) => {
        table.probability[first + outcome] = transition.probability;
        table.nextState[first + outcome] = transition.nextState;
        table.reward[first + outcome] = transition.reward;
        table.terminated[first + outcome] = transition.terminated ? 1 : 0;
      });
      let sum = 0;
      for (let row = first; row < first + outcomes; row++) {
        sum += table.probability[row]!;
        table.cumulative[row] = sum;
      }
    }
  }
  return table;
}

/**
 * Picks a transition.
 *
 * @param draw uniform in the range `[0, 1)`
 * @returns the row of the table
 */
export function pickTransition(table: TransitionTable, state: number, action: number, draw: number): number {
  const { outcomes, cumulative } = table;
  const first = (state * table.actions + action) * outcomes;
  for (let row = first; row < first + outcomes; row++) {
    if (cumulative[row]! > draw) return row;
  }
  return first; // the sums fell short of 1 by rounding: numpy's `argmax` of nothing true is 0
}

/** Sums from the first probability to each. */
export function cumulativeSums(probabilities: Float64Array): Float64Array {
  let sum = 0;
  return probabilities.map((probability) => {
    sum += probability;
    return sum;
  });
}

/** The first index whose sum is above `draw`, uniform in the range `[0, 1)`; 0 where none is, as `pickTransition`. */
export function pickIndex(cumulative: Float64Array, draw: number): number {
  for (let index = 0; index < cumulative.length; index++) {
    if (cumulative[index]! > draw) return index;
  }
  return 0;
}
