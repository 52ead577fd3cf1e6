/**
 * The drawing of Pendulum: state to scene, in metres, the pivot at the origin, the torque as an arrow around it.
 *
 * Proportions are those of Gymnasium's renderer (rod 1 m long and 0.2 m wide); the bob and the mark at the top are ours.
 */
import type { Scene, Shape } from '../../core/scene.ts';
import { LENGTH, MAX_TORQUE } from './rules.ts';

const VIEW = { x: -1.4, y: -1.4, width: 2.8, height: 2.8 } as const;
const ROD_WIDTH = 0.16;
const BOB_RADIUS = 0.16;
const ARROW_RADIUS = 0.42;
/** Radians of the arrow at full torque. */
const ARROW_SWEEP = 1.4 * Math.PI;
/** Less torque than this, in N m, shows as none: its arrow would be shorter than its head. */
const LEAST_SHOWN = 0.08;
const ARROW_POINTS = 24;
const ARROW_HEAD = 0.1;

/** What does not move: the circle of the bob, and where it is to be. */
const FRAME: readonly Shape[] = [
  { type: 'circle', x: 0, y: 0, radius: LENGTH, stroke: 'muted', strokeWidth: 0.012, opacity: 0.45 },
  { type: 'circle', x: 0, y: -LENGTH, radius: BOB_RADIUS + 0.05, stroke: 'goal', strokeWidth: 0.03 },
];

/**
 * Draws a state.
 *
 * @param angle radians from upright, anticlockwise
 * @param torque newton metres of the last step, anticlockwise; null right after a reset
 */
export function drawPendulum(angle: number, torque: number | null): Scene {
  const bob = { x: -LENGTH * Math.sin(angle), y: -LENGTH * Math.cos(angle) }; // y is down
  return {
    view: VIEW,
    shapes: [
      ...FRAME,
      {
        id: 'rod',
        type: 'rect',
        x: -ROD_WIDTH / 2,
        y: -LENGTH,
        width: ROD_WIDTH,
        height: LENGTH + ROD_WIDTH / 2,
        radius: ROD_WIDTH / 2,
        fill: 'support',
        transform: { x: 0, y: 0, rotation: -angle },
      },
      {
        id: 'bob',
        type: 'circle',
        x: 0,
        y: 0,
        radius: BOB_RADIUS,
        fill: 'accent',
        stroke: 'paper',
        strokeWidth: 0.03,
        transform: bob,
      },
      { type: 'circle', x: 0, y: 0, radius: 0.045, fill: 'paper', stroke: 'ink', strokeWidth: 0.025 },
      ...torqueShapes(torque ?? 0),
    ],
  };
}

/** An arc from above the pivot, as long as the torque is strong, to the side it turns to. */
function torqueShapes(torque: number): Shape[] {
  if (Math.abs(torque) < LEAST_SHOWN) return [];
  const sweep = -(torque / MAX_TORQUE) * ARROW_SWEEP; // clockwise is positive, y being down
  const points: number[] = [];
  for (let i = 0; i <= ARROW_POINTS; i++) {
    const turn = (sweep * i) / ARROW_POINTS;
    points.push(ARROW_RADIUS * Math.sin(turn), -ARROW_RADIUS * Math.cos(turn));
  }
  const side = Math.sign(sweep) * ARROW_HEAD;
  return [
    { id: 'torque', type: 'line', points, stroke: 'ink', strokeWidth: 0.035, opacity: 0.8 },
    {
      id: 'torque-head',
      type: 'polygon',
      points: [0, -ARROW_HEAD * 0.8, side * 1.3, 0, 0, ARROW_HEAD * 0.8],
      fill: 'ink',
      opacity: 0.8,
      transform: { x: points.at(-2)!, y: points.at(-1)!, rotation: sweep },
    },
  ];
}
