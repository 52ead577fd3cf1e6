/**
 * numpy's sum of a contiguous array, to the bit: eight running sums over blocks of at most 128, and halves of longer arrays added.
 *
 * Source: numpy `numpy/_core/src/umath/loops_utils.h.src`, `pairwise_sum`.
 */

const BLOCK = 128;

/** Of `values[from]` to `values[from + count - 1]`, in the array's own precision: each addition of a `Float32Array` is rounded. */
export function pairwiseSum(values: Float64Array | Float32Array, from: number, count: number): number {
  return values instanceof Float32Array ? sumOfFloats(values, from, count) : sumOfDoubles(values, from, count);
}

function sumOfDoubles(values: Float64Array, from: number, count: number): number {
  const end = from + count;
  if (count < 8) {
    let sum = 0;
    for (let i = from; i < end; i++) sum += values[i]!;
    return sum;
  }
  if (count > BLOCK) {
    const half = halfOf(count);
    return sumOfDoubles(values, from, half) + sumOfDoubles(values, from + half, count - half);
  }
  const r = new Float64Array(8);
  const even = end - (count % 8);
  let i = from;
  for (; i < even; i += 8) for (let k = 0; k < 8; k++) r[k] = r[k]! + values[i + k]!;
  let sum = r[0]! + r[1]! + (r[2]! + r[3]!) + (r[4]! + r[5]! + (r[6]! + r[7]!));
  for (; i < end; i++) sum += values[i]!;
  return sum;
}

function sumOfFloats(values: Float32Array, from: number, count: number): number {
  const f = Math.fround;
  const end = from + count;
  if (count < 8) {
    let sum = 0;
    for (let i = from; i < end; i++) sum = f(sum + values[i]!);
    return sum;
  }
  if (count > BLOCK) {
    const half = halfOf(count);
    return f(sumOfFloats(values, from, half) + sumOfFloats(values, from + half, count - half));
  }
  const r = new Float32Array(8);
  const even = end - (count % 8);
  let i = from;
  for (; i < even; i += 8) for (let k = 0; k < 8; k++) r[k] = r[k]! + values[i + k]!;
  let sum = f(f(f(r[0]! + r[1]!) + f(r[2]! + r[3]!)) + f(f(r[4]! + r[5]!) + f(r[6]! + r[7]!)));
  for (; i < end; i++) sum = f(sum + values[i]!);
  return sum;
}

/** Half, rounded down to a multiple of eight. */
function halfOf(count: number): number {
  const half = count >>> 1;
  return half - (half % 8);
}
