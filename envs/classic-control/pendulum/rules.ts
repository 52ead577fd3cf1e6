/**
 * The rules of Pendulum: one step of a rod driven at its pivot, and what it costs.
 *
 * Source: Gymnasium 1.4 `classic_control/pendulum.py`, operation for operation, in float64 as under numpy 1. Under numpy 2 Gymnasium
 * computes what the torque adds in float32, since the action is one: 1e-8 rad/s a step.
 */
/** Numbers in one state: angle from upright (rad, anticlockwise, not wrapped), its velocity (rad/s). */
export const STATE_SIZE = 2;

const MASS = 1.0; // kg
export const LENGTH = 1.0; // metres
/** Seconds of one step (semi-implicit Euler). */
const TIME_STEP = 0.05;
export const MAX_SPEED = 8; // rad/s, to either side
export const MAX_TORQUE = 2; // newton metres, to either side

/** Default bounds, to either side, of the uniform distributions of angle and velocity of a starting state. */
export const START_ANGLE = Math.PI;
export const START_SPEED = 1;
/** Within which other bounds have to be; of an angle, beyond half a turn, only the precision differs. */
export const START_ANGLE_LIMITS = { low: 0, high: 1000 } as const;
export const START_SPEED_LIMITS = { low: 0, high: MAX_SPEED } as const;

const TURN = 2 * Math.PI;

/** What a state (at `at`) and the torque applied in it cost: the weighted sum of the squares of angle, velocity and torque. */
export function cost(states: Float64Array, at: number, torque: number): number {
  const angle = wrap(states[at]!);
  const speed = states[at + 1]!;
  return angle * angle + 0.1 * (speed * speed) + 0.001 * (torque * torque);
}

/**
 * Advances one state by a step, in place.
 *
 * @param states `[..., STATE_SIZE]` float64, of which the state begins at `at`
 * @param torque newton metres, anticlockwise
 * @param gravity m/s^2
 * @param sine of the state's angle
 */
export function advance(states: Float64Array, at: number, torque: number, gravity: number, sine: number): void {
  let speed = states[at + 1]!;
  speed += (((3 * gravity) / (2 * LENGTH)) * sine + (3.0 / (MASS * (LENGTH * LENGTH))) * torque) * TIME_STEP;
  if (speed > MAX_SPEED) speed = MAX_SPEED;
  if (speed < -MAX_SPEED) speed = -MAX_SPEED;
  states[at] = states[at]! + speed * TIME_STEP;
  states[at + 1] = speed;
}

/** The angle in the range `[-pi, pi)`, as Python's `%` gives it; within a turn nothing is left to divide, which costs a call. */
function wrap(angle: number): number {
  let turned = angle + Math.PI;
  if (!(turned >= 0 && turned < TURN)) {
    turned %= TURN;
    if (turned < 0) turned += TURN;
  }
  return turned - Math.PI;
}
