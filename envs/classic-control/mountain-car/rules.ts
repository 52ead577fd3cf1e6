/**
 * The rules of MountainCar and MountainCarContinuous: one step of a car in a valley, and the valley's shape.
 *
 * Source: Gymnasium 1.4 `classic_control/mountain_car.py` and `continuous_mountain_car.py`, operation for operation; the
 * dynamics are those of Moore, "Efficient Memory-based Learning for Robot Control" (1990), as Sutton and Barto give them.
 */
/** Numbers in one state: position (m), velocity (m a step). */
export const STATE_SIZE = 2;

export const MIN_POSITION = -1.2; // a wall
export const MAX_POSITION = 0.6; // metres
export const MAX_SPEED = 0.07; // metres a step, to either side
const GRAVITY = 0.0025; // metres a step^2, on a slope of 1

/** Default bounds of the uniform distribution of the starting position. */
export const START = { low: -0.6, high: -0.4 } as const;
/** Within which other bounds have to be. */
export const START_LIMITS = { low: MIN_POSITION, high: MAX_POSITION } as const;

/** MountainCar: metres a step^2 from full throttle to either side. */
export const FORCE = 0.001;
/** MountainCarContinuous: the same, stronger. */
export const POWER = 0.0015;
/** Position of the flag: MountainCar's, and that of MountainCarContinuous. */
export const GOAL_POSITION = 0.5;
export const CONTINUOUS_GOAL_POSITION = 0.45;
/** MountainCar: the reward of every step. */
export const STEP_REWARD = -1;
/** MountainCarContinuous: for reaching the flag, and for the square of the throttle. */
const GOAL_REWARD = 100;
const ACTION_COST = 0.1;

/** MountainCar: what an action does, in the order of the action space. */
export const ACTION_NAMES = ['left', 'none', 'right'] as const;

/** The angle whose cosine is the slope where the car stands, radians. */
export function slopeAngle(position: number): number {
  return 3 * position;
}

/**
 * Advances one state by a step, in place.
 *
 * @param states `[..., STATE_SIZE]` float64, of which the state begins at `at`
 * @param push what the engine adds to the velocity, metres a step
 * @param cosine of `slopeAngle` of the position
 */
export function advance(states: Float64Array, at: number, push: number, cosine: number): void {
  let position = states[at]!;
  let velocity = states[at + 1]!;
  velocity += push - GRAVITY * cosine;
  if (velocity > MAX_SPEED) velocity = MAX_SPEED;
  if (velocity < -MAX_SPEED) velocity = -MAX_SPEED;
  position += velocity;
  if (position > MAX_POSITION) position = MAX_POSITION;
  if (position < MIN_POSITION) position = MIN_POSITION;
  if (position === MIN_POSITION && velocity < 0) velocity = 0; // the wall takes all of it
  states[at] = position;
  states[at + 1] = velocity;
}

/** Whether a state is past the flag, fast enough. */
export function isPast(states: Float64Array, at: number, goalPosition: number, goalVelocity: number): boolean {
  return states[at]! >= goalPosition && states[at + 1]! >= goalVelocity;
}

/** MountainCarContinuous: the reward of a step. */
export function continuousReward(throttle: number, terminated: boolean): number {
  return (terminated ? GOAL_REWARD : 0) - throttle * throttle * ACTION_COST;
}

/** Height of the ground in metres, by position. */
export function height(position: number): number {
  return Math.sin(3 * position) * 0.45 + 0.55;
}

/** Slope of the ground, by position. */
export function slope(position: number): number {
  return 3 * 0.45 * Math.cos(3 * position);
}
