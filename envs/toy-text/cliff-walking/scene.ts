/**
 * The drawings of CliffWalking: a scene of one unit a tile, and Gymnasium's text.
 */
import type { Scene, Shape } from '../../core/scene.ts';
import { flagShapes, playerShapes, startShape, TURN, tileShape } from '../board.ts';
import { DOWN, GOAL, HEIGHT, isCliff, LEFT, RIGHT, START, TILES, UP, WIDTH } from './rules.ts';

/** What there is to draw. */
export interface CliffPicture {
  /** `row * WIDTH + column` of the player. */
  readonly tile: number;
  /** The action that led here, null right after a reset. */
  readonly lastAction: number | null;
}

// Grass is translucent and takes the theme's brightness; the drop is dark in both.
const GRASS = '#5a9e57';
const GRASS_OPACITY = 0.3;
const ABYSS = '#2b1a17';
const ROCK = '#7d5a48';
const MARGIN = 0.15; // around the board

/** Where an arrow points for each action. */
const ARROW_TURN: Readonly<Record<number, number>> = {
  [UP]: TURN.up,
  [RIGHT]: TURN.right,
  [DOWN]: TURN.down,
  [LEFT]: TURN.left,
};

/** What does not move. */
const BOARD: readonly Shape[] = [
  ...Array.from({ length: TILES }, (_, tile) => tile)
    .filter((tile) => !isCliff(tile))
    .map((tile) => tileShape(columnOf(tile), rowOf(tile), GRASS, GRASS_OPACITY)),
  ...cliffShapes(),
  startShape(columnOf(START), rowOf(START)),
  ...flagShapes(columnOf(GOAL), rowOf(GOAL)),
];

/** Draws the board, the player on it and an arrow where the last action pointed. */
export function drawCliffWalking({ tile, lastAction }: CliffPicture): Scene {
  const turn = lastAction === null ? null : ARROW_TURN[lastAction]!;
  return {
    view: { x: -MARGIN, y: -MARGIN, width: WIDTH + 2 * MARGIN, height: HEIGHT + 2 * MARGIN },
    shapes: [...BOARD, ...playerShapes(columnOf(tile) + 0.5, rowOf(tile) + 0.5, turn)],
  };
}

/** The drop: one chasm from end to end, a jagged edge of rock at its top. */
function cliffShapes(): Shape[] {
  const left = columnOf(START) + 1;
  const right = columnOf(GOAL);
  const top = rowOf(START);
  const edge = [left, top];
  for (let x = left; x < right; x++) edge.push(x + 0.25, top + 0.2, x + 0.5, top + 0.1, x + 0.75, top + 0.26);
  edge.push(right, top);
  return [
    { type: 'rect', x: left, y: top, width: right - left, height: 1, radius: 0.08, fill: ABYSS },
    { type: 'polygon', points: edge, fill: ROCK },
    { type: 'line', points: [left, top, right, top], stroke: 'danger', strokeWidth: 0.06 },
  ];
}

/** Gymnasium's text: `x` the player, `C` the cliff, `T` the goal, `o` any other tile. */
export function printCliffWalking({ tile }: CliffPicture): string {
  let text = '';
  for (let at = 0; at < TILES; at++) {
    text += at === tile ? 'x' : at === GOAL ? 'T' : isCliff(at) ? 'C' : 'o';
    text += columnOf(at) === WIDTH - 1 ? '\n' : '  ';
  }
  return `${text}\n`;
}

function rowOf(tile: number): number {
  return Math.floor(tile / WIDTH);
}

function columnOf(tile: number): number {
  return tile % WIDTH;
}
