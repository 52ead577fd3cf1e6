/**
 * numpy's samplers over a bit generator: bounded integers by Lemire's method, normal and exponential by the ziggurat.
 * Each takes as many outputs, in the same order and the same halves, as numpy's C.
 *
 * Source: numpy `numpy/random/src/distributions/distributions.c`; D. Lemire, "Fast Random Integer Generation in an Interval",
 * 2019. In the tails of the ziggurat (one draw in 3,700) numpy calls the C library's `log1p` and `exp`, which may differ
 * from `Math.log1p` and `Math.exp` in the last bit, as they do from one C library to the next.
 */
import type { Pcg64 } from './pcg64.ts';
import {
  EXPONENTIAL_ACCEPT,
  EXPONENTIAL_DENSITY,
  EXPONENTIAL_SCALE,
  EXPONENTIAL_TAIL,
  NORMAL_ACCEPT,
  NORMAL_DENSITY,
  NORMAL_SCALE,
  NORMAL_TAIL,
  NORMAL_TAIL_INVERSE,
} from './ziggurat-tables.ts';

/** Adding and subtracting 1.5 * 2^52 rounds a float64 below 2^51 to the nearest integer. */
const ROUND = 6755399441055744;
const TWO_32 = 2 ** 32;
const TWO_M32 = 2 ** -32;
const TWO_21 = 2 ** 21;
const TWO_23 = 2 ** 23;

/**
 * An integer in the range `[0, range]`, both ends in.
 *
 * @param range Integer in `[0, 2^53 - 1]`. Up to 2^32 - 1 it takes a 32-bit half (numpy's buffered halves), above a whole output.
 */
export function boundedInteger(bits: Pcg64, range: number): number {
  if (range === 0) return 0;
  if (range < 0xffffffff) {
    const count = range + 1;
    let draw = bits.nextUint32();
    let low = Math.imul(draw, count) >>> 0;
    if (low < count) {
      const threshold = (0xffffffff - range) % count;
      while (low < threshold) {
        draw = bits.nextUint32();
        low = Math.imul(draw, count) >>> 0;
      }
    }
    // The upper half of the 64-bit product. Of a small count in two 16-bit steps, which stay within 32 bits:
    if (count <= 0x10000) {
      return (Math.imul(draw >>> 16, count) + (Math.imul(draw & 0xffff, count) >>> 16)) >>> 16;
    }
    // else in float64: without its low half it is a multiple of 2^32, but for a rounding.
    return (draw * count - low) * TWO_M32 + ROUND - ROUND;
  }
  if (range === 0xffffffff) return bits.nextUint32();
  return boundedWide(bits, range);
}

/**
 * An integer in the range `[0, max]`, by masking and rejecting: numpy's `random_interval`, which only its `shuffle` uses.
 *
 * @param max Integer in `[0, 2^32 - 1]`.
 */
export function maskedInteger(bits: Pcg64, max: number): number {
  if (max === 0) return 0;
  const mask = 0xffffffff >>> Math.clz32(max);
  for (;;) {
    const value = (bits.nextUint32() & mask) >>> 0;
    if (value <= max) return value;
  }
}

/** `range` in `[2^32, 2^53 - 1]`. */
function boundedWide(bits: Pcg64, range: number): number {
  const countLow = (range + 1) >>> 0;
  const countHigh = (range + 1 - countLow) / TWO_32;
  for (;;) {
    bits.nextPair();
    const drawHigh = bits.high;
    const drawLow = bits.low;
    // 128-bit product of draw and count, as four 32-bit words; only the lower half decides on rejection.
    const carry = productHigh(drawLow, countLow);
    const middle = productLow(drawLow, countHigh) + productLow(drawHigh, countLow) + carry;
    const leftover = (middle >>> 0) * TWO_32 + productLow(drawLow, countLow); // low word of the product, rounded
    const upper =
      drawHigh * countHigh +
      productHigh(drawLow, countHigh) +
      productHigh(drawHigh, countLow) +
      (middle - (middle >>> 0)) * TWO_M32;
    // Rejection concerns one draw in 2^11 at most: exactly, in BigInt.
    if (leftover > range + 1 + 2 ** 12 || !rejected(drawHigh, drawLow, range)) return upper;
  }
}

function productLow(a: number, b: number): number {
  return Math.imul(a, b) >>> 0;
}

function productHigh(a: number, b: number): number {
  return (a * b - productLow(a, b)) * TWO_M32 + ROUND - ROUND;
}

function rejected(high: number, low: number, range: number): boolean {
  const count = BigInt(range) + 1n;
  const leftover = (((BigInt(high) << 32n) | BigInt(low)) * count) & 0xffffffffffffffffn;
  return leftover < (0xffffffffffffffffn - BigInt(range)) % count;
}

/** Of the standard normal distribution. */
export function standardNormal(bits: Pcg64): number {
  for (;;) {
    bits.nextPair();
    const high = bits.high;
    const low = bits.low;
    const layer = low & 0xff;
    const draw = (high & 0x1fffffff) * TWO_23 + (low >>> 9); // bits 9 to 60
    const x = draw * NORMAL_SCALE[layer]!;
    const signed = (low & 0x100) === 0 ? x : -x;
    if (draw < NORMAL_ACCEPT[layer]!) return signed; // 99.3%
    if (layer === 0) return normalTail(bits, (low & 0x20000) !== 0);
    const outer = NORMAL_DENSITY[layer]!;
    if ((NORMAL_DENSITY[layer - 1]! - outer) * bits.nextDouble() + outer < Math.exp(-0.5 * x * x)) return signed;
  }
}

function normalTail(bits: Pcg64, negative: boolean): number {
  for (;;) {
    const x = -NORMAL_TAIL_INVERSE * Math.log1p(-bits.nextDouble());
    const y = -Math.log1p(-bits.nextDouble());
    if (y + y > x * x) return negative ? -(NORMAL_TAIL + x) : NORMAL_TAIL + x;
  }
}

/** Of the exponential distribution with mean 1. */
export function standardExponential(bits: Pcg64): number {
  for (;;) {
    bits.nextPair();
    const low = bits.low;
    const layer = (low >>> 3) & 0xff;
    const draw = bits.high * TWO_21 + (low >>> 11); // the upper 53 bits
    const x = draw * EXPONENTIAL_SCALE[layer]!;
    if (draw < EXPONENTIAL_ACCEPT[layer]!) return x; // 98.9%
    if (layer === 0) return EXPONENTIAL_TAIL - Math.log1p(-bits.nextDouble());
    const outer = EXPONENTIAL_DENSITY[layer]!;
    if ((EXPONENTIAL_DENSITY[layer - 1]! - outer) * bits.nextDouble() + outer < Math.exp(-x)) return x;
  }
}
