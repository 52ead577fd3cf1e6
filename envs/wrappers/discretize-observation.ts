/**
 * Cuts each axis of a bounded `Box` observation into bins and gives the cell, for tabular learners.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `DiscretizeObservation`.
 */
import type { Env } from '../core/env.ts';
import { type BoxArray, DTYPES } from '../spaces/arrays.ts';
import type { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { requireBox } from './array-transform.ts';
import { type Cell, type DiscretizeOptions, Grid } from './discretize.ts';
import { ObservationWrapper } from './observation-wrapper.ts';

export class DiscretizeObservation<Obs extends Cell = number, Act = unknown> extends ObservationWrapper<Obs, Act> {
  override readonly observationSpace: Space<Obs>;
  readonly #box: Box;
  readonly #grid: Grid;

  /**
   * @param bins How many for each axis, or for all; what is out of bounds is in the nearest.
   * @throws {TypeError|RangeError} where observations are not of a bounded `Box`, or on bad bins
   */
  constructor(env: Env<unknown, Act>, bins: number | readonly number[], options: DiscretizeOptions = {}) {
    super(env);
    this.#box = requireBox('DiscretizeObservation', env.observationSpace, 'Flatten it first with FlattenObservation.');
    this.#grid = new Grid('DiscretizeObservation', this.#box, bins, options);
    this.observationSpace = this.#grid.space as Space as Space<Obs>;
  }

  override observation(observation: unknown): Obs {
    const values = observation as BoxArray;
    const { bins, edges } = this.#grid;
    const cell = new Int32Array(bins.length);
    for (let axis = 0; axis < cell.length; axis++) {
      let bin = 0;
      while (bin < bins[axis]! - 1 && edges[axis]![bin + 1]! <= values[axis]!) bin++;
      cell[axis] = bin;
    }
    return this.#grid.cellOf(cell) as Obs;
  }

  /** The bounds of a cell's observations. */
  revertObservation(cell: Obs): [low: BoxArray, high: BoxArray] {
    const bins = this.#grid.binsOf(cell);
    const bound = (offset: number) => {
      const values = new DTYPES[this.#box.dtype].array(bins.length);
      for (let axis = 0; axis < bins.length; axis++) values[axis] = this.#grid.edges[axis]![bins[axis]! + offset]!;
      return values;
    };
    return [bound(0), bound(1)];
  }
}
