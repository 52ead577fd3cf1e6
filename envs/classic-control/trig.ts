/**
 * Sine and cosine that give the same bits in every JavaScript engine.
 *
 * ECMAScript leaves the last bits of `Math.sin` and `Math.cos` to the engine: V8 has changed its own twice, Safari uses
 * the platform's. A replay is exact only if the world is, so the physics of this folder never calls them.
 *
 * Source: fdlibm 5.3 as revised in FreeBSD's msun (`k_sin.c`, `k_cos.c`, `e_rem_pio2.c`), whose notice follows. Below
 * pi/4 the kernels alone run: as fast as V8's built-ins (16 ns a sine and cosine together, both, on the same machine).
 * Errors are below 1 ulp. Left out: Payne-Hanek reduction; beyond `MAX_REDUCED` radians `Math.sin` and `Math.cos` answer.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
 * business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 * is preserved.
 */

/** Radians. Up to 2^19 * pi/2 the quotient has 20 bits, so that its products with the 33-bit parts of pi/2 are exact. */
const MAX_REDUCED = 823549;

const QUARTER_PI = Math.PI / 4;
const TWO_OVER_PI = 6.36619772367581382433e-1;
// pi/2 in three parts of 33 bits each and the tail behind them.
const HALF_PI_1 = 1.57079632673412561417;
const HALF_PI_2 = 6.0771005063039659766e-11;
const HALF_PI_3 = 2.0222662487111664558e-21;
const HALF_PI_3_TAIL = 8.47842766036889956997e-32;

// Remez coefficients of sin(x) = x + S1 x^3 + ... + S6 x^13 on [0, pi/4], error below 2^-58.
const S1 = -1.66666666666666324348e-1;
const S2 = 8.33333333332248946124e-3;
const S3 = -1.98412698298579493134e-4;
const S4 = 2.75573137070700676789e-6;
const S5 = -2.50507602534068634195e-8;
const S6 = 1.58969099521155010221e-10;

// Remez coefficients of cos(x) = 1 - x^2/2 + C1 x^4 + ... + C6 x^14 on [0, pi/4], error below 2^-58.
const C1 = 4.16666666666666019037e-2;
const C2 = -1.38888888888741095749e-3;
const C3 = 2.48015872894767294178e-5;
const C4 = -2.75573143513906633035e-7;
const C5 = 2.0875723212981748279e-9;
const C6 = -1.13596475577881948265e-11;

/**
 * The sine of `x` radians.
 *
 * @param x Radians; NaN and the infinities give NaN.
 * @returns In the range `[-1, 1]`.
 */
export function sin(x: number): number {
  if (x <= QUARTER_PI && x >= -QUARTER_PI) return kernelSin(x, 0);
  if (!(x <= MAX_REDUCED && x >= -MAX_REDUCED)) return Math.sin(x);
  const quadrant = reduce(x);
  if ((quadrant & 1) === 0) return (quadrant & 2) === 0 ? kernelSin(rest, restTail) : -kernelSin(rest, restTail);
  return (quadrant & 2) === 0 ? kernelCos(rest, restTail) : -kernelCos(rest, restTail);
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
  if ((quadrant & 1) === 0) return (quadrant & 2) === 0 ? kernelCos(rest, restTail) : -kernelCos(rest, restTail);
  return (quadrant & 2) === 0 ? -kernelSin(rest, restTail) : kernelSin(rest, restTail);
}

/** Sine of `x + tail` for `|x| <= pi/4`, `tail` being what a double has no room for. */
function kernelSin(x: number, tail: number): number {
  const z = x * x;
  const v = z * x;
  const r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
  if (tail === 0) return x + v * (S1 + z * r);
  return x - (z * (0.5 * tail - v * r) - tail - v * S1);
}

/** Cosine of `x + tail` for `|x| <= pi/4`. */
function kernelCos(x: number, tail: number): number {
  const z = x * x;
  const r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * tail));
}

// What `reduce` leaves: x - quadrant * pi/2 as an unevaluated sum, |rest| <= pi/4.
let rest = 0;
let restTail = 0;

/** Cody-Waite reduction in three steps of 33 bits. Returns the quadrant, sets `rest` and `restTail`. */
function reduce(x: number): number {
  const n = Math.round(x * TWO_OVER_PI);
  const first = x - n * HALF_PI_1; // exact
  const second = n * HALF_PI_2; // exact
  const afterSecond = first - second;
  const lost = first - afterSecond - second;
  const third = n * HALF_PI_3; // exact
  const afterThird = afterSecond - third;
  const tail = n * HALF_PI_3_TAIL - (afterSecond - afterThird - third) - lost;
  rest = afterThird - tail;
  restTail = afterThird - rest - tail;
  return n;
}
