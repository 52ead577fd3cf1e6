/**
 * Values of any space as one flat array, for what understands nothing else, and back: `Discrete` and `MultiDiscrete` one-hot,
 * `Text` as indices of characters padded with the size of the set, `Dict` and `Tuple` side by side.
 *
 * Source: Gymnasium 1.4 `gymnasium/spaces/utils.py`. Where Gymnasium's dtype would be int64 it is int32, and float64 where
 * int32 does not hold all.
 */
import { show } from '../core/show.ts';
import { type BoxArray, type BoxDType, DTYPES, sizeOf } from './arrays.ts';
import { Box } from './box.ts';
import { Dict, type DictValue } from './dict.ts';
import { Discrete } from './discrete.ts';
import { MultiBinary } from './multi-binary.ts';
import { MultiDiscrete } from './multi-discrete.ts';
import type { Space } from './space.ts';
import { Text } from './text.ts';
import { Tuple } from './tuple.ts';

/** The length of a flat value. Throws `TypeError` on a space of a class that is not of this folder. */
export function flatdim(space: Space): number {
  if (space instanceof Box || space instanceof MultiBinary) return sizeOf(space.shape);
  if (space instanceof Discrete) return space.n;
  if (space instanceof MultiDiscrete) return space.nvec.reduce((sum, count) => sum + count, 0);
  if (space instanceof Text) return space.maxLength;
  return partsOf(space).reduce((sum, [, part]) => sum + flatdim(part), 0);
}

/** The box that flat values are in. */
export function flattenSpace(space: Space): Box {
  const size = flatdim(space);
  const low = new Float64Array(size);
  const high = new Float64Array(size).fill(1);
  writeBounds(space, low, high);
  return new Box({ low, high, shape: [size], dtype: flatDType(space) });
}

/** @param value A value of the space; what is outside it has no defined flat form. */
export function flatten(space: Space, value: unknown): BoxArray {
  const out = new DTYPES[flatDType(space)].array(flatdim(space));
  write(space, value, out);
  return out;
}

/** The inverse of `flatten`. Throws `RangeError` where `flat` is of another length or a one-hot part has no one. */
export function unflatten(space: Space, flat: ArrayLike<number>): unknown {
  const size = flatdim(space);
  if (flat.length !== size) {
    throw new RangeError(`Cannot unflatten to ${space}: a flat value has ${size} numbers, got ${flat.length}.`);
  }
  return read(space, Float64Array.from(flat));
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

function writeBounds(space: Space, low: Float64Array, high: Float64Array): void {
  if (space instanceof Box) {
    low.set(space.low);
    high.set(space.high);
  } else if (space instanceof Text) {
    high.fill(space.characters.length);
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
  throw new TypeError(
    `Cannot flatten ${space}: known are Box, Discrete, MultiDiscrete, MultiBinary, Text, Dict and Tuple.`,
  );
}

function flatDType(space: Space): BoxDType {
  if (space instanceof Box) return space.dtype;
  if (space instanceof MultiBinary) return 'int8';
  if (space instanceof Discrete || space instanceof MultiDiscrete || space instanceof Text) return 'int32';
  const dtypes = partsOf(space).map(([, part]) => flatDType(part));
  return dtypes.length === 0 ? 'float64' : dtypes.reduce(promote); // numpy's default for nothing
}

/** numpy's `result_type` of two dtypes, int64 aside. */
function promote(a: BoxDType, b: BoxDType): BoxDType {
  if (a === b || b === 'bool') return a;
  if (a === 'bool') return b;
  const [narrow, wide] = bits(a) <= bits(b) ? [a, b] : [b, a];
  const floats = [a, b].filter((dtype) => DTYPES[dtype].kind === 'float');
  if (floats.length === 2) return 'float64';
  if (floats.length === 1) {
    const integer = floats[0] === a ? b : a;
    return bits(integer) <= 16 ? floats[0]! : 'float64';
  }
  if (DTYPES[a].kind === DTYPES[b].kind) return wide;
  if (DTYPES[wide].kind === 'signed' && bits(wide) > bits(narrow)) return wide;
  const unsigned = DTYPES[a].kind === 'unsigned' ? a : b;
  return unsigned === 'uint8' ? 'int16' : unsigned === 'uint16' ? 'int32' : 'float64';
}

function bits(dtype: BoxDType): number {
  return 8 * new DTYPES[dtype].array(0).BYTES_PER_ELEMENT;
}
