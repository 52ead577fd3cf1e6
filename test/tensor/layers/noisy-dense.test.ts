import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Generator } from '../../../envs/core/seeding/generator.ts';
import type { LudusBackend } from '../../../tensor/backend/index.ts';
import { capture } from '../../../tensor/capture.ts';
import { layers, type Tensor2D, tf } from '../../../tensor/index.ts';
import { NoisyDense, type NoisyDenseOptions, resampleNoise } from '../../../tensor/layers/noisy-dense.ts';
import { useLudus } from '../backend/setup.ts';
import { CPU_BACKENDS, expectClose, normals, useBackend } from '../helpers.ts';

let ludus: LudusBackend;
beforeAll(async () => {
  ludus = await useLudus();
});
afterEach(() => {
  tf.disposeVariables();
});

/** A layer that has met its input. */
function noisy(inputs: number, options: NoisyDenseOptions): NoisyDense {
  const layer = new NoisyDense(options);
  layer.build([null, inputs]);
  layer.initialize(Generator.fromSeed(3));
  return layer;
}

/** A weight's numbers, by the end of its name. */
function numbers(layer: NoisyDense, name: string): Float32Array {
  const weight = layer.weights.find((one) => one.originalName.split('/').at(-1) === name)!;
  return weight.read().dataSync() as Float32Array;
}

function output(layer: NoisyDense, x: Tensor2D, training: boolean): Float32Array {
  const y = tf.tidy(() => layer.call(x, { training }));
  const values = y.dataSync() as Float32Array;
  y.dispose();
  return values;
}

/** Equation 9 in float64: y = (mu + sigma f(e_in) f(e_out)) x + mu_b + sigma_b f(e_out). */
function expected(layer: NoisyDense, x: Float32Array, rows: number, noise: boolean): Float64Array {
  const [kernel, sigma] = [numbers(layer, 'kernel'), numbers(layer, 'kernel_sigma')];
  const [bias, biasSigma] = [numbers(layer, 'bias'), numbers(layer, 'bias_sigma')];
  const [input, out] = [numbers(layer, 'input_noise'), numbers(layer, 'output_noise')];
  const y = new Float64Array(rows * layer.units);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < layer.units; j++) {
      let sum = bias[j]! + (noise ? biasSigma[j]! * out[j]! : 0);
      for (let i = 0; i < input.length; i++) {
        const at = i * layer.units + j;
        sum += x[r * input.length + i]! * (kernel[at]! + (noise ? sigma[at]! * input[i]! * out[j]! : 0));
      }
      y[r * layer.units + j] = sum;
    }
  }
  return y;
}

describe.each(CPU_BACKENDS)('NoisyDense on %s', (name) => {
  beforeEach(() => useBackend(name));

  it('is equation 9 in training', () => {
    const layer = noisy(7, { units: 5 });
    const x = normals(3 * 7, 1);
    expectClose(output(layer, tf.tensor2d(x, [3, 7]), true), expected(layer, x, 3, true), 1e-6);
  });

  it('is its means outside of training, whatever the noise', () => {
    const layer = noisy(7, { units: 5 });
    const x = normals(3 * 7, 1);
    const before = output(layer, tf.tensor2d(x, [3, 7]), false);
    expectClose(before, expected(layer, x, 3, false), 1e-6);
    layer.resample();
    expect(output(layer, tf.tensor2d(x, [3, 7]), false)).toEqual(before);
  });

  it('starts from means within 1 / sqrt(inputs) and sigmas of sigma0 / sqrt(inputs)', () => {
    const layer = noisy(16, { units: 64, sigma0: 0.4 });
    const kernel = numbers(layer, 'kernel');
    expect(Math.max(...kernel)).toBeLessThan(0.25);
    expect(Math.min(...kernel)).toBeGreaterThanOrEqual(-0.25);
    // A uniform number of that width has the variance 0.25^2 / 3 = 0.0208; over 1024 of them the estimate errs by 3 %.
    expect(kernel.reduce((sum, w) => sum + w * w, 0) / kernel.length).toBeCloseTo(0.0208, 2);
    expect([...numbers(layer, 'bias_sigma')]).toEqual(Array.from({ length: 64 }, () => Math.fround(0.1)));
  });

  it('gives gradients that finite differences confirm, of all it learns', () => {
    const layer = noisy(6, { units: 4, activation: 'tanh' });
    // Noise that is the same each time: tfjs's own backend draws it from Math.random.
    for (const [name, size, seed] of [['input_noise', 6, 6] as const, ['output_noise', 4, 7] as const]) {
      const weight = layer.weights.find(({ originalName }) => originalName.endsWith(name))!;
      tf.tidy(() => (weight.read() as tf.Variable).assign(tf.tensor(normals(size, seed), weight.read().shape)));
    }
    const x = tf.tensor2d(normals(5 * 6, 2), [5, 6]);
    const weights = tf.tensor2d(normals(5 * 4, 4), [5, 4]);
    const loss = (): tf.Scalar => tf.sum(tf.mul(layer.call(x, { training: true }), weights));
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    expect(variables.length).toBe(4);
    const { grads } = tf.variableGrads(loss, variables);
    for (const variable of variables) {
      const values = variable.dataSync().slice();
      const direction = normals(values.length, 5);
      const gradient = grads[variable.name]!.dataSync() as Float32Array;
      const along = gradient.reduce((sum: number, g: number, i: number) => sum + g * direction[i]!, 0);
      // Central differences: they err by the square of the step, float32 by 1e-7 over it.
      const at = (step: number): number => {
        const moved = Float32Array.from(values, (value, i) => value + step * direction[i]!);
        tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
        return tf.tidy(loss).dataSync()[0]!;
      };
      const difference = (at(0.01) - at(-0.01)) / 0.02;
      at(0);
      expect(Math.abs(along - difference)).toBeLessThan(2e-3 * Math.max(1, Math.abs(difference)));
    }
  });

  it('works on more dimensions than two, and without a bias', () => {
    const layer = noisy(3, { units: 2, useBias: false });
    expect(layer.trainableWeights.length).toBe(2);
    expect(layer.call(tf.ones([2, 4, 3]), { training: true }).shape).toEqual([2, 4, 2]);
    expect(layer.computeOutputShape([null, 4, 3])).toEqual([null, 4, 2]);
  });
});

