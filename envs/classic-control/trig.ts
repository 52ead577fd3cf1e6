/**
 * Sine and cosine that give the same bits in every JavaScript engine.
 *
 * ECMAScript leaves the last bits of `Math.sin` and `Math.cos` to the engine: V8 has changed its own twice, Safari uses
 * the platform's. A replay is exact only if the world is, so the physics of this folder never calls them.
 *
 * Source: fdlibm 5.3 as revised in FreeBSD's msun (`k_sin.c`, `k_cos.c`, `e_rem_pio2.c`), whose notice follows. Within
 * 1 ulp of V8's built-ins and as fast below pi/4 (11 ns for a sine and a cosine, minimum of many loops on Node 20). The
 * coefficients stand inside the functions because V8 folds them only there. Left out: Payne-Hanek reduction; beyond
 * `MAX_REDUCED` radians `Math.sin` and `Math.cos` answer. `cart-pole/kernel/trig.ts` holds the polynomials for two at a time.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
 * business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 * is preserved.
 */

/** Radians: 2^19 * pi/2. Up to here the quotient has 20 bits, so that its products with 33-bit numbers are exact. */
const MAX_REDUCED = 823549;

const QUARTER_PI = Math.PI / 4;

/** Adding and subtracting 1.5 * 2^52 rounds a float64 below 2^51 to the nearest integer: cheaper than `Math.round`. */
const ROUND = 6755399441055744;

/**
 * The sine of `x` radians.
 *
 * @param x Radians; NaN and the infinities give NaN.
 * @returns In the range `[-1, 1]`.
 */
export function sin(x: number): number {
  if (x <= QUARTER_PI && x >= -QUARTER_PI) return x === 0 ? x : kernelSin(x, 0); // keeps -0
  if (!(x <= MAX_REDUCED && x >= -MAX_REDUCED)) return Math.sin(x);
  const quadrant = reduce(x);
  const value =
    (quadrant & 1) === 0 ? kernelSin(reduced[REST]!, reduced[TAIL]!) : kernelCos(reduced[REST]!, reduced[TAIL]!);
  return (quadrant & 2) === 0 ? value : -value;
}

/**
 * The cosine of `x` radians.
 *
 * @param x Radians; NaN and the infinities give NaN.
 * @returns In the range `[-1, 1]`.
 */
export function cos(x: number): number {
  if (x <= QUARTER_PI && x >= -QUARTER_PI) return kernelCos(x, 0);
  if (!(x <= MAX_REDUCED && x >= -MAX_REDUCED)) return Math.cos(x);
  const quadrant = reduce(x);
  const value =
    (quadrant & 1) === 0 ? kernelCos(reduced[REST]!, reduced[TAIL]!) : kernelSin(reduced[REST]!, reduced[TAIL]!);
  return ((quadrant + 1) & 2) === 0 ? value : -value;
}

/**
 * Sines and cosines of many angles, the bits of `sin` and `cos`. For hot loops: one call for all, since V8 boxes each number that
 * it hands to or from a function it does not inline, and no branch on the quadrant, which turning angles would mispredict. 12 to 15
 * ns an angle, where `sin` and `cos` one by one take 25 to 80.
 *
 * @param angles `[count]` radians
 * @param sines, cosines `[count]`, written; `sines` may be `angles`
 */
export function sinCosAll(angles: Float64Array, sines: Float64Array, cosines: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const x = angles[i]!;
    if (!(x <= MAX_REDUCED && x >= -MAX_REDUCED) || x === 0) {
      sines[i] = sin(x);
      cosines[i] = cos(x);
      continue;
    }
    const quadrant = reduce(x);
    const rest = reduced[REST]!;
    const tail = reduced[TAIL]!;
    const odd = quadrant & 1;
    reduced[SINE] = kernelSin(rest, tail);
    reduced[COSINE] = kernelCos(rest, tail);
    sines[i] = reduced[SINE + odd]! * (1 - (quadrant & 2));
    cosines[i] = reduced[COSINE - odd]! * (1 - ((quadrant + 1) & 2));
  }
}

/**
 * Sine of `x + tail` for `|x| <= pi/4`, `tail` being what a double has no room for: the Remez polynomial
 * x + S1 x^3 + ... + S6 x^13, error below 2^-58.
 */
function kernelSin(x: number, tail: number): number {
  const S1 = -1.6666666666666632e-1;
  const S2 = 8.33333333332249e-3;
  const S3 = -1.984126982985795e-4;
  const S4 = 2.7557313707070068e-6;
  const S5 = -2.5050760253406863e-8;
  const S6 = 1.58969099521155e-10;
  const z = x * x;
  const r = S2 + z * (S3 + z * S4) + z * (z * z) * (S5 + z * S6);
  return x + (z * x * (S1 + z * r) + tail * (1 - 0.5 * z));
}

/** Cosine of `x + tail` for `|x| <= pi/4`: 1 - x^2/2 + C1 x^4 + ... + C6 x^14, error below 2^-58. */
function kernelCos(x: number, tail: number): number {
  const C1 = 4.16666666666666e-2;
  const C2 = -1.388888888887411e-3;
  const C3 = 2.480158728947673e-5;
  const C4 = -2.7557314351390663e-7;
  const C5 = 2.087572321298175e-9;
  const C6 = -1.1359647557788195e-11;
  const z = x * x;
  const zz = z * z;
  const r = z * (C1 + z * (C2 + z * C3)) + zz * zz * (C4 + z * (C5 + z * C6));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * tail));
}

/**
 * What `reduce` leaves: x - quadrant * pi/2 as an unevaluated sum of two numbers, the first at most pi/4 to either side. An array,
 * because V8 allocates for each number it assigns to a variable of a module; longer than 64 bytes, which lets V8 know its address.
 */
const reduced = new Float64Array(16);
const REST = 0;
const TAIL = 1;
/** Of the rest; used by `sinCosAll`. */
const SINE = 2;
const COSINE = 3;

/** Cody-Waite reduction, pi/2 in three parts of 33 bits and a tail. Returns the quadrant, writes `reduced`. */
function reduce(x: number): number {
  const TWO_OVER_PI = 0.6366197723675814;
  const HALF_PI_1 = 1.5707963267341256;
  const HALF_PI_2 = 6.077100506303966e-11;
  const HALF_PI_3 = 2.0222662487111665e-21;
  const HALF_PI_3_TAIL = 8.4784276603689e-32;
  const n = x * TWO_OVER_PI + ROUND - ROUND;
  const first = x - n * HALF_PI_1; // exact
  const second = n * HALF_PI_2; // exact
  const afterSecond = first - second;
  const lost = first - afterSecond - second;
  const third = n * HALF_PI_3; // exact
  const afterThird = afterSecond - third;
  const tail = n * HALF_PI_3_TAIL - (afterSecond - afterThird - third) - lost;
  const rest = afterThird - tail;
  reduced[REST] = rest;
  reduced[TAIL] = afterThird - rest - tail;
  return n | 0;
}
