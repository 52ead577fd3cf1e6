/**
 * Batches of a space's values: making the arrays, writing a row, reading a row.
 *
 * A `RowCodec` is built once for a space, so that stepping a vector environment looks at no space again. Layouts are those
 * of `Batch` in `vector-env.ts`.
 *
 * Source: Gymnasium 1.4 `vector/utils/space_utils.py` (`create_empty_array`, `concatenate`, `iterate`).
 */
import type { Discrete } from '../spaces/discrete.ts';
import type { DType, Space } from '../spaces/space.ts';
import type { Batch, NumericArray } from './vector-env.ts';

/** Makes a typed array of zeros. The default is `new`; another may take it from shared memory. */
export type Allocate = (ArrayType: NumericArrayConstructor, length: number) => NumericArray;

export type NumericArrayConstructor = {
  new (length: number): NumericArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): NumericArray;
  readonly BYTES_PER_ELEMENT: number;
};

const allocateNew: Allocate = (ArrayType, length) => new ArrayType(length);

export interface RowCodec {
  /** Zeros (empty strings) for `numEnvs` rows. Arrays of strings are always new ones. */
  create(numEnvs: number, allocate?: Allocate): Batch;
  /** Copies a value of the space into row `index`. */
  write(batch: Batch, index: number, value: unknown): void;
  /** Copies row `from` of one batch to row `to` of another. */
  copy(source: Batch, from: number, target: Batch, to: number): void;
  /** The plain arrays in a batch, which no memory can share: of strings and of values, in the order of the space's parts. */
  loose(batch: Batch): unknown[][];
  /** The value in row `index`, a copy. */
  read(batch: Batch, index: number): unknown;
  /**
   * What makes `batch` no batch of `numEnvs` rows, as the end of a sentence ("must be ..., got ..."), or null. Looks at
   * kinds and lengths only; whether a row is in the space is the space's question.
   */
  complaint(batch: unknown, numEnvs: number): string | null;
}

/**
 * The codec of a space.
 *
 * @throws {TypeError} a space of a type that has no batch
 */
export function rowCodec(space: Space): RowCodec {
  switch (space.type) {
    case 'Discrete':
      return scalarCodec(space as Discrete);
    case 'Box':
    case 'MultiDiscrete':
    case 'MultiBinary':
      return arrayCodec(space);
    case 'Dict':
      return dictCodec(space);
    case 'Tuple':
      return tupleCodec(space);
    case 'Text':
      return textCodec();
    case 'Sequence':
    case 'Graph':
    case 'OneOf':
      return valuesCodec();
    default:
      throw new TypeError(
        `Cannot batch a space of type ${space.type}: known are those of Gymnasium's ten that ship with Ludus.`,
      );
  }
}

function scalarCodec({ n, start }: Discrete): RowCodec {
  const fitsInt32 = start >= -(2 ** 31) && start + n - 1 < 2 ** 31;
  return {
    create: (numEnvs, allocate = allocateNew) => allocate(fitsInt32 ? Int32Array : Float64Array, numEnvs),
    write: (batch, index, value) => {
      (batch as Int32Array)[index] = value as number;
    },
    copy: (source, from, target, to) => {
      (target as Int32Array)[to] = (source as Int32Array)[from]!;
    },
    loose: () => [],
    read: (batch, index) => (batch as Int32Array)[index],
    complaint: (batch, numEnvs) => lengthComplaint(batch, numEnvs, `one integer for each environment (${numEnvs})`),
  };
}