describe('the noise', () => {
  beforeEach(() => useBackend('ludus'));

  it('is drawn anew by each replay of a captured step', () => {
    const layer = noisy(4, { units: 3 });
    const x = tf.ones([1, 4]) as Tensor2D;
    const step = capture((input: tf.Tensor) => {
      layer.resample();
      return layer.call(input, { training: true });
    });
    const seen = new Set<number>();
    for (let i = 0; i < 20; i++) {
      const y = step(x);
      const values = y.dataSync() as Float32Array;
      expectClose(values, expected(layer, new Float32Array(4).fill(1), 1, true), 1e-6);
      seen.add(values[0]!);
      y.dispose();
    }
    expect(seen.size).toBe(20);
    step.dispose();
  });

  it('stays as it is between calls of resample', () => {
    const layer = noisy(4, { units: 3 });
    const x = tf.ones([1, 4]) as Tensor2D;
    expect(output(layer, x, true)).toEqual(output(layer, x, true));
  });

  it('has the mean 0 and the second moment sqrt(2 / pi) of f(e)', () => {
    const layer = noisy(4096, { units: 1 });
    ludus.random.seed(11);
    layer.resample();
    const noise = numbers(layer, 'input_noise');
    const mean = noise.reduce((sum, v) => sum + v, 0) / noise.length;
    const square = noise.reduce((sum, v) => sum + v * v, 0) / noise.length;
    // E f(e)^2 = E |e|. Deviations of the means of 4096: 0.014 and 0.0094; four of them are allowed.
    expect(Math.abs(mean)).toBeLessThan(0.056);
    expect(Math.abs(square - Math.sqrt(2 / Math.PI))).toBeLessThan(0.038);
  });

  it('follows the seed of the backend, run by run and in replays, and goes on where a checkpoint left it', () => {
    const layer = noisy(4, { units: 3 });
    const step = capture(() => {
      layer.resample();
      return layer.call(tf.ones([1, 4]), { training: true });
    });
    const draw = (): number[] => {
      const y = step();
      const values = [...y.dataSync()];
      y.dispose();
      return values;
    };
    ludus.random.seed(5);
    const first = [draw(), draw()];
    const checkpoint = ludus.random.save();
    const next = draw();
    ludus.random.seed(5);
    expect([draw(), draw()]).toEqual(first);
    ludus.random.restore(checkpoint);
    expect(draw()).toEqual(next);
    // The eager layer draws from the same stream.
    ludus.random.restore(checkpoint);
    layer.resample();
    expect([...output(layer, tf.ones([1, 4]) as Tensor2D, true)]).toEqual(next);
    step.dispose();
  });
});

describe('a model of noisy layers', () => {
  function model(): layers.Sequential {
    return layers.sequential({
      layers: [new NoisyDense({ units: 8, inputShape: [4], activation: 'relu' }), new NoisyDense({ units: 2 })],
    });
  }

  it('is saved and loaded with everything it learns and the noise at hand', async () => {
    const one = model();
    const topology = one.toJSON(null, false) as object;
    const two = await layers.models.modelFromJSON(topology as never);
    expect(two.layers.map((layer) => layer.getConfig())).toEqual(one.layers.map((layer) => layer.getConfig()));
    two.setWeights(one.getWeights());
    const x = tf.tensor2d(normals(12, 6), [3, 4]);
    const run = (net: layers.LayersModel): number[] => [...(net.apply(x, { training: true }) as tf.Tensor).dataSync()];
    expect(run(two)).toEqual(run(one));
  });

  it('draws the noise of all its layers at once', () => {
    const one = model();
    const noises = (): number[] => one.layers.flatMap((layer) => [...numbers(layer as NoisyDense, 'input_noise')]);
    const before = noises();
    resampleNoise(one);
    noises().forEach((value, i) => {
      expect(value).not.toBe(before[i]);
    });
  });
});

describe('NoisyDense refuses', () => {
  it('units that are no positive integer', () => {
    expect(() => new NoisyDense({ units: 0 })).toThrow('units must be a positive integer, got 0');
  });

  it('a sigma0 that is negative', () => {
    expect(() => new NoisyDense({ units: 1, sigma0: -1 })).toThrow(
      'sigma0 must be a finite number, 0 or above, got -1',
    );
  });

  it('an activation it does not know', () => {
    expect(() => new NoisyDense({ units: 1, activation: 'swish' as 'relu' })).toThrow('one of linear, relu, tanh');
  });

  it('to draw before it has weights', () => {
    expect(() => new NoisyDense({ units: 1 }).resample()).toThrow('when it is first applied to an input');
  });
});
