/**
 * Sine and cosine as numpy computes them of a float32: in float32 throughout, wrong in the last bit for one angle in eight.
 *
 * Gymnasium's Acrobot begins its episodes with a float32 state, so its first observations have numpy's bits, not the correctly
 * rounded ones; here they are the same. Everything else wants `trig.ts`.
 *
 * Source: numpy 1.17 to 2.4, `loops_trigonometric.dispatch.c.src` (`simd_cosine_poly_f32`, `simd_sine_poly_f32`), with fused
 * multiply-add: Cody-Waite reduction by pi/2, then polynomials. Equal at all of 300,000 random angles within ±13. Left out: beyond
 * `MAX_ANGLE` numpy calls the C library.
 */

/** Radians, to either side. */
export const MAX_ANGLE = 71476.0625;

const TWO_OVER_PI = 0.6366197466850281;
/** pi/2 in three parts, negated: the product of each with a quadrant is exact or small. */
const HALF_PI_HIGH = -1.570796012878418;
const HALF_PI_MIDDLE = -3.1391647326017846e-7;
const HALF_PI_LOW = -5.390302529957765e-15;

const COS_2 = -0.5;
const COS_4 = 0.04166661947965622;
const COS_6 = -0.001388652017340064;
const COS_8 = 2.4372266125283204e-5;
const SIN_3 = -0.1666666716337204;
const SIN_5 = 0.008333397097885609;
const SIN_7 = -0.00019856491417158395;
const SIN_9 = 2.8404097065504175e-6;

/** `x` a float32 number within `MAX_ANGLE`. Returns a float32 number in the range `[-1, 1]`. */
export function sinFloat32(x: number): number {
  return evaluate(x, 0);
}

/** As `sinFloat32`. */
export function cosFloat32(x: number): number {
  return evaluate(x, 1);
}

/** The sine of `x` plus `quarters` quarter turns. */
function evaluate(x: number, quarters: number): number {
  const turned = Math.fround(x * TWO_OVER_PI);
  const quadrant = roundToEven(turned);
  let r = fused(quadrant, HALF_PI_HIGH, x);
  r = fused(quadrant, HALF_PI_MIDDLE, r);
  r = fused(quadrant, HALF_PI_LOW, r);
  const r2 = Math.fround(r * r);
  const which = quadrant + quarters;
  const value = (which & 1) === 0 ? sinePolynomial(r, r2) : cosinePolynomial(r2);
  return (which & 2) === 0 ? value : -value;
}

function cosinePolynomial(r2: number): number {
  let sum = fused(COS_8, r2, COS_6);
  sum = fused(sum, r2, COS_4);
  sum = fused(sum, r2, COS_2);
  return fused(sum, r2, 1);
}

function sinePolynomial(r: number, r2: number): number {
  let sum = fused(SIN_9, r2, SIN_7);
  sum = fused(sum, r2, SIN_5);
  sum = fused(sum, r2, SIN_3);
  sum = Math.fround(sum * r2);
  return fused(sum, r, r);
}

/** float32 multiply-add with one rounding: the product is exact in float64. */
function fused(a: number, b: number, c: number): number {
  return Math.fround(a * b + c);
}

/** The nearest integer, ties to even. */
function roundToEven(x: number): number {
  const magic = 6755399441055744; // 1.5 * 2^52: beside it there is no room for a fraction
  return x + magic - magic;
}
