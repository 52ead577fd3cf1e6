/**
 * What the boards of toy-text have in common when they are drawn: tiles of one unit, start and goal, and the player with
 * the direction of the last action. Boards are seen from above, rows downwards.
 */
import type { Color, Shape } from '../core/scene.ts';

const GAP = 0.03; // between tiles, to each side

/** Radians, clockwise from rightwards. */
export const TURN = { right: 0, down: Math.PI / 2, left: Math.PI, up: -Math.PI / 2 } as const;

/** A tile. Translucent, so that it takes the theme's brightness. */
export function tileShape(x: number, y: number, fill: Color, opacity: number): Shape {
  return { type: 'rect', x: x + GAP, y: y + GAP, width: 1 - 2 * GAP, height: 1 - 2 * GAP, radius: 0.08, fill, opacity };
}

/** The ring that marks where an episode begins. */
export function startShape(x: number, y: number): Shape {
  return {
    type: 'circle',
    x: x + 0.5,
    y: y + 0.5,
    radius: 0.4,
    stroke: 'muted',
    strokeWidth: 0.035,
    opacity: 0.7,
  };
}

/** A flag, planted at the right of its tile so that the player standing there does not cover it. */
export function flagShapes(x: number, y: number): Shape[] {
  return [
    { type: 'line', points: [x + 0.68, y + 0.86, x + 0.68, y + 0.12], stroke: 'ink', strokeWidth: 0.04 },
    { type: 'polygon', points: [x + 0.68, y + 0.12, x + 0.68, y + 0.48, x + 0.22, y + 0.3], fill: 'goal' },
  ];
}

/**
 * The player.
 *
 * @param x the middle, as `y`
 * @param turn where the last action pointed, one of `TURN`; null right after a reset
 * @param sinking smaller and fainter
 */
export function playerShapes(x: number, y: number, turn: number | null, sinking = false): Shape[] {
  const scale = sinking ? 0.65 : 1;
  const player: Shape = {
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
  };
  if (turn === null) return [player];
  const arrow: Shape = {
    id: 'last-action',
    type: 'polygon',
    points: [0.14, 0, -0.08, -0.13, -0.03, 0, -0.08, 0.13],
    fill: 'paper',
    transform: { x, y, scale, rotation: turn },
  };
  return [player, arrow];
}

/** Text marked for a terminal. @param code an ANSI attribute, such as `41` for a red ground */
export function highlighted(text: string, code: string): string {
  return `\u001b[${code}m${text}\u001b[0m`;
}
