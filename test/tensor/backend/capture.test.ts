/** What `capture` promises besides equal numbers: variables, randomness, refusals, memory, shapes, other backends. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LudusBackend } from '../../../tensor/backend/index.ts';
import * as opcode from '../../../tensor/backend/opcodes.ts';
import { CaptureError, capture } from '../../../tensor/capture.ts';
import { layers, tf, useLudus } from './setup.ts';

let backend: LudusBackend;
beforeAll(async () => {
  backend = await useLudus();
});
afterEach(() => {
  tf.disposeVariables();
});

/** The values of a tensor, which is disposed of. */
function take(tensor: tf.Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

function variable(...values: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor1d(values)));
}

function vector(...values: number[]): tf.Tensor1D {
  return tf.tensor1d(values);
}

/** Runs `body` as often as it takes to have recorded and replayed, with the number of the run. */
function often(body: (run: number) => void, runs = 5): void {
  for (let run = 0; run < runs; run++) body(run);
}

describe('arguments and results', () => {
  test('a replay sees new arguments', () => {
    const double = capture((x: tf.Tensor) => tf.mul(x, 2));
    often((run) => {
      const x = vector(run, 1 - run);
      expect(take(double(x))).toEqual([run * 2, 2 - run * 2]);
      x.dispose();
    });
    expect(double.programs).toBe(1);
  });

  test('containers go in and come out', () => {
    const step = capture(({ a, list }: { a: tf.Tensor; list: tf.Tensor[] }) => ({
      sum: tf.add(a, list[0]!),
      parts: [tf.sub(a, list[1]!), null],
    }));
    often((run) => {
      const { sum, parts } = step({ a: vector(run), list: [vector(1), vector(2)] });
      expect(take(sum)).toEqual([run + 1]);
      expect(take(parts[0] as tf.Tensor)).toEqual([run - 2]);
      expect(parts[1]).toBeNull();
    });
  });

  test('a result is a fresh tensor: earlier ones keep their values', () => {
    const step = capture((x: tf.Tensor) => tf.add(x, 1));
    const results = [0, 1, 2, 3].map((value) => step(vector(value)));
    expect(results.map((result) => result.dataSync()[0])).toEqual([1, 2, 3, 4]);
  });

  test('a step may return its argument, a tensor from outside, a variable', () => {
    const outside = vector(7);
    const v = variable(3);
    const step = capture((x: tf.Tensor) => [x, outside, v]);
    often((run) => {
      v.assign(vector(run * 10));
      const [x, constant, value] = step(vector(run)) as tf.Tensor[];
      expect([take(x!), take(constant!), take(value!)]).toEqual([[run], [7], [run * 10]]);
    });
    expect(outside.dataSync()[0]).toBe(7);
  });

  test('int32 and bool tensors are replayed', () => {
    const step = capture((x: tf.Tensor, i: tf.Tensor) => [tf.greater(x, 0), tf.add(i, tf.scalar(1, 'int32'))]);
    often((run) => {
      const [positive, next] = step(vector(run - 1, 1), tf.tensor1d([run], 'int32')) as tf.Tensor[];
      expect(positive!.dtype).toBe('bool');
      expect(take(positive!)).toEqual([run > 1 ? 1 : 0, 1]);
      expect(next!.dtype).toBe('int32');
      expect(take(next!)).toEqual([run + 1]);
    });
  });

  test('other shapes are captured anew, and the first are still known', () => {
    let runs = 0;
    const step = capture((x: tf.Tensor) => {
      runs++;
      return tf.sum(x);
    });
    for (const size of [2, 2, 3, 2, 3, 3]) expect(take(step(tf.ones([size])))).toEqual([size]);
    expect(step.programs).toBe(2);
    expect(runs).toBe(2);
  });

  test('a captured step inside of another is part of it', () => {
    const inner = capture((x: tf.Tensor) => tf.mul(x, x));
    const outer = capture((x: tf.Tensor) => tf.add(inner(x), 1));
    often((run) => expect(take(outer(vector(run)))).toEqual([run * run + 1]));
    expect(inner.programs).toBe(0);
  });
});

