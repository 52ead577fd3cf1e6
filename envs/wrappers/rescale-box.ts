/**
 * The straight line from a box onto another: `forward` of its values, `backward` of the new ones, in the box's own precision.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/utils.py`, `rescale_box`, but for its quotient in 80 bits. Differs: boxes of integers are
 * refused; Gymnasium cuts the slope to an integer there.
 */
import { show } from '../core/show.ts';
import { type BoxArray, DTYPES } from '../spaces/arrays.ts';
import { Box } from '../spaces/box.ts';

export interface BoxScale {
  /** The new box. */
  readonly space: Box;
  /** New value = `gradient` times value plus `intercept`, one each, [size] of the box's dtype. */
  readonly gradient: BoxArray;
  readonly intercept: BoxArray;
}

/**
 * @param low One for all, or one each; where the box has no bound, infinite too.
 * @throws {RangeError} on a box of integers, bounds that do not fit it, or low above high
 */
export function rescaleBox(
  wrapper: string,
  box: Box,
  low: number | ArrayLike<number>,
  high: number | ArrayLike<number>,
): BoxScale {
  if (DTYPES[box.dtype].kind !== 'float') {
    throw new RangeError(
      `Cannot make a ${wrapper}: a Box is rescaled as float32 or float64, got ${box}. Take DtypeObservation first.`,
    );
  }
  const size = box.low.length;
  const lows = spread(wrapper, box, 'low', low);
  const highs = spread(wrapper, box, 'high', high);
  const space = new Box({ low: lows, high: highs, shape: box.shape, dtype: box.dtype });
  const gradient = new DTYPES[box.dtype].array(size).fill(1);
  const intercept = new DTYPES[box.dtype].array(size);
  for (let i = 0; i < size; i++) {
    const [from, to] = [box.low[i]!, box.high[i]!];
    const [newFrom, newTo] = [lows[i]!, highs[i]!];
    checkInfinite(wrapper, from, newFrom, i);
    checkInfinite(wrapper, to, newTo, i);
    if (Number.isFinite(newFrom) && Number.isFinite(newTo)) gradient[i] = (newTo - newFrom) / (to - from);
    if (Number.isFinite(newTo)) intercept[i] = newTo - to;
    if (Number.isFinite(newFrom)) {
      intercept[i] = gradient[i]! * -from; // rounded to the dtype, as numpy's product is
      intercept[i] = intercept[i]! + newFrom;
    }
  }
  return { space, gradient, intercept };
}

function spread(wrapper: string, box: Box, side: string, bound: number | ArrayLike<number>): Float64Array {
  const size = box.low.length;
  const bounds = typeof bound === 'number' ? new Float64Array(size).fill(bound) : Float64Array.from(bound);
  if (bounds.length === size && !bounds.some(Number.isNaN)) return bounds;
  throw new RangeError(
    `Cannot make a ${wrapper}: its ${side} is a number, or one for each of the ${size} elements, got ${show(bound)}.`,
  );
}

function checkInfinite(wrapper: string, bound: number, newBound: number, index: number): void {
  if (bound === newBound || (Number.isFinite(bound) && Number.isFinite(newBound))) return;
  throw new RangeError(
    `Cannot make a ${wrapper}: an infinite bound stays infinite and a finite one finite, got ${newBound} for ${bound} at index ${index}.`,
  );
}