/** 64-bit integers are held as 32-bit ones, as `Batch` says; no space of ours has any. */
const ARRAY_OF: Readonly<Record<DType, NumericArrayConstructor>> = {
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

function arrayCodec(space: Space): RowCodec {
  const shape = space.shape ?? [];
  const size = shape.reduce((product, length) => product * length, 1);
  const ArrayType = ARRAY_OF[space.dtype ?? 'float32'];
  return {
    create: (numEnvs, allocate = allocateNew) => allocate(ArrayType, numEnvs * size),
    write: (batch, index, value) => {
      const rows = batch as NumericArray;
      const row = value as ArrayLike<number>;
      const first = index * size;
      for (let i = 0; i < size; i++) rows[first + i] = row[i]!;
    },
    copy: (source, from, target, to) => {
      const rows = source as NumericArray;
      const copies = target as NumericArray;
      const first = from * size;
      const firstCopy = to * size;
      for (let i = 0; i < size; i++) copies[firstCopy + i] = rows[first + i]!;
    },
    loose: () => [],
    read: (batch, index) => {
      const rows = batch as NumericArray;
      const row = new ArrayType(size);
      const first = index * size;
      for (let i = 0; i < size; i++) row[i] = rows[first + i]!;
      return row;
    },
    complaint: (batch, numEnvs) =>
      lengthComplaint(batch, numEnvs * size, `${numEnvs} rows of shape [${shape.join(', ')}] in one flat array`),
  };
}

function textCodec(): RowCodec {
  return {
    create: (numEnvs) => new Array<string>(numEnvs).fill(''),
    write: (batch, index, value) => {
      (batch as string[])[index] = value as string;
    },
    copy: (source, from, target, to) => {
      (target as string[])[to] = (source as readonly string[])[from]!;
    },
    loose: (batch) => [batch as unknown[]],
    read: (batch, index) => (batch as readonly string[])[index],
    complaint: (batch, numEnvs) => lengthComplaint(batch, numEnvs, `one string for each environment (${numEnvs})`),
  };
}

/** Values that fit no array, such as graphs: a plain array of them, each shared and not copied. */
function valuesCodec(): RowCodec {
  return {
    create: (numEnvs) => new Array<Batch>(numEnvs).fill([]),
    write: (batch, index, value) => {
      (batch as Batch[])[index] = value as Batch;
    },
    copy: (source, from, target, to) => {
      (target as Batch[])[to] = (source as readonly Batch[])[from]!;
    },
    loose: (batch) => [batch as unknown[]],
    read: (batch, index) => (batch as readonly Batch[])[index],
    complaint: (batch, numEnvs) => lengthComplaint(batch, numEnvs, `one value for each environment (${numEnvs})`),
  };
}

type BatchObject = { readonly [key: string]: Batch };

function dictCodec(space: Space): RowCodec {
  const codecs = Object.entries(subspacesOf(space)).map(([key, subspace]) => [key, rowCodec(subspace)] as const);
  return {
    create: (numEnvs, allocate) =>
      Object.fromEntries(codecs.map(([key, codec]) => [key, codec.create(numEnvs, allocate)])),
    write: (batch, index, value) => {
      for (const [key, codec] of codecs) {
        codec.write((batch as BatchObject)[key]!, index, (value as Readonly<Record<string, unknown>>)[key]);
      }
    },
    copy: (source, from, target, to) => {
      for (const [key, codec] of codecs) {
        codec.copy((source as BatchObject)[key]!, from, (target as BatchObject)[key]!, to);
      }
    },
    loose: (batch) => codecs.flatMap(([key, codec]) => codec.loose((batch as BatchObject)[key]!)),
    read: (batch, index) =>
      Object.fromEntries(codecs.map(([key, codec]) => [key, codec.read((batch as BatchObject)[key]!, index)])),
    complaint: (batch, numEnvs) => {
      if (typeof batch !== 'object' || batch === null) return `must be an object of batches, got ${typeof batch}`;
      for (const [key, codec] of codecs) {
        const complaint = codec.complaint((batch as BatchObject)[key], numEnvs);
        if (complaint !== null) return `at "${key}" ${complaint}`;
      }
      return null;
    },
  };
}

function tupleCodec(space: Space): RowCodec {
  const codecs = Object.values(subspacesOf(space)).map(rowCodec);
  return {
    create: (numEnvs, allocate) => codecs.map((codec) => codec.create(numEnvs, allocate)),
    write: (batch, index, value) => {
      for (let i = 0; i < codecs.length; i++) {
        codecs[i]!.write((batch as readonly Batch[])[i]!, index, (value as readonly unknown[])[i]);
      }
    },
    copy: (source, from, target, to) => {
      for (let i = 0; i < codecs.length; i++) {
        codecs[i]!.copy((source as readonly Batch[])[i]!, from, (target as readonly Batch[])[i]!, to);
      }
    },
    loose: (batch) => codecs.flatMap((codec, i) => codec.loose((batch as readonly Batch[])[i]!)),
    read: (batch, index) => codecs.map((codec, i) => codec.read((batch as readonly Batch[])[i]!, index)),
    complaint: (batch, numEnvs) => {
      if (!Array.isArray(batch) || batch.length !== codecs.length) {
        return `must be an array of ${codecs.length} batches, got ${describe(batch)}`;
      }
      for (let i = 0; i < codecs.length; i++) {
        const complaint = codecs[i]!.complaint(batch[i], numEnvs);
        if (complaint !== null) return `at [${i}] ${complaint}`;
      }
      return null;
    },
  };
}

/** `Dict.spaces` (an object) and `Tuple.spaces` (an array). */
function subspacesOf(space: Space): Readonly<Record<string, Space>> {
  return (space as Space & { readonly spaces: Readonly<Record<string, Space>> }).spaces;
}

const NOT_NUMBERS: ReadonlySet<unknown> = new Set([DataView, BigInt64Array, BigUint64Array]);

function lengthComplaint(batch: unknown, length: number, expected: string): string | null {
  const isList = Array.isArray(batch) || (ArrayBuffer.isView(batch) && !NOT_NUMBERS.has(batch.constructor));
  if (isList && (batch as ArrayLike<unknown>).length === length) return null;
  return `must be ${expected}, got ${describe(batch)}`;
}

function describe(batch: unknown): string {
  if (Array.isArray(batch)) return `an array of length ${batch.length}`;
  if (ArrayBuffer.isView(batch)) {
    return `${batch.constructor.name} of length ${(batch as unknown as ArrayLike<unknown>).length}`;
  }
  return batch === null ? 'null' : typeof batch;
}
