/**
 * Observation encoders: a value of an observation space as a flat row of numbers, which is what networks take.
 *
 *   Discrete       one-hot                          MultiBinary    0 or 1 each
 *   MultiDiscrete  one-hot each, side by side       Box of floats  as it is, flattened in C order
 *   Box of bytes   a picture (`encode-picture.ts`), for networks with convolutions
 *   Box of integers  times `integerScale`, or, without one, divided by its largest bound
 *   Text           words one-hot, where the space lists its missions (`encode-mission.ts`); else nothing, beside other parts
 *   Dict, Tuple    their parts side by side, a picture first, then in the order of the keys
 *   MiniGrid's Dict  its cells' codes one-hot (`encode-cells.ts`), without an `integerScale`
 *
 * Left out: a second picture as a picture (it is flattened), and text that lists no missions.
 */
import type { Space } from '../../envs/spaces/space.ts';
import type { Batch } from '../../envs/vector/vector-env.ts';
import type { ImageInput } from '../../tensor/index.ts';
import { cellsEncoder, isMiniGrid } from './encode-cells.ts';
import { missionEncoder, missionsOf } from './encode-mission.ts';
import { pictureEncoder, pictureOf } from './encode-picture.ts';
import type { Rows } from './rows.ts';

export interface Encoder {
  /** Length of a row. */
  readonly features: number;
  /** The picture that a row begins with, its pixels not yet scaled; null: there is none. */
  readonly image: ImageInput | null;
  /** Whether a row holds bytes only, so that `Uint8Array` can hold it. */
  readonly bytes: boolean;
  /** Writes a value of the space to `out[at .. at + features)`. */
  encode(value: unknown, out: Rows, at: number): void;
  /** The same for row `row` of a batch of the space's values. */
  encodeRow(batch: Batch, row: number, out: Rows, at: number): void;
}

export interface EncoderOptions {
  /** Factor for Boxes of integers; null: 1 / the largest absolute bound of the space. */
  readonly integerScale?: number | null | undefined;
  /** Whether pictures are kept as pictures; false (the default): flattened like any Box. */
  readonly pictures?: boolean | undefined;
}

/** @throws {TypeError} where the space cannot be encoded; the message says what can. */
export function createEncoder(space: Space, options: EncoderOptions = {}): Encoder {
  const { integerScale = null, pictures = false } = options;
  const encoder = encoderOf(space, integerScale, pictures);
  if (encoder.features === 0) {
    throw new TypeError(
      `Cannot learn from observations of ${space}: none of it can be made numbers. Wrap the environment so that it ` +
        'observes a Box, Discrete, MultiDiscrete or MultiBinary, or a Dict or Tuple with one of them.',
    );
  }
  return encoder;
}

/** Zeros for `count` rows: bytes where they suffice. */
export function createRows({ features, bytes }: Pick<Encoder, 'features' | 'bytes'>, count: number): Rows {
  return bytes ? new Uint8Array(count * features) : new Float32Array(count * features);
}

function encoderOf(space: Space, integerScale: number | null, pictures: boolean): Encoder {
  switch (space.type) {
    case 'Box': {
      const image = pictures ? pictureOf(space, integerScale) : null;
      return image === null ? boxEncoder(space as BoxLike, integerScale) : pictureEncoder(image);
    }
    case 'MultiBinary':
      return scaledEncoder(sizeOf(space), 1);
    case 'Discrete': {
      const { n, start } = space as DiscreteLike;
      return discreteEncoder(n, start);
    }
    case 'MultiDiscrete':
      return multiDiscreteEncoder(space as MultiDiscreteLike);
    case 'Dict':
    case 'Tuple':
      return compositeEncoder((space as CompositeLike).spaces, integerScale, pictures);
    case 'Text':
      return missionEncoder(missionsOf(space));
    default:
      throw new TypeError(
        `Cannot learn from observations of a space of type ${space.type}: known are Box, Discrete, MultiDiscrete, ` +
          'MultiBinary, Dict, Tuple and, beside others, Text. Wrap the environment to observe one of them.',
      );
  }
}

