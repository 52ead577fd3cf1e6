import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Generator } from '../../envs/core/seeding/generator.ts';
import {
  Adam,
  actorCritic,
  capture,
  copyWeights,
  dueling,
  HostTensor,
  MINATAR_CONVOLUTIONS,
  minimize,
  mlp,
  NATURE_CONVOLUTIONS,
  orthogonal,
  read,
  readWeights,
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

/** `x @ kernel + bias` layer by layer in double precision, from the weights as they are read: an mlp by its definition. */
function byDefinition(weights: readonly Float32Array[], activation: (z: number) => number, input: Float32Array) {
  let x = Float64Array.from(input);
  for (let layer = 0; layer < weights.length; layer += 2) {
    const [kernel, bias] = [weights[layer]!, weights[layer + 1]!];
    const last = layer + 2 === weights.length;
    const y = Float64Array.from(bias);
    for (let i = 0; i < x.length; i++) for (let j = 0; j < y.length; j++) y[j]! += x[i]! * kernel[i * y.length + j]!;
    x = last ? y : y.map(activation);
  }
  return x;
}

describe.each(CPU_BACKENDS)('mlp on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each([
    ['relu', [16, 16]],
    ['tanh', [16, 16]],
    ['relu', [5]],
    ['tanh', []],
    ['relu', [33, 7, 20]],
  ] as const)('with %s and hidden %j is what its definition says, for any number of rows', async (name, hidden) => {
    const network = open(smallNetwork(mlp, { activation: name, hidden }));
    const weights = await readWeights(network);
    const activation = name === 'relu' ? (z: number) => Math.max(z, 0) : Math.tanh;
    for (const rows of [1, 2, 3, 4, 5, 64, 1]) {
      const input = normals(rows * 4, rows);
      const expected = Array.from({ length: rows }, (_, row) =>
        Array.from(byDefinition(weights, activation, input.subarray(row * 4, row * 4 + 4))),
      ).flat();
      expectClose(await network.evaluate(input, rows), expected, 1e-5);
      expectClose(open(network.apply(open(tf.tensor2d(input, [rows, 4])))).dataSync(), expected, 1e-5);
    }
  });
});

describe.each(
  CPU_BACKENDS.flatMap((backend) => [[backend, 'mlp', mlp] as const, [backend, 'dueling', dueling] as const]),
)('on %s, %s', (backend, _name, build) => {
  beforeAll(() => useBackend(backend));

  it('evaluates to what it applies to', async () => {
    const network = open(smallNetwork(build));
    for (const rows of [1, 7, 64, 7]) {
      const input = normals(rows * 4, rows);
      const applied = open(network.apply(open(tf.tensor2d(input, [rows, 4]))));
      expect(applied.shape).toEqual([rows, 3]);
      expect(await network.evaluate(input, rows)).toEqual(applied.dataSync());
    }
  });

  it('evaluates with the weights that a captured step moved', async () => {
    const network = open(smallNetwork(build));
    const adam = open(new Adam(network.variables, { learningRate: 1e-2 }));
    const step = open(capture((x: Tensor2D) => minimize(adam, () => tf.mean(tf.square(network.apply(x))))));
    const x = open(tf.tensor2d(normals(8 * 4, 1), [8, 4]));
    const input = normals(4, 5);
    for (let i = 0; i < 4; i++) {
      const before = Float32Array.from(await network.evaluate(input));
      step(x).dispose();
      const after = await network.evaluate(input);
      expect(after).not.toEqual(before);
      expect(after).toEqual(open(network.apply(open(tf.tensor2d(input, [1, 4])))).dataSync());
    }
  });

  it('evaluates with the weights of now, however they were changed', async () => {
    const network = open(smallNetwork(build));
    const other = open(smallNetwork(build, { random: Generator.fromSeed(99) }));
    const input = normals(4, 5);
    const before = Float32Array.from(await network.evaluate(input));
    const others = Float32Array.from(await other.evaluate(input));
    expect(before).not.toEqual(others);

    const saved = await readWeights(network);
    copyWeights(other, network);
    expect(await network.evaluate(input)).toEqual(others);
    writeWeights(network, saved);
    expect(await network.evaluate(input)).toEqual(before);
    // The copy shared its values until then: writing one must not have changed the other.
    expect(await other.evaluate(input)).toEqual(others);
  });

  it('lets NaN through, so that divergence shows', async () => {
    const network = open(smallNetwork(build));
    const output = await network.evaluate(Float32Array.of(1, Number.NaN, 0, 0));
    expect(Array.from(output).every(Number.isNaN)).toBe(true);
  });

  it('refuses inputs of another size', () => {
    const network = open(smallNetwork(build));
    expect(() => network.evaluate(new Float32Array(5))).toThrow(
      'evaluating a network: the input must have rows * inputs = 1 * 4 values, got 5',
    );
    expect(() => network.apply(tf.zeros([2, 3]) as Tensor2D)).toThrow(
      'applying a network: it must be given [batch, inputs] = [batch, 4], got shape [2,3]',
    );
  });

  it('refuses widths that are not positive integers', () => {
    expect(() => smallNetwork(build, { hidden: [16, 0] })).toThrow(/hidden \[16,0\]/);
    expect(() => smallNetwork(build, { outputs: 1.5 })).toThrow(/outputs 1.5/);
  });

  it('is the same to the last bit for the same seed', async () => {
    const weights = await Promise.all([readWeights(open(smallNetwork(build))), readWeights(open(smallNetwork(build)))]);
    expect(weights[0]).toEqual(weights[1]);
  });
});

