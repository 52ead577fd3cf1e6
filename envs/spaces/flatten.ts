/**
 * Values of any space as one flat array, for what understands nothing else, and back: `Discrete` and `MultiDiscrete` one-hot,
 * `Text` as indices of characters padded with the size of the set, `Dict` and `Tuple` side by side, `OneOf` as its index before
 * the flat value, padded with that value's first number.
 *
 * A `Sequence` and a `Graph` have no fixed length, so they flatten to a sequence and a graph of flat values, and a `Dict` or
 * `Tuple` that holds one to a `Dict` or `Tuple`.
 *
 * Source: Gymnasium 1.4 `gymnasium/spaces/utils.py`. Where Gymnasium's dtype would be int64 it is int32, and float64 where
 * int32 does not hold all.
 */
import { show } from '../core/show.ts';
import { type BoxArray, DTYPES, isArrayOfNumbers, sizeOf } from './arrays.ts';
import { concatenate, iterate } from './batches.ts';
import { Box } from './box.ts';
import { Dict, type DictValue } from './dict.ts';
import { Discrete } from './discrete.ts';
import { flatDType } from './flat-dtype.ts';
import { Graph, type GraphValue } from './graph.ts';
import { MultiBinary } from './multi-binary.ts';
import { MultiDiscrete } from './multi-discrete.ts';
import { OneOf, type OneOfValue } from './one-of.ts';
import { Sequence } from './sequence.ts';
import type { Space } from './space.ts';
import { Text } from './text.ts';
import { Tuple } from './tuple.ts';

/** One flat array, but for spaces that hold a `Sequence` or a `Graph`. */
export type FlatValue = BoxArray | readonly FlatValue[] | { readonly [key: string]: FlatValue } | GraphValue;

/** Whether values flatten to one array: neither the space nor a part of it is a `Sequence` or a `Graph`. */
export function isFlattenable(space: Space): boolean {
  if (space instanceof Sequence || space instanceof Graph) return false;
  if (space instanceof Dict || space instanceof Tuple || space instanceof OneOf) {
    return Object.values<Space>(space.spaces).every(isFlattenable);
  }
  return true;
}

/** The length of a flat value. Throws `TypeError` on a space without one, or of a class that is not of this folder. */
export function flatdim(space: Space): number {
  if (space instanceof Box || space instanceof MultiBinary) return sizeOf(space.shape);
  if (space instanceof Discrete) return space.n;
  if (space instanceof MultiDiscrete) return space.nvec.reduce((sum, count) => sum + count, 0);
  if (space instanceof Text) return space.maxLength;
  if (space instanceof OneOf) return 1 + Math.max(...space.spaces.map(flatdim));
  return partsOf(space).reduce((sum, [, part]) => sum + flatdim(part), 0);
}

/** The box that flat values are in; of a space that is not flattenable, a space of the same kind with boxes in it. */
export function flattenSpace(space: Space): Space {
  if (isFlattenable(space)) return flatBox(space);
  if (space instanceof Sequence) return new Sequence(flattenSpace(space.featureSpace), { stack: space.stack });
  if (space instanceof Graph) {
    return new Graph(flattenSpace(space.nodeSpace), space.edgeSpace === null ? null : flattenSpace(space.edgeSpace));
  }
  const parts = partsOf(space).map(([key, part]) => [key, flattenSpace(part)] as const);
  return space instanceof Tuple ? new Tuple(parts.map(([, part]) => part)) : new Dict(parts);
}

