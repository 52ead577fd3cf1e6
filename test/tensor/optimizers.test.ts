import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  Adam,
  huber,
  minimize,
  readScalar,
  readWeights,
  type Scalar,
  type Tensor2D,
  tf,
  valueAndGradients,
  writeWeights,
} from '../../tensor/index.ts';
import { CPU_BACKENDS, expectClose, normals, smallNetwork, useBackend } from './helpers.ts';

const opened: { dispose(): void }[] = [];
afterEach(() => {
  for (const thing of opened.splice(0)) thing.dispose();
});
function open<T extends { dispose(): void }>(thing: T): T {
  opened.push(thing);
  return thing;
}

/** A regression on 32 random points: a network, its optimizer, and its loss at one of several batches. */
function problem(learningRate = 1e-2, maxGradNorm = 1e6) {
  const network = open(smallNetwork());
  const adam = open(new Adam(network.variables, { learningRate, maxGradNorm }));
  const loss = (batch: number) => () => {
    const x = tf.tensor2d(normals(32 * 4, 100 + batch), [32, 4]);
    const y = tf.tensor2d(normals(32 * 3, 200 + batch), [32, 3]);
    return tf.mean(huber(tf.sub(network.apply(x as Tensor2D), y))) as Scalar;
  };
  return { network, adam, loss };
}

describe.each(CPU_BACKENDS)('Adam on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('takes a first step of the learning rate against the sign of each gradient (Kingma and Ba 2015, section 2.1)', () => {
    const variable = open(tf.variable(tf.tensor1d([1, 1, 1])));
    const adam = open(new Adam([variable], { learningRate: 0.1 }));
    adam.apply([open(tf.tensor1d([5, -0.001, 0]))]);
    // m / (sqrt(v) + eps) = g / (|g| + 1e-8) at the first step.
    expectClose(variable.dataSync(), [0.9, 1.1, 1], 1e-5);
  });

  it('stays equal to tf.train.adam over 50 steps', () => {
    const ours = problem();
    const theirs = problem();
    const reference = tf.train.adam(1e-2, 0.9, 0.999, 1e-8);
    for (let step = 0; step < 50; step++) {
      minimize(ours.adam, ours.loss(step % 4)).dispose();
      const { value, grads } = tf.variableGrads(theirs.loss(step % 4), theirs.network.variables as tf.Variable[]);
      reference.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      tf.dispose([value, grads]);
    }
    // tf.train.adam keeps the powers of beta in float32: 1 - 0.999^t loses four digits at first.
    ours.network.variables.forEach((variable, i) => {
      expectClose(variable.dataSync(), theirs.network.variables[i]!.dataSync(), 1e-4);
    });
    reference.dispose();
  });

  it('learns', async () => {
    const { adam, loss } = problem();
    const first = await readScalar(minimize(adam, loss(0)));
    for (let step = 0; step < 300; step++) minimize(adam, loss(0)).dispose();
    expect(await readScalar(minimize(adam, loss(0)))).toBeLessThan(0.25 * first);
  });

  it('saved and restored goes on to the last bit', async () => {
    const whole = problem(1e-2, 0.1);
    for (let step = 0; step < 20; step++) minimize(whole.adam, whole.loss(step % 4)).dispose();

    const half = problem(1e-2, 0.1);
    for (let step = 0; step < 10; step++) minimize(half.adam, half.loss(step % 4)).dispose();
    const state = await half.adam.save();
    const weights = await readWeights(half.network);
    minimize(half.adam, half.loss(0)).dispose(); // what happens after a save must not reach into it

    const resumed = problem(0.5, 0.1);
    resumed.adam.restore(state);
    writeWeights(resumed.network, weights);
    for (let step = 10; step < 20; step++) {
      minimize(resumed.adam, resumed.loss(step % 4)).dispose();
    }
    expect(await readWeights(resumed.network)).toEqual(await readWeights(whole.network));
    expect(await resumed.adam.save()).toEqual(await whole.adam.save());
  });

  it('anneals: a learning rate of 0 stops it, and half of it halves a first step', () => {
    const step = (learningRate: number) => {
      const variable = open(tf.variable(tf.tensor1d([1])));
      const adam = open(new Adam([variable], { learningRate: 1 }));
      adam.learningRate = learningRate;
      adam.apply([open(tf.tensor1d([1]))]);
      return 1 - variable.dataSync()[0]!;
    };
    expect(step(0)).toBe(0);
    expect(step(0.25)).toBeCloseTo(0.25, 6);
    expect(step(0.125)).toBeCloseTo(0.125, 6);
  });

  it('does not move a network that shares its values', () => {
    const variable = open(tf.variable(tf.tensor1d([1])));
    const target = open(tf.variable(tf.tensor1d([0])));
    target.assign(variable);
    const adam = open(new Adam([variable], { learningRate: 0.1 }));
    adam.apply([open(tf.tensor1d([1]))]);
    expect(target.dataSync()[0]).toBe(1);
    expect(variable.dataSync()[0]).toBeCloseTo(0.9, 6);
  });

  it('refuses what cannot be', async () => {
    const { adam, network } = problem();
    expect(() => new Adam(network.variables, { learningRate: -1 })).toThrow(
      'learningRate must be a finite number, 0 or above, got -1',
    );
    expect(() => new Adam(network.variables, { learningRate: 1, beta1: 1 })).toThrow('beta1 must be in [0, 1), got 1');
    expect(() => new Adam(network.variables, { learningRate: 1, epsilon: 0 })).toThrow(
      'epsilon must be above 0, got 0',
    );
    expect(() => adam.apply([])).toThrow('needs one gradient a variable, got 0 for 6 variables');
    const state = await adam.save();
    expect(() => adam.restore({ ...state, firstMoments: state.firstMoments.slice(1) })).toThrow(
      'it was saved from another network',
    );
  });
});

