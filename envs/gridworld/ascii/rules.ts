/**
 * The rules of a gridworld, tabulated: what each action does in each cell with which probability.
 *
 * A move goes one cell, or nowhere where a wall or the edge is in the way; then the wind of the cell one left pushes, cell by cell
 * and no further than a wall or the edge. Only the cell where one ends up counts: its reward, its end.
 *
 * Source: Sutton and Barto, "Reinforcement Learning: An Introduction" (2018), examples 3.5, 4.1, 6.5 and 6.6, exercises 6.9 and
 * 6.10, of which this is the common part.
 */
import { type Transition, type TransitionTable, tabulateTransitions } from '../../toy-text/transition-table.ts';
import type { Cell, GridMap } from './cells.ts';

/** What an action does; a world has the first 4, 8 or 9 of them. */
export const ACTION_NAMES = [
  'up',
  'right',
  'down',
  'left',
  'up-right',
  'down-right',
  'down-left',
  'up-left',
  'stay',
] as const;

/** Rows down and columns right, in the order of `ACTION_NAMES`. */
export const DIRECTIONS: readonly (readonly [row: number, column: number])[] = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
  [-1, 1],
  [1, 1],
  [1, -1],
  [-1, -1],
  [0, 0],
];

const STAY = 8;

/** Four directions, the king's eight, or these and staying. */
export type Moves = 4 | 8 | 9;

export interface GridRules {
  readonly map: GridMap;
  readonly moves: Moves;
  /** Of a step into a cell without a reward of its own. */
  readonly stepReward: number;
  /** Of a move against a wall or the edge, instead of `stepReward`; null for no difference. */
  readonly bumpReward: number | null;
  /** Where there is wind: it is one weaker, as it is, or one stronger, with probability 1/3 each (exercise 6.10). */
  readonly gusts: boolean;
}

/** Tabulates the rules. States are cells, `row * width + column`. */
export function tabulateGrid(rules: GridRules): TransitionTable {
  const { cells, starts } = rules.map;
  const gusty = rules.gusts && cells.some((cell) => cell.wind !== undefined);
  const landings = cells.some((cell) => cell.backToStart) ? starts.length : 1;
  const outcomes = (cells.some((cell) => cell.slip) ? 3 : 1) * (gusty ? 3 : 1) * landings;
  return tabulateTransitions(cells.length, rules.moves, outcomes, (from, action) => {
    const cell = cells[from]!;
    if (cell.terminal || cell.wall || cell.backToStart) {
      return [{ probability: 1, nextState: from, reward: 0, terminated: cell.terminal === true }];
    }
    if (cell.jump !== undefined) return [jump(rules.map, cell.jump)];
    return directionsOf(cell, action).flatMap(([direction, probability]) =>
      windsOf(cell, rules.gusts).flatMap(([wind, share]) => move(rules, from, direction, wind, probability * share)),
    );
  });
}

function jump({ cells, width }: GridMap, { to, reward }: NonNullable<Cell['jump']>): Transition {
  const nextState = to[0] * width + to[1];
  return { probability: 1, nextState, reward, terminated: cells[nextState]!.terminal === true };
}

/** Slipping to the left of it, as intended, slipping to the right of it: directions and their probabilities. */
function directionsOf({ slip = 0 }: Cell, action: number): (readonly [direction: number, probability: number])[] {
  if (slip === 0 || action === STAY) return [[action, 1]];
  return [
    [turned(action, -1), slip / 2],
    [action, 1 - slip],
    [turned(action, 1), slip / 2],
  ];
}

/** A quarter turn, to the right for 1; straight and diagonal moves are four each, clockwise. */
function turned(action: number, quarter: 1 | -1): number {
  return (action & 4) | ((action + quarter) & 3);
}

type Wind = readonly [rows: number, columns: number];

function windsOf({ wind }: Cell, gusts: boolean): (readonly [wind: Wind, share: number])[] {
  if (wind === undefined) return [[[0, 0], 1]];
  if (!gusts) return [[wind, 1]];
  const change = ([rows, columns]: Wind, by: number): Wind => [
    rows + by * Math.sign(rows),
    columns + by * Math.sign(columns),
  ];
  return [-1, 0, 1].map((by) => [change(wind, by), 1 / 3]);
}

function move(rules: GridRules, from: number, direction: number, wind: Wind, probability: number): Transition[] {
  const { map, stepReward, bumpReward } = rules;
  const [rows, columns] = DIRECTIONS[direction]!;
  const moved = pushed(map, from, rows, columns);
  const bumped = moved === from && direction !== STAY;
  const to = blown(map, moved, wind);
  const cell = map.cells[to]!;
  const reward = cell.reward ?? (bumped && bumpReward !== null ? bumpReward : stepReward);
  if (!cell.backToStart) return [{ probability, nextState: to, reward, terminated: cell.terminal === true }];
  const share = probability / map.starts.length;
  return map.starts.map((nextState) => ({ probability: share, nextState, reward, terminated: false }));
}

/** One cell further, or the same where a wall or the edge is in the way. */
function pushed({ cells, width, height }: GridMap, from: number, rows: number, columns: number): number {
  const row = Math.floor(from / width) + rows;
  const column = (from % width) + columns;
  if (row < 0 || row >= height || column < 0 || column >= width) return from;
  const to = row * width + column;
  return cells[to]!.wall ? from : to;
}

function blown(map: GridMap, from: number, [rows, columns]: Wind): number {
  let at = from;
  for (let n = 0; n < Math.abs(rows); n++) at = pushed(map, at, Math.sign(rows), 0);
  for (let n = 0; n < Math.abs(columns); n++) at = pushed(map, at, 0, Math.sign(columns));
  return at;
}