describe('variables', () => {
  test('assigned in the step, they keep their new values', () => {
    const count = variable(0);
    const step = capture(() => {
      count.assign(tf.add(count, 1));
    });
    often((run) => {
      step();
      expect(count.dataSync()[0]).toBe(run + 1);
    });
  });

  test('assigned outside of the step, they are seen by it', () => {
    const v = variable(0);
    const step = capture((x: tf.Tensor) => tf.add(x, v));
    often((run) => {
      v.assign(vector(run * 100));
      expect(take(step(vector(1)))).toEqual([run * 100 + 1]);
    });
  });

  test('swapped in the step, they are swapped each time', () => {
    const a = variable(1);
    const b = variable(2);
    const swap = capture(() => {
      const old = tf.clone(a);
      a.assign(b.clone());
      b.assign(old);
    });
    often((run) => {
      swap();
      expect([a.dataSync()[0], b.dataSync()[0]]).toEqual(run % 2 === 0 ? [2, 1] : [1, 2]);
    });
  });

  test('a target that takes over the online weights outside of the step does not follow them afterwards', () => {
    const online = variable(0);
    const target = variable(-1);
    const train = capture(() => {
      online.assign(tf.add(online, 1));
      return tf.sub(online, target);
    });
    const gaps: number[] = [];
    for (let run = 1; run <= 8; run++) {
      gaps.push(take(train())[0]!);
      if (run % 3 === 0) target.assign(online as tf.Tensor1D);
      expect(online.dataSync()[0]).toBe(run);
      expect(target.dataSync()[0]).toBe(run < 3 ? -1 : run - (run % 3));
    }
    expect(gaps).toEqual([2, 3, 4, 1, 2, 3, 1, 2]);
  });

  test('a target that takes over the online weights in the step does not follow them afterwards', () => {
    const online = variable(0);
    const target = variable(-1);
    const train = capture(() => {
      online.assign(tf.add(online, 1));
      target.assign(online as tf.Tensor1D);
      online.assign(tf.add(online, 1));
    });
    often((run) => {
      train();
      expect([online.dataSync()[0], target.dataSync()[0]]).toEqual([run * 2 + 2, run * 2 + 1]);
    });
  });

  test('clones taken between replays keep their values', () => {
    const v = variable(0);
    const step = capture(() => {
      v.assign(tf.add(v, 1));
    });
    const clones: tf.Tensor[] = [];
    often(() => {
      step();
      clones.push(v.clone());
    });
    expect(clones.map((clone) => clone.dataSync()[0])).toEqual([1, 2, 3, 4, 5]);
  });

  test('two programs share them', () => {
    const v = variable(0);
    const add = capture((x: tf.Tensor) => {
      v.assign(tf.add(v, x));
    });
    const read = capture(() => tf.mul(v, 2));
    let expected = 0;
    often((run) => {
      add(vector(run));
      expected += run;
      expect(take(read())).toEqual([expected * 2]);
    });
  });

  test('created in the first run, they are captured in the second', () => {
    let slot: tf.Variable | null = null;
    const step = capture((x: tf.Tensor) => {
      slot ??= tf.variable(tf.zerosLike(x));
      slot.assign(tf.add(slot, x));
      return tf.clone(slot);
    });
    const sums = [1, 2, 3, 4].map((x) => take(step(vector(x)))[0]);
    expect(sums).toEqual([1, 3, 6, 10]);
    expect(step.programs).toBe(1);
  });
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

  test('keeps pieces that are put together', () => {
    const { values } = programOf((x) => tf.pad(tf.concat([tf.square(x), tf.neg(x)]), [[1, 1]], 5), vector(2, 3));
    expect(values).toEqual([5, 4, 9, -2, -3, 5]);
  });
});

test('on the cpu backend the same code gives the same numbers', async () => {
  const run = () => {
    const v = variable(1, 2);
    const step = capture((x: tf.Tensor) => {
      v.assign(tf.add(v, x));
      return tf.sum(tf.square(v));
    });
    return [1, 2, 3].map((x) => take(step(vector(x, x)))[0]!);
  };
  const ours = run();
  await tf.setBackend('cpu');
  const theirs = run();
  await tf.setBackend('ludus');
  expect(ours).toEqual(theirs);
});
