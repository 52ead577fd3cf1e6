/** The backend as tfjs sees it: memory, reads, sharing, moves between backends, and what floats do at their edges. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LudusBackend } from '../../../tensor/backend/index.ts';
import * as op from '../../../tensor/backend/opcodes.ts';
import { FusedSgd } from '../../../tensor/backend/optimizers/sgd.ts';
import { tf, useLudus } from './setup.ts';

let backend: LudusBackend;
beforeAll(async () => {
  backend = await useLudus();
});

describe('memory', () => {
  test('what is disposed of is returned', () => {
    const before = backend.engine.bytesInUse;
    const x = tf.ones([100, 100]);
    const y = tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D);
    expect(backend.engine.bytesInUse - before).toBeGreaterThanOrEqual(80_000);
    tf.dispose([x, y]);
    expect(backend.engine.bytesInUse).toBe(before);
  });

  test('clones and reshapes share memory, which the last of them returns', () => {
    const x = tf.ones([1000]);
    const before = backend.engine.bytesInUse;
    const shared = [x.clone(), tf.reshape(x, [10, 100])];
    expect(backend.engine.bytesInUse).toBe(before);
    x.dispose();
    shared[0]!.dispose();
    expect(shared[1]!.dataSync()[999]).toBe(1);
    shared[1]!.dispose();
    expect(backend.engine.bytesInUse).toBeLessThan(before);
  });

  test('tf.memory counts tensors and bytes, and says what the heap holds', () => {
    const before = tf.memory();
    const x = tf.zeros([10, 10]);
    const after = tf.memory() as ReturnType<typeof tf.memory> & { heapBytes: number };
    expect(after.numTensors - before.numTensors).toBe(1);
    expect(after.numBytes - before.numBytes).toBe(400);
    expect(after.unreliable).toBe(false);
    expect(after.heapBytes).toBe(backend.engine.bytesInUse);
    x.dispose();
  });

  test('more than 2 GiB of tensors gives one clear error, and the backend goes on', () => {
    const before = backend.engine.bytesInUse;
    // Half a GiB each; memory that nobody touches costs the machine nothing.
    const fill = (): void => {
      tf.tidy(() => {
        for (let i = 0; i < 4; i++)
          tf.engine().makeTensorFromTensorInfo(backend.allocate([2 ** 27], 'float32'), backend);
      });
    };
    expect(fill).toThrow(/Allocating 512\.0 MiB beside the .* MiB of tensors in use: .*Dispose tensors \(tf\.tidy\)/);
    expect(backend.engine.bytesInUse).toBe(before);
    expect(tf.tidy(() => tf.add(1, 2).dataSync()[0])).toBe(3);
  });

  test('ten thousand eager steps leave it as it was', () => {
    const w = tf.tidy(() => tf.variable(tf.randomNormal([8, 4])));
    const optimizer = new FusedSgd({ learningRate: 0.01, momentum: 0.9 });
    const x = tf.ones([2, 8]);
    const step = () =>
      tf.dispose(
        optimizer.minimize(() => tf.mean(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D)) as tf.Scalar, true, [w])!,
      );
    for (let i = 0; i < 10; i++) step();
    const before = { bytes: backend.engine.bytesInUse, tensors: tf.memory().numTensors };
    for (let i = 0; i < 10_000; i++) step();
    expect({ bytes: backend.engine.bytesInUse, tensors: tf.memory().numTensors }).toEqual(before);
    tf.dispose([w, x]);
    optimizer.dispose();
  });

  test('tensors that nobody disposed of are returned after they were collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const before = backend.engine.bytesInUse;
    (() => {
      for (let i = 0; i < 50; i++) tf.ones([20_000]); // 80 KB: large enough to be watched at once
      for (let i = 0; i < 1000; i++) tf.ones([1000]); // 4 KB: the last 256 are still held
    })();
    const abandoned = backend.engine.bytesInUse - before;
    expect(abandoned).toBeGreaterThanOrEqual(8_000_000);
    const held = 256 * 4608; // of the class of 4,000 bytes, rounded up
    for (let i = 0; i < 20 && backend.engine.bytesInUse - before > held; i++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(backend.engine.bytesInUse - before).toBeLessThanOrEqual(held);
    // Younger ones, disposed of, push those out.
    for (let i = 0; i < 256; i++) tf.ones([1]).dispose();
    for (let i = 0; i < 20 && backend.engine.bytesInUse - before > 20_000; i++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(backend.engine.bytesInUse - before).toBeLessThanOrEqual(20_000);
  });

  test('more than 2 GiB is one clear error, and the backend goes on', () => {
    expect(() => tf.fill([600_000_000], 0)).toThrow(/MiB.*(memory ends|system gives no more)/s);
    expect(tf.add(1, 1).dataSync()[0]).toBe(2);
  });
});

describe('reads', () => {
  test('are copies in memory of their own', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const values = x.dataSync();
    expect(values.buffer).not.toBe(backend.engine.memory.buffer);
    expect(Object.prototype.toString.call(values.buffer)).toBe('[object ArrayBuffer]');
    values[0] = 9;
    expect(x.dataSync()[0]).toBe(1);
  });

  test('have the dtype of the tensor, also after a cast to a wider one', () => {
    const bools = tf.tensor1d([true, false], 'bool');
    expect(bools.dataSync()).toBeInstanceOf(Uint8Array);
    expect(tf.cast(bools, 'int32').dataSync()).toEqual(Int32Array.of(1, 0));
    expect(tf.cast(tf.cast(bools, 'int32'), 'float32').dataSync()).toEqual(Float32Array.of(1, 0));
  });

  test('writes copy: the caller’s array is not the tensor’s', () => {
    const array = Float32Array.of(1, 2);
    const x = tf.tensor1d(array);
    array[0] = 9;
    expect(Array.from(x.dataSync())).toEqual([1, 2]);
  });
});

describe('in-place updates', () => {
  test('do not reach tensors that share the variable’s data', () => {
    const initial = tf.tensor1d([1, 1]);
    const online = tf.variable(initial);
    const target = tf.variable(tf.zeros([2]));
    target.assign(online as tf.Tensor1D);
    const optimizer = new FusedSgd({ learningRate: 0.5 });
    optimizer.minimize(() => tf.sum(online) as tf.Scalar, false, [online]);
    expect(Array.from(online.dataSync())).toEqual([0.5, 0.5]);
    expect(Array.from(target.dataSync())).toEqual([1, 1]);
    expect(Array.from(initial.dataSync())).toEqual([1, 1]);
    tf.dispose([initial, online, target]);
    optimizer.dispose();
  });
});

test('tensors of the cpu backend are moved here by the first op', async () => {
  await tf.setBackend('cpu');
  const x = tf.tensor1d([1, 2]);
  const v = tf.variable(tf.scalar(3));
  await tf.setBackend('ludus');
  expect(Array.from(tf.mul(x, v).dataSync())).toEqual([3, 6]);
  tf.dispose([x, v]);
});

test('strings and complex numbers work through the cpu backend', () => {
  expect(tf.tensor1d(['a', 'b']).dataSync()).toEqual(['a', 'b']);
  const z = tf.complex([1, 2], [3, 4]);
  expect(Array.from(tf.mul(z, z).dataSync())).toEqual([-8, 6, -12, 16]);
});

describe('floats at their edges', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const edge = [nan, inf, -inf, 0, -0, 1, -1];

  test.each<[string, (x: tf.Tensor) => tf.Tensor, number[]]>([
    ['relu', tf.relu, [nan, inf, 0, 0, 0, 1, 0]],
    ['abs', tf.abs, [nan, inf, inf, 0, 0, 1, 1]],
    ['sqrt', tf.sqrt, [nan, inf, nan, 0, -0, 1, nan]],
    ['exp', tf.exp, [nan, inf, 0, 1, 1, Math.fround(Math.E), Math.fround(1 / Math.E)]],
    ['log', tf.log, [nan, inf, nan, -inf, -inf, 0, nan]],
    ['tanh', tf.tanh, [nan, 1, -1, 0, -0, Math.fround(Math.tanh(1)), -Math.fround(Math.tanh(1))]],
    ['sigmoid', tf.sigmoid, [nan, 1, 0, 0.5, 0.5, 0.7310585975646973, 0.2689414322376251]],
    ['reciprocal', tf.reciprocal, [nan, 0, -0, inf, -inf, 1, -1]],
    ['square', tf.square, [nan, inf, inf, 0, 0, 1, 1]],
  ])('%s', (_name, run, expected) => {
    const got = run(tf.tensor1d(edge)).dataSync();
    expected.forEach((value, i) => {
      // The sign of a zero is not tfjs's concern; everything else is.
      if (Number.isNaN(value)) expect(got[i], `of ${edge[i]}`).toBeNaN();
      else if (Number.isFinite(value)) expect(Math.abs(got[i]! - value), `of ${edge[i]}`).toBeLessThan(1e-6);
      else expect(got[i], `of ${edge[i]}`).toBe(value);
    });
  });

  test.each<[string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, (a: number, b: number) => number]>([
    ['add', tf.add, (a, b) => a + b],
    ['sub', tf.sub, (a, b) => a - b],
    ['mul', tf.mul, (a, b) => a * b],
    ['div', tf.div, (a, b) => a / b],
    ['maximum', tf.maximum, Math.max],
    ['minimum', tf.minimum, Math.min],
    ['less', tf.less, (a, b) => Number(a < b)],
    ['greaterEqual', tf.greaterEqual, (a, b) => Number(a >= b)],
    ['equal', tf.equal, (a, b) => Number(a === b)],
    ['notEqual', tf.notEqual, (a, b) => Number(a !== b)],
  ])('%s of every pair', (_name, run, expected) => {
    const got = run(tf.tensor2d(edge, [7, 1]), tf.tensor2d(edge, [1, 7])).dataSync();
    edge.forEach((a, i) => {
      edge.forEach((b, j) => {
        const value = expected(a, b);
        if (Number.isNaN(value)) expect(got[i * 7 + j], `of ${a} and ${b}`).toBeNaN();
        else expect(got[i * 7 + j]! + 0, `of ${a} and ${b}`).toBe(value + 0);
      });
    });
  });

  test('sums, maxima and products of matrices pass NaN on', () => {
    const x = tf.tensor2d([1, nan, 2, 3], [2, 2]);
    expect(Array.from(tf.sum(x, 1).dataSync())).toEqual([nan, 5]);
    expect(Array.from(tf.max(x, 1).dataSync())).toEqual([nan, 3]);
    expect(Array.from(tf.matMul(x, tf.tensor2d([1, 1], [2, 1])).dataSync())).toEqual([nan, 5]);
    expect(tf.softmax(x).dataSync()[0]).toBeNaN();
    expect(tf.sum(tf.tensor1d([inf, -inf])).dataSync()[0]).toBeNaN();
  });
});

describe('kernels that are not ours', () => {
  /** The opcodes of the commands that `body` emits. */
  function opcodesOf(body: () => void): number[] {
    const opcodes: number[] = [];
    backend.engine.recorder = { command: (words) => opcodes.push(words[0]!) };
    try {
      body();
    } finally {
      backend.engine.recorder = null;
    }
    return opcodes;
  }

  test('take a convolution whose patches exceed the scratch of a part', () => {
    // Two rows of that many channels: patches of the limit, and of two more; each sums ones.
    for (const [channels, ours] of [
      [op.CONV_MOST_DEPTH / 2, true] as const,
      [op.CONV_MOST_DEPTH / 2 + 1, false] as const,
    ]) {
      let value = 0;
      const opcodes = opcodesOf(() => {
        value = tf.tidy(() => {
          const x = tf.ones([1, 2, 1, channels]) as tf.Tensor4D;
          return tf.conv2d(x, tf.ones([2, 1, channels, 1]) as tf.Tensor4D, 1, 'valid').dataSync()[0]!;
        });
      });
      expect(value).toBe(2 * channels);
      expect(opcodes.includes(op.CONV)).toBe(ours);
    }
  });

  test('do not take a convolution with its channels first', () => {
    const opcodes = opcodesOf(() => {
      tf.tidy(() =>
        tf.conv2d(tf.ones([1, 3, 5, 5]) as tf.Tensor4D, tf.ones([3, 3, 3, 2]) as tf.Tensor4D, 1, 'same', 'NCHW'),
      );
    });
    expect(opcodes).toContain(op.CONV);
  });
});
