/**
 * Registers, when imported, `Gridworld-v0` and the textbooks' worlds made of it. A new one is one entry in the table.
 *
 * Sources: Sutton and Barto, "Reinforcement Learning: An Introduction" (2018); Russell and Norvig, "Artificial Intelligence: A
 * Modern Approach" (2020), chapter 17.
 */
import { register } from '../../core/registry.ts';
import { GRIDWORLD_KWARGS, Gridworld } from './gridworld.ts';
import { ACTION_NAMES } from './rules.ts';

declare module '../../core/env-types.ts' {
  interface EnvTypes {
    'CliffGridworld-v0': [observation: number, action: number];
    'Gridworld-v0': [observation: number, action: number];
    'JumpGridworld-v0': [observation: number, action: number];
    'RussellNorvigGridworld-v0': [observation: number, action: number];
    'SmallGridworld-v0': [observation: number, action: number];
    'WindyGridworld-v0': [observation: number, action: number];
    'WindyGridworldGusts-v0': [observation: number, action: number];
    'WindyGridworldKing-v0': [observation: number, action: number];
  }
}

type GridKwargs = Partial<typeof GRIDWORLD_KWARGS>;

/** Example 6.5: wind of 1 or 2 blows up in the middle columns, none at both ends. */
const WINDY: GridKwargs = {
  map: ['...aaabba.', '...aaabba.', '...aaabba.', 'S..aaabGa.', '...aaabba.', '...aaabba.', '...aaabba.'],
  legend: { a: { wind: [-1, 0] }, b: { wind: [-2, 0] }, G: { terminal: true } },
  stepReward: -1,
};
const KING: GridKwargs = { ...WINDY, moves: 8 };

const WORLDS: readonly { readonly id: string; readonly kwargs: GridKwargs }[] = [
  { id: 'Gridworld-v0', kwargs: {} },
  // Example 4.1: two opposite corners end it, every step costs 1.
  {
    id: 'SmallGridworld-v0',
    kwargs: { map: ['G...', '....', '....', '...G'], legend: { G: { terminal: true } }, stepReward: -1 },
  },
  // Example 3.5: from A and B one is carried off with 10 and 5; the edge costs 1. It never ends.
  {
    id: 'JumpGridworld-v0',
    kwargs: {
      map: ['.A.B.', '.....', '.....', '.....', '.....'],
      legend: { A: { jump: { to: [4, 1], reward: 10 } }, B: { jump: { to: [2, 3], reward: 5 } } },
      bumpReward: -1,
    },
  },
  { id: 'WindyGridworld-v0', kwargs: WINDY },
  // Exercise 6.9: with the king's moves.
  { id: 'WindyGridworldKing-v0', kwargs: KING },
  // Exercise 6.10: and wind that changes.
  { id: 'WindyGridworldGusts-v0', kwargs: { ...KING, gusts: true } },
  // Example 6.6.
  {
    id: 'CliffGridworld-v0',
    kwargs: {
      map: ['............', '............', '............', 'SCCCCCCCCCCG'],
      legend: { G: { terminal: true } },
      stepReward: -1,
    },
  },
  // Figure 17.1: a move goes to either side with probability 0.1 each. The book pays -0.04 for each state one leaves, and +1 or -1
  // for being in a terminal one: a step into it is worth both.
  {
    id: 'RussellNorvigGridworld-v0',
    kwargs: {
      map: ['...G', '.#.P', 's...'],
      legend: {
        '.': { slip: 0.2 },
        s: { start: true, slip: 0.2 },
        G: { terminal: true, reward: 1 - 0.04 },
        P: { terminal: true, reward: -1 - 0.04 },
      },
      stepReward: -0.04,
    },
  },
];

for (const { id, kwargs } of WORLDS) {
  register({
    id,
    entryPoint: (given) => new Gridworld(given),
    kwargs: { ...GRIDWORLD_KWARGS, ...kwargs },
    actionNames: ACTION_NAMES.slice(0, kwargs.moves ?? GRIDWORLD_KWARGS.moves),
    bundled: true,
  });
}
