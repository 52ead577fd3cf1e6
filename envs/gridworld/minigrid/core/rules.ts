/**
 * The rules of a MiniGrid: what the seven actions do to the agent and the grid.
 *
 * Source: MiniGrid 3.1 `minigrid_env.py` (`MiniGridEnv.step`). What a family adds (moving obstacles, missions that end
 * the episode) it does before or after `act`.
 */
import type { State } from '../../../core/env.ts';
import { type Cell, canOverlap, canPickUp, EMPTY, GOAL, LAVA, toggled, typeOf } from './cell.ts';
import type { Grid } from './grid.ts';

export const TURN_LEFT = 0;
export const TURN_RIGHT = 1;
export const FORWARD = 2;
export const PICK_UP = 3;
export const DROP = 4;
export const TOGGLE = 5;
export const DONE = 6;
export const ACTIONS = 7;

/** What an action does, in the order of the action space; MiniGrid's own names. */
export const ACTION_NAMES = ['left', 'right', 'forward', 'pickup', 'drop', 'toggle', 'done'] as const;

/** Steps along x and y of each direction: right, down, left, up. */
export const DIRECTION_X = [1, 0, -1, 0] as const;
export const DIRECTION_Y = [0, 1, 0, -1] as const;

/** The state of a MiniGrid, changed in place. */
export interface GridState {
  readonly grid: Grid;
  /** Column and row of the agent. */
  x: number;
  y: number;
  /** 0 right, 1 down, 2 left, 3 up. */
  direction: number;
  /** What the agent holds, or `EMPTY`. */
  carrying: Cell;
  /** Steps taken in this episode. */
  steps: number;
  mission: string;
  /** Cells that the family's rules watch, as indices into `grid.cells`: a door, a target, obstacles. The family says which is which. */
  places: number[];
  /** The object that the mission is about, in families that know it by its looks; else `EMPTY`. */
  sought: Cell;
}

/** The state before the first episode. @param places how many cells the family's rules watch */
export function newState(grid: Grid, places: number): GridState {
  return {
    grid,
    x: 1,
    y: 1,
    direction: 0,
    carrying: EMPTY,
    steps: 0,
    mission: '',
    places: new Array<number>(places).fill(0),
    sought: EMPTY,
  };
}

/** As the world's state has it. */
export function saveState(state: GridState): State {
  const { grid, places, ...rest } = state;
  return { cells: Array.from(grid.cells), places: [...places], ...rest };
}

/** Takes over what `saveState` gave of a grid of the same size. */
export function loadState(state: GridState, saved: State): void {
  const { cells, places, ...rest } = saved as unknown as Omit<GridState, 'grid'> & {
    readonly cells: readonly number[];
  };
  state.grid.cells.set(cells);
  Object.assign(state, rest, { places: [...places] });
}

/** The cell ahead of the agent, as an index into `grid.cells`. */
export function aheadOf({ grid, x, y, direction }: GridState): number {
  return (y + DIRECTION_Y[direction]!) * grid.width + x + DIRECTION_X[direction]!;
}

/** Whether the agent stands right beside a cell (an index into `grid.cells`), along a row or a column. */
export function standsBeside({ grid, x, y }: GridState, index: number): boolean {
  const place = grid.placeOf(index);
  return Math.abs(place.x - x) + Math.abs(place.y - y) === 1;
}

/** What the agent came upon: nothing that ends an episode, a goal, or lava. */
export type Encounter = 'nothing' | 'goal' | 'lava';

/**
 * Does one action, `steps` apart.
 *
 * @param action an integer in the range `[0, 7)`
 */
export function act(state: GridState, action: number): Encounter {
  switch (action) {
    case TURN_LEFT:
      state.direction = (state.direction + 3) & 3;
      return 'nothing';
    case TURN_RIGHT:
      state.direction = (state.direction + 1) & 3;
      return 'nothing';
    case DONE:
      return 'nothing';
  }
  const { grid } = state;
  const aheadX = state.x + DIRECTION_X[state.direction]!;
  const aheadY = state.y + DIRECTION_Y[state.direction]!;
  const ahead = grid.get(aheadX, aheadY);
  switch (action) {
    case FORWARD:
      if (canOverlap(ahead)) {
        state.x = aheadX;
        state.y = aheadY;
      }
      if (typeOf(ahead) === GOAL) return 'goal';
      if (typeOf(ahead) === LAVA) return 'lava';
      return 'nothing';
    case PICK_UP:
      if (canPickUp(ahead) && state.carrying === EMPTY) {
        state.carrying = ahead;
        grid.set(aheadX, aheadY, EMPTY);
      }
      return 'nothing';
    case DROP:
      if (ahead === EMPTY && state.carrying !== EMPTY) {
        grid.set(aheadX, aheadY, state.carrying);
        state.carrying = EMPTY;
      }
      return 'nothing';
    default:
      grid.set(aheadX, aheadY, toggled(ahead, state.carrying));
      return 'nothing';
  }
}
