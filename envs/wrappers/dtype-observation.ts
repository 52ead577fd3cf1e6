/**
 * Gives observations in another dtype, converted as C converts them.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `DtypeObservation`. Differs: a `MultiDiscrete` becomes a `Box` of
 * its bounds, since ours is of int32 always.
 */
import type { Env } from '../core/env.ts';
import { type BoxArray, type BoxDType, DTYPES, sizeOf } from '../spaces/arrays.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { MultiBinary } from '../spaces/multi-binary.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { ArrayObservationWrapper, type ArrayTransform } from './array-transform.ts';

/** The array of a dtype. */
export type ArrayOf<D extends BoxDType> = InstanceType<(typeof ARRAY_TYPES)[D]>;
declare const ARRAY_TYPES: {
  float32: Float32ArrayConstructor;
  float64: Float64ArrayConstructor;
  int8: Int8ArrayConstructor;
  int16: Int16ArrayConstructor;
  int32: Int32ArrayConstructor;
  uint8: Uint8ArrayConstructor;
  uint16: Uint16ArrayConstructor;
  uint32: Uint32ArrayConstructor;
  bool: Uint8ArrayConstructor;
};

/** @throws {TypeError} on a space that is not of numbers; {RangeError} where its bounds do not fit the dtype */
export function dtypeTransform(space: Space, dtype: BoxDType): ArrayTransform {
  const { low, high, shape } = boundsOf(space);
  const size = sizeOf(shape);
  const isFlag = dtype === 'bool';
  return {
    space: new Box({ low, high, shape, dtype }),
    inSize: size,
    outSize: size,
    write: (source, from, target, to) => {
      for (let i = 0; i < size; i++) {
        const value = source[from + i]!;
        target[to + i] = isFlag && value !== 0 ? 1 : value;
      }
    },
  };
}

interface Bounds {
  readonly low: number | ArrayLike<number>;
  readonly high: number | ArrayLike<number>;
  readonly shape: readonly number[];
}

function boundsOf(space: Space): Bounds {
  if (space instanceof Box) return space;
  if (space instanceof Discrete) return { low: space.start, high: space.start + space.n - 1, shape: [] };
  if (space instanceof MultiBinary) return { low: 0, high: 1, shape: space.shape };
  if (space instanceof MultiDiscrete) {
    const { start, nvec, shape } = space;
    return { low: start, high: start.map((first, i) => first + nvec[i]! - 1), shape };
  }
  throw new TypeError(
    `Cannot make a DtypeObservation: it works on a Box, Discrete, MultiDiscrete or MultiBinary, got ${String(space)}. ` +
      'Flatten it first with FlattenObservation.',
  );
}

export class DtypeObservation<const D extends BoxDType, Act> extends ArrayObservationWrapper<
  ArrayOf<D> & BoxArray,
  Act
> {
  /** @throws {TypeError|RangeError} as `dtypeTransform` does */
  constructor(env: Env<unknown, Act>, dtype: D) {
    if (!Object.hasOwn(DTYPES, dtype)) {
      throw new RangeError(
        `Cannot make a DtypeObservation: dtype is one of ${Object.keys(DTYPES).join(', ')}, got ${JSON.stringify(dtype)}.`,
      );
    }
    super(env, dtypeTransform(env.observationSpace, dtype));
  }
}
