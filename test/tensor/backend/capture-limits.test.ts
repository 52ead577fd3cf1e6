/** What `capture` refuses, that randomness is drawn anew, and by whom. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LudusBackend } from '../../../tensor/backend/index.ts';
import { CaptureError, capture } from '../../../tensor/capture.ts';
import { often, variable, vector } from './capture-support.ts';
import { layers, tf, useLudus } from './setup.ts';

let backend: LudusBackend;
beforeAll(async () => {
  backend = await useLudus();
});
afterEach(() => {
  tf.disposeVariables();
});

describe('randomness', () => {
  const SIZE = 20_000;

  function mean(values: ArrayLike<number>): number {
    return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  }

  function deviation(values: ArrayLike<number>): number {
    const centre = mean(values);
    return Math.sqrt(mean(Array.from(values, (value) => (value - centre) ** 2)));
  }

  test('dropout draws a new mask in each replay, at its rate', () => {
    const step = capture((x: tf.Tensor) => tf.dropout(x, 0.3));
    const masks = [0, 1, 2, 3].map(() => step(tf.ones([SIZE])).dataSync());
    for (const mask of masks) {
      expect(mean(mask)).toBeCloseTo(1, 1);
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
      expect(mask.filter((value) => value === 0).length / SIZE).toBeCloseTo(0.3, 1);
    }
    expect(masks[2]).not.toEqual(masks[1]);
    expect(masks[3]).not.toEqual(masks[2]);
  });

  test('the dropout of tfjs-layers draws anew', () => {
    const layer = layers.layers.dropout({ rate: 0.5 });
    const step = capture((x: tf.Tensor) => layer.apply(x, { training: true }) as tf.Tensor);
    const masks = [0, 1, 2].map(() => step(tf.ones([64])).dataSync());
    expect(masks[1]).not.toEqual(masks[2]);
  });

  test.each([
    ['uniform in [-3, 5)', () => tf.randomUniform([SIZE], -3, 5), 1, 8 / Math.sqrt(12)],
    ['uniform in [0.1, 0.7)', () => tf.randomUniform([SIZE], 0.1, 0.7), 0.4, 0.6 / Math.sqrt(12)],
    ['normal of mean 2 and deviation 0.5', () => tf.randomNormal([SIZE], 2, 0.5), 2, 0.5],
    // A normal cut at two deviations has 0.8796 of its deviation.
    ['truncated normal', () => tf.truncatedNormal([SIZE], -1, 2), -1, 2 * 0.8796],
  ])('%s is drawn anew from the same distribution', (_name, draw, expectedMean, expectedDeviation) => {
    const step = capture(() => draw());
    step().dispose();
    const [first, second] = [step().dataSync(), step().dataSync()];
    expect(first).not.toEqual(second);
    expect(Math.abs(mean(first) - expectedMean)).toBeLessThan(0.03 * expectedDeviation);
    expect(Math.abs(deviation(first) / expectedDeviation - 1)).toBeLessThan(0.03);
  });

  test('random integers are drawn anew within their bounds', () => {
    const step = capture(() => tf.randomUniformInt([500], 0, 6));
    step().dispose();
    const [first, second] = [step(), step()];
    expect(first.dtype).toBe('int32');
    expect(new Set(first.dataSync())).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(first.dataSync()).not.toEqual(second.dataSync());
  });

  test('a draw from a given seed is the same each time, as without capture', () => {
    const draw = () => tf.randomNormal([5], 0, 1, 'float32', 42);
    const step = capture(draw);
    const expected = draw().dataSync();
    often(() => expect(step().dataSync()).toEqual(expected));
  });

  test('multinomial draws anew', () => {
    const step = capture((p: tf.Tensor) => tf.multinomial(p as tf.Tensor1D, 200, undefined, true));
    const p = vector(0.5, 0.5);
    step(p).dispose();
    expect(step(p).dataSync()).not.toEqual(step(p).dataSync());
  });

  test('a seeded generator repeats its stream', () => {
    const step = capture(() => tf.randomUniform([8]));
    step().dispose();
    backend.random.seed(5);
    const first = [step().dataSync(), step().dataSync()];
    backend.random.seed(5);
    expect([step().dataSync(), step().dataSync()]).toEqual(first);
  });
});

describe('refusals', () => {
  test.each([
    ['dataSync', (x: tf.Tensor) => tf.mul(x, tf.sum(x).dataSync()[0]!), /reads values on the host: the output of Sum/],
    ['arraySync', (x: tf.Tensor) => tf.tensor(tf.relu(x).arraySync()), /reads values on the host: the output of Relu/],
    ['an argument read', (x: tf.Tensor) => tf.scalar(x.dataSync()[0]!), /reads values on the host/],
    ['randomGamma', () => tf.randomGamma([4], 1), /randomGamma draws in JavaScript/],
    ['tf.rand', () => tf.rand([4], () => Math.random()), /rand draws in JavaScript|Math\.random/],
    ['Math.random', (x: tf.Tensor) => tf.mul(x, Math.random()), /Math\.random/],
    ['strings', () => tf.tensor(['a', 'b']), /string/],
    ['complex numbers', (x: tf.Tensor) => tf.real(tf.fft(tf.complex(x, x))), /Complex|complex64/],
  ])('%s inside of a step', (_name, body, message) => {
    const step = capture(body as (x: tf.Tensor) => tf.Tensor);
    const x = vector(1, 2, 3, 4);
    expect(() => step(x)).toThrow(CaptureError);
    const before = backend.engine.bytesInUse;
    expect(() => step(x)).toThrow(message);
    expect(backend.recording).toBeNull();
    expect(backend.engine.bytesInUse).toBe(before);
  });

  test('a number as an argument', () => {
    const step = capture(((x: tf.Tensor, rate: number) => tf.mul(x, rate)) as never) as unknown as (
      x: tf.Tensor,
      rate: number,
    ) => tf.Tensor;
    expect(() => step(vector(1), 0.5)).toThrow(/an argument of the step is a number \(0\.5\).*tf\.scalar/);
  });

  test('an asynchronous step', () => {
    const step = capture((async (x: tf.Tensor) => x) as never) as unknown as (x: tf.Tensor) => unknown;
    expect(() => step(vector(1))).toThrow(/asynchronous/);
  });

  test('a step that creates variables each time', () => {
    const step = capture((x: tf.Tensor) => tf.mul(tf.variable(x), 2));
    expect(() => often(() => step(vector(1)))).toThrow(/creates variables each time/);
  });

  test('a refused step leaves variables usable and memory returned', () => {
    const v = variable(1);
    const step = capture(() => {
      v.assign(tf.add(v, 1));
      v.dataSync();
    });
    const before = backend.engine.bytesInUse;
    expect(() => step()).toThrow(CaptureError);
    expect(v.dataSync()[0]).toBe(2);
    expect(backend.engine.bytesInUse).toBe(before);
  });
});
