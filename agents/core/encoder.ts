/**
 * Observation encoders: a value of an observation space as a flat row of float32 features, which is what networks take.
 *
 *   Discrete       one-hot                          MultiBinary    0 or 1 each
 *   MultiDiscrete  one-hot each, side by side       Box of floats  as it is, flattened in C order
 *   Box of integers  times `integerScale`, or, without one, divided by its largest bound (pixels come out in [0, 1])
 *   Dict, Tuple    their parts side by side, a Dict's in the order of its keys
 *   Text           nothing, beside other parts: a MiniGrid mission says the same in every episode of its world
 *
 * Left out: text as an input of its own, and pictures as pictures (a flat row has no neighbours).
 */
import type { Space } from '../../envs/spaces/space.ts';
import type { Batch } from '../../envs/vector/vector-env.ts';

export interface Encoder {
  /** Length of a row. */
  readonly features: number;
  /** Writes a value of the space to `out[at .. at + features)`. */
  encode(value: unknown, out: Float32Array, at: number): void;
  /** The same for row `row` of a batch of the space's values. */
  encodeRow(batch: Batch, row: number, out: Float32Array, at: number): void;
}

/**
 * @param integerScale factor for Boxes of integers; null: 1 / the largest absolute bound of the space.
 * @throws {TypeError} where the space cannot be encoded; the message says what can.
 */
export function createEncoder(space: Space, integerScale: number | null = null): Encoder {
  const encoder = encoderOf(space, integerScale);
  if (encoder.features === 0) {
    throw new TypeError(
      `Cannot learn from observations of ${space}: none of it can be made numbers. Wrap the environment so that it ` +
        'observes a Box, Discrete, MultiDiscrete or MultiBinary, or a Dict or Tuple with one of them.',
    );
  }
  return encoder;
}

function encoderOf(space: Space, integerScale: number | null): Encoder {
  switch (space.type) {
    case 'Box':
      return boxEncoder(space as BoxLike, integerScale);
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
      return compositeEncoder(
        Object.entries((space as CompositeLike).spaces).map(([key, part]) => [key, encoderOf(part, integerScale)]),
      );
    case 'Text':
      return { features: 0, encode() {}, encodeRow() {} };
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
  const write = (values: ArrayLike<number>, from: number, out: Float32Array, at: number) => {
    for (let i = 0; i < features; i++) out[at + i] = values[from + i]! * scale;
  };
  return {
    features,
    encode: (value, out, at) => write(value as ArrayLike<number>, 0, out, at),
    encodeRow: (batch, row, out, at) => write(batch as ArrayLike<number>, row * features, out, at),
  };
}

function discreteEncoder(n: number, start: number): Encoder {
  const write = (value: number, out: Float32Array, at: number) => {
    out.fill(0, at, at + n);
    out[at + value - start] = 1;
  };
  return {
    features: n,
    encode: (value, out, at) => write(value as number, out, at),
    encodeRow: (batch, row, out, at) => write((batch as Int32Array)[row]!, out, at),
  };
}

function multiDiscreteEncoder(space: MultiDiscreteLike): Encoder {
  const counts = Array.from(space.nvec);
  const starts = counts.map((_, i) => space.start?.[i] ?? 0);
  const features = counts.reduce((sum, count) => sum + count, 0);
  const write = (values: ArrayLike<number>, from: number, out: Float32Array, at: number) => {
    out.fill(0, at, at + features);
    for (let i = 0; i < counts.length; i++) {
      out[at + values[from + i]! - starts[i]!] = 1;
      at += counts[i]!;
    }
  };
  return {
    features,
    encode: (value, out, at) => write(value as ArrayLike<number>, 0, out, at),
    encodeRow: (batch, row, out, at) => write(batch as ArrayLike<number>, row * counts.length, out, at),
  };
}

function compositeEncoder(parts: readonly (readonly [key: string, encoder: Encoder])[]): Encoder {
  return {
    features: parts.reduce((sum, [, encoder]) => sum + encoder.features, 0),
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
