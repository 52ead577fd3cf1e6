/**
 * The drawings of FrozenLake: a scene of one unit a tile, and Gymnasium's text.
 */
import type { Scene, Shape } from '../../core/scene.ts';
import { flagShapes, highlighted, playerShapes, startShape, TURN, tileShape } from '../board.ts';
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
const RED_GROUND = '41'; // ANSI
const MARGIN = 0.15; // around the lake

/** Where an arrow points for each action. */
const ARROW_TURN: Readonly<Record<number, number>> = {
  [RIGHT]: TURN.right,
  [DOWN]: TURN.down,
  [LEFT]: TURN.left,
  [UP]: TURN.up,
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
  const turn = lastAction === null ? null : ARROW_TURN[lastAction]!;
  const sinking = letterAt(map, tile) === 'H';
  shapes.push(...playerShapes((tile % width) + 0.5, Math.floor(tile / width) + 0.5, turn, sinking));
  return {
    view: { x: -MARGIN, y: -MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN },
    shapes,
  };
}

function drawTile(shapes: Shape[], letter: string, x: number, y: number): void {
  shapes.push(tileShape(x, y, ICE, ICE_OPACITY));
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
      shapes.push(startShape(x, y));
      break;
    case 'G':
      shapes.push(...flagShapes(x, y));
      break;
    default:
      break; // frozen: bare ice
  }
}

/** Gymnasium's text: the last action in parentheses, then the map, the player's tile on a red ground. */
export function printFrozenLake({ map, tile, lastAction }: LakePicture): string {
  const width = map[0]!.length;
  const row = Math.floor(tile / width);
  const column = tile % width;
  const lines = map.map((letters, index) =>
    index === row
      ? letters.slice(0, column) + highlighted(letters[column]!, RED_GROUND) + letters.slice(column + 1)
      : letters,
  );
  return `${lastAction === null ? '' : `  (${capitalise(ACTION_NAMES[lastAction]!)})`}\n${lines.join('\n')}\n`;
}

function capitalise(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
