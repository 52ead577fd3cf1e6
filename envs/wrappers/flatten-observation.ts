/**
 * Gives each observation as one flat array (`flatten` says how), so that what understands nothing else can learn from it.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `FlattenObservation`. Differs: a space without a flat array,
 * one that holds a `Sequence` or a `Graph`, is refused.
 */
import type { Env } from '../core/env.ts';
import type { BoxArray } from '../spaces/arrays.ts';
import type { Box } from '../spaces/box.ts';
import { flatten, flattenSpace, isFlattenable } from '../spaces/flatten.ts';
import type { Space } from '../spaces/space.ts';
import { ObservationWrapper } from './observation-wrapper.ts';

/** The box of flat observations. Throws `TypeError` on a space whose values have no fixed length. */
export function flatObservationSpace(space: Space): Box {
  if (isFlattenable(space)) return flattenSpace(space) as Box;
  throw new TypeError(
    `Cannot flatten observations of ${String(space)}: the values of a Sequence and of a Graph have no fixed length. Filter them out.`,
  );
}

export class FlattenObservation<Act = unknown> extends ObservationWrapper<BoxArray, Act> {
  override readonly observationSpace: Box;

  /** @throws {TypeError} as `flatObservationSpace` does */
  constructor(env: Env<unknown, Act>) {
    super(env);
    this.observationSpace = flatObservationSpace(env.observationSpace);
  }

  override observation(observation: unknown): BoxArray {
    return flatten(this.env.observationSpace, observation) as BoxArray;
  }
}
