/**
 * The drawing of both mountain cars: state to scene, in metres, height 0 at y = 0.
 *
 * The valley, the car's size and the flag are those of Gymnasium's renderer; the car stands on the ground and leans with it.
 */
import type { Scene, Shape } from '../../core/scene.ts';
import { height, MAX_POSITION, MIN_POSITION, slope } from './rules.ts';

const VIEW = { x: -1.35, y: -1.32, width: 2.1, height: 1.36 } as const;
const GROUND_POINTS = 90;
const WHEEL_RADIUS = 0.028;
const WHEEL_BASE = 0.068; // between axles
const BODY_LENGTH = 0.13;
const BODY_HEIGHT = 0.036;
const BODY_Y = -2 * WHEEL_RADIUS - BODY_HEIGHT + 0.022; // top edge; the wheels reach 2 cm into the body
const WALL_X = MIN_POSITION - BODY_LENGTH / 2;
const POLE_HEIGHT = 0.17;

/** What does not move: the ground beyond both ends of the valley, and the wall at its left. */
const VALLEY = valley();

/**
 * Draws a state.
 *
 * @param position metres
 * @param goalPosition metres, where the flag stands
 */
export function drawMountainCar(position: number, goalPosition: number): Scene {
  const transform = { x: position, y: -height(position), rotation: -Math.atan(slope(position)) }; // y is down
  const wheel = (id: string, x: number): Shape[] => [
    { id, type: 'circle', x, y: -WHEEL_RADIUS, radius: WHEEL_RADIUS, fill: 'ink', transform },
    { id: `${id}-hub`, type: 'circle', x, y: -WHEEL_RADIUS, radius: WHEEL_RADIUS / 2.6, fill: 'paper', transform },
  ];
  return {
    view: VIEW,
    shapes: [
      ...VALLEY,
      ...flag(goalPosition),
      {
        id: 'cabin',
        type: 'polygon',
        points: [-0.045, BODY_Y + 0.006, -0.03, BODY_Y - 0.028, 0.018, BODY_Y - 0.028, 0.036, BODY_Y + 0.006],
        fill: 'support',
        transform,
      },
      {
        id: 'car',
        type: 'rect',
        x: -BODY_LENGTH / 2,
        y: BODY_Y,
        width: BODY_LENGTH,
        height: BODY_HEIGHT,
        radius: 0.013,
        fill: 'accent',
        transform,
      },
      ...wheel('wheel-left', -WHEEL_BASE / 2),
      ...wheel('wheel-right', WHEEL_BASE / 2),
    ],
  };
}

function valley(): Shape[] {
  const bottom = VIEW.y + VIEW.height;
  const right = VIEW.x + VIEW.width;
  const surface: number[] = [];
  for (let i = 0; i <= GROUND_POINTS; i++) {
    const x = WALL_X + ((MAX_POSITION + 0.15 - WALL_X) * i) / GROUND_POINTS;
    surface.push(x, -height(x));
  }
  const wallTop = VIEW.y + 0.2;
  return [
    { type: 'polygon', points: [WALL_X, bottom, ...surface, right, bottom], fill: 'muted', opacity: 0.28 },
    {
      type: 'rect',
      x: VIEW.x,
      y: wallTop,
      width: WALL_X - VIEW.x,
      height: bottom - wallTop,
      fill: 'muted',
      opacity: 0.5,
    },
    { type: 'line', points: [WALL_X, wallTop, WALL_X, -height(WALL_X)], stroke: 'danger', strokeWidth: 0.012 },
    { type: 'line', points: surface, stroke: 'muted', strokeWidth: 0.012 },
  ];
}

function flag(x: number): Shape[] {
  const foot = -height(x);
  const top = foot - POLE_HEIGHT;
  return [
    { type: 'line', points: [x, foot, x, top], stroke: 'ink', strokeWidth: 0.01 },
    { type: 'polygon', points: [x, top, x + 0.085, top + 0.03, x, top + 0.06], fill: 'goal' },
  ];
}
