/**
 * Rows: observations as networks and memories take them, flat, one after another. Bytes where an observation is a picture and
 * nothing else (a quarter of the memory), float32 otherwise.
 */

export type Rows = Float32Array | Uint8Array;

/** Up to here a loop beats `set`, whose view costs some 50 ns to make. */
const LOOP_ELEMENTS = 64;

/** Copies `length` elements of `from` at `fromAt` to `to` at `toAt`. */
export function copyElements<T extends Rows | Int32Array>(
  from: T,
  fromAt: number,
  to: T,
  toAt: number,
  length: number,
): void {
  if (length <= LOOP_ELEMENTS) {
    for (let i = 0; i < length; i++) to[toAt + i] = from[fromAt + i]!;
  } else {
    to.set(from.subarray(fromAt, fromAt + length), toAt);
  }
}