describe.each(CPU_BACKENDS)('clipping to a global norm on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  /** Adam's first moments after one step with these gradients: (1 - beta1) = 1/10 of what was left of them. */
  async function momentsOf(maxGradNorm: number, gradients: readonly number[][]): Promise<number[][]> {
    const variables = gradients.map((gradient) => open(tf.variable(tf.zeros([gradient.length]))));
    const adam = open(new Adam(variables, { learningRate: 1e-3, maxGradNorm }));
    adam.apply(gradients.map((gradient) => open(tf.tensor1d(gradient))));
    return (await adam.save()).firstMoments.map((moments) => Array.from(moments));
  }

  it('scales all gradients by one factor down to the norm (Pascanu et al. 2013, algorithm 1)', async () => {
    // The norm of (3, 0, 4) is 5: a factor of 1/5.
    const [a, b] = await momentsOf(1, [[3, 0], [4]]);
    expectClose(a!, [0.06, 0], 1e-6);
    expectClose(b!, [0.08], 1e-6);
  });

  it('leaves gradients within the norm as they are', async () => {
    const [a, b] = await momentsOf(6, [[3, 0], [4]]);
    expectClose(a!, [0.3, 0], 1e-7);
    expectClose(b!, [0.4], 1e-7);
  });

  it('gives zeros, not NaN, for zeros', async () => {
    expect(await momentsOf(1, [[0, 0, 0]])).toEqual([[0, 0, 0]]);
  });

  it('lets NaN reach every gradient, so that divergence shows', async () => {
    const [a, b] = await momentsOf(1, [[3, 0], [Number.NaN]]);
    expect(a).toEqual([Number.NaN, Number.NaN]);
    expect(b).toEqual([Number.NaN]);
  });

  it('refuses a norm that is not above 0', () => {
    expect(() => new Adam([], { learningRate: 1, maxGradNorm: 0 })).toThrow('maxGradNorm must be above 0, got 0');
  });
});

describe.each(CPU_BACKENDS)('minimize on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('gives the loss before the step', async () => {
    const { network, adam, loss } = problem();
    const before = tf.tidy(() => loss(0)().dataSync()[0]!);
    expect(await readScalar(open(minimize(adam, loss(0))))).toBe(before);
    expect(tf.tidy(() => loss(0)().dataSync()[0]!)).toBeLessThan(before);
    expect(network.variables.length).toBe(6);
  });

  it('gives back what the loss lists besides, from before the step, and keeps nothing of it', () => {
    const variable = open(tf.variable(tf.tensor1d([3])));
    const adam = open(new Adam([variable], { learningRate: 1 }));
    const before = tf.memory().numTensors;
    const [loss, cube] = minimize(adam, () => {
      const doubled = tf.mul(variable, 2);
      return [tf.sum(doubled), tf.pow(variable, 3)] as const;
    });
    expect([loss.dataSync()[0], cube.dataSync()[0]]).toEqual([6, 27]);
    expect(variable.dataSync()[0]).toBeCloseTo(2, 5);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([loss, cube]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says which variable the loss does not depend on', () => {
    const { network } = problem();
    const stray = open(tf.variable(tf.scalar(1), true, 'stray'));
    const before = tf.memory().numTensors;
    const loss = () => tf.sum(network.apply(tf.ones([1, 4]) as Tensor2D)) as Scalar;
    expect(() => tf.tidy(() => valueAndGradients(loss, [...network.variables, stray]))).toThrow(
      "the loss does not depend on variable 'stray'",
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
