/**
 * The rules of CliffWalking, as a transition table.
 *
 * Source: Gymnasium 1.4 `toy_text/cliffwalking.py` (`_calculate_transition_prob`).
 */
import { type Transition, type TransitionTable, tabulateTransitions } from '../transition-table.ts';

export const UP = 0;
export const RIGHT = 1;
export const DOWN = 2;
export const LEFT = 3;
export const ACTIONS = 4;

/** What an action does, in the order of the action space. */
export const ACTION_NAMES = ['up', 'right', 'down', 'left'] as const;

export const HEIGHT = 4;
export const WIDTH = 12;
/** Tiles are numbered `row * WIDTH + column`. */
export const TILES = HEIGHT * WIDTH;
/** Bottom left. */
export const START = (HEIGHT - 1) * WIDTH;
/** Bottom right. */
export const GOAL = TILES - 1;

const STEP_REWARD = -1;
const FALL_REWARD = -100;

/** Outcomes of one (tile, action) at most: slipping to its left, going as intended, slipping to its right. */
const OUTCOMES = 3;

/** Whether one falls there: the bottom row between start and goal. */
export function isCliff(tile: number): boolean {
  return tile > START && tile < GOAL;
}

/** Tabulates the rules. Where it is slippery one goes as intended, or to either side of it, with probability 1/3 each. */
export function tabulate(isSlippery: boolean): TransitionTable {
  return tabulateTransitions(TILES, ACTIONS, OUTCOMES, (tile, action) => {
    const directions = isSlippery ? [(action + ACTIONS - 1) % ACTIONS, action, (action + 1) % ACTIONS] : [action];
    return directions.map((direction) => enter(neighbour(tile, direction), 1 / directions.length));
  });
}

function enter(tile: number, probability: number): Transition {
  if (isCliff(tile)) return { probability, nextState: START, reward: FALL_REWARD, terminated: false };
  return { probability, nextState: tile, reward: STEP_REWARD, terminated: tile === GOAL };
}

/** The tile next to `tile`, or `tile` itself at the edge of the board. */
function neighbour(tile: number, direction: number): number {
  const row = Math.floor(tile / WIDTH);
  const column = tile % WIDTH;
  switch (direction) {
    case UP:
      return Math.max(row - 1, 0) * WIDTH + column;
    case RIGHT:
      return row * WIDTH + Math.min(column + 1, WIDTH - 1);
    case DOWN:
      return Math.min(row + 1, HEIGHT - 1) * WIDTH + column;
    default:
      return row * WIDTH + Math.max(column - 1, 0);
  }
}
