/**
 * The numbers of CartPole, for its rules and for its batched kernel: compiled by tsc and by AssemblyScript, whose `f64` is a
 * `number` here.
 *
 * Source: Gymnasium 1.4 `classic_control/cartpole.py`.
 */

/** Numbers in one state: cart position (m), cart velocity (m/s), pole angle (rad), pole angular velocity (rad/s). */
export const STATE_SIZE = 4;

export const GRAVITY = 9.8; // m/s^2
export const CART_MASS = 1.0; // kg
export const POLE_MASS = 0.1; // kg
export const TOTAL_MASS = POLE_MASS + CART_MASS;
/** Metres from the axle to the pole's centre of mass: half the pole. */
export const HALF_POLE_LENGTH = 0.5;
export const POLE_MASS_LENGTH = POLE_MASS * HALF_POLE_LENGTH;
export const FORCE = 10.0; // newtons, to either side
/** Seconds of one step (explicit Euler). */
export const TIME_STEP = 0.02;

/** Metres from the centre at which the cart has left the track. */
export const POSITION_LIMIT = 2.4;
/** Radians from upright at which the pole has fallen: 12 degrees. */
export const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360;

/** Default bounds of the uniform distribution of each number of a starting state. */
export const START_LOW = -0.05;
export const START_HIGH = 0.05;
