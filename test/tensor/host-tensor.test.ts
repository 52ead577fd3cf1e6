/** Numbers into a captured step and out of it, without tensors: `HostTensor`, `captured.read` and `captured.run`. */

import { beforeAll, describe, expect, test } from 'vitest';
import { LudusBackend } from '../../tensor/backend/backend.ts';
import {
  CaptureError,
  capture,
  HostTensor,
  hostScalar,
  type Scalar,
  type Tensor,
  type Tensor1D,
  tf,
} from '../../tensor/index.ts';
import { CPU_BACKENDS, useBackend } from './helpers.ts';

/** Calls enough to have recorded and replayed. */
const CALLS = [0, 1, 2, 3];

describe.each(CPU_BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  test('a step gets the numbers of now, from the same array each time', async () => {
    const values = new Float32Array(3);
    const input = new HostTensor(values, [3]);
    const double = capture((x: Tensor1D) => tf.mul(x, 2) as Tensor1D);
    for (const call of CALLS) {
      values.set([call, -call, 0.5]);
      expect([...(await double.read(input))]).toEqual([2 * call, -2 * call, 1]);
    }
    double.dispose();
  });

  test('numbers and tensors go together, in containers and beside them', async () => {
    const step = capture(({ a, b }: { a: Tensor1D; b: Tensor1D }, c: Scalar) => tf.add(tf.mul(a, b), c) as Tensor1D);
    const a = new HostTensor(Float32Array.of(2, 3), [2]);
    for (const call of CALLS) {
      const b = tf.tensor1d([call, 10]);
      expect([...(await step.read({ a, b }, hostScalar(call)))]).toEqual([3 * call, 30 + call]);
      // Nor does the order of the names matter, and a call gives a tensor.
      const result = step({ b, a }, hostScalar(call));
      expect([...result.dataSync()]).toEqual([3 * call, 30 + call]);
      tf.dispose([b, result]);
    }
    step.dispose();
  });

  test('integers are int32, bytes count as the numbers they are', async () => {
    const step = capture((i: Tensor1D, bytes: Tensor1D) => {
      expect(i.dtype).toBe('int32');
      return tf.add(tf.cast(i, 'float32'), tf.cast(bytes, 'float32')) as Tensor1D;
    });
    const [i, bytes] = [new HostTensor(Int32Array.of(-7, 9), [2]), new HostTensor(Uint8Array.of(200, 1), [2])];
    for (const _ of CALLS) expect([...(await step.read(i, bytes))]).toEqual([193, 10]);
    step.dispose();
  });

  test('what a step keeps of its numbers does not change with the array', () => {
    const kept = tf.tidy(() => tf.variable(tf.zeros([2])));
    const values = Float32Array.of(1, 2);
    const keep = capture((x: Tensor1D) => kept.assign(x));
    for (const call of CALLS) {
      values.set([call, 2]);
      keep(new HostTensor(values, [2]));
      values.fill(99);
      expect([...kept.dataSync()]).toEqual([call, 2]);
    }
    keep.dispose();
    kept.dispose();
  });

  test('what is read is the caller’s own, and no tensor is left behind', async () => {
    const step = capture((x: Tensor1D) => tf.add(x, 1) as Tensor1D);
    const input = new HostTensor(Float32Array.of(1), [1]);
    const first = await step.read(input);
    const before = tf.memory().numTensors;
    const second = await step.read(input);
    second[0] = 50;
    expect([first[0], (await step.read(input))[0]]).toEqual([2, 2]);
    expect(tf.memory().numTensors).toBe(before);
    step.dispose();
  });

  test('a step that is only run does what it does, whatever it returns, and makes no tensors', () => {
    const sum = tf.variable(tf.zeros([2]));
    const add = capture((x: Tensor1D) => {
      sum.assign(tf.add(sum, x));
      return { doubled: tf.mul(x, 2), pair: [tf.sum(x), tf.mean(x)] };
    });
    add.run(new HostTensor(Float32Array.of(0, 0), [2]));
    const before = tf.memory().numTensors;
    for (const call of CALLS) add.run(new HostTensor(Float32Array.of(call, 1), [2]));
    expect([...sum.dataSync()]).toEqual([0 + 1 + 2 + 3, 4]);
    expect(tf.memory().numTensors).toBe(before);
    const outer = capture((x: Tensor1D) => add.run(x));
    for (const _ of CALLS) outer.run(new HostTensor(Float32Array.of(1, 0), [2])); // a part of the outer step
    expect([...sum.dataSync()]).toEqual([6 + 4, 4]);
    tf.dispose(sum);
    outer.dispose();
    add.dispose();
  });

  test('other shapes are told from those before', async () => {
    const step = capture((x: Tensor) => tf.sum(x) as Scalar);
    for (const size of [2, 2, 3, 2, 3]) {
      expect((await step.read(new HostTensor(new Float32Array(size).fill(1), [size])))[0]).toBe(size);
      expect((await step.read(new HostTensor(new Float32Array(size).fill(1), [1, size])))[0]).toBe(size);
    }
    step.dispose();
  });

  test('reading anything but one tensor is refused', () => {
    const pair = capture((x: Scalar) => [tf.add(x, 1), tf.add(x, 2)]);
    expect(() => pair.read(hostScalar(1))).toThrow(/must return one tensor/);
    const before = tf.memory().numTensors;
    for (const _ of CALLS) expect(() => pair.read(hostScalar(1))).toThrow(/must return one tensor/);
    expect(tf.memory().numTensors).toBe(before);
    pair.dispose();
  });
});

describe('a HostTensor', () => {
  test('refuses a shape of another size', () => {
    expect(() => new HostTensor(new Float32Array(5), [2, 3])).toThrow(
      'new HostTensor: shape [2,3] has 6 elements, the values are 5; give the shape of all of them',
    );
  });

  test('refuses arrays that no tensor is made of', () => {
    expect(() => new HostTensor(new Float64Array(2) as never, [2])).toThrow(/got \[object Float64Array\]/);
    expect(() => new HostTensor([1, 2] as never, [2])).toThrow(/got \[object Array\]/);
  });

  test('is refused by a captured step inside of another, which would repeat its numbers', async () => {
    await useBackend('ludus');
    expect(tf.backend()).toBeInstanceOf(LudusBackend);
    const inner = capture((x: Scalar) => tf.mul(x, 2) as Scalar);
    const outer = capture((x: Scalar) => tf.add(x, inner(hostScalar(3))) as Scalar);
    expect(() => outer(hostScalar(1))).toThrow(CaptureError);
    expect(() => outer.read(hostScalar(1))).toThrow(/inside of another with a HostTensor of shape \[\]/);
  });
});
