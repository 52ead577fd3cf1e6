/**
 * The drawing of Acrobot: state to scene, in metres, the shoulder at the origin.
 *
 * Proportions are those of Gymnasium's renderer (links 1 m long and 0.2 m wide, the line to be reached 1 m above).
 */
import type { Scene, Shape, Transform } from '../../core/scene.ts';
import { GOAL_HEIGHT, LINK_LENGTH } from './rules.ts';

const LINK_WIDTH = 0.17;
const JOINT_RADIUS = 0.055;
const TIP_RADIUS = 0.11;
const VIEW = { x: -2.3, y: -2.25, width: 4.6, height: 4.5 } as const;
const DASH = 0.14; // metres, as is the gap after it

/** What does not move: the height to reach and the bar the shoulder hangs on. */
const FRAME: readonly Shape[] = [
  ...goalLine(),
  { type: 'line', points: [-0.32, 0, 0.32, 0], stroke: 'muted', strokeWidth: 0.07 },
];

/**
 * Draws a state.
 *
 * @param theta1 radians from hanging down, anticlockwise
 * @param theta2 radians from the first link's direction, anticlockwise
 * @param reached whether the free end is above the line
 */
export function drawAcrobot(theta1: number, theta2: number, reached: boolean): Scene {
  const elbow = { x: LINK_LENGTH * Math.sin(theta1), y: LINK_LENGTH * Math.cos(theta1) }; // y is down
  const direction2 = theta1 + theta2;
  const tip = { x: elbow.x + LINK_LENGTH * Math.sin(direction2), y: elbow.y + LINK_LENGTH * Math.cos(direction2) };
  return {
    view: VIEW,
    shapes: [
      ...FRAME,
      link('upper-link', 'support', { x: 0, y: 0, rotation: -theta1 }),
      link('lower-link', 'accent', { ...elbow, rotation: -direction2 }),
      joint('shoulder', { x: 0, y: 0 }),
      joint('elbow', elbow),
      {
        id: 'tip',
        type: 'circle',
        x: 0,
        y: 0,
        radius: TIP_RADIUS,
        fill: reached ? 'goal' : 'accent',
        stroke: 'paper',
        strokeWidth: 0.03,
        transform: tip,
      },
    ],
  };
}

/** A link hanging down from its upper end. */
function link(id: string, fill: 'support' | 'accent', transform: Transform): Shape {
  return {
    id,
    type: 'rect',
    x: -LINK_WIDTH / 2,
    y: -LINK_WIDTH / 2,
    width: LINK_WIDTH,
    height: LINK_LENGTH + LINK_WIDTH,
    radius: LINK_WIDTH / 2,
    fill,
    transform,
  };
}

function joint(id: string, transform: Transform): Shape {
  return {
    id,
    type: 'circle',
    x: 0,
    y: 0,
    radius: JOINT_RADIUS,
    fill: 'paper',
    stroke: 'ink',
    strokeWidth: 0.025,
    transform,
  };
}

function goalLine(): Shape[] {
  const dashes: Shape[] = [];
  for (let x = VIEW.x + DASH / 2; x < VIEW.x + VIEW.width - DASH; x += 2 * DASH) {
    dashes.push({ type: 'line', points: [x, -GOAL_HEIGHT, x + DASH, -GOAL_HEIGHT], stroke: 'goal', strokeWidth: 0.03 });
  }
  return dashes;
}