describe('dueling', () => {
  it('has advantages whose mean is zero around the value (Wang et al. 2016, eq. 9)', async () => {
    const network = open(smallNetwork(dueling, { outputs: 3, hidden: [8] }));
    // With the advantage head at zero, whatever the observation, all actions have the value of the state.
    const weights = await readWeights(network);
    const shapes = network.variables.map((variable) => variable.shape.join('x'));
    const head = shapes.indexOf('8x3');
    expect(head).toBeGreaterThan(0);
    weights[head]!.fill(0);
    writeWeights(network, weights);
    const [a, b, c] = await network.evaluate(normals(4, 2));
    expect(a).toBe(b);
    expect(b).toBe(c);
    // Any constant added to all advantages changes nothing: only their differences count.
    const before = Float32Array.from(await network.evaluate(normals(4, 2)));
    weights[shapes.indexOf('3')]!.fill(5);
    writeWeights(network, weights);
    expectClose(await network.evaluate(normals(4, 2)), before, 1e-6);
  });
});

describe('actorCritic', () => {
  const options = { inputs: 4, hidden: [64, 64], outputs: 2, activation: 'tanh' } as const;

  it('is two towers: a nearly uniform policy, then a value, and no weight in common', async () => {
    const network = open(actorCritic({ ...options, random: Generator.fromSeed(1) }));
    expect(network.variables.length).toBe(12);
    const rows = Array.from(await network.evaluate(normals(4, 1)));
    expect(rows.length).toBe(3);
    // Gain 0.01 on 64 tanh units: |logit| <= 0.01 * sqrt(64).
    for (const logit of rows.slice(0, 2)) expect(Math.abs(logit)).toBeLessThan(0.08);
    // The policy's gradient reaches the actor's six variables and no other: the rest is the critic's.
    const { gradients } = tf.tidy(() =>
      valueAndGradients(() => {
        const [policy, value] = tf.split(network.apply(tf.ones([3, 4]) as Tensor2D), [2, 1], 1);
        return tf.add(tf.sum(policy!), tf.mul(0, tf.sum(value!)));
      }, network.variables),
    );
    const moved = await Promise.all(gradients.map(async (gradient) => (await read(gradient)).some((x) => x !== 0)));
    expect(moved.filter((is) => is).length).toBe(6);
    tf.dispose(gradients);
  });

  it('shared, is two heads on one trunk', () => {
    const network = open(actorCritic({ ...options, shared: true, random: Generator.fromSeed(1) }));
    // Two hidden layers and two heads, a kernel and a bias each.
    expect(network.variables.map((variable) => variable.shape.join())).toEqual([
      ...['4,64', '64', '64,64', '64', '64,2', '2', '64,1', '1'],
    ]);
  });

  it('gives policy and value apart as it does together', async () => {
    for (const shared of [false, true]) {
      const network = open(actorCritic({ ...options, shared, free: [0.5], random: Generator.fromSeed(1) }));
      const batch = tf.tensor2d(normals(20, 1), [5, 4]);
      const [policy, value] = network.applyApart(batch);
      expect([policy.shape, value.shape]).toEqual([
        [5, 3],
        [5, 1],
      ]); // two outputs and the free number; the value
      const together = await read(network.apply(batch));
      expect(await read(tf.concat([policy, value], 1))).toEqual(together);
      tf.dispose([batch, policy, value]);
    }
  });

  it('appends free numbers to the policy: the same in every row, and trained', async () => {
    const network = open(actorCritic({ ...options, free: [-0.5, 0.25], random: Generator.fromSeed(1) }));
    const rows = await network.evaluate(normals(8, 1), 2);
    expect([...rows.slice(2, 4), ...rows.slice(7, 9)]).toEqual([-0.5, 0.25, -0.5, 0.25]);
    const { gradients } = tf.tidy(() =>
      valueAndGradients(() => tf.sum(network.apply(tf.ones([3, 4]) as Tensor2D)), network.variables),
    );
    const free = network.variables.findIndex((variable) => variable.shape.join() === '1,2');
    expect(Array.from(await read(gradients[free]!))).toEqual([3, 3]); // once for each of three rows
    tf.dispose(gradients);
  });
});

