/**
 * The value of a space that is nearest to nothing: zeros held within the bounds, the first elements, the shortest string, no items.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/utils.py`, `create_zero_array`.
 */
import { DTYPES, sizeOf } from './arrays.ts';
import { concatenate } from './batches.ts';
import { Box } from './box.ts';
import { Dict } from './dict.ts';
import { Discrete } from './discrete.ts';
import { Graph, type GraphValue } from './graph.ts';
import { MultiBinary } from './multi-binary.ts';
import { MultiDiscrete } from './multi-discrete.ts';
import { OneOf } from './one-of.ts';
import { Sequence } from './sequence.ts';
import type { Space } from './space.ts';
import { Text } from './text.ts';
import { Tuple } from './tuple.ts';

/** Throws `TypeError` on a space of a class that is not of this folder. */
export function createZeroValue<T>(space: Space<T>): T {
  return zeroOf(space) as T;
}

function zeroOf(space: Space): unknown {
  if (space instanceof Box) {
    const zeros = new DTYPES[space.dtype].array(space.low.length);
    for (let i = 0; i < zeros.length; i++) zeros[i] = Math.min(Math.max(0, space.low[i]!), space.high[i]!);
    return zeros;
  }
  if (space instanceof Discrete) return space.start;
  if (space instanceof MultiDiscrete) return space.start.slice();
  if (space instanceof MultiBinary) return new Int8Array(sizeOf(space.shape));
  if (space instanceof Text) return shortestText(space);
  if (space instanceof Tuple) return space.spaces.map(zeroOf);
  if (space instanceof Dict) {
    return Object.fromEntries(Object.entries(space.spaces).map(([key, part]) => [key, zeroOf(part)]));
  }
  if (space instanceof Sequence) return space.stack ? zeroBatch(space.featureSpace) : [];
  if (space instanceof OneOf) return [0, zeroOf(space.spaces[0]!)];
  if (space instanceof Graph) {
    const { nodeSpace, edgeSpace } = space;
    const nodes = zeroBatch(nodeSpace);
    const none: GraphValue = { nodes, edges: null, edgeLinks: null };
    return edgeSpace === null ? none : { nodes, edges: zeroBatch(edgeSpace), edgeLinks: new Int32Array(2) };
  }
  throw new TypeError(`Cannot make a zero value of ${String(space)}: known are the spaces that ship with Ludus.`);
}

/** Of a class of spaces that holds fewer strings, such as MiniGrid's missions, the first draw under seed 0. */
function shortestText(space: Text): string {
  const shortest = [...space.characters].sort()[0]?.repeat(space.minLength) ?? '';
  if (space.contains(shortest)) return shortest;
  const before = space.getState();
  space.seed(0);
  const drawn = space.sample();
  space.setState(before);
  return drawn;
}

/** Of one row. */
function zeroBatch(space: Space): unknown {
  return concatenate(space, [zeroOf(space)]);
}
