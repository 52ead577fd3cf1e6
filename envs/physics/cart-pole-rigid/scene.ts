/**
 * The drawing of CartPoleRigid: state to scene, in metres, the rails at y = 0 and up negative.
 */
import type { Scene, Shape, Transform } from '../../core/scene.ts';
import {
  ANGLE_LIMIT,
  AXLE_Y,
  BUFFER_HEIGHT,
  BUFFER_WIDTH,
  BUFFER_X,
  CHASSIS_HEIGHT,
  CHASSIS_WIDTH,
  POLE_LENGTH,
  POLE_WIDTH,
  WHEEL_RADIUS,
} from './rules.ts';

const VIEW = { x: -2.7, y: -1.5, width: 5.4, height: 1.85 } as const;
const GUIDE_LENGTH = 1.12;
const GUIDE_X = GUIDE_LENGTH * Math.sin(ANGLE_LIMIT);
const GUIDE_Y = -GUIDE_LENGTH * Math.cos(ANGLE_LIMIT);
const SLEEPER_DISTANCE = 0.3; // metres

/** What does not move: rails, sleepers, buffers. */
const TRACK: readonly Shape[] = [
  ...sleepers(),
  { type: 'line', points: [VIEW.x, 0.01, VIEW.x + VIEW.width, 0.01], stroke: 'muted', strokeWidth: 0.025 },
  buffer(-BUFFER_X - BUFFER_WIDTH),
  buffer(BUFFER_X),
];

/** Where a body is; radians anticlockwise. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

export interface CartPolePicture {
  readonly chassis: Pose;
  readonly wheels: readonly Pose[];
  readonly pole: Pose;
}

export function drawCartPoleRigid({ chassis, wheels, pole }: CartPolePicture): Scene {
  const at = transform(chassis);
  const axle: Transform = {
    x: chassis.x - AXLE_Y * Math.sin(chassis.angle),
    y: -chassis.y - AXLE_Y * Math.cos(chassis.angle),
  };
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
        transform: axle,
      },
      {
        id: 'chassis',
        type: 'rect',
        x: -CHASSIS_WIDTH / 2,
        y: -CHASSIS_HEIGHT / 2,
        width: CHASSIS_WIDTH,
        height: CHASSIS_HEIGHT,
        radius: 0.04,
        fill: 'accent',
        transform: at,
      },
      ...wheels.flatMap((wheel, i) => drawWheel(`wheel-${i}`, transform(wheel))),
      {
        id: 'pole',
        type: 'rect',
        x: -POLE_WIDTH / 2,
        y: -POLE_LENGTH / 2,
        width: POLE_WIDTH,
        height: POLE_LENGTH,
        radius: POLE_WIDTH / 2,
        fill: 'support',
        transform: transform(pole),
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
        transform: axle,
      },
    ],
  };
}

function transform({ x, y, angle }: Pose): Transform {
  return { x, y: -y, rotation: -angle };
}

/** With a spoke, so that its turning is seen. */
function drawWheel(id: string, at: Transform): Shape[] {
  const spoke = 0.8 * WHEEL_RADIUS;
  return [
    { id, type: 'circle', x: 0, y: 0, radius: WHEEL_RADIUS, fill: 'ink', transform: at },
    {
      id: `${id}-spoke`,
      type: 'line',
      points: [-spoke, 0, spoke, 0],
      stroke: 'paper',
      strokeWidth: 0.012,
      transform: at,
    },
  ];
}

function buffer(x: number): Shape {
  return {
    type: 'rect',
    x,
    y: -BUFFER_HEIGHT,
    width: BUFFER_WIDTH,
    height: BUFFER_HEIGHT,
    radius: 0.03,
    fill: 'danger',
  };
}

function sleepers(): Shape[] {
  const shapes: Shape[] = [];
  for (let x = -BUFFER_X; x <= BUFFER_X + 1e-9; x += SLEEPER_DISTANCE) {
    shapes.push({ type: 'rect', x: x - 0.06, y: 0.02, width: 0.12, height: 0.05, fill: 'muted', opacity: 0.5 });
  }
  return shapes;
}
