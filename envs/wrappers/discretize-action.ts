/**
 * Cuts each axis of a bounded `Box` of actions into bins, and acts by the middle of the bin that is chosen.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_action.py`, `DiscretizeAction`.
 */
import type { Env } from '../core/env.ts';
import { type BoxArray, DTYPES } from '../spaces/arrays.ts';
import type { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { ActionWrapper } from './action-wrapper.ts';
import { requireBox } from './array-transform.ts';
import { type Cell, type DiscretizeOptions, Grid } from './discretize.ts';

export class DiscretizeAction<Obs, Act extends Cell, InnerAct extends BoxArray> extends ActionWrapper<
  Obs,
  Act,
  InnerAct
> {
  override readonly actionSpace: Space<Act>;
  readonly #box: Box;
  readonly #grid: Grid;

  /**
   * @param bins How many for each axis, or for all.
   * @throws {TypeError|RangeError} where actions are not of a bounded `Box`, or on bad bins
   */
  constructor(env: Env<Obs, InnerAct>, bins: number | readonly number[], options: DiscretizeOptions = {}) {
    super(env);
    this.#box = requireBox('DiscretizeAction', env.actionSpace, 'Actions of other spaces are discrete already.');
    this.#grid = new Grid('DiscretizeAction', this.#box, bins, options);
    this.actionSpace = this.#grid.space as Space as Space<Act>;
  }

  override action(action: Act): InnerAct {
    const bins = this.#grid.binsOf(action);
    const middles = new DTYPES[this.#box.dtype].array(bins.length);
    for (let axis = 0; axis < bins.length; axis++) middles[axis] = this.#middle(axis, bins[axis]!);
    return middles as InnerAct;
  }

  /** The action whose bins' middles are nearest to an action of the environment. */
  revertAction(action: InnerAct): Act {
    const bins = Int32Array.from(this.#grid.bins, (count, axis) => {
      let nearest = 0;
      for (let bin = 1; bin < count; bin++) {
        const [a, b] = [this.#middle(axis, bin), this.#middle(axis, nearest)];
        if (Math.abs(a - action[axis]!) < Math.abs(b - action[axis]!)) nearest = bin;
      }
      return nearest;
    });
    return this.#grid.cellOf(bins) as Act;
  }

  #middle(axis: number, bin: number): number {
    const edges = this.#grid.edges[axis]!;
    const sum = edges[bin]! + edges[bin + 1]!;
    return edges instanceof Float32Array ? Math.fround(0.5 * Math.fround(sum)) : 0.5 * sum;
  }
}
