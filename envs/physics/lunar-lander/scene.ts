/**
 * The drawing of LunarLander: state to scene, in metres, the ground's bottom at y = 0 and up negative.
 */
import type { Scene, Shape, Transform } from '../../core/scene.ts';
import { LANDER_VERTICES, LEG_HEIGHT, LEG_WIDTH } from './craft.ts';
import { GROUND_X, HEIGHT, PAD_LEFT, PAD_RIGHT, PAD_Y, type Thrust, WIDTH } from './rules.ts';

const VIEW = { x: 0, y: -HEIGHT, width: WIDTH, height: HEIGHT } as const;
const FLAG_HEIGHT = 1.5;
const FLAG_WIDTH = 0.75;
const FLAG_DROP = 0.5;
const MAIN_FLAME = 1.1; // metres at full power
const SIDE_FLAME = 0.6;
const BODY: readonly number[] = LANDER_VERTICES.map((value, i) => (i % 2 === 0 ? value : -value));
const STARS: readonly Shape[] = stars();

/** Where a body is: of the lander its origin, of a leg its centre. Radians anticlockwise. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

export interface LunarLanderPicture {
  readonly ground: readonly number[]; // [11] metres
  readonly lander: Pose;
  readonly legs: readonly { readonly pose: Pose; readonly touches: boolean }[];
  /** What the engines did in the last step. */
  readonly thrust: Thrust;
  readonly outcome: 'flying' | 'landed' | 'crashed';
}

const OUTCOME_COLOR = { flying: 'accent', landed: 'goal', crashed: 'danger' } as const;

export function drawLunarLander({ ground, lander, legs, thrust, outcome }: LunarLanderPicture): Scene {
  const at = transform(lander);
  const outline = ground.flatMap((y, i) => [GROUND_X[i]!, -y]);
  return {
    view: VIEW,
    shapes: [
      ...STARS,
      { type: 'polygon', points: [...outline, WIDTH, 1, 0, 1], fill: 'muted', opacity: 0.35 },
      { type: 'line', points: outline, stroke: 'muted', strokeWidth: 0.08 },
      { type: 'line', points: [PAD_LEFT, -ground[4]!, PAD_RIGHT, -ground[4]!], stroke: 'goal', strokeWidth: 0.12 },
      ...flag(PAD_LEFT),
      ...flag(PAD_RIGHT),
      ...flames(thrust, at),
      ...legs.map(({ pose, touches }, i) => leg(`leg-${i}`, pose, touches)),
      { id: 'lander', type: 'polygon', points: BODY, fill: OUTCOME_COLOR[outcome], transform: at },
      { id: 'window', type: 'circle', x: 0, y: -0.27, radius: 0.15, fill: 'paper', opacity: 0.85, transform: at },
    ],
  };
}

function transform({ x, y, angle }: Pose): Transform {
  return { x, y: -y, rotation: -angle };
}

function leg(id: string, pose: Pose, touches: boolean): Shape {
  return {
    id,
    type: 'rect',
    x: -LEG_WIDTH / 2,
    y: -LEG_HEIGHT / 2,
    width: LEG_WIDTH,
    height: LEG_HEIGHT,
    radius: 0.03,
    fill: touches ? 'goal' : 'support',
    transform: transform(pose),
  };
}

function flames({ main, side }: Thrust, at: Transform): Shape[] {
  const shapes: Shape[] = [];
  if (main > 0) {
    const tip = 1 / 3 + MAIN_FLAME * main;
    shapes.push({
      id: 'main-flame',
      type: 'polygon',
      points: [-0.22, 0.3, 0.22, 0.3, 0, tip],
      fill: 'danger',
      opacity: 0.8,
      transform: at,
    });
  }
  if (side !== 0) {
    // The left engine pushes to the right, so its flame points left.
    const edge = Math.sign(side) * 0.55;
    const tip = edge + SIDE_FLAME * side;
    shapes.push({
      id: 'side-flame',
      type: 'polygon',
      points: [edge, -0.6, edge, -0.34, tip, -0.47],
      fill: 'danger',
      opacity: 0.8,
      transform: at,
    });
  }
  return shapes;
}

function flag(x: number): Shape[] {
  const top = -PAD_Y - FLAG_HEIGHT;
  return [
    { type: 'line', points: [x, -PAD_Y, x, top], stroke: 'ink', strokeWidth: 0.05 },
    { type: 'polygon', points: [x, top, x, top + FLAG_DROP, x + FLAG_WIDTH, top + FLAG_DROP / 2], fill: 'goal' },
  ];
}

/** The same sky for every episode: points of a golden-ratio lattice, which leaves no gaps and makes no rows. */
function stars(): Shape[] {
  return Array.from({ length: 40 }, (_, i) => ({
    type: 'circle' as const,
    x: WIDTH * ((i * 0.6180339887) % 1),
    y: -HEIGHT + HEIGHT * 0.6 * ((i * 0.7548776662) % 1),
    radius: 0.02 + 0.03 * ((i * 0.569840291) % 1),
    fill: 'muted' as const,
    opacity: 0.5,
  }));
}
