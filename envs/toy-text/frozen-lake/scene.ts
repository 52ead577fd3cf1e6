/**
 * The drawings of FrozenLake: a scene of one unit a tile, and Gymnasium's text.
 */
import type { Scene, Shape } from '../../core/scene.ts';
import type { LakeMap } from './maps.ts';
import { ACTION_NAMES, DOWN, LEFT, letterAt, RIGHT, UP } from './rules.ts';

/** What there is to draw. */
export interface LakePicture {
  readonly map: LakeMap;
  /** `row * width + column` of the player. */
  readonly tile: number;
  /** The action that led here, null right after a reset. */
  readonly lastAction: number | null;
}

// Ice and water keep their colours in both themes; the ice is translucent, so that it takes the theme's brightness.
const ICE = '#6fb7e0';
const ICE_OPACITY = 0.28;
const WATER = '#0b3a5b';
const WATER_RIM = '#2f7fb0';
const GAP = 0.03; // between tiles, to each side
const MARGIN = 0.15; // around the lake

/** Radians by which an arrow that points right is turned. */
const ARROW_TURN: Readonly<Record<number, number>> = {
  [RIGHT]: 0,
  [DOWN]: Math.PI / 2,
  [LEFT]: Math.PI,
  [UP]: -Math.PI / 2,
};

/** Draws the lake, the player on it (sinking where there is a hole) and an arrow where the last action pointed. */
export function drawFrozenLake({ map, tile, lastAction }: LakePicture): Scene {
  const height = map.length;
  const width = map[0]!.length;
  const shapes: Shape[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      drawTile(shapes, map[row]![column]!, column, row);
    }
  }
  drawPlayer(shapes, (tile % width) + 0.5, Math.floor(tile / width) + 0.5, letterAt(map, tile) === 'H', lastAction);
  return {
    view: { x: -MARGIN, y: -MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN },
    shapes,
  };
}

function drawTile(shapes: Shape[], letter: string, x: number, y: number): void {
  shapes.push({
    type: 'rect',
    x: x + GAP,
    y: y + GAP,
    width: 1 - 2 * GAP,
    height: 1 - 2 * GAP,
    radius: 0.08,
    fill: ICE,
    opacity: ICE_OPACITY,
  });
  switch (letter) {
    case 'H':
      shapes.push({
        type: 'circle',
        x: x + 0.5,
        y: y + 0.5,
        radius: 0.37,
        fill: WATER,
        stroke: WATER_RIM,
        strokeWidth: 0.04,
      });
      break;
    case 'S':
      shapes.push({
        type: 'circle',
        x: x + 0.5,
        y: y + 0.5,
        radius: 0.4,
        stroke: 'muted',
        strokeWidth: 0.035,
        opacity: 0.7,
      });
      break;
    case 'G':
      // A flag, planted at the right of its tile so that the player standing there does not cover it.
      shapes.push(
        { type: 'line', points: [x + 0.68, y + 0.86, x + 0.68, y + 0.12], stroke: 'ink', strokeWidth: 0.04 },
        { type: 'polygon', points: [x + 0.68, y + 0.12, x + 0.68, y + 0.48, x + 0.22, y + 0.3], fill: 'goal' },
      );
      break;
    default:
      break; // frozen: bare ice
  }
}

function drawPlayer(shapes: Shape[], x: number, y: number, sinking: boolean, lastAction: number | null): void {
  const scale = sinking ? 0.65 : 1;
  shapes.push({
    id: 'player',
    type: 'circle',
    x: 0,
    y: 0,
    radius: 0.25,
    fill: 'accent',
    stroke: 'paper',
    strokeWidth: 0.035,
    opacity: sinking ? 0.6 : 1,
    transform: { x, y, scale },
  });
  if (lastAction === null) return;
  shapes.push({
    id: 'last-action',
    type: 'polygon',
    points: [0.14, 0, -0.08, -0.13, -0.03, 0, -0.08, 0.13],
    fill: 'paper',
    transform: { x, y, scale, rotation: ARROW_TURN[lastAction]! },
  });
}

/** Gymnasium's text: the last action in parentheses, then the map, the player's tile on a red ground. */
export function printFrozenLake({ map, tile, lastAction }: LakePicture): string {
  const width = map[0]!.length;
  const row = Math.floor(tile / width);
  const column = tile % width;
  const lines = map.map((letters, index) =>
    index === row
      ? `${letters.slice(0, column)}\u001b[41m${letters[column]}\u001b[0m${letters.slice(column + 1)}`
      : letters,
  );
  return `${lastAction === null ? '' : `  (${capitalise(ACTION_NAMES[lastAction]!)})`}\n${lines.join('\n')}\n`;
}

function capitalise(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
