/**
 * The rules of LunarLander: its numbers, its ground, what its engines do, and what its reward is made of.
 *
 * Lengths of the source are in pixels at 30 to a metre; here they are metres. The ground is y = 0 at the bottom of the view.
 *
 * Source: Gymnasium 1.4 `box2d/lunar_lander.py`, draw for draw, so that a seed gives the same ground, first push and engine noise.
 */
import { cos, sin } from '../../classic-control/trig.ts';
import type { Generator } from '../../core/seeding/generator.ts';
import type { RigidBody } from '../core/rigid-body.ts';

export const STEPS_PER_SECOND = 50;
export const TIME_STEP = 1 / STEPS_PER_SECOND;
const SCALE = 30; // pixels a metre

/** What is in view, metres. */
export const WIDTH = 600 / SCALE;
export const HEIGHT = 400 / SCALE;
const NUM_CHUNKS = 11;
/** Height of the pad. */
export const PAD_Y = HEIGHT / 4;
/** The height of the flat ground is smoothed with a factor of .33, thrice: 0.99 of the pad's, as in the source. */
const SMOOTHING = 0.33;
/** Where the ground's points stand. */
export const GROUND_X: readonly number[] = Array.from({ length: NUM_CHUNKS }, (_, i) => (WIDTH / (NUM_CHUNKS - 1)) * i);
const MIDDLE = 5;
export const PAD_LEFT = GROUND_X[MIDDLE - 1]!;
export const PAD_RIGHT = GROUND_X[MIDDLE + 1]!;

/** Newtons to either side and up or down, for the first step. */
const FIRST_PUSH = 1000;

const MAIN_ENGINE_POWER = 13;
const SIDE_ENGINE_POWER = 0.6;
const MAIN_ENGINE_Y = 4 / SCALE; // below the body's origin
const SIDE_ENGINE_AWAY = 12 / SCALE;
const SIDE_ENGINE_HEIGHT = 14 / SCALE;
/** The source has 17 here, where it means its height: the side engines' lever changes with the angle. */
const SIDE_ENGINE_HEIGHT_X = 17 / SCALE;
export const LEG_DOWN = 18 / SCALE;

const MAIN_FUEL = 0.3; // reward a step of full power
const SIDE_FUEL = 0.03;
const CONTACT_REWARD = 10;

export const OUT_OF_VIEW = 1; // of the observed x, to either side
export const END_REWARD = 100; // for coming to rest; taken for a crash

/** Below these speeds (m/s, rad/s) for so many seconds a body is at rest: Box2D's `b2_linearSleepTolerance` and its neighbours. */
export const REST_SPEED = 0.01;
export const REST_OMEGA = (2 / 180) * Math.PI;
export const REST_TIME = 0.5;

/** What a discrete action does. */
export const ACTION_NAMES = ['nothing', 'left engine', 'main engine', 'right engine'] as const;

/** The power of the engines in one step. */
export type Thrust = {
  /** 0, or in the range `[0.5, 1]`. */
  readonly main: number;
  /** 0; below 0 the left engine, above it the right one, in the ranges `[-1, -0.5]` and `[0.5, 1]`. */
  readonly side: number;
};

export const NO_THRUST: Thrust = { main: 0, side: 0 };
/** Those of the discrete actions, in their order. */
export const THRUSTS: readonly Thrust[] = [
  NO_THRUST,
  { main: 0, side: -1 },
  { main: 1, side: 0 },
  { main: 0, side: 1 },
];

/** The power that a continuous action asks for. @param action `[2]`: main engine, side engines, in `[-1, 1]` */
export function thrustOf(action: ArrayLike<number>): Thrust {
  const main = action[0]!;
  const side = action[1]!;
  return { main: main > 0 ? (main + 1) * 0.5 : 0, side: Math.abs(side) > 0.5 ? side : 0 };
}

/** Draws the heights of the ground's points: `[11]` metres, the pad flat in the middle. */
export function drawGround(generator: Generator): number[] {
  const raw = Array.from({ length: NUM_CHUNKS + 1 }, () => generator.uniform(0, HEIGHT / 2));
  raw.fill(PAD_Y, MIDDLE - 2, MIDDLE + 3);
  // Left of the first stands the last, as an index of -1 means in Python.
  return GROUND_X.map((_, i) => SMOOTHING * (raw[i === 0 ? NUM_CHUNKS : i - 1]! + raw[i]! + raw[i + 1]!));
}

/** Draws the force on the lander in the first step, newtons. */
export function drawFirstPush(lander: RigidBody, generator: Generator): void {
  lander.forceX = generator.uniform(-FIRST_PUSH, FIRST_PUSH);
  lander.forceY = generator.uniform(-FIRST_PUSH, FIRST_PUSH);
}

/**
 * Fires the engines for one step: an impulse each, where and how strong off by a little noise.
 *
 * @param x,y the lander's origin, metres
 */
export function fire(lander: RigidBody, x: number, y: number, { main, side }: Thrust, generator: Generator): void {
  const up = cos(lander.angle);
  const across = sin(lander.angle);
  const noise0 = generator.uniform(-1, 1) / SCALE;
  const noise1 = generator.uniform(-1, 1) / SCALE;
  if (main > 0) {
    const impulseX = across * (MAIN_ENGINE_Y + 2 * noise0) - up * noise1;
    const impulseY = -up * (MAIN_ENGINE_Y + 2 * noise0) - across * noise1;
    const power = MAIN_ENGINE_POWER * main;
    lander.applyImpulse(-impulseX * power, -impulseY * power, x + impulseX, y + impulseY);
  }
  if (side !== 0) {
    const away = 3 * noise1 + Math.sign(side) * SIDE_ENGINE_AWAY;
    const impulseX = across * noise0 - up * away;
    const impulseY = -up * noise0 - across * away;
    const power = SIDE_ENGINE_POWER * Math.abs(side);
    lander.applyImpulse(
      -impulseX * power,
      -impulseY * power,
      x + impulseX - across * SIDE_ENGINE_HEIGHT_X,
      y + impulseY + up * SIDE_ENGINE_HEIGHT,
    );
  }
}

/** The observation, float64 and unbounded. @param x,y the lander's origin @param into `[8]` */
export function observe(
  lander: RigidBody,
  x: number,
  y: number,
  left: boolean,
  right: boolean,
  into: Float64Array,
): void {
  into[0] = (x - WIDTH / 2) / (WIDTH / 2);
  into[1] = (y - (PAD_Y + LEG_DOWN)) / (HEIGHT / 2);
  into[2] = (lander.vx * (WIDTH / 2)) / STEPS_PER_SECOND;
  into[3] = (lander.vy * (HEIGHT / 2)) / STEPS_PER_SECOND;
  into[4] = lander.angle;
  into[5] = (20 * lander.omega) / STEPS_PER_SECOND;
  into[6] = left ? 1 : 0;
  into[7] = right ? 1 : 0;
}

/** What an observed state is worth; the reward is how much a step adds to it. */
export function shaping(state: Float64Array): number {
  const distance = Math.sqrt(state[0]! * state[0]! + state[1]! * state[1]!);
  const speed = Math.sqrt(state[2]! * state[2]! + state[3]! * state[3]!);
  return -100 * distance - 100 * speed - 100 * Math.abs(state[4]!) + CONTACT_REWARD * (state[6]! + state[7]!);
}

/** What the fuel of a step costs. */
export function fuelCost({ main, side }: Thrust): number {
  return MAIN_FUEL * main + SIDE_FUEL * Math.abs(side);
}
