// One step of the equations of motion for two states: `advance` of ../rules.ts, operation for operation, so that the bits are
// the same. No fused multiply-add, which would round once where JavaScript rounds twice.

import {
  ANGLE_LIMIT,
  FORCE,
  GRAVITY,
  HALF_POLE_LENGTH,
  POLE_MASS,
  POLE_MASS_LENGTH,
  POSITION_LIMIT,
  TIME_STEP,
  TOTAL_MASS,
} from '../constants';
import { add, constant, div, lower, mul, sub, upper } from './vector';

const gravity = memory.data<f64>([GRAVITY]);
const poleMass = memory.data<f64>([POLE_MASS]);
const totalMass = memory.data<f64>([TOTAL_MASS]);
const halfPoleLength = memory.data<f64>([HALF_POLE_LENGTH]);
const poleMassLength = memory.data<f64>([POLE_MASS_LENGTH]);
const pushLeft = memory.data<f64>([-FORCE]);
const timeStep = memory.data<f64>([TIME_STEP]);
const positionLimit = memory.data<f64>([POSITION_LIMIT]);
const angleLimit = memory.data<f64>([ANGLE_LIMIT]);
const fourThirds = memory.data<f64>([4.0 / 3.0]);

/** The pole's angles of two states. */
@inline
export function angles(states: usize): v128 {
  return lower(v128.load(states, 16), v128.load(states, 48));
}

/**
 * Advances two states and observes them.
 *
 * @param states [2, 4] float64, in place
 * @param actions [2] int32, of which the lowest bit counts
 * @param observations [2, 4] float32
 * @returns bit 0 and 1: whether the first and the second have fallen
 */
@inline
export function advancePair(states: usize, actions: usize, sinTheta: v128, cosTheta: v128, observations: usize): i32 {
  const cart0 = v128.load(states);
  const pole0 = v128.load(states, 16);
  const cart1 = v128.load(states, 32);
  const pole1 = v128.load(states, 48);
  const x = lower(cart0, cart1);
  const xDot = upper(cart0, cart1);
  const theta = lower(pole0, pole1);
  const thetaDot = upper(pole0, pole1);
  // Action 1 turns the sign of the push to the left.
  const force = v128.xor(constant(pushLeft), i64x2.shl(v128.load_ext<u32>(actions), 63));

  const push = div(add(force, mul(mul(constant(poleMassLength), mul(thetaDot, thetaDot)), sinTheta)), constant(totalMass));
  const thetaAcceleration = div(
    sub(mul(constant(gravity), sinTheta), mul(cosTheta, push)),
    mul(
      constant(halfPoleLength),
      sub(constant(fourThirds), div(mul(constant(poleMass), mul(cosTheta, cosTheta)), constant(totalMass))),
    ),
  );
  const xAcceleration = sub(
    push,
    div(mul(mul(constant(poleMassLength), thetaAcceleration), cosTheta), constant(totalMass)),
  );

  const newX = add(x, mul(constant(timeStep), xDot));
  const newXDot = add(xDot, mul(constant(timeStep), xAcceleration));
  const newTheta = add(theta, mul(constant(timeStep), thetaDot));
  const newThetaDot = add(thetaDot, mul(constant(timeStep), thetaAcceleration));

  const newCart0 = lower(newX, newXDot);
  const newPole0 = lower(newTheta, newThetaDot);
  const newCart1 = upper(newX, newXDot);
  const newPole1 = upper(newTheta, newThetaDot);
  v128.store(states, newCart0);
  v128.store(states, newPole0, 16);
  v128.store(states, newCart1, 32);
  v128.store(states, newPole1, 48);
  v128.store(observations, observed(newCart0, newPole0));
  v128.store(observations, observed(newCart1, newPole1), 16);

  return i64x2.bitmask(
    v128.or(
      f64x2.gt(f64x2.abs(newX), constant(positionLimit)),
      f64x2.gt(f64x2.abs(newTheta), constant(angleLimit)),
    ),
  );
}

@inline
function observed(cart: v128, pole: v128): v128 {
  return lower(f32x4.demote_f64x2_zero(cart), f32x4.demote_f64x2_zero(pole));
}