describe('networks with convolutions', () => {
  const image = { height: 10, width: 12, channels: 2, channelsFirst: false, scale: 1 / 255 };
  const common = {
    hidden: [5],
    outputs: 3,
    activation: 'relu',
    hiddenInit: orthogonal(1),
    outputInit: orthogonal(1),
  } as const;
  const pixels = 10 * 12 * 2;
  const bytes = Uint8Array.from({ length: pixels }, (_, i) => (i * 37) % 256);

  it('compute what a loop over the definition computes', async () => {
    const convolutions = [{ filters: 4, size: 3, stride: 2 }];
    const front = { image, convolutions };
    const network = open(mlp({ ...common, inputs: pixels, front, random: Generator.fromSeed(1) }));
    const weights = await readWeights(network);
    weights[1]!.set([0.1, -0.2, 0.3, 0]);
    writeWeights(network, weights);
    const [filters, biases, kernel, , head] = weights as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    // (10 - 3) / 2 + 1 = 4 rows, (12 - 3) / 2 + 1 = 5 columns of 4 filters, flat in that order.
    const flat: number[] = [];
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 5; x++) {
        for (let f = 0; f < 4; f++) {
          let sum = biases[f]!;
          for (let dy = 0; dy < 3; dy++) {
            for (let dx = 0; dx < 3; dx++) {
              for (let c = 0; c < 2; c++) {
                const pixel = bytes[((2 * y + dy) * 12 + 2 * x + dx) * 2 + c]! / 255;
                sum += pixel * filters[((dy * 3 + dx) * 2 + c) * 4 + f]!;
              }
            }
          }
          flat.push(Math.max(0, sum));
        }
      }
    }
    const dense = (values: readonly number[], matrix: Float32Array, width: number) =>
      Array.from({ length: width }, (_, j) =>
        values.reduce((sum, value, i) => sum + value * matrix[i * width + j]!, 0),
      );
    const expected = dense(
      dense(flat, kernel, 5).map((value) => Math.max(0, value)),
      head,
      3,
    );
    expectClose(await network.evaluate(bytes), Float32Array.from(expected), 1e-5);
  });

  it('read a picture whose channels come first as the same picture', async () => {
    const planes = new Uint8Array(pixels);
    for (let i = 0; i < pixels; i++) planes[(i % 2) * 120 + (i >> 1)] = bytes[i]!;
    const make = (channelsFirst: boolean) => {
      const front = { image: { ...image, channelsFirst }, convolutions: MINATAR_CONVOLUTIONS };
      return open(dueling({ ...common, inputs: pixels, front, random: Generator.fromSeed(1) }));
    };
    expect(await make(true).evaluate(planes)).toEqual(await make(false).evaluate(bytes));
  });

  it('take bytes on the device for the numbers they are', () => {
    const front = { image, convolutions: MINATAR_CONVOLUTIONS };
    const network = open(mlp({ ...common, inputs: pixels, front, random: Generator.fromSeed(1) }));
    const step = open(capture((rows: Tensor2D) => network.apply(rows)));
    const [ofBytes, ofFloats] = [bytes, Float32Array.from(bytes)].map((rows) =>
      step.read(new HostTensor(rows, [1, pixels])),
    );
    expect(ofBytes).toEqual(ofFloats);
  });

  it('hand what is not the picture past the convolutions', async () => {
    const front = { image, convolutions: MINATAR_CONVOLUTIONS };
    const network = open(mlp({ ...common, hidden: [], inputs: pixels + 2, front, random: Generator.fromSeed(1) }));
    const input = Float32Array.from([...bytes, 0, 0]);
    const without = Float32Array.from(await network.evaluate(input));
    input.set([1, 10], pixels);
    const kernel = (await readWeights(network)).at(-2)!;
    const rest = kernel.subarray(kernel.length - 6); // the last two rows of [features, 3]
    const expected = without.map((value, j) => value + rest[j]! + 10 * rest[3 + j]!);
    expectClose(await network.evaluate(input), expected, 1e-5);
  });

  it('are refused where a filter does not fit, or the row is too short', () => {
    const make = (inputs: number) =>
      mlp({ ...common, inputs, front: { image, convolutions: NATURE_CONVOLUTIONS }, random: Generator.fromSeed(1) });
    expect(() => make(pixels)).toThrow(/filter of 4 x 4 must fit into its input, got 1 x 2/);
    expect(() => make(7)).toThrow(/a row must hold the 240 pixels of the picture, got 7/);
  });
});

describe('weights', () => {
  it('of another network are refused and nothing is changed', async () => {
    const network = open(smallNetwork());
    const before = await readWeights(network);
    expect(() => writeWeights(network, before.slice(1))).toThrow(
      'writeWeights: the network has weights of sizes [64,16,256,16,48,3], got [16,256,16,48,3]; they were saved from another network',
    );
    const other = open(smallNetwork(mlp, { outputs: 2 }));
    expect(() => copyWeights(other, network)).toThrow('copyWeights: the networks must have the same shapes');
    expect(await readWeights(network)).toEqual(before);
  });

  it('that were read are copies', async () => {
    const network = open(smallNetwork());
    const weights = await readWeights(network);
    const first = weights[0]![0]!;
    weights[0]!.fill(0);
    expect((await readWeights(network))[0]![0]).toBe(first);
    writeWeights(network, weights);
    weights[0]!.fill(1);
    expect((await readWeights(network))[0]![0]).toBe(0);
  });
});
