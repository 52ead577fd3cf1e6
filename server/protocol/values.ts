/**
 * Values of spaces on the wire: observations out, actions in, one at a time or in batches; for Node and browsers.
 *
 * A number is a number and a string a string. An array (`Box`, `MultiDiscrete`, `MultiBinary`, and every batch of numbers)
 * is in JSON a flat list in C order, in MessagePack `bin`: the raw little-endian bytes of the *space's* dtype in C order, so
 * that `numpy.frombuffer(obs, dtype)` reads it. A batch of `Discrete`, int64, is held here as 32 bits (see `Batch`), there as 64.
 * Lists are understood in MessagePack too. Every machine that runs Node or a browser today is little-endian.
 */
import type { DType, Space } from '../../envs/spaces/space.ts';
import type { Batch, NumericArray } from '../../envs/vector/vector-env.ts';
import { type CodecName, numberFromWire, numberToJSON } from './codec.ts';
import { describe } from './errors.ts';

export interface WireValues {
  encode(value: unknown): unknown;
  /** Throws `TypeError`/`RangeError` naming the rule and the value. */
  decode(wire: unknown): unknown;
  /** Shares memory with `batch` where it can: to be sent before the next step. */
  encodeBatch(batch: Batch): unknown;
  /** Kinds, lengths and integers are checked, whether each row is in the space is not. */
  decodeBatch(wire: unknown, numEnvs: number): Batch;
}

/**
 * Built once for a space, so that a step looks at no space.
 *
 * @param peer of a `stranger`, `decode` requires a value of the space (actions, at the server); of a `friend` it takes what
 *   comes, because an environment may leave its own space (observations, at a client)
 */
export function wireValues(space: Space, codec: CodecName, peer: 'stranger' | 'friend'): WireValues {
  const checked = (values: WireValues): WireValues => {
    if (peer === 'friend') return values;
    return {
      ...values,
      decode(wire) {
        const value = values.decode(wire);
        if (space.contains(value)) return value;
        throw new RangeError(`must be in ${String(space)}; got ${describe(wire instanceof Uint8Array ? value : wire)}`);
      },
    };
  };
  switch (space.type) {
    case 'Dict':
      return dictValues(space, codec, peer);
    case 'Tuple':
      return tupleValues(space, codec, peer);
    case 'Text':
      return checked(textValues());
    case 'Discrete':
      return checked({ ...arrayValues(space, codec), encode: (value) => value, decode: (wire) => wire });
    default:
      return checked(arrayValues(space, codec));
  }
}

// ---- arrays ----------------------------------------------------------------------------------------------------------

type NumericArrayConstructor = {
  new (length: number): NumericArray;
  new (buffer: ArrayBuffer): NumericArray;
};

/** How a dtype is held in memory; int64 that fits a double as int32, as `Batch` says. */
const MEMORY: Readonly<Record<DType, NumericArrayConstructor>> = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: Uint32Array,
  bool: Uint8Array,
};

const TWO_32 = 4_294_967_296;

function is64Bit(dtype: DType): boolean {
  return dtype === 'int64' || dtype === 'uint64';
}

function arrayValues(space: Space, codec: CodecName): WireValues {
  const dtype = space.dtype ?? 'float32';
  const size = (space.shape ?? []).reduce((product, length) => product * length, 1);
  const encode = (value: unknown): unknown =>
    codec === 'json' ? toList(value as NumericArray) : toBytes(value as NumericArray, dtype);
  const decodeBatch = (wire: unknown, numEnvs: number): NumericArray =>
    wire instanceof Uint8Array ? fromBytes(wire, dtype, numEnvs * size) : fromList(wire, dtype, numEnvs * size);
  return { encode, decode: (wire) => decodeBatch(wire, 1), encodeBatch: encode, decodeBatch };
}

function toList(array: NumericArray): (number | string)[] {
  const list = new Array<number | string>(array.length);
  for (let i = 0; i < array.length; i++) list[i] = numberToJSON(array[i]!);
  return list;
}

function toBytes(array: NumericArray, dtype: DType): Uint8Array {
  if (!is64Bit(dtype)) {
    return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  }
  const words = new Int32Array(2 * array.length);
  for (let i = 0; i < array.length; i++) {
    words[2 * i] = array[i]!;
    words[2 * i + 1] = array[i]! < 0 ? -1 : 0;
  }
  return new Uint8Array(words.buffer);
}

function fromBytes(bytes: Uint8Array, dtype: DType, length: number): NumericArray {
  const width = is64Bit(dtype) ? 8 : MEMORY[dtype].prototype.BYTES_PER_ELEMENT;
  if (bytes.length !== length * width) {
    throw new RangeError(`must be ${length * width} bytes (${length} x ${dtype}); got ${bytes.length}`);
  }
  const { buffer } = new Uint8Array(bytes); // a copy, which aligns it
  if (!is64Bit(dtype)) return new MEMORY[dtype](buffer);
  const words = new Int32Array(buffer);
  const array = new MEMORY[dtype](length);
  for (let i = 0; i < length; i++) {
    const value = words[2 * i + 1]! * TWO_32 + (words[2 * i]! >>> 0);
    array[i] = value;
    if (array[i] !== value) throw new RangeError(`must hold integers of 32 bits; entry ${i} is ${value}`);
  }
  return array;
}

