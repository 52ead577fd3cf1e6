/**
 * The rules of CartPole: one step of the cart-pole's equations of motion, and when the pole has fallen.
 *
 * Pure functions of a state held in a caller's array, so that one environment (a row) and a batch of thousands (rows of
 * one array) run the same code and give the same bits.
 *
 * Source: Gymnasium 1.4 `classic_control/cartpole.py`, operation for operation in its order; the equations are those of
 * Florian, "Correct equations for the dynamics of the cart-pole system" (2005), without friction.
 */
import { sinCosRows } from '../trig.ts';
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
  STATE_SIZE,
  TIME_STEP,
  TOTAL_MASS,
} from './constants.ts';

/** What an action does, in the order of the action space. */
export const ACTION_NAMES = ['left', 'right'] as const;

/** States advanced together: their sines and cosines (4 KiB) stay in the first-level cache. */
const BLOCK = 256;
const sines = new Float64Array(BLOCK);
const cosines = new Float64Array(BLOCK);

/**
 * Advances `count` states by one step of `TIME_STEP` seconds each, in place.
 *
 * @param states `[count, STATE_SIZE]` float64
 * @param actions `[count]`, 0 pushes left, 1 right; anything else leaves a state that means nothing
 */
export function advance(states: Float64Array, actions: ArrayLike<number>, count: number): void {
  for (let first = 0; first < count; first += BLOCK) {
    const rows = Math.min(BLOCK, count - first);
    sinCosRows(states, first * STATE_SIZE + 2, STATE_SIZE, rows, sines, cosines);
    advanceBlock(states, actions, first, rows);
  }
}

function advanceBlock(states: Float64Array, actions: ArrayLike<number>, first: number, rows: number): void {
  for (let i = 0, at = first * STATE_SIZE; i < rows; i++, at += STATE_SIZE) {
    const x = states[at]!;
    const xDot = states[at + 1]!;
    const theta = states[at + 2]!;
    const thetaDot = states[at + 3]!;
    const sinTheta = sines[i]!;
    const cosTheta = cosines[i]!;
    const force = FORCE * (2 * actions[first + i]! - 1); // without a branch, which random actions would mispredict

    const push = (force + POLE_MASS_LENGTH * (thetaDot * thetaDot) * sinTheta) / TOTAL_MASS;
    const thetaAcceleration =
      (GRAVITY * sinTheta - cosTheta * push) /
      (HALF_POLE_LENGTH * (4.0 / 3.0 - (POLE_MASS * (cosTheta * cosTheta)) / TOTAL_MASS));
    const xAcceleration = push - (POLE_MASS_LENGTH * thetaAcceleration * cosTheta) / TOTAL_MASS;

    states[at] = x + TIME_STEP * xDot;
    states[at + 1] = xDot + TIME_STEP * xAcceleration;
    states[at + 2] = theta + TIME_STEP * thetaDot;
    states[at + 3] = thetaDot + TIME_STEP * thetaAcceleration;
  }
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
