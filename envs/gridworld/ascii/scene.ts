/**
 * The drawings of a gridworld: a scene of one unit a cell, and its map as text.
 */
import type { Color, Scene, Shape } from '../../core/scene.ts';
import { flagShapes, highlighted, playerShapes, startShape, tileShape } from '../../toy-text/board.ts';
import type { Cell, GridMap } from './cells.ts';
import { ACTION_NAMES, DIRECTIONS } from './rules.ts';

/** What there is to draw. */
export interface GridPicture {
  readonly map: GridMap;
  /** `row * width + column` of the player. */
  readonly cell: number;
  /** The action that led here, null right after a reset. */
  readonly lastAction: number | null;
}

// Translucent where they should take the theme's brightness.
const FLOOR = { fill: 'muted', opacity: 0.14 } as const;
const ICE = { fill: '#6fb7e0', opacity: 0.35 } as const;
const WALL = { fill: 'ink', opacity: 0.75 } as const;
const ABYSS = { fill: '#2b1a17', opacity: 1 } as const;
const RED_GROUND = '41'; // ANSI
const MARGIN = 0.15; // around the grid

/** Draws the grid, the player on it and an arrow where the last action pointed. */
export function drawGridworld({ map, cell, lastAction }: GridPicture): Scene {
  const { width, height, cells, rows } = map;
  const shapes = cells.flatMap((each, number) => {
    const x = number % width;
    const y = Math.floor(number / width);
    return cellShapes(each, rows[y]![x]!, x, y);
  });
  const [down, right] = lastAction === null ? [0, 0] : DIRECTIONS[lastAction]!;
  const turn = down === 0 && right === 0 ? null : Math.atan2(down, right);
  shapes.push(...playerShapes((cell % width) + 0.5, Math.floor(cell / width) + 0.5, turn));
  return { view: { x: -MARGIN, y: -MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN }, shapes };
}

function cellShapes(cell: Cell, letter: string, x: number, y: number): Shape[] {
  const shapes = [tile(x, y, groundOf(cell))];
  if (cell.start) shapes.push(startShape(x, y));
  if (cell.wind !== undefined) shapes.push(windShape(cell.wind, x, y));
  if (cell.terminal) {
    if ((cell.reward ?? 0) < 0) shapes.push(pitShape(x, y));
    else shapes.push(...flagShapes(x, y));
  } else if (cell.jump !== undefined) {
    shapes.push(
      label(letter, x + 0.5, y + 0.42, 0.5, 'goal'),
      label(signed(cell.jump.reward), x + 0.5, y + 0.8, 0.2, 'ink'),
    );
  } else if (cell.reward !== undefined && !cell.backToStart) {
    shapes.push(label(signed(cell.reward), x + 0.5, y + 0.8, 0.2, 'ink'));
  }
  return shapes;
}

type Ground = { readonly fill: Color; readonly opacity: number };

function groundOf({ wall, backToStart, slip }: Cell): Ground {
  if (wall) return WALL;
  if (backToStart) return ABYSS;
  return slip === undefined || slip === 0 ? FLOOR : ICE;
}

function tile(x: number, y: number, { fill, opacity }: Ground): Shape {
  return tileShape(x, y, fill, opacity);
}

function pitShape(x: number, y: number): Shape {
  return {
    type: 'circle',
    x: x + 0.5,
    y: y + 0.5,
    radius: 0.37,
    fill: ABYSS.fill,
    stroke: 'danger',
    strokeWidth: 0.05,
  };
}

/** A chevron for each cell of wind, at most three, pointing where it blows. */
function windShape([rows, columns]: readonly [number, number], x: number, y: number): Shape {
  const strength = Math.min(3, Math.max(Math.abs(rows), Math.abs(columns)));
  const points: number[] = [];
  // One line there and back again, so that the chevrons are a single shape.
  for (let n = 0; n < strength; n++) {
    const at = (n - (strength - 1) / 2) * 0.2;
    points.push(at - 0.07, -0.2, at + 0.09, 0, at - 0.07, 0.2, at + 0.09, 0, at - 0.07, -0.2);
  }
  return {
    type: 'line',
    points: strength === 0 ? [0, 0, 0, 0] : points,
    stroke: 'muted',
    strokeWidth: 0.035,
    opacity: 0.8,
    transform: { x: x + 0.5, y: y + 0.5, rotation: Math.atan2(rows, columns) },
  };
}

function label(text: string, x: number, y: number, size: number, color: Color): Shape {
  return { type: 'text', text, x, y, size, color, align: 'center', baseline: 'middle' };
}

function signed(reward: number): string {
  return reward > 0 ? `+${reward}` : String(reward);
}

/** The last action in parentheses, then the map, the player's cell on a red ground. */
export function printGridworld({ map, cell, lastAction }: GridPicture): string {
  const row = Math.floor(cell / map.width);
  const column = cell % map.width;
  const lines = map.rows.map((letters, index) =>
    index === row
      ? letters.slice(0, column) + highlighted(letters[column]!, RED_GROUND) + letters.slice(column + 1)
      : letters,
  );
  return `${lastAction === null ? '' : `(${ACTION_NAMES[lastAction]})\n`}${lines.join('\n')}\n`;
}
