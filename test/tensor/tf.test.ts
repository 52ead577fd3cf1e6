import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Generator } from '../../envs/core/seeding/generator.ts';
import { Adam, actorCritic, dueling, huber, minimize, type Scalar, type Tensor2D, tf } from '../../tensor/index.ts';
import { smallNetwork } from './helpers.ts';

describe('tf', () => {
  it('has gradients', () => {
    // d/dx mean(x^2) = 2x / n.
    const gradient = tf.grad((x) => tf.mean(tf.square(x)))(tf.tensor1d([1, -2, 3, 4]));
    expect(Array.from(gradient.dataSync())).toEqual([0.5, -1, 1.5, 2]);
  });

  it('keeps one engine for the core and the layers', () => {
    const before = tf.memory().numTensors;
    const network = smallNetwork();
    expect(tf.memory().numTensors).toBe(before + 6);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('loads without printing anything, and with its checks of arguments on', () => {
    const entry = fileURLToPath(new URL('../../tensor/index.ts', import.meta.url));
    const script = `
      const { tf } = await import(${JSON.stringify(entry)});
      tf.add(tf.tensor1d([1]), 2).dispose();
      process.exit(tf.env().getBool('PROD') ? 3 : 0);`;
    const result = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect({ out: result.stdout, err: result.stderr, status: result.status }).toEqual({ out: '', err: '', status: 0 });
  });
});

describe('randomness', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('comes from the given generator alone: Math.random is never called', () => {
    const mathRandom = vi.spyOn(Math, 'random');
    const networks = [smallNetwork(), smallNetwork(dueling)];
    const pair = actorCritic({ inputs: 4, hidden: [8], outputs: 2, activation: 'tanh', random: Generator.fromSeed(1) });
    for (const network of networks) {
      const adam = new Adam(network.variables, { learningRate: 1e-3, maxGradNorm: 1 });
      const loss = () => tf.mean(huber(network.apply(tf.ones([5, 4]) as Tensor2D))) as Scalar;
      minimize(adam, loss).dispose();
      adam.dispose();
      network.dispose();
    }
    pair.dispose();
    expect(mathRandom).not.toHaveBeenCalled();
  });
});
