/**
 * Arrays of bounded integers in numpy's narrow dtypes: for 8- and 16-bit integers numpy cuts each 32-bit draw into four or two,
 * low part first, and starts a fresh draw with every array.
 *
 * Source: numpy `numpy/random/_bounded_integers.pyx.in` and `distributions.c` (`random_bounded_uint8_fill` and its like).
 */
import { boundedInteger } from './distributions.ts';
import type { Pcg64 } from './pcg64.ts';

export type IntegerArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** Fills `out` with integers in the range `[low, high)`. Throws `RangeError` where it is empty or does not fit the dtype. */
export function fillBounded(bits: Pcg64, out: IntegerArray, low: number, high: number): void {
  const range = high - low - 1;
  const [min, max] = limits(out);
  if (!(range >= 0 && low >= min && high - 1 <= max && Number.isInteger(low) && Number.isInteger(high))) {
    const dtype = out.constructor.name;
    throw new RangeError(
      `Cannot fill with integers: low < high, integers within a ${dtype}'s [${min}, ${max}], got [${low}, ${high}).`,
    );
  }
  if (out.BYTES_PER_ELEMENT > 2) {
    for (let i = 0; i < out.length; i++) out[i] = low + boundedInteger(bits, range);
  } else {
    fillNarrow(bits, out, low, range, 8 * out.BYTES_PER_ELEMENT);
  }
}

function fillNarrow(bits: Pcg64, out: IntegerArray, low: number, range: number, width: number): void {
  if (range === 0) {
    out.fill(low);
    return;
  }
  const mask = 2 ** width - 1;
  const perDraw = 32 / width;
  const count = range + 1;
  const threshold = (mask - range) % count;
  let parts = 0;
  let buffer = 0;
  for (let i = 0; i < out.length; i++) {
    let product: number;
    do {
      if (parts === 0) {
        buffer = bits.nextUint32();
        parts = perDraw;
      } else {
        buffer >>>= width;
      }
      parts--;
      product = (buffer & mask) * count; // below 2^32
    } while ((product & mask) < threshold);
    out[i] = low + (product >>> width);
  }
}

function limits(out: IntegerArray): readonly [number, number] {
  if (out instanceof Float64Array) return [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const width = 8 * out.BYTES_PER_ELEMENT;
  const unsigned = out instanceof Uint8Array || out instanceof Uint16Array || out instanceof Uint32Array;
  return unsigned ? [0, 2 ** width - 1] : [-(2 ** (width - 1)), 2 ** (width - 1) - 1];
}
