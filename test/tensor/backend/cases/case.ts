/** What a random case of a kernel is (`index.ts` has them all), and the cases that many kernels share. */

import type * as core from '@tensorflow/tfjs-core';

export type Core = typeof core;
export type Tensor = core.Tensor;

/** Random choices of a case. */
export interface Draw {
  /** An integer in `[low, high]`. */
  int(low: number, high: number): number;
  pick<T>(...choices: T[]): T;
  bool(): boolean;
  /** A shape of `rank` dimensions (default: 0 to 4), each in `[1, 5]`. */
  shape(rank?: number): number[];
}

export interface Input {
  readonly shape: number[];
  /** Default float32. */
  readonly dtype?: 'float32' | 'int32' | 'bool';
  /** Range of the values, `[low, high)`. Default `[-2, 2)`. */
  readonly low?: number;
  readonly high?: number;
}

export interface Case {
  readonly inputs: Input[];
  readonly run: (tf: Core, ...inputs: Tensor[]) => Tensor | Tensor[];
  /** Whether to check the gradient too. Default: whether the inputs are all float32. */
  readonly gradient?: boolean;
  /** Error allowed, relative to the largest value. Default 1e-5. */
  readonly tolerance?: number;
  /** The largest value counts as this at least: where a sum cancels, what was rounded is its terms. Default 1e-3. */
  readonly scale?: number;
}

export type MakeCase = (draw: Draw) => Case;

export type Unary = (tf: Core, x: Tensor) => Tensor;

export function unary(run: Unary, range: Partial<Input> = {}, gradient = true): MakeCase {
  return (draw) => ({ inputs: [{ shape: draw.shape(), ...range }], run, gradient });
}

/** float32, or int32 values. */
export function unaryOfAny(run: Unary): MakeCase {
  return (draw) => ({
    inputs: [{ shape: draw.shape(), dtype: draw.pick('float32', 'float32', 'int32'), low: -9, high: 9 }],
    run,
  });
}

/** Two shapes that broadcast: dimensions dropped in front or set to 1, on either side. */
export function broadcastShapes(draw: Draw): [number[], number[]] {
  const shape = draw.shape(draw.int(0, 5));
  const narrow = () => {
    const kept = shape.slice(draw.int(0, shape.length));
    return kept.map((n) => (draw.int(0, 3) === 0 ? 1 : n));
  };
  return draw.pick([shape, shape], [shape, narrow()], [narrow(), shape], [narrow(), narrow()]);
}

export type Binary = (tf: Core, a: Tensor, b: Tensor) => Tensor;

export function binary(run: Binary, range: Partial<Input> = {}, gradient?: boolean): MakeCase {
  return (draw) => {
    const [a, b] = broadcastShapes(draw);
    const dtype = range.dtype ?? 'float32';
    return {
      inputs: [
        { shape: a, ...range },
        { shape: b, ...range },
      ],
      run,
      gradient: gradient ?? dtype === 'float32',
    };
  };
}

/** float32 or int32. */
export function binaryOfAny(run: Binary, gradient: boolean, low = -9, high = 9): MakeCase {
  return (draw) => {
    const dtype = draw.pick('float32', 'float32', 'int32') as 'float32' | 'int32';
    return binary(run, { low, high, dtype }, gradient && dtype === 'float32')(draw);
  };
}
