/**
 * The drawing of CartPole: state to scene, in metres, the track at y = 0.
 *
 * Proportions are those of Gymnasium's renderer (cart 0.4 x 0.24 m, pole 1 m long and 0.08 m wide, axle a quarter of
 * the cart's height above its centre). Beyond it the track's ends are marked, and the angles at which the pole has
 * fallen, so that a viewer sees how close an end is.
 */
import type { Scene, Shape } from '../../core/scene.ts';
import { ANGLE_LIMIT, HALF_POLE_LENGTH, POSITION_LIMIT } from './constants.ts';

const CART_WIDTH = 0.4;
const CART_HEIGHT = 0.24;
const WHEEL_RADIUS = 0.05;
const POLE_LENGTH = 2 * HALF_POLE_LENGTH;
const POLE_WIDTH = 0.08;
const CART_Y = -2 * WHEEL_RADIUS - CART_HEIGHT / 2 + 0.02; // centre; the wheels reach 2 cm into the body
const AXLE_Y = CART_Y - CART_HEIGHT / 4;
const GUIDE_LENGTH = 1.12;
/** A quarter metre beyond the limits: a cart that left the track is still whole in view. */
const VIEW = { x: -2.7, y: -1.5, width: 5.4, height: 1.85 } as const;

const GUIDE_X = GUIDE_LENGTH * Math.sin(ANGLE_LIMIT);
const GUIDE_Y = -GUIDE_LENGTH * Math.cos(ANGLE_LIMIT);

/** What does not move: the track, its middle and its ends. */
const TRACK: readonly Shape[] = [
  { type: 'line', points: [VIEW.x, 0, VIEW.x + VIEW.width, 0], stroke: 'muted', strokeWidth: 0.02 },
  { type: 'line', points: [0, 0, 0, 0.08], stroke: 'muted', strokeWidth: 0.02 },
  endPost(-POSITION_LIMIT),
  endPost(POSITION_LIMIT),
  endLabel(-POSITION_LIMIT),
  endLabel(POSITION_LIMIT),
];

/**
 * Draws a state.
 *
 * @param position cart position, metres from the track's centre, to the right
 * @param angle pole angle, radians from upright, clockwise
 */
export function drawCartPole(position: number, angle: number): Scene {
  return {
    view: VIEW,
    shapes: [
      ...TRACK,
      {
        id: 'guides',
        type: 'line',
        points: [-GUIDE_X, GUIDE_Y, 0, 0, GUIDE_X, GUIDE_Y],
        stroke: 'danger',
        strokeWidth: 0.012,
        opacity: 0.35,
        transform: { x: position, y: AXLE_Y },
      },
      wheel('wheel-left', position - CART_WIDTH / 3.2),
      wheel('wheel-right', position + CART_WIDTH / 3.2),
      {
        id: 'cart',
        type: 'rect',
        x: -CART_WIDTH / 2,
        y: -CART_HEIGHT / 2,
        width: CART_WIDTH,
        height: CART_HEIGHT,
        radius: 0.05,
        fill: 'accent',
        transform: { x: position, y: CART_Y },
      },
      {
        id: 'pole',
        type: 'rect',
        x: -POLE_WIDTH / 2,
        y: -POLE_LENGTH + POLE_WIDTH / 2,
        width: POLE_WIDTH,
        height: POLE_LENGTH,
        radius: POLE_WIDTH / 2,
        fill: 'support',
        transform: { x: position, y: AXLE_Y, rotation: angle },
      },
      {
        id: 'axle',
        type: 'circle',
        x: 0,
        y: 0,
        radius: 0.03,
        fill: 'paper',
        stroke: 'ink',
        strokeWidth: 0.012,
        transform: { x: position, y: AXLE_Y },
      },
    ],
  };
}

function wheel(id: string, x: number): Shape {
  return { id, type: 'circle', x: 0, y: 0, radius: WHEEL_RADIUS, fill: 'ink', transform: { x, y: -WHEEL_RADIUS } };
}

function endPost(x: number): Shape {
  return { type: 'line', points: [x, -0.14, x, 0.08], stroke: 'danger', strokeWidth: 0.03 };
}

function endLabel(x: number): Shape {
  const text = `${x < 0 ? '−' : '+'}${Math.abs(x)} m`;
  return { type: 'text', x, y: 0.2, text, size: 0.13, color: 'muted', align: 'center', baseline: 'middle' };
}