/** @param value A value of the space; what is outside it has no defined flat form. */
export function flatten(space: Space, value: unknown): FlatValue {
  if (isFlattenable(space)) {
    const out = new DTYPES[flatDType(space)].array(flatdim(space));
    write(space, value, out);
    return out;
  }
  if (space instanceof Graph) return mapGraph(space, flattenSpace(space) as Graph, value as GraphValue, flatten);
  if (space instanceof Sequence) return mapItems(space, flattenSpace(space) as Sequence, value, flatten) as FlatValue;
  const parts = partsOf(space).map(([key, part]) => [key, flatten(part, (value as DictValue)[key])] as const);
  return space instanceof Tuple ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** The inverse of `flatten`. Throws `RangeError` where `flat` is of another form or a one-hot part has no one. */
export function unflatten(space: Space, flat: unknown): unknown {
  if (isFlattenable(space)) {
    const size = flatdim(space);
    if (!isArrayOfNumbers(flat) || flat.length !== size) {
      throw new RangeError(`Cannot unflatten to ${space}: a flat value has ${size} numbers, got ${show(flat)}.`);
    }
    return read(space, Float64Array.from(flat as ArrayLike<number>));
  }
  if (space instanceof Graph) {
    return mapGraph(flattenSpace(space) as Graph, space, flat as GraphValue, (_, row, part) => unflatten(part, row));
  }
  if (space instanceof Sequence) {
    return mapItems(flattenSpace(space) as Sequence, space, flat, (_, row, part) => unflatten(part, row));
  }
  const parts = partsOf(space).map(([key, part]) => [key, unflatten(part, (flat as DictValue)[key])] as const);
  return space instanceof Tuple ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** Takes a row of the space `from` to one of the space `to`. */
type MapRow = (from: Space, row: unknown, to: Space) => unknown;

function mapGraph(from: Graph, to: Graph, { nodes, edges, edgeLinks }: GraphValue, mapRow: MapRow): GraphValue {
  const hasEdges = edges !== null && from.edgeSpace !== null && to.edgeSpace !== null;
  return {
    nodes: mapRows(from.nodeSpace, to.nodeSpace, nodes, mapRow),
    edges: hasEdges ? mapRows(from.edgeSpace!, to.edgeSpace!, edges, mapRow) : null,
    edgeLinks,
  };
}

function mapItems(from: Sequence, to: Sequence, value: unknown, mapRow: MapRow): unknown {
  if (from.stack) return mapRows(from.featureSpace, to.featureSpace, value, mapRow);
  return (value as readonly unknown[]).map((item) => mapRow(from.featureSpace, item, to.featureSpace));
}

function mapRows(from: Space, to: Space, batch: unknown, mapRow: MapRow): unknown {
  return concatenate(
    to,
    Array.from(iterate(from, batch), (row) => mapRow(from, row, to)),
  );
}

function write(space: Space, value: unknown, out: BoxArray): void {
  if (space instanceof Box || space instanceof MultiBinary) {
    out.set(value as ArrayLike<number>);
  } else if (space instanceof Discrete) {
    out[(value as number) - space.start] = 1;
  } else if (space instanceof MultiDiscrete) {
    let offset = 0;
    for (let i = 0; i < space.nvec.length; i++) {
      out[offset + (value as Int32Array)[i]! - space.start[i]!] = 1;
      offset += space.nvec[i]!;
    }
  } else if (space instanceof Text) {
    out.fill(space.characters.length);
    let i = 0;
    for (const character of value as string) out[i++] = space.indexOf(character)!;
  } else if (space instanceof OneOf) {
    const [index, inner] = value as OneOfValue;
    const part = space.spaces[index]!;
    const end = 1 + flatdim(part);
    out[0] = index;
    write(part, inner, out.subarray(1, end));
    out.fill(out[1] ?? 0, end);
  } else {
    let offset = 0;
    for (const [key, part] of partsOf(space)) {
      const end = offset + flatdim(part);
      write(part, (value as DictValue)[key], out.subarray(offset, end));
      offset = end;
    }
  }
}

function read(space: Space, flat: Float64Array): unknown {
  if (space instanceof Box) return new DTYPES[space.dtype].array(flat.length).fill(0).map((_, i) => flat[i]!);
  if (space instanceof MultiBinary) return Int8Array.from(flat);
  if (space instanceof Discrete) return space.start + hotIndex(space, flat);
  if (space instanceof MultiDiscrete) {
    let offset = 0;
    return space.nvec.map((count, i) => {
      const index = hotIndex(space, flat.subarray(offset, offset + count));
      offset += count;
      return space.start[i]! + index;
    });
  }
  if (space instanceof Text) return Array.from(flat, (index) => space.characters[index] ?? '').join('');
  if (space instanceof OneOf) {
    const index = flat[0]!;
    const part = space.spaces[index];
    if (part !== undefined) return [index, read(part, flat.subarray(1, 1 + flatdim(part)))];
    throw new RangeError(`Cannot unflatten to ${space}: its first number is the index of a space, got ${index}.`);
  }
  let offset = 0;
  const values = partsOf(space).map(([key, part]) => {
    const start = offset;
    offset += flatdim(part);
    return [key, read(part, flat.subarray(start, offset))] as const;
  });
  return space instanceof Tuple ? values.map(([, value]) => value) : Object.fromEntries(values);
}

function hotIndex(space: Space, flat: Float64Array): number {
  const index = flat.findIndex((value) => value !== 0);
  if (index < 0) throw new RangeError(`Cannot unflatten to ${space}: a one-hot part has a one, got ${show(flat)}.`);
  return index;
}

function flatBox(space: Space): Box {
  const size = flatdim(space);
  const low = new Float64Array(size);
  const high = new Float64Array(size).fill(1);
  writeBounds(space, low, high);
  return new Box({ low, high, shape: [size], dtype: flatDType(space) });
}

function writeBounds(space: Space, low: Float64Array, high: Float64Array): void {
  if (space instanceof Box) {
    low.set(space.low);
    high.set(space.high);
  } else if (space instanceof Text) {
    high.fill(space.characters.length);
  } else if (space instanceof OneOf) {
    const boxes = space.spaces.map(flatBox);
    low.fill(Math.min(...boxes.map((box) => Math.min(...Array.from<number>(box.low)))));
    high.fill(Math.max(...boxes.map((box) => Math.max(...Array.from<number>(box.high)))));
    low[0] = 0;
    high[0] = space.spaces.length - 1;
  } else if (space instanceof Dict || space instanceof Tuple) {
    let offset = 0;
    for (const [, part] of partsOf(space)) {
      const end = offset + flatdim(part);
      writeBounds(part, low.subarray(offset, end), high.subarray(offset, end));
      offset = end;
    }
  }
}

function partsOf(space: Space): [string, Space][] {
  if (space instanceof Dict || space instanceof Tuple) return Object.entries(space.spaces);
  throw new TypeError(`Cannot flatten ${String(space)}: its values have no fixed length, or its class is not known.`);
}
