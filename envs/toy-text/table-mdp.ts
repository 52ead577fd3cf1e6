/** From a transition table to the matrices of its Markov decision process. */
import type { Mdp } from '../core/mdp.ts';
import type { TransitionTable } from './transition-table.ts';

/**
 * A state that ends an episode when it is entered is terminal, whatever its own rows say (nobody acts there).
 *
 * @param startCumulative where episodes begin: sums of the probabilities of this state and those before it, `[states]`
 */
export function mdpOfTable(table: TransitionTable, startCumulative: Float64Array): Mdp {
  const { states, actions, outcomes } = table;
  const terminal = terminalStates(table);
  const P = new Float64Array(states * actions * states);
  const R = new Float64Array(states * actions);
  for (let state = 0; state < states; state++) {
    for (let action = 0; action < actions; action++) {
      const pair = state * actions + action;
      if (terminal[state] === 1) {
        P[pair * states + state] = 1;
        continue;
      }
      for (let row = pair * outcomes; row < (pair + 1) * outcomes; row++) {
        const probability = table.probability[row]!;
        if (probability === 0) continue;
        P[pair * states + table.nextState[row]!]! += probability;
        R[pair]! += probability * table.reward[row]!;
      }
    }
  }
  const start = startCumulative.map((sum, state) => sum - (startCumulative[state - 1] ?? 0));
  return { states, actions, P, R, terminal, start };
}

function terminalStates({ states, nextState, terminated, probability }: TransitionTable): Uint8Array {
  const ends = new Uint8Array(states);
  for (let row = 0; row < nextState.length; row++) {
    if (probability[row] !== 0 && terminated[row] === 1) ends[nextState[row]!] = 1;
  }
  return ends;
}
