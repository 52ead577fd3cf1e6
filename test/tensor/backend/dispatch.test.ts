/**
 * Every kernel of ours against tfjs in float64 over random shapes: forward values, and gradients against finite differences.
 *
 * LUDUS_CASES sets how many cases a kernel gets.
 */

import * as core from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { kernels } from '../../../tensor/backend/dispatch/kernels.ts';
import type { LudusBackend } from '../../../tensor/backend/index.ts';
import type { Case, Core, Draw, Input } from './cases/case.ts';
import { cases } from './cases/index.ts';
import { float64 } from './float64.ts';
import { randomNumbers, useLudus } from './setup.ts';

const CASES = Number(process.env.LUDUS_CASES ?? 25);
/** Central differences in float64 err by the square of this. */
const STEP = 1e-5;
/** Of a directional derivative, relative to the sum of its terms' sizes. */
const GRADIENT_TOLERANCE = 2e-4;
const TOLERANCE = 1e-5;

/** Kernels that only relabel their input and so emit nothing. */
const ALIASES = new Set(['Reshape', 'ExpandDims', 'Identity']);

let backend: LudusBackend;
beforeAll(async () => {
  backend = await useLudus();
});

function drawOf(random: () => number): Draw {
  const int = (low: number, high: number) => low + Math.floor(((random() + 1) / 2) * (high - low + 1));
  const shape = (rank = int(0, 4)): number[] => Array.from({ length: rank }, () => int(1, 5));
  return {
    int,
    shape,
    bool: () => random() < 0,
    pick: (...choices) => choices[int(0, choices.length - 1)]!,
  };
}

function valuesOf(input: Input, random: () => number): Float64Array {
  const { shape, dtype = 'float32', low = -2, high = 2 } = input;
  const size = core.util.sizeFromShape(shape);
  return Float64Array.from({ length: size }, () => {
    const value = low + ((random() + 1) / 2) * (high - low);
    if (dtype === 'bool') return value > (low + high) / 2 ? 1 : 0;
    // Both sides get the very same number.
    return dtype === 'int32' ? Math.floor(value) : Math.fround(value);
  });
}

function tensorsOf(tf: Core, inputs: readonly Input[], values: readonly Float64Array[]): core.Tensor[] {
  return inputs.map(({ shape, dtype = 'float32' }, i) => {
    const array = values[i]!;
    if (dtype === 'float32') return floats(tf, array, shape);
    return tf.tensor(dtype === 'int32' ? Int32Array.from(array) : Uint8Array.from(array), shape, dtype);
  });
}

/** A float tensor, which in the reference holds doubles. */
function floats(tf: Core, values: Float64Array, shape: number[]): core.Tensor {
  return tf.tensor((tf === core ? Float32Array.from(values) : values) as Float32Array, shape, 'float32');
}

/** `tidy` for results of any type. */
function tidied<T>(tf: Core, body: () => T): T {
  return tf.tidy(body as () => core.TensorContainer) as T;
}

function listOf(result: core.Tensor | core.Tensor[]): core.Tensor[] {
  return Array.isArray(result) ? result : [result];
}

/** sum(outputs * weights), for a gradient of all outputs. */
function weighted(tf: Core, outputs: core.Tensor[], weights: readonly Float64Array[]): core.Scalar {
  const terms = outputs.map((output, i) => tf.sum(tf.mul(output, floats(tf, weights[i]!, output.shape))));
  return tf.addN(terms) as core.Scalar;
}

function closeTo(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  { tolerance = TOLERANCE, scale: least = 1e-3 }: Case,
  what: string,
): void {
  let scale = least;
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) scale = Math.max(scale, Math.abs(expected[i]!));
  }
  expect(got.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) {
      const error = Math.abs(got[i]! - expected[i]!);
      if (!(error <= tolerance * scale)) expect.fail(`${what}: element ${i} is ${got[i]}, expected ${expected[i]}`);
    } else {
      expect(got[i], what).toBe(expected[i]);
    }
  }
}

