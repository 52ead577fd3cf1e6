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

  describe('makes one command', () => {
    const opcodesOf = (step: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): number[] => {
      const { opcodes, values } = programOf(step, x);
      // The fused command has the bits of those it replaces.
      expect(values).toEqual(take(tf.tidy(() => step(x))));
      return opcodes;
    };
    const uneven = (...shape: number[]): tf.Tensor2D =>
      tf.tensor2d(
        Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => Math.sin(i) / 3),
        shape as [number, number],
      );

    test.each([
      ['relu', tf.relu],
      ['relu6', tf.relu6],
      ['elu', tf.elu],
      ['sigmoid', tf.sigmoid],
      ['tanh', tf.tanh],
      ['leakyRelu', (x: tf.Tensor) => tf.leakyRelu(x, 0.3)],
    ] as const)('of a product, its bias and %s', (_, activation) => {
      for (const [m, k, n] of [[1, 3, 5] as const, [7, 300, 21] as const, [13, 8, 300] as const]) {
        const [w, bias] = [uneven(k, n), vector(...uneven(1, n).dataSync())];
        const step = (x: tf.Tensor): tf.Tensor => activation(tf.add(tf.matMul(x as tf.Tensor2D, w), bias));
        expect(opcodesOf(step, uneven(m, k))).toEqual([opcode.MATMUL]);
        const turned = (x: tf.Tensor): tf.Tensor => activation(tf.add(bias, tf.matMul(x as tf.Tensor2D, w)));
        expect(opcodesOf(turned, uneven(m, k))).toEqual([opcode.MATMUL]);
      }
    });

    test('of a convolution, its bias and relu', () => {
      const filter = tf.reshape(uneven(12, 5), [2, 2, 3, 5]) as tf.Tensor4D;
      const bias = vector(0.1, -0.2, 0.3, -0.4, 0.5);
      const step = (x: tf.Tensor): tf.Tensor =>
        tf.relu(tf.add(tf.conv2d(tf.reshape(x, [2, 6, 6, 3]) as tf.Tensor4D, filter, 1, 'same'), bias));
      expect(opcodesOf(step, uneven(12, 18))).toEqual([opcode.CONV]);
    });

    test("of relu's gradient", () => {
      const dy = uneven(9, 11);
      const step = (x: tf.Tensor): tf.Tensor => tf.grad((one: tf.Tensor) => tf.relu(one))(x, dy);
      expect(opcodesOf(step, uneven(9, 11))).toEqual([opcode.BINARY]);
    });

    test.each([
      ['tanh', tf.tanh],
      ['sigmoid', tf.sigmoid],
    ] as const)("of %s's gradient", (_, activation) => {
      const dy = uneven(9, 11);
      const step = (x: tf.Tensor): tf.Tensor => tf.grad((one: tf.Tensor) => activation(one))(x, dy);
      expect(opcodesOf(step, uneven(9, 11))).toEqual([opcode.UNARY, opcode.BINARY]);
    });

    test.each([
      ['two less a square', (x: tf.Tensor) => tf.mul(tf.sub(2, tf.square(x)), x), 3],
      ['a square less one', (x: tf.Tensor) => tf.mul(tf.sub(tf.square(x), 1), x), 3],
      ['one less a number, times another', (x: tf.Tensor) => tf.mul(tf.neg(x), tf.sub(1, x)), 3],
    ] as const)('but not of %s', (_, step, count) => {
      expect(opcodesOf(step, uneven(9, 11))).toHaveLength(count);
    });

    test("of a picture's bytes, cast, scaled and turned", () => {
      const bytes = tf.tensor2d(
        Array.from({ length: 2 * 4 * 6 * 5 }, (_, i) => i % 2),
        [2, 120],
        'bool',
      );
      const picture = (x: tf.Tensor): tf.Tensor => tf.reshape(tf.mul(tf.cast(x, 'float32'), 1 / 255), [2, 4, 6, 5]);
      expect(opcodesOf(picture, bytes)).toEqual([opcode.SCALE_BYTES]);
      expect(opcodesOf((x) => tf.transpose(picture(x), [0, 2, 3, 1]), bytes)).toEqual([opcode.SCALE_BYTES]);
      expect(opcodesOf((x) => tf.reverse(picture(x), 3), bytes)).toEqual([opcode.SCALE_BYTES, opcode.STRIDED_COPY]);
    });

    test('but not of what somebody else reads in between', () => {
      const w = uneven(4, 6);
      const bias = vector(1, 2, 3, 4, 5, 6);
      const step = (x: tf.Tensor): tf.Tensor => {
        const product = tf.matMul(x as tf.Tensor2D, w);
        return tf.concat([tf.relu(tf.add(product, bias)), product], 0);
      };
      expect(opcodesOf(step, uneven(5, 4)).slice(0, 3)).toEqual([opcode.MATMUL, opcode.BINARY, opcode.UNARY]);
    });

    test('but not of a sum of two matrices, or of a product that is a result', () => {
      const w = uneven(4, 6);
      const other = uneven(5, 6);
      expect(opcodesOf((x) => tf.add(tf.matMul(x as tf.Tensor2D, w), other), uneven(5, 4))).toEqual([
        opcode.MATMUL,
        opcode.BINARY,
      ]);
      const step = capture((x: tf.Tensor) => {
        const product = tf.matMul(x as tf.Tensor2D, w);
        return [product, tf.relu(product)];
      });
      for (let run = 0; run < 3; run++) {
        const [product, positive] = step(uneven(5, 4)) as [tf.Tensor, tf.Tensor];
        expect(take(positive)).toEqual(take(product).map((value) => Math.max(value, 0)));
      }
    });
  });
});
