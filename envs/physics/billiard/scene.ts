/**
 * The drawing of Billiard: the table after a shot, and the ways the balls took. Metres, the upper left corner of the cloth at the
 * origin.
 */
import type { Color, Scene, Shape } from '../../core/scene.ts';
import { BALL_RADIUS, CUSHION, CUSHIONS, HEIGHT, WIDTH } from './rules.ts';

const RAIL = 0.06; // metres of wood about the cushions
const EDGE = CUSHION + RAIL;
const VIEW = { x: -EDGE, y: -EDGE, width: WIDTH + 2 * EDGE, height: HEIGHT + 2 * EDGE } as const;
const POCKET_RADIUS = 0.055;
const CLOTH: Color = '#2f7d5b';
const NOSE: Color = '#256349';
const WOOD: Color = '#7a5230';
const BALL_COLORS: readonly Color[] = ['#f0c419', '#2f6fd0', '#d8432f', '#7b4fa6', '#ef8a2b', '#1f8a4c', '#8c2f39'];
const WHITE: Color = '#f7f5ee';

/** What does not move. */
const TABLE: readonly Shape[] = [
  { type: 'rect', x: VIEW.x, y: VIEW.y, width: VIEW.width, height: VIEW.height, radius: 0.05, fill: WOOD },
  { type: 'rect', x: -CUSHION, y: -CUSHION, width: WIDTH + 2 * CUSHION, height: HEIGHT + 2 * CUSHION, fill: CLOTH },
  ...pockets(),
  ...CUSHIONS.map((points): Shape => ({ type: 'polygon', points: flip(points), fill: NOSE })),
  { type: 'circle', x: WIDTH / 4, y: HEIGHT / 2, radius: 0.006, fill: WHITE, opacity: 0.5 },
];

export interface BilliardPicture {
  /** The cue ball first. */
  readonly balls: readonly { readonly x: number; readonly y: number; readonly enabled: boolean }[];
  /** Of each ball in the last shot, `[x0, y0, x1, y1, ...]`. */
  readonly ways: readonly (readonly number[])[];
  /** The index of the ball to be played next; -1 for none. */
  readonly next: number;
}

export function drawBilliard({ balls, ways, next }: BilliardPicture): Scene {
  return {
    view: VIEW,
    shapes: [
      ...TABLE,
      ...ways.flatMap((way, i) => drawWay(way, i)),
      ...balls.flatMap((ball, i) => (ball.enabled ? drawBall(ball.x, HEIGHT - ball.y, i, i === next) : [])),
    ],
  };
}

function colorOf(index: number): Color {
  return index === 0 ? WHITE : BALL_COLORS[(index - 1) % BALL_COLORS.length]!;
}

function drawWay(way: readonly number[], index: number): Shape[] {
  if (way.length < 4) return [];
  return [{ type: 'line', points: flip(way), stroke: colorOf(index), strokeWidth: 0.005, opacity: 0.6 }];
}

function drawBall(x: number, y: number, index: number, isNext: boolean): Shape[] {
  const id = index === 0 ? 'cue-ball' : `ball-${index}`;
  const transform = { x, y };
  const ball: Shape = { id, type: 'circle', x: 0, y: 0, radius: BALL_RADIUS, fill: colorOf(index), transform };
  const ring: Shape = {
    id: `${id}-ring`,
    type: 'circle',
    x: 0,
    y: 0,
    radius: BALL_RADIUS + 0.008,
    stroke: WHITE,
    strokeWidth: 0.005,
    opacity: 0.8,
    transform,
  };
  const label: Shape = {
    id: `${id}-number`,
    type: 'text',
    x: 0,
    y: 0,
    text: String(index),
    size: 0.03,
    color: '#ffffff',
    align: 'center',
    baseline: 'middle',
    transform,
  };
  return [ball, ...(isNext ? [ring] : []), ...(index === 0 ? [] : [label])];
}

function pockets(): Shape[] {
  return [0, WIDTH / 2, WIDTH].flatMap((x) =>
    [-1, 1].map((side): Shape => {
      const isCorner = x !== WIDTH / 2;
      const y = side < 0 ? (isCorner ? 0 : -0.02) : HEIGHT + (isCorner ? 0 : 0.02);
      return { type: 'circle', x, y, radius: POCKET_RADIUS, fill: '#15181c' };
    }),
  );
}

/** Points with y upwards as points with y downwards. */
function flip(points: readonly number[]): number[] {
  return points.map((value, i) => (i % 2 === 0 ? value : HEIGHT - value));
}
