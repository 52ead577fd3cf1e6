/** What `capture` promises besides equal numbers: arguments and results, variables, other backends. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { capture } from '../../../tensor/capture.ts';
import { often, take, variable, vector } from './capture-support.ts';
import { tf, useLudus } from './setup.ts';

beforeAll(() => useLudus());
afterEach(() => {
  tf.disposeVariables();
});

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