/** One case: forward, then the derivative in a random direction. */
function check(example: Case, values: readonly Float64Array[], random: () => number, what: string): void {
  const { inputs, run } = example;
  const reference = float64();
  const outputs = tidied(core, () => listOf(run(core, ...tensorsOf(core, inputs, values))).map((out) => copy(out)));
  const expected = tidied(reference, () =>
    listOf(run(reference, ...tensorsOf(reference, inputs, values))).map((out) => copy(out)),
  );
  expect(outputs.length, what).toBe(expected.length);
  outputs.forEach((output, i) => {
    expect(output.shape, what).toEqual(expected[i]!.shape);
    expect(output.dtype, what).toBe(expected[i]!.dtype);
    closeTo(output.data, expected[i]!.data, example, what);
  });
  const differentiable = inputs.length > 0 && inputs.every(({ dtype = 'float32' }) => dtype === 'float32');
  if (!(example.gradient ?? differentiable) || !differentiable) return;

  const weights = expected.map(({ data }) => Float64Array.from(data, () => Math.fround(random())));
  const directions = values.map((array) => Float64Array.from(array, () => random()));
  const gradients = tidied(core, () =>
    core
      .grads((...tensors: core.Tensor[]) => weighted(core, listOf(run(core, ...tensors)), weights))(
        tensorsOf(core, inputs, values),
      )
      .map((gradient) => gradient.dataSync()),
  );
  let along = 0;
  let size = 0;
  gradients.forEach((gradient, i) => {
    expect(gradient.length, what).toBe(values[i]!.length);
    gradient.forEach((g, j) => {
      along += g * directions[i]![j]!;
      size += Math.abs(g * directions[i]![j]!);
    });
  });
  const lossAt = (step: number) =>
    tidied(reference, () => {
      const moved = values.map((array, i) => array.map((value, j) => value + step * directions[i]![j]!));
      return weighted(
        reference,
        listOf(run(reference, ...tensorsOf(reference, inputs, moved))),
        weights,
      ).dataSync()[0]!;
    });
  const difference = (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP);
  if (!(Math.abs(along - difference) <= GRADIENT_TOLERANCE * Math.max(size, 0.1))) {
    expect.fail(`${what}: the gradient says ${along} along a direction, finite differences say ${difference}`);
  }
}

function copy(tensor: core.Tensor): { shape: number[]; dtype: string; data: ArrayLike<number> } {
  return { shape: tensor.shape, dtype: tensor.dtype, data: tensor.dataSync() };
}

test('every kernel of ours has a case', () => {
  expect(Object.keys(cases).sort()).toEqual([...kernels.keys()].sort());
});

describe('a kernel agrees with float64', () => {
  test.each(Object.keys(cases))('%s', (name) => {
    const random = randomNumbers([...name].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) | 0, 17));
    const draw = drawOf(random);
    const before = backend.engine.bytesInUse;
    let reached = 0;
    for (let i = 0; i < CASES; i++) {
      const example = cases[name]!(draw);
      const values = example.inputs.map((input) => valuesOf(input, random));
      const used = kernelsUsed(() => {
        check(
          example,
          values,
          random,
          `${name}, case ${i}, shapes ${JSON.stringify(example.inputs.map(({ shape }) => shape))}`,
        );
      });
      if (used.has(name)) reached++;
    }
    expect(reached, `cases that reached our ${name}`).toBeGreaterThan(0);
    expect(backend.engine.bytesInUse, 'bytes in use').toBe(before);
  });
});

/** The kernels of ours that run during `body`: with a command, or as an alias. */
function kernelsUsed(body: () => void): Set<string> {
  const used = new Set<string>();
  backend.engine.recorder = { command: () => used.add(backend.runningKernel) };
  const registered = [...ALIASES].map((name) => [name, core.getKernel(name, 'ludus')] as const);
  const restore = registered.map(([name, config]) => {
    const original = config.kernelFunc;
    config.kernelFunc = (args) => {
      used.add(name);
      return original(args);
    };
    return () => {
      config.kernelFunc = original;
    };
  });
  try {
    body();
  } finally {
    backend.engine.recorder = null;
    for (const undo of restore) undo();
  }
  return used;
}