type DiscreteLike = Space & { readonly n: number; readonly start: number };
type BoxLike = Space & { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
type MultiDiscreteLike = Space & { readonly nvec: ArrayLike<number>; readonly start?: ArrayLike<number> };
type CompositeLike = Space & { readonly spaces: Readonly<Record<string, Space>> };

function sizeOf(space: Space): number {
  return (space.shape ?? []).reduce((size, dimension) => size * dimension, 1);
}

function boxEncoder(space: BoxLike, integerScale: number | null): Encoder {
  const size = sizeOf(space);
  if (space.dtype === 'float32' || space.dtype === 'float64' || space.dtype === 'bool') return scaledEncoder(size, 1);
  if (integerScale !== null) return scaledEncoder(size, integerScale);
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, Math.abs(space.low[i]!), Math.abs(space.high[i]!));
  return scaledEncoder(size, largest > 0 && Number.isFinite(largest) ? 1 / largest : 1);
}

function scaledEncoder(features: number, scale: number): Encoder {
  const write = (values: ArrayLike<number>, from: number, out: Rows, at: number) => {
    for (let i = 0; i < features; i++) out[at + i] = values[from + i]! * scale;
  };
  return {
    features,
    image: null,
    bytes: false,
    encode: (value, out, at) => write(value as ArrayLike<number>, 0, out, at),
    encodeRow: (batch, row, out, at) => write(batch as ArrayLike<number>, row * features, out, at),
  };
}

function discreteEncoder(n: number, start: number): Encoder {
  const write = (value: number, out: Rows, at: number) => {
    out.fill(0, at, at + n);
    out[at + value - start] = 1;
  };
  return {
    features: n,
    image: null,
    bytes: false,
    encode: (value, out, at) => write(value as number, out, at),
    encodeRow: (batch, row, out, at) => write((batch as Int32Array)[row]!, out, at),
  };
}

function multiDiscreteEncoder(space: MultiDiscreteLike): Encoder {
  const counts = Array.from(space.nvec);
  const starts = counts.map((_, i) => space.start?.[i] ?? 0);
  const features = counts.reduce((sum, count) => sum + count, 0);
  const write = (values: ArrayLike<number>, from: number, out: Rows, at: number) => {
    out.fill(0, at, at + features);
    for (let i = 0; i < counts.length; i++) {
      out[at + values[from + i]! - starts[i]!] = 1;
      at += counts[i]!;
    }
  };
  return {
    features,
    image: null,
    bytes: false,
    encode: (value, out, at) => write(value as ArrayLike<number>, 0, out, at),
    encodeRow: (batch, row, out, at) => write(batch as ArrayLike<number>, row * counts.length, out, at),
  };
}

function compositeEncoder(
  spaces: Readonly<Record<string, Space>>,
  integerScale: number | null,
  pictures: boolean,
): Encoder {
  const coded = integerScale === null && isMiniGrid(spaces);
  let pictured = false;
  const parts = Object.entries(spaces).map(([key, space]) => {
    const cells = coded && key === 'image';
    const encoder = cells ? cellsEncoder(sizeOf(space) / 3) : encoderOf(space, integerScale, pictures && !pictured);
    pictured ||= encoder.image !== null;
    return [key, encoder] as const;
  });
  parts.sort(([, one], [, other]) => Number(other.image !== null) - Number(one.image !== null));
  return {
    features: parts.reduce((sum, [, encoder]) => sum + encoder.features, 0),
    image: parts[0]?.[1].image ?? null,
    bytes: parts.length > 0 && parts.every(([, encoder]) => encoder.bytes || encoder.features === 0),
    encode: (value, out, at) => {
      for (const [key, encoder] of parts) {
        encoder.encode((value as Readonly<Record<string, unknown>>)[key], out, at);
        at += encoder.features;
      }
    },
    encodeRow: (batch, row, out, at) => {
      for (const [key, encoder] of parts) {
        encoder.encodeRow((batch as Readonly<Record<string, Batch>>)[key]!, row, out, at);
        at += encoder.features;
      }
    },
  };
}
