/**
 * The space of batches: what `n` values of a space are side by side. Its generator goes on from a copy of the space's own, which
 * itself is not moved.
 *
 * | of                           | the batch space                                             |
 * | ---------------------------- | ----------------------------------------------------------- |
 * | Box                          | Box `[n, ...shape]`                                         |
 * | Discrete                     | MultiDiscrete of n                                          |
 * | MultiDiscrete, MultiBinary   | Box `[n, ...shape]` of integers                             |
 * | Dict, Tuple                  | the same of batch spaces                                    |
 * | Text, Sequence, Graph, OneOf | Tuple of n copies, seeded by draws from the copied generator |
 *
 * Source: Gymnasium 1.4 `vector/utils/space_utils.py`, `batch_space`.
 */
import { Box } from './box.ts';
import { Dict } from './dict.ts';
import { Discrete } from './discrete.ts';
import { spaceFromJSON } from './from-json.ts';
import { MultiBinary } from './multi-binary.ts';
import { MultiDiscrete } from './multi-discrete.ts';
import { SeededSpace } from './seeded-space.ts';
import type { Space } from './space.ts';
import { Tuple } from './tuple.ts';

/** The end of the range of the copies' seeds, as Gymnasium's. */
const MAX_COPY_SEED = 1e8;

/**
 * @param n Integer of 0 or more; 1 or more where the space is of `Discrete`s.
 * @throws {TypeError} a space of a class that is not of this folder
 * @throws {RangeError} on another `n`
 */
export function batchSpace(space: Space, n = 1): Space {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`Cannot batch ${space}: the number of values is an integer of 0 or more, got ${n}.`);
  }
  if (space instanceof Tuple) return new Tuple(space.spaces.map((part) => batchSpace(part, n)));
  if (space instanceof Dict) {
    return new Dict(Object.entries(space.spaces).map(([key, part]) => [key, batchSpace(part, n)] as const));
  }
  if (!(space instanceof SeededSpace)) {
    throw new TypeError(`Cannot batch ${String(space)}: known are the spaces that ship with Ludus.`);
  }
  const batched = arraySpace(space, n);
  const generator = space.forkGenerator();
  if (batched !== null) {
    batched.setState(generator.getState());
    return batched;
  }
  const copies = Array.from({ length: n }, () => spaceFromJSON(space.toJSON()));
  const tuple = new Tuple(copies);
  tuple.seed(copies.map(() => generator.integers(0, MAX_COPY_SEED)));
  return tuple;
}

/** Null where a batch is not one array. */
function arraySpace(space: Space, n: number): Space | null {
  if (space instanceof Discrete) {
    return new MultiDiscrete(new Int32Array(n).fill(space.n), { start: new Float64Array(n).fill(space.start) });
  }
  if (space instanceof Box) {
    const { low, high, shape, dtype } = space;
    return new Box({ low: tiled(low, n), high: tiled(high, n), shape: [n, ...shape], dtype });
  }
  if (space instanceof MultiDiscrete) {
    const { start, nvec, shape, dtype } = space;
    const last = start.map((first, i) => first + nvec[i]! - 1);
    return new Box({ low: tiled(start, n), high: tiled(last, n), shape: [n, ...shape], dtype });
  }
  if (space instanceof MultiBinary) return new Box({ low: 0, high: 1, shape: [n, ...space.shape], dtype: 'int8' });
  return null;
}

/** The values `n` times over. */
function tiled(values: ArrayLike<number>, n: number): Float64Array {
  const tiles = new Float64Array(n * values.length);
  for (let i = 0; i < n; i++) tiles.set(values, i * values.length);
  return tiles;
}
