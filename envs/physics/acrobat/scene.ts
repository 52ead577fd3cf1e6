/**
 * The drawing of Acrobat: state to scene, in metres, the bar at the origin and up negative.
 */
import type { Scene, Shape, Transform } from '../../core/scene.ts';
import { BODY_LENGTH, GOAL_HEIGHT, SEGMENTS } from './rules.ts';

const MARGIN = 0.25;
const REACH = BODY_LENGTH + MARGIN;
const VIEW = { x: -REACH, y: -REACH, width: 2 * REACH, height: 2 * REACH } as const;
const HEAD_RADIUS = 0.12;
const DASH = 0.14; // metres, as is the gap after it

/** What does not move: the height to reach, and the bar seen along its length. */
const FRAME: readonly Shape[] = [
  ...goalLine(),
  { type: 'line', points: [-0.5, REACH, 0, 0, 0.5, REACH], stroke: 'muted', strokeWidth: 0.03, opacity: 0.5 },
];

/** Where a segment's middle is; radians anticlockwise. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

/** @param reached whether the feet are above the line */
export function drawAcrobat(segments: readonly Pose[], reached: boolean): Scene {
  return {
    view: VIEW,
    shapes: [
      ...FRAME,
      head(segments[1]!),
      ...segments.map((pose, i) => segment(pose, i, reached)),
      { type: 'circle', x: 0, y: 0, radius: 0.045, fill: 'ink' },
    ],
  };
}

function transform({ x, y, angle }: Pose): Transform {
  return { x, y: -y, rotation: -angle };
}

function segment(pose: Pose, index: number, reached: boolean): Shape {
  const { name, length, width } = SEGMENTS[index]!;
  const last = index === SEGMENTS.length - 1;
  return {
    id: name,
    type: 'rect',
    x: -width / 2,
    y: -length / 2 - width / 4,
    width,
    height: length + width / 2,
    radius: width / 2,
    fill: last && reached ? 'goal' : index === 1 ? 'accent' : 'support',
    transform: transform(pose),
  };
}

/** Between the arms, at the upper end of the trunk. */
function head(trunk: Pose): Shape {
  const y = -SEGMENTS[1]!.length / 2 - HEAD_RADIUS;
  return { id: 'head', type: 'circle', x: 0, y, radius: HEAD_RADIUS, fill: 'accent', transform: transform(trunk) };
}

function goalLine(): Shape[] {
  const dashes: Shape[] = [];
  for (let x = VIEW.x + DASH / 2; x < VIEW.x + VIEW.width - DASH; x += 2 * DASH) {
    dashes.push({ type: 'line', points: [x, -GOAL_HEIGHT, x + DASH, -GOAL_HEIGHT], stroke: 'goal', strokeWidth: 0.03 });
  }
  return dashes;
}
