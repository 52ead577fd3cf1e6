/** The programs that `capture` makes: their memory, and what they leave out. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LudusBackend } from '../../../tensor/backend/index.ts';
import * as opcode from '../../../tensor/backend/opcodes.ts';
import { capture } from '../../../tensor/capture.ts';
import { often, take, variable, vector } from './capture-support.ts';
import { tf, useLudus } from './setup.ts';

let backend: LudusBackend;
beforeAll(async () => {
  backend = await useLudus();
});
afterEach(() => {
  tf.disposeVariables();
});

describe('memory', () => {
  test('ten thousand replays leave memory as it was', () => {
    const v = variable(1, 2, 3);
    const step = capture((x: tf.Tensor) => {
      v.assign(tf.mul(tf.add(v, x), 0.5));
      return tf.sum(tf.square(v));
    });
    const x = vector(1, 1, 1);
    often(() => step(x).dispose());
    const before = { ...tf.memory(), heap: backend.engine.bytesInUse };
    for (let i = 0; i < 10_000; i++) step(x).dispose();
    const { numTensors, numBytes, numDataBuffers } = tf.memory();
    expect({ numTensors, numBytes, numDataBuffers, heap: backend.engine.bytesInUse }).toEqual({
      numTensors: before.numTensors,
      numBytes: before.numBytes,
      numDataBuffers: before.numDataBuffers,
      heap: before.heap,
    });
  });

  test('dispose returns a program’s memory, and what the step kept survives', () => {
    const before = backend.engine.bytesInUse;
    let kept: tf.Tensor | undefined;
    const step = capture((x: tf.Tensor) => {
      kept ??= tf.keep(tf.mul(x, 3));
      return tf.sum(tf.matMul(tf.reshape(x, [1, -1]), tf.reshape(x, [-1, 1])));
    });
    const x = vector(1, 2, 3);
    often(() => step(x).dispose());
    step.dispose();
    expect(Array.from(kept!.dataSync())).toEqual([3, 6, 9]);
    tf.dispose([x, kept!]);
    expect(backend.engine.bytesInUse).toBe(before);
    expect(step.programs).toBe(0);
  });

  test('a tensor of the outside that the step uses may be disposed of', () => {
    const constant = vector(5);
    const step = capture((x: tf.Tensor) => tf.add(x, constant));
    step(vector(1)).dispose();
    constant.dispose();
    // What would take the freed memory.
    const others = [vector(9), vector(9), vector(9)];
    expect(take(step(vector(1)))).toEqual([6]);
    tf.dispose(others);
  });
});

describe('a program', () => {
  /** The opcodes of the commands that capturing `step` loads, and the values of a replay. */
  function programOf(step: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): { opcodes: number[]; values: number[] } {
    const opcodes: number[] = [];
    const { engine } = backend;
    const load = engine.load.bind(engine);
    engine.load = (words) => {
      for (let at = 0; at < words.length; at += words[at + 1]!) opcodes.push(words[at]!);
      return load(words);
    };
    try {
      const captured = capture(step);
      captured(x).dispose();
      return { opcodes, values: take(captured(x)) };
    } finally {
      engine.load = load;
    }
  }

  test('leaves out what nobody reads', () => {
    const { opcodes, values } = programOf(
      (x) => {
        tf.exp(tf.matMul(tf.reshape(x, [2, 1]), tf.reshape(x, [1, 2])));
        tf.erf(tf.asin(x));
        return tf.square(x);
      },
      vector(3, 4),
    );
    expect(opcodes).toEqual([opcode.UNARY]);
    expect(values).toEqual([9, 16]);
  });

  test('leaves out the gradient of the first convolution with respect to its input', () => {
    const filter = tf.tidy(() => tf.variable(tf.ones([2, 2, 1, 3]))) as tf.Variable<tf.Rank.R4>;
    const optimizer = tf.train.sgd(0.1);
    const { opcodes } = programOf(
      (x) =>
        optimizer.minimize(
          () => tf.sum(tf.fused.conv2d({ x: x as tf.Tensor4D, filter, strides: 1, pad: 'valid' })) as tf.Scalar,
          true,
          [filter],
        )!,
      tf.ones([1, 4, 4, 1]),
    );
    expect(opcodes).toContain(opcode.CONV_FILTER_GRAD);
    expect(opcodes).not.toContain(opcode.CONV_INPUT_GRAD);
  });

  test('names the kernels that run as JavaScript in each replay', () => {
    const step = capture((x: tf.Tensor) => tf.add(tf.asin(tf.square(x)), tf.acosh(x)));
    take(step(vector(1)));
    expect([...backend.programs].at(-1)!.fallbacks).toEqual(['Asin', 'Acosh']);
    step.dispose();
  });

  test('keeps pieces that are put together', () => {
    const { values } = programOf((x) => tf.pad(tf.concat([tf.square(x), tf.neg(x)]), [[1, 1]], 5), vector(2, 3));
    expect(values).toEqual([5, 4, 9, -2, -3, 5]);
  });
});
