/**
 * The rules of Acrobot: one step of a double pendulum driven at its elbow, by fourth-order Runge-Kutta.
 *
 * Angles in radians, anticlockwise: `theta1` that of the first link from hanging straight down, `theta2` that of the second from
 * the first.
 *
 * Source: Gymnasium 1.4 `classic_control/acrobot.py`, operation for operation; the equations of Sutton and Barto's book, or of
 * Sutton's paper of 1996, in which some terms are missing.
 */
import type { Generator } from '../../core/seeding/generator.ts';
import type { Bounds } from '../reset-bounds.ts';
import { cos, sinCosAll } from '../trig.ts';
import { cosFloat32, sinFloat32 } from '../trig-float32.ts';

/** Numbers in one state: theta1, theta2 (rad), their velocities (rad/s). */
export const STATE_SIZE = 4;
export const OBSERVATION_SIZE = 6;

/** Seconds of one step. */
const TIME_STEP = 0.2;
const GRAVITY = 9.8; // m/s^2
export const LINK_LENGTH = 1.0; // metres, of each link
const LENGTH_1 = LINK_LENGTH;
const CENTER_1 = 0.5; // metres from a link's upper end to its centre of mass
const CENTER_2 = 0.5;
const MASS_1 = 1.0; // kg
const MASS_2 = 1.0;
const INERTIA = 1.0; // kg m^2, of each link

export const MAX_VELOCITY_1 = 4 * Math.PI; // rad/s, to either side
export const MAX_VELOCITY_2 = 9 * Math.PI;

/** Default bounds of the uniform distribution of each number of a starting state. */
export const START = { low: -0.1, high: 0.1 } as const;
/** Within which other bounds have to be: the first velocity has no wider ones. */
export const START_LIMITS = { low: -MAX_VELOCITY_1, high: MAX_VELOCITY_1 } as const;

/** Newton metres at the elbow, in the order of the action space. */
export const TORQUES = [-1, 0, 1] as const;
/** What an action does, in the same order. */
export const ACTION_NAMES = ['torque -1', 'torque 0', 'torque +1'] as const;

/** Metres above the shoulder that the free end has to reach. */
export const GOAL_HEIGHT = 1.0;
export const STEP_REWARD = -1;
export const GOAL_REWARD = 0; // of the step that reaches it

/** Which equations of motion: the book's, or the paper's. */
export const DYNAMICS = ['book', 'nips'] as const;
export type Dynamics = (typeof DYNAMICS)[number];

const TURN = 2 * Math.PI;

/** Radians: gravity pulls by a sine, which Gymnasium writes as the cosine of an angle less a quarter turn. */
const QUARTER = Math.PI / 2.0;

// Scratch, so that a step allocates nothing; arrays rather than variables, which V8 would box.
const angles = new Float64Array(16);
const sines = new Float64Array(16);
const cosines = new Float64Array(16);
/** The accelerations of the four slopes of Runge-Kutta, [4, 2] rad/s^2; the slopes of the angles are the velocities. */
const accelerations = new Float64Array(16);

/**
 * Advances one state by a step, in place.
 *
 * @param states `[..., STATE_SIZE]` float64, of which the state begins at `at`
 * @param torque newton metres at the elbow
 */
export function advance(states: Float64Array, at: number, torque: number, dynamics: Dynamics): void {
  const isBook = dynamics === 'book';
  const half = TIME_STEP / 2.0;
  const theta1 = states[at]!;
  const theta2 = states[at + 1]!;
  const velocity1 = states[at + 2]!;
  const velocity2 = states[at + 3]!;
  accelerate(0, theta1, theta2, velocity1, velocity2, torque, isBook);
  const acceleration11 = accelerations[0]!;
  const acceleration21 = accelerations[1]!;

  const velocity12 = velocity1 + half * acceleration11;
  const velocity22 = velocity2 + half * acceleration21;
  accelerate(2, theta1 + half * velocity1, theta2 + half * velocity2, velocity12, velocity22, torque, isBook);
  const acceleration12 = accelerations[2]!;
  const acceleration22 = accelerations[3]!;

  const velocity13 = velocity1 + half * acceleration12;
  const velocity23 = velocity2 + half * acceleration22;
  accelerate(4, theta1 + half * velocity12, theta2 + half * velocity22, velocity13, velocity23, torque, isBook);
  const acceleration13 = accelerations[4]!;
  const acceleration23 = accelerations[5]!;

  const velocity14 = velocity1 + TIME_STEP * acceleration13;
  const velocity24 = velocity2 + TIME_STEP * acceleration23;
  accelerate(
    6,
    theta1 + TIME_STEP * velocity13,
    theta2 + TIME_STEP * velocity23,
    velocity14,
    velocity24,
    torque,
    isBook,
  );
  const acceleration14 = accelerations[6]!;
  const acceleration24 = accelerations[7]!;

  const sixth = TIME_STEP / 6.0;
  const newTheta1 = theta1 + sixth * (velocity1 + 2 * velocity12 + 2 * velocity13 + velocity14);
  const newTheta2 = theta2 + sixth * (velocity2 + 2 * velocity22 + 2 * velocity23 + velocity24);
  const newVelocity1 = velocity1 + sixth * (acceleration11 + 2 * acceleration12 + 2 * acceleration13 + acceleration14);
  const newVelocity2 = velocity2 + sixth * (acceleration21 + 2 * acceleration22 + 2 * acceleration23 + acceleration24);
  states[at] = wrap(newTheta1);
  states[at + 1] = wrap(newTheta2);
  states[at + 2] = Math.min(Math.max(newVelocity1, -MAX_VELOCITY_1), MAX_VELOCITY_1);
  states[at + 3] = Math.min(Math.max(newVelocity2, -MAX_VELOCITY_2), MAX_VELOCITY_2);
}