function fromList(wire: unknown, dtype: DType, length: number): NumericArray {
  if (!Array.isArray(wire) || wire.length !== length) {
    const got = Array.isArray(wire) ? `a list of ${wire.length}` : describe(wire);
    throw new TypeError(`must be a flat list of ${length} numbers; got ${got}`);
  }
  const array = new MEMORY[dtype](length);
  const isFloat = dtype === 'float32' || dtype === 'float64';
  for (let i = 0; i < length; i++) {
    const value = numberFromWire(wire[i]);
    array[i] = value;
    if (isFloat ? Number.isNaN(value) && wire[i] !== 'NaN' : array[i] !== value) {
      throw new RangeError(`must hold numbers of ${dtype}; entry ${i} is ${describe(wire[i])}`);
    }
  }
  return array;
}

// ---- what is made of others ------------------------------------------------------------------------------------------

function textValues(): WireValues {
  return {
    encode: (value) => value,
    decode: (wire) => wire,
    encodeBatch: (batch) => batch,
    decodeBatch(wire, numEnvs) {
      if (Array.isArray(wire) && wire.length === numEnvs && wire.every((entry) => typeof entry === 'string'))
        return wire;
      throw new TypeError(`must be a list of ${numEnvs} strings; got ${describe(wire)}`);
    },
  };
}

type BatchObject = { readonly [key: string]: Batch };
type Dictionary = Readonly<Record<string, unknown>>;

function dictValues(space: Space, codec: CodecName, peer: 'stranger' | 'friend'): WireValues {
  const { spaces } = space as Space & { readonly spaces: Readonly<Record<string, Space>> };
  const parts = Object.entries(spaces).map(([key, part]) => [key, wireValues(part, codec, peer)] as const);
  const map = <T>(
    source: unknown,
    convert: (values: WireValues, part: unknown, key: string) => T,
  ): Record<string, T> => {
    const result: Record<string, T> = {};
    for (const [key, values] of parts) result[key] = convert(values, (source as Dictionary)[key], key);
    return result;
  };
  return {
    encode: (value) => map(value, (values, part) => values.encode(part)),
    decode: (wire) =>
      map(requireKeys(wire, spaces), (values, part, key) => within(`at "${key}"`, () => values.decode(part))),
    encodeBatch: (batch) => map(batch as BatchObject, (values, part) => values.encodeBatch(part as Batch)),
    decodeBatch: (wire, numEnvs) =>
      map(requireKeys(wire, spaces), (values, part, key) =>
        within(`at "${key}"`, () => values.decodeBatch(part, numEnvs)),
      ),
  };
}

function tupleValues(space: Space, codec: CodecName, peer: 'stranger' | 'friend'): WireValues {
  const { spaces } = space as Space & { readonly spaces: readonly Space[] };
  const parts = spaces.map((part) => wireValues(part, codec, peer));
  return {
    encode: (value) => parts.map((values, i) => values.encode((value as readonly unknown[])[i])),
    decode: (wire) =>
      requireLength(wire, parts.length).map((part, i) => within(`at [${i}]`, () => parts[i]!.decode(part))),
    encodeBatch: (batch) => parts.map((values, i) => values.encodeBatch((batch as readonly Batch[])[i]!)),
    decodeBatch: (wire, numEnvs) =>
      requireLength(wire, parts.length).map((part, i) =>
        within(`at [${i}]`, () => parts[i]!.decodeBatch(part, numEnvs)),
      ),
  };
}

function requireKeys(wire: unknown, spaces: Readonly<Record<string, Space>>): Dictionary {
  const keys = Object.keys(spaces);
  const isDictionary = typeof wire === 'object' && wire !== null && !Array.isArray(wire);
  if (isDictionary && Object.keys(wire).length === keys.length && keys.every((key) => Object.hasOwn(wire, key))) {
    return wire as Dictionary;
  }
  throw new TypeError(`must be an object with the keys ${keys.join(', ')}; got ${describe(wire)}`);
}

function requireLength(wire: unknown, length: number): readonly unknown[] {
  if (Array.isArray(wire) && wire.length === length) return wire;
  throw new TypeError(`must be a list of ${length}; got ${describe(wire)}`);
}

function within<T>(where: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw new RangeError(`${where} ${describe(error)}`, { cause: error });
  }
}

// ---- info ------------------------------------------------------------------------------------------------------------

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

/** Deeper content of an `info` is left out. */
const MAX_INFO_DEPTH = 8;

/**
 * An `info` as plain data: arrays of numbers for typed arrays, decimal strings for bigints, nothing for functions and
 * symbols, in JSON strings for NaN and infinities.
 */
export function plainInfo(info: Readonly<Record<string, unknown>>, codec: CodecName): unknown {
  for (const _key in info) return plain(info, codec, 0);
  return NOTHING;
}

function plain(value: unknown, codec: CodecName, depth: number): unknown {
  switch (typeof value) {
    case 'number':
      return codec === 'json' ? numberToJSON(value) : value;
    case 'bigint':
      return String(value);
    case 'string':
    case 'boolean':
      return value;
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null || depth >= MAX_INFO_DEPTH) return null;
  if (ArrayBuffer.isView(value)) {
    return Array.from(value as unknown as ArrayLike<unknown>, (entry) => plain(entry, codec, depth + 1));
  }
  if (Array.isArray(value)) return value.map((entry) => plain(entry, codec, depth + 1));
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== 'function' && entry !== undefined) result[key] = plain(entry, codec, depth + 1);
  }
  return result;
}
