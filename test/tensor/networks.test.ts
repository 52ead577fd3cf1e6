import { afterEach, describe, expect, it } from 'vitest';
import { Generator } from '../../envs/core/seeding/generator.ts';
import {
  actorCritic,
  copyWeights,
  dueling,
  mlp,
  type Network,
  readWeights,
  type Scalar,
  type Tensor2D,
  tf,
  valueAndGradients,
  writeWeights,
} from '../../tensor/index.ts';
import { expectClose, normals, smallNetwork } from './helpers.ts';

const opened: { dispose(): void }[] = [];
afterEach(() => {
  for (const thing of opened.splice(0)) thing.dispose();
});
function open<T extends { dispose(): void }>(thing: T): T {
  opened.push(thing);
  return thing;
}

/** Every way through a network for one batch, flat. */
async function threeWays(network: Network, input: Float32Array, rows: number) {
  const x = open(tf.tensor2d(input, [rows, network.inputs]));
  return {
    plain: Float32Array.from(await network.evaluate(input, rows)),
    kernel: open(network.apply(x)).dataSync(),
    model: open(network.model.apply(x) as Tensor2D).dataSync(),
  };
}

describe.each([
  ['mlp', mlp],
  ['dueling', dueling],
])('%s', (_name, build) => {
  it.each([
    ['relu', [16, 16]],
    ['tanh', [16, 16]],
    ['relu', [5]],
    ['tanh', []],
    ['relu', [33, 7, 20]],
  ] as const)(
    'with %s and hidden %j gives the same by the model, by the kernel and by plain arrays',
    async (activation, hidden) => {
      const network = open(smallNetwork(build, { activation, hidden }));
      for (const rows of [1, 2, 3, 4, 5, 64]) {
        const { plain, kernel, model } = await threeWays(network, normals(rows * 4, rows), rows);
        expect(model.length).toBe(rows * 3);
        // Float32 sums in another order.
        expectClose(kernel, model, 1e-6);
        expectClose(plain, model, 1e-6);
      }
    },
  );

  it('has the same gradients by the kernel as by the model', () => {
    const network = open(smallNetwork(build));
    const x = open(tf.tensor2d(normals(32 * 4, 1), [32, 4]));
    const gradients = (apply: (x: Tensor2D) => Tensor2D) =>
      tf.tidy(() => {
        const loss = () => tf.mean(tf.square(apply(x))) as Scalar;
        return valueAndGradients(loss, network.variables).gradients.map((gradient) => gradient.dataSync());
      });
    const byModel = gradients((input) => network.model.apply(input) as Tensor2D);
    const byKernel = gradients(network.apply);
    byModel.forEach((expected, i) => {
      expectClose(byKernel[i]!, expected, 1e-5);
    });
    expect(byModel.some((gradient) => gradient.some((value) => value !== 0))).toBe(true);
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
      'a dense layer of 4 inputs must be given [batch, 4], got shape [2,3]',
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
  it('is two towers: a nearly uniform policy, a value, and no weight in common', async () => {
    const pair = open(
      actorCritic({ inputs: 4, hidden: [64, 64], actions: 2, activation: 'tanh', random: Generator.fromSeed(1) }),
    );
    expect(pair.variables.length).toBe(12);
    expect(new Set(pair.variables.map((variable) => variable.id)).size).toBe(12);
    const input = normals(4, 1);
    const logits = Array.from(await pair.actor.evaluate(input));
    // Gain 0.01 on 64 tanh units: |logit| <= 0.01 * sqrt(64).
    for (const logit of logits) expect(Math.abs(logit)).toBeLessThan(0.08);
    expect((await pair.critic.evaluate(input)).length).toBe(1);
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
