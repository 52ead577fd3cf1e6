/**
 * Cutting each axis of a bounded box into bins, and naming a cell by its bins or by one number.
 *
 * Source: Gymnasium 1.4 `DiscretizeObservation` and `DiscretizeAction`; numpy's `linspace` in the box's own precision.
 */
import { show } from '../core/show.ts';
import { type BoxArray, DTYPES } from '../spaces/arrays.ts';
import type { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';

export interface DiscretizeOptions {
  /** Whether a cell is a list of bins (`MultiDiscrete`), not one number (`Discrete`); default false. */
  readonly multidiscrete?: boolean;
}

/** A cell: one number, or an axis's bin each. */
export type Cell = number | Int32Array;

export class Grid {
  readonly space: Discrete | MultiDiscrete;
  readonly bins: Int32Array; // [axes]
  /** The borders of the bins of each axis, its bounds included, in the box's precision. */
  readonly edges: readonly BoxArray[]; // [axes][bins + 1]

  /**
   * @param bins How many for each axis, or for all.
   * @throws {RangeError} on a box with an infinite bound, or bins that are not integers of 1 or more
   */
  constructor(wrapper: string, box: Box, bins: number | readonly number[], options: DiscretizeOptions) {
    const axes = box.low.length;
    if (![...box.low, ...box.high].every(Number.isFinite)) {
      throw new RangeError(
        `Cannot make a ${wrapper}: each axis has two finite bounds, got ${box}. Clip it to finite ones with a Transform wrapper.`,
      );
    }
    const counts = typeof bins === 'number' ? new Array<number>(axes).fill(bins) : [...bins];
    if (counts.length !== axes || !counts.every((count) => Number.isSafeInteger(count) && count > 0)) {
      throw new RangeError(
        `Cannot make a ${wrapper}: bins is an integer of 1 or more, or one for each of the ${axes} axes, got ${show(bins)}.`,
      );
    }
    this.bins = Int32Array.from(counts);
    this.edges = counts.map((count, axis) => linspace(box, axis, count));
    const cells = counts.reduce((product, count) => product * count, 1);
    this.space = options.multidiscrete === true ? new MultiDiscrete(counts) : new Discrete(cells);
  }

  /** The cell of these bins. */
  cellOf(bins: Int32Array): Cell {
    if (this.space instanceof MultiDiscrete) return bins;
    let cell = 0;
    for (let axis = 0; axis < bins.length; axis++) cell = cell * this.bins[axis]! + bins[axis]!;
    return cell;
  }

  /** The bins of a cell. */
  binsOf(cell: Cell): Int32Array {
    if (typeof cell !== 'number') return cell;
    const bins = new Int32Array(this.bins.length);
    for (let axis = bins.length - 1, rest = cell; axis >= 0; axis--) {
      bins[axis] = rest % this.bins[axis]!;
      rest = Math.floor(rest / this.bins[axis]!);
    }
    return bins;
  }
}

/** numpy's `linspace(low, high, bins + 1)`. */
function linspace(box: Box, axis: number, bins: number): BoxArray {
  // numpy computes it in the dtype where that is a float, else in float64.
  const { array } = DTYPES[box.dtype === 'float32' ? 'float32' : 'float64'];
  const edges = new array(bins + 1);
  const scratch = new array(2);
  const [low, high] = [box.low[axis]!, box.high[axis]!];
  scratch[0] = high - low;
  scratch[0] = scratch[0]! / bins; // the step
  for (let i = 0; i < bins; i++) {
    scratch[1] = i * scratch[0]!;
    edges[i] = scratch[1]! + low;
  }
  edges[bins] = high;
  return edges;
}
