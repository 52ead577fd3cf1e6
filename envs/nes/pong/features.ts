/**
 * What matters on Pong's court, from the cartridge's RAM: ball, velocity, paddles, each in the range `[-1, 1]`, as the player of a seat
 * sees it who believes to sit on the right. So one policy plays both seats.
 */
import { ADDRESS, COURT, LEFT, RIGHT } from './addresses.ts';

export const FEATURES = 6;

/** Pixels a frame that count as 1: the ball's fastest. */
const TOP_SPEED = 6;

/**
 * Writes ball x (1: at the own end), ball y (1: at the lower wall), their velocities, the opponent's paddle and the own one.
 *
 * @param out [FEATURES, ...] float32, from `offset` on
 * @param seat `RIGHT`, or `LEFT` for the mirrored court
 */
export function writeFeatures(ram: Uint8Array, seat: number, out: Float32Array, offset: number): void {
  const toOwnEnd = seat === RIGHT ? 1 : -1;
  const half = COURT.ballSize / 2;
  const x = fixed(ram, ADDRESS.ball_p, ADDRESS.ball_f) + half;
  const y = fixed(ram, ADDRESS.ball_p + 1, ADDRESS.ball_f + 1) + half;
  out[offset] = bounded((toOwnEnd * (x - COURT.centreX)) / COURT.centreX);
  out[offset + 1] = bounded((y - COURT.centreY) / COURT.halfHeight);
  out[offset + 2] = bounded((toOwnEnd * velocity(ram, 0)) / TOP_SPEED);
  out[offset + 3] = bounded(velocity(ram, 1) / TOP_SPEED);
  out[offset + 4] = paddle(ram, seat === RIGHT ? LEFT : RIGHT);
  out[offset + 5] = paddle(ram, seat);
}

/** The paddle's centre: -1 at the upper wall, 1 at the lower. */
function paddle(ram: Uint8Array, side: number): number {
  const y = fixed(ram, ADDRESS.paddle_y + side, ADDRESS.paddle_f + side) + COURT.paddleHeight / 2;
  return bounded((y - COURT.centreY) / COURT.halfHeight);
}

function fixed(ram: Uint8Array, whole: number, fraction: number): number {
  return ram[whole]! + ram[fraction]! / 256;
}

function velocity(ram: Uint8Array, axis: number): number {
  const whole = ram[ADDRESS.ball_v + axis]!;
  return (whole < 128 ? whole : whole - 256) + ram[ADDRESS.ball_vf + axis]! / 256;
}

/** RAM that no game makes, poked or restored, must not leave the space. */
function bounded(value: number): number {
  // No -0: JSON does not carry it.
  return Math.max(-1, Math.min(1, value)) + 0;
}
