/**
 * The rules of FrozenLake: the transition table, what each action does on each tile with which probability.
 *
 * Source: Gymnasium 1.4 `toy_text/frozen_lake.py` (`FrozenLakeEnv.P`) and `toy_text/utils.py` (`categorical_sample`);
 * sums are taken in the same order, so that the same uniform number picks the same transition.
 */
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

/** Outcomes of one (tile, action): slipping to one side, going as intended, slipping to the other. */
const OUTCOMES = 3;

/**
 * Every transition of a lake, as structure of arrays. Row `(tile * ACTIONS + action) * OUTCOMES + outcome`; a certain
 * transition fills the first outcome of its row and leaves the others at probability 0.
 */
export interface TransitionTable {
  readonly height: number;
  readonly width: number;
  readonly probability: Float64Array;
  /** Sums of the probabilities of this outcome and those before it. */
  readonly cumulative: Float64Array;
  readonly nextTile: Int32Array;
  readonly reward: Float64Array;
  readonly terminated: Uint8Array; // 0 or 1
  /** Sums of the starting probabilities of this tile and those before it, `[height * width]`. */
  readonly startCumulative: Float64Array;
}

/** Tabulates the rules. Tiles are numbered `row * width + column`. */
export function tabulate(rules: LakeRules): TransitionTable {
  const { map, isSlippery, successRate, rewardSchedule } = rules;
  const height = map.length;
  const width = map[0]!.length;
  const tiles = height * width;
  const rows = tiles * ACTIONS * OUTCOMES;
  const table: TransitionTable = {
    height,
    width,
    probability: new Float64Array(rows),
    cumulative: new Float64Array(rows),
    nextTile: new Int32Array(rows),
    reward: new Float64Array(rows),
    terminated: new Uint8Array(rows),
    startCumulative: startCumulative(map),
  };
  const slipRate = (1.0 - successRate) / 2.0;

  for (let tile = 0; tile < tiles; tile++) {
    const isEnd = isTerminal(letterAt(map, tile));
    for (let action = 0; action < ACTIONS; action++) {
      const first = (tile * ACTIONS + action) * OUTCOMES;
      if (isEnd) {
        write(first, 1.0, tile, 0, true);
      } else if (isSlippery) {
        for (let outcome = 0; outcome < OUTCOMES; outcome++) {
          const direction = (action + outcome - 1 + ACTIONS) % ACTIONS;
          enter(first + outcome, direction === action ? successRate : slipRate, tile, direction);
        }
      } else {
        enter(first, 1.0, tile, action);
      }
      let sum = 0;
      for (let outcome = 0; outcome < OUTCOMES; outcome++) {
        sum += table.probability[first + outcome]!;
        table.cumulative[first + outcome] = sum;
      }
    }
  }
  return table;

  function enter(row: number, probability: number, from: number, direction: number): void {
    const next = neighbour(from, direction, height, width);
    const letter = letterAt(map, next);
    const reward = letter === 'G' ? rewardSchedule[0] : letter === 'H' ? rewardSchedule[1] : rewardSchedule[2];
    write(row, probability, next, reward, isTerminal(letter));
  }

  function write(row: number, probability: number, next: number, reward: number, terminated: boolean): void {
    table.probability[row] = probability;
    table.nextTile[row] = next;
    table.reward[row] = reward;
    table.terminated[row] = terminated ? 1 : 0;
  }
}

/**
 * Picks a transition.
 *
 * @param draw uniform in the range `[0, 1)`
 * @returns the row of the table
 */
export function pickTransition(table: TransitionTable, tile: number, action: number, draw: number): number {
  const first = (tile * ACTIONS + action) * OUTCOMES;
  for (let row = first; row < first + OUTCOMES; row++) {
    if (table.cumulative[row]! > draw) return row;
  }
  return first; // the sums fell short of 1 by rounding: numpy's `argmax` of nothing true is 0
}

/** Picks the tile an episode begins on, `draw` uniform in the range `[0, 1)`. */
export function pickStart(table: TransitionTable, draw: number): number {
  const index = table.startCumulative.findIndex((sum) => sum > draw);
  return index === -1 ? 0 : index;
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
  const starts = map.join('').split('');
  const share = 1 / starts.filter((letter) => letter === 'S').length;
  let sum = 0;
  return Float64Array.from(starts, (letter) => {
    if (letter === 'S') sum += share;
    return sum;
  });
}
