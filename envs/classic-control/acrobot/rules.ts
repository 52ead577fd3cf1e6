/**
 * The rules of Acrobot: one step of a double pendulum driven at its elbow, by fourth-order Runge-Kutta.
 *
 * Angles in radians, anticlockwise: `theta1` that of the first link from hanging straight down, `theta2` that of the second from
 * the first.
 *
 * Source: Gymnasium 1.4 `classic_control/acrobot.py`, operation for operation; the equations of Sutton and Barto's book, or of
 * Sutton's paper of 1996, in which some terms are missing.
 */
import { cos, sin } from '../trig.ts';

/** Numbers in one state: theta1, theta2 (rad), their velocities (rad/s). */
export const STATE_SIZE = 4;

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

/** Which equations of motion: the book's, or the paper's. */
export const DYNAMICS = ['book', 'nips'] as const;
export type Dynamics = (typeof DYNAMICS)[number];

const TURN = 2 * Math.PI;

/** The four slopes of Runge-Kutta, [4, STATE_SIZE]: scratch, so that a step allocates nothing. */
const slopes = new Float64Array(4 * STATE_SIZE);

/**
 * Advances one state by a step, in place.
 *
 * @param state `[STATE_SIZE]` float64
 * @param torque newton metres at the elbow
 */
export function advance(state: Float64Array, torque: number, dynamics: Dynamics): void {
  const half = TIME_STEP / 2.0;
  slope(0, state, 0, 0, torque, dynamics);
  slope(1, state, half, 0, torque, dynamics);
  slope(2, state, half, 1, torque, dynamics);
  slope(3, state, TIME_STEP, 2, torque, dynamics);
  for (let i = 0; i < STATE_SIZE; i++) {
    const k1 = slopes[i]!;
    const k2 = slopes[STATE_SIZE + i]!;
    const k3 = slopes[2 * STATE_SIZE + i]!;
    const k4 = slopes[3 * STATE_SIZE + i]!;
    state[i] = state[i]! + (TIME_STEP / 6.0) * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  state[0] = wrap(state[0]!);
  state[1] = wrap(state[1]!);
  state[2] = Math.min(Math.max(state[2]!, -MAX_VELOCITY_1), MAX_VELOCITY_1);
  state[3] = Math.min(Math.max(state[3]!, -MAX_VELOCITY_2), MAX_VELOCITY_2);
}

/** Writes slope `k`: the time derivative at `state + time * slope[previous]`. */
function slope(
  k: number,
  state: Float64Array,
  time: number,
  previous: number,
  torque: number,
  dynamics: Dynamics,
): void {
  const from = previous * STATE_SIZE;
  const first = k === 0; // nothing to go on along yet
  const theta1 = first ? state[0]! : state[0]! + time * slopes[from]!;
  const theta2 = first ? state[1]! : state[1]! + time * slopes[from + 1]!;
  const velocity1 = first ? state[2]! : state[2]! + time * slopes[from + 2]!;
  const velocity2 = first ? state[3]! : state[3]! + time * slopes[from + 3]!;

  const cos2 = cos(theta2);
  const sin2 = sin(theta2);
  const d1 =
    MASS_1 * (CENTER_1 * CENTER_1) +
    MASS_2 * (LENGTH_1 * LENGTH_1 + CENTER_2 * CENTER_2 + 2 * LENGTH_1 * CENTER_2 * cos2) +
    INERTIA +
    INERTIA;
  const d2 = MASS_2 * (CENTER_2 * CENTER_2 + LENGTH_1 * CENTER_2 * cos2) + INERTIA;
  const phi2 = MASS_2 * CENTER_2 * GRAVITY * cos(theta1 + theta2 - Math.PI / 2.0);
  const phi1 =
    -MASS_2 * LENGTH_1 * CENTER_2 * (velocity2 * velocity2) * sin2 -
    2 * MASS_2 * LENGTH_1 * CENTER_2 * velocity2 * velocity1 * sin2 +
    (MASS_1 * CENTER_1 + MASS_2 * LENGTH_1) * GRAVITY * cos(theta1 - Math.PI / 2) +
    phi2;
  const centrifugal = dynamics === 'book' ? MASS_2 * LENGTH_1 * CENTER_2 * (velocity1 * velocity1) * sin2 : 0;
  const acceleration2 =
    (torque + (d2 / d1) * phi1 - centrifugal - phi2) / (MASS_2 * (CENTER_2 * CENTER_2) + INERTIA - (d2 * d2) / d1);
  const acceleration1 = -(d2 * acceleration2 + phi1) / d1;

  const to = k * STATE_SIZE;
  slopes[to] = velocity1;
  slopes[to + 1] = velocity2;
  slopes[to + 2] = acceleration1;
  slopes[to + 3] = acceleration2;
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
