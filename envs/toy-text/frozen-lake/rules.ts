/**
 * The rules of FrozenLake, as a transition table: what each action does on each tile with which probability.
 *
 * Source: Gymnasium 1.4 `toy_text/frozen_lake.py` (`FrozenLakeEnv.P`).
 */
import { cumulativeSums, type Transition, type TransitionTable, tabulateTransitions } from '../transition-table.ts';
import type { LakeMap } from './maps.ts';

export const LEFT = 0;
export const DOWN = 1;
export const RIGHT = 2;
export const UP = 3;
export const ACTIONS = 4;

/** What an action does, in the order of the action space. */
export const ACTION_NAMES = ['left', 'down', 'right', 'up'] as const;

/** Rewards for stepping on the goal, into a hole, on frozen tiles (the start among them). */
export type RewardSchedule = readonly [goal: number, hole: number, frozen: number];

export interface LakeRules {
  readonly map: LakeMap;
  readonly isSlippery: boolean;
  /** Probability of moving as intended where it is slippery; the rest is shared by both sides. In `[0, 1]`. */
  readonly successRate: number;
  readonly rewardSchedule: RewardSchedule;
}

/** Outcomes of one (tile, action) at most: slipping to one side, going as intended, slipping to the other. */
const OUTCOMES = 3;

/** A lake's rules, tabulated. */
export interface LakeTable {
  readonly height: number;
  readonly width: number;
  /** The states are tiles, `row * width + column`. */
  readonly transitions: TransitionTable;
  /** Sums of the starting probabilities of this tile and those before it, `[height * width]`. */
  readonly startCumulative: Float64Array;
}

/** Tabulates the rules. */
export function tabulate(rules: LakeRules): LakeTable {
  const { map, isSlippery, successRate, rewardSchedule } = rules;
  const height = map.length;
  const width = map[0]!.length;
  const slipRate = (1.0 - successRate) / 2.0;

  function enter(from: number, direction: number, probability: number): Transition {
    const nextState = neighbour(from, direction, height, width);
    const letter = letterAt(map, nextState);
    const reward = letter === 'G' ? rewardSchedule[0] : letter === 'H' ? rewardSchedule[1] : rewardSchedule[2];
    return { probability, nextState, reward, terminated: isTerminal(letter) };
  }

  const transitions = tabulateTransitions(height * width, ACTIONS, OUTCOMES, (tile, action) => {
    if (isTerminal(letterAt(map, tile))) return [{ probability: 1, nextState: tile, reward: 0, terminated: true }];
    if (!isSlippery) return [enter(tile, action, 1)];
    return [
      enter(tile, (action + ACTIONS - 1) % ACTIONS, slipRate),
      enter(tile, action, successRate),
      enter(tile, (action + 1) % ACTIONS, slipRate),
    ];
  });
  return { height, width, transitions, startCumulative: startCumulative(map) };
}

/** The letter of a tile. */
export function letterAt(map: LakeMap, tile: number): string {
  const width = map[0]!.length;
  return map[Math.floor(tile / width)]![tile % width]!;
}

function isTerminal(letter: string): boolean {
  return letter === 'G' || letter === 'H';
}

/** The tile next to `tile`, or `tile` itself at the shore. */
function neighbour(tile: number, direction: number, height: number, width: number): number {
  const row = Math.floor(tile / width);
  const column = tile % width;
  switch (direction) {
    case LEFT:
      return row * width + Math.max(column - 1, 0);
    case DOWN:
      return Math.min(row + 1, height - 1) * width + column;
    case RIGHT:
      return row * width + Math.min(column + 1, width - 1);
    default:
      return Math.max(row - 1, 0) * width + column;
  }
}

function startCumulative(map: LakeMap): Float64Array {
  const letters = map.join('').split('');
  const share = 1 / letters.filter((letter) => letter === 'S').length;
  return cumulativeSums(Float64Array.from(letters, (letter) => (letter === 'S' ? share : 0)));
}
