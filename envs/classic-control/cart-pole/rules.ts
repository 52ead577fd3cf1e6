/**
 * The rules of CartPole: one step of the cart-pole's equations of motion, and when the pole has fallen.
 *
 * `kernel/` does the same to batches and gives the same bits: what changes here changes there.
 *
 * Source: Gymnasium 1.4 `classic_control/cartpole.py`, operation for operation in its order; the equations are those of
 * Florian, "Correct equations for the dynamics of the cart-pole system" (2005), without friction.
 */
import { cos, sin } from '../trig.ts';
import {
  ANGLE_LIMIT,
  FORCE,
  GRAVITY,
  HALF_POLE_LENGTH,
  POLE_MASS,
  POLE_MASS_LENGTH,
  POSITION_LIMIT,
  START_HIGH,
  START_LOW,
  TIME_STEP,
  TOTAL_MASS,
} from './constants.ts';

/** What an action does, in the order of the action space. */
export const ACTION_NAMES = ['left', 'right'] as const;

/**
 * Advances a state by one step of `TIME_STEP` seconds, in place.
 *
 * @param state `[STATE_SIZE]` float64
 * @param action 0 pushes left, 1 right; anything else leaves a state that means nothing
 */
export function advance(state: Float64Array, action: number): void {
  const x = state[0]!;
  const xDot = state[1]!;
  const theta = state[2]!;
  const thetaDot = state[3]!;
  const sinTheta = sin(theta);
  const cosTheta = cos(theta);
  const force = FORCE * (2 * action - 1); // without a branch, which random actions would mispredict

  const push = (force + POLE_MASS_LENGTH * (thetaDot * thetaDot) * sinTheta) / TOTAL_MASS;
  const thetaAcceleration =
    (GRAVITY * sinTheta - cosTheta * push) /
    (HALF_POLE_LENGTH * (4.0 / 3.0 - (POLE_MASS * (cosTheta * cosTheta)) / TOTAL_MASS));
  const xAcceleration = push - (POLE_MASS_LENGTH * thetaAcceleration * cosTheta) / TOTAL_MASS;

  state[0] = x + TIME_STEP * xDot;
  state[1] = xDot + TIME_STEP * xAcceleration;
  state[2] = theta + TIME_STEP * thetaDot;
  state[3] = thetaDot + TIME_STEP * thetaAcceleration;
}

/** Whether an action is neither 0 nor 1, without a branch on which of them it is. */
export function isNoAction(action: number): boolean {
  return action * (action - 1) !== 0;
}

/** Whether the cart has left the track or the pole has fallen, in the state at `at`. */
export function hasFallen(states: Float64Array, at: number): boolean {
  const x = states[at]!;
  const theta = states[at + 2]!;
  return x < -POSITION_LIMIT || x > POSITION_LIMIT || theta < -ANGLE_LIMIT || theta > ANGLE_LIMIT;
}

/** The range each number of a starting state is drawn from, uniformly. */
export interface StartBounds {
  readonly low: number;
  readonly high: number;
}

/**
 * Reads the bounds from `reset`'s options: `low` and `high`, each defaulting to Gymnasium's ±0.05.
 *
 * @throws {TypeError} a bound that is not a number
 * @throws {RangeError} a bound that is not finite, or `low > high`
 */
export function startBounds(options: Readonly<Record<string, unknown>> | undefined): StartBounds {
  const low = boundOf('low', options?.low, START_LOW);
  const high = boundOf('high', options?.high, START_HIGH);
  if (low > high) {
    throw new RangeError(`Cannot reset CartPole: options.low must not exceed options.high, got ${low} > ${high}`);
  }
  return { low, high };
}

function boundOf(name: 'low' | 'high', value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number') {
    throw new TypeError(`Cannot reset CartPole: options.${name} must be a number, got ${JSON.stringify(value)}`);
  }
  if (!Number.isFinite(value)) {
    throw new RangeError(`Cannot reset CartPole: options.${name} must be finite, got ${value}`);
  }
  return value;
}