/** The equations of motion: writes the accelerations of both links at `to`. */
function accelerate(
  to: number,
  theta1: number,
  theta2: number,
  velocity1: number,
  velocity2: number,
  torque: number,
  isBook: boolean,
): void {
  angles[0] = theta2;
  angles[1] = theta1 + theta2 - QUARTER;
  angles[2] = theta1 - QUARTER;
  sinCosAll(angles, sines, cosines, 3);
  const cos2 = cosines[0]!;
  const sin2 = sines[0]!;
  const d1 =
    MASS_1 * (CENTER_1 * CENTER_1) +
    MASS_2 * (LENGTH_1 * LENGTH_1 + CENTER_2 * CENTER_2 + 2 * LENGTH_1 * CENTER_2 * cos2) +
    INERTIA +
    INERTIA;
  const d2 = MASS_2 * (CENTER_2 * CENTER_2 + LENGTH_1 * CENTER_2 * cos2) + INERTIA;
  const phi2 = MASS_2 * CENTER_2 * GRAVITY * cosines[1]!;
  const phi1 =
    -MASS_2 * LENGTH_1 * CENTER_2 * (velocity2 * velocity2) * sin2 -
    2 * MASS_2 * LENGTH_1 * CENTER_2 * velocity2 * velocity1 * sin2 +
    (MASS_1 * CENTER_1 + MASS_2 * LENGTH_1) * GRAVITY * cosines[2]! +
    phi2;
  const centrifugal = isBook ? MASS_2 * LENGTH_1 * CENTER_2 * (velocity1 * velocity1) * sin2 : 0;
  const acceleration2 =
    (torque + (d2 / d1) * phi1 - centrifugal - phi2) / (MASS_2 * (CENTER_2 * CENTER_2) + INERTIA - (d2 * d2) / d1);
  accelerations[to] = -(d2 * acceleration2 + phi1) / d1;
  accelerations[to + 1] = acceleration2;
}

/**
 * Observes a state: cosine and sine of both angles, both velocities.
 *
 * @param observations `[..., OBSERVATION_SIZE]` float32, written from `to` on
 * @returns metres of the free end above the shoulder, as `tipHeight`, which needs the same cosine
 */
export function observe(states: Float64Array, at: number, observations: Float32Array, to: number): number {
  angles[0] = states[at]!;
  angles[1] = states[at + 1]!;
  angles[2] = states[at + 1]! + states[at]!;
  sinCosAll(angles, sines, cosines, 3);
  observations[to] = cosines[0]!;
  observations[to + 1] = sines[0]!;
  observations[to + 2] = cosines[1]!;
  observations[to + 3] = sines[1]!;
  observations[to + 4] = states[at + 2]!;
  observations[to + 5] = states[at + 3]!;
  return -cosines[0]! - cosines[2]!;
}

/** Draws a first state and observes it. Gymnasium's is float32, and so are its sines and cosines. */
export function begin(
  generator: Generator,
  { low, high }: Bounds,
  states: Float64Array,
  at: number,
  observations: Float32Array,
  to: number,
): void {
  for (let i = at; i < at + STATE_SIZE; i++) states[i] = Math.fround(generator.uniform(low, high));
  observations[to] = cosFloat32(states[at]!);
  observations[to + 1] = sinFloat32(states[at]!);
  observations[to + 2] = cosFloat32(states[at + 1]!);
  observations[to + 3] = sinFloat32(states[at + 1]!);
  observations[to + 4] = states[at + 2]!;
  observations[to + 5] = states[at + 3]!;
}

/** The angle in the range `[-pi, pi]`, by whole turns: a step is a few at most. */
function wrap(angle: number): number {
  while (angle > Math.PI) angle -= TURN;
  while (angle < -Math.PI) angle += TURN;
  return angle;
}

/** Metres of the free end above the shoulder, in the range `[-2, 2]`. */
export function tipHeight(state: Float64Array): number {
  return -cos(state[0]!) - cos(state[1]! + state[0]!);
}
