/**
 * Values side by side: making a batch, filling it, taking it apart. A batch of `Box`, `Discrete`, `MultiDiscrete` or `MultiBinary`
 * is one flat array, of `Dict` an object of batches, of `Tuple` an array of batches, of anything else an array of the values.
 *
 * All of these take the space of one value. (In Gymnasium `iterate` takes the batch's own; a flat array needs the row's.)
 *
 * Source: Gymnasium 1.4 `vector/utils/space_utils.py` (`create_empty_array`, `concatenate`, `iterate`).
 */
import { show } from '../core/show.ts';
import { rowCodec } from '../vector/batch.ts';
import type { Batch } from '../vector/vector-env.ts';
import { isArrayOfNumbers, sizeOf } from './arrays.ts';
import { Dict } from './dict.ts';
import { Graph } from './graph.ts';
import { OneOf } from './one-of.ts';
import { Sequence } from './sequence.ts';
import type { Space } from './space.ts';
import { Text } from './text.ts';
import { Tuple } from './tuple.ts';

/**
 * A batch of `n` rows to be filled: zeros where it is numbers, the shortest strings, sequences without an item, graphs of one node
 * and one edge. Zeros need not be in the space.
 */
export function createEmptyArray(space: Space, n = 1): Batch {
  if (space instanceof Dict) {
    return Object.fromEntries(Object.entries(space.spaces).map(([key, part]) => [key, createEmptyArray(part, n)]));
  }
  if (space instanceof Tuple) return space.spaces.map((part) => createEmptyArray(part, n));
  if (space instanceof Text || space instanceof Sequence || space instanceof Graph || space instanceof OneOf) {
    return Array.from({ length: n }, () => emptyItem(space)) as readonly unknown[] as Batch;
  }
  return rowCodec(space).create(n);
}

function emptyItem(space: Text | Sequence | Graph | OneOf): unknown {
  if (space instanceof Text) return [...space.characters].sort()[0]?.repeat(space.minLength) ?? '';
  if (space instanceof Sequence) return space.stack ? createEmptyArray(space.featureSpace, 1) : [];
  if (space instanceof OneOf) return [];
  const { nodeSpace, edgeSpace } = space;
  return {
    nodes: createEmptyArray(nodeSpace, 1),
    edges: edgeSpace === null ? null : createEmptyArray(edgeSpace, 1),
    edgeLinks: edgeSpace === null ? null : new Int32Array(2),
  };
}

/**
 * The values as one batch: written into `out`, which is returned, or into a new one.
 *
 * @throws {RangeError} where `out` is a batch of another size
 */
export function concatenate(space: Space, values: readonly unknown[], out?: Batch): Batch {
  const rows = rowCodec(space);
  const batch = out ?? rows.create(values.length);
  const complaint = rows.complaint(batch, values.length);
  if (complaint !== null)
    throw new RangeError(`Cannot concatenate ${values.length} values of ${space}: out ${complaint}.`);
  for (let i = 0; i < values.length; i++) rows.write(batch, i, values[i]);
  return batch;
}

/**
 * The values of a batch, in order, as copies.
 *
 * @param space That of one value.
 * @throws {TypeError} where `batch` is no batch of the space
 *
 * @example [...iterate(new Discrete(3), Int32Array.of(2, 0))] // [2, 0]
 */
export function* iterate(space: Space, batch: unknown): Generator<unknown, void, undefined> {
  const count = rowCount(space, batch);
  if (count === null) {
    throw new TypeError(`Cannot iterate: a batch of ${space} is as createEmptyArray makes it, got ${show(batch)}.`);
  }
  const rows = rowCodec(space);
  for (let i = 0; i < count; i++) yield rows.read(batch as Batch, i);
}

/** How many rows a batch has; null where it is no batch of the space. A batch of empty arrays has none. */
export function rowCount(space: Space, batch: unknown): number | null {
  if (space instanceof Dict || space instanceof Tuple) {
    const parts = Object.entries(space.spaces);
    const isBatch = typeof batch === 'object' && batch !== null && Object.keys(batch).length === parts.length;
    if (!isBatch) return null;
    const counts = parts.map(([key, part]) => rowCount(part, (batch as Readonly<Record<string, unknown>>)[key]));
    const first = counts[0] ?? 0;
    return counts.every((count) => count === first) ? first : null;
  }
  if (space.shape === null) return Array.isArray(batch) ? batch.length : null;
  const size = sizeOf(space.shape);
  if (!isArrayOfNumbers(batch) || (size > 0 && batch.length % size !== 0)) return null;
  return size === 0 ? 0 : batch.length / size;
}
