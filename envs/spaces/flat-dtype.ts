/**
 * The dtype of a flat value: numpy's promotion of those of its parts, int64 aside.
 *
 * Source: Gymnasium 1.4 `gymnasium/spaces/utils.py`, `_flat_dtype`; numpy's `result_type`.
 */
import { type BoxDType, DTYPES } from './arrays.ts';
import { Box } from './box.ts';
import { Dict } from './dict.ts';
import { Discrete } from './discrete.ts';
import { MultiBinary } from './multi-binary.ts';
import { MultiDiscrete } from './multi-discrete.ts';
import { OneOf } from './one-of.ts';
import type { Space } from './space.ts';
import { Text } from './text.ts';
import { Tuple } from './tuple.ts';

/** Throws `TypeError` where a value of the space is not one flat array. */
export function flatDType(space: Space): BoxDType {
  if (space instanceof Box) return space.dtype;
  if (space instanceof MultiBinary) return 'int8';
  if (space instanceof Discrete || space instanceof MultiDiscrete || space instanceof Text) return 'int32';
  if (space instanceof OneOf) {
    const dtype = space.spaces.map(flatDType).reduce(promote);
    const lastIndex = space.spaces.length - 1; // stands before the values, so it must fit
    return DTYPES[dtype].max >= lastIndex ? dtype : promote(dtype, lastIndex <= DTYPES.uint8.max ? 'uint8' : 'uint16');
  }
  if (space instanceof Dict || space instanceof Tuple) {
    const dtypes = Object.values<Space>(space.spaces).map(flatDType);
    return dtypes.length === 0 ? 'float64' : dtypes.reduce(promote); // numpy's default for nothing
  }
  throw new TypeError(`Cannot flatten ${String(space)} to one array: its values have no fixed length.`);
}

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
