import { describe, expect, it } from 'vitest';
import {
  clippedSurrogate,
  entropy,
  gaussianEntropy,
  gaussianLogProbabilities,
  huber,
  logProbabilities,
  selectActions,
  type Tensor1D,
  type Tensor2D,
  tf,
} from '../../tensor/index.ts';
import { expectClose, normals } from './helpers.ts';

describe('huber', () => {
  it('is quadratic up to delta and linear beyond (Huber 1964)', () => {
    const errors = tf.tensor1d([0, 0.5, -0.5, 1, -1, 3, -3]);
    // e^2 / 2 where |e| <= 1, else |e| - 1/2.
    expectClose(huber(errors).dataSync(), [0, 0.125, 0.125, 0.5, 0.5, 2.5, 2.5], 1e-7);
    // e^2 / 2 where |e| <= 2, else 2 (|e| - 1).
    expectClose(huber(errors, 2).dataSync(), [0, 0.125, 0.125, 0.5, 0.5, 4, 4], 1e-7);
  });

  it('has the error clipped to [-delta, delta] as its gradient', () => {
    const gradient = tf.grad((e) => tf.sum(huber(e, 2)));
    expect(Array.from(gradient(tf.tensor1d([0, 0.5, -1.5, 2, -2, 3, -30])).dataSync())).toEqual([
      0, 0.5, -1.5, 2, -2, 2, -2,
    ]);
  });

  it('passes on what comes from above: weighted errors have weighted gradients', () => {
    const weights = tf.tensor1d([2, -1, 0.5]);
    const gradient = tf.grad((e) => tf.sum(tf.mul(huber(e), weights)))(tf.tensor1d([0.25, 5, -5]));
    expect(Array.from(gradient.dataSync())).toEqual([0.5, -1, -0.5]);
  });

  it('equals tfjs losses.huberLoss, value and gradient', () => {
    const labels = tf.tensor1d(normals(50, 1));
    const predictions = tf.tensor1d(normals(50, 2));
    const ours = tf.valueAndGrad((p) => tf.mean(huber(tf.sub(p, labels))))(predictions);
    const theirs = tf.valueAndGrad((p) => tf.losses.huberLoss(labels, p))(predictions);
    expectClose(ours.value.dataSync(), theirs.value.dataSync(), 1e-6);
    expectClose(ours.grad.dataSync(), theirs.grad.dataSync(), 1e-6);
  });

  it('refuses a delta that is not above 0', () => {
    expect(() => huber(tf.scalar(1), 0)).toThrow('huber: delta must be above 0, got 0');
  });
});

describe('clippedSurrogate', () => {
  const ratios = tf.tensor1d([1, 1.5, 0.5, 1.5, 0.5, 1.1, 0.9, 1.25, 0.75]);
  const advantages = tf.tensor1d([2, 2, 2, -2, -2, -2, 2, 2, -2]);

  it('is the smaller of the free and the clipped gain (Schulman et al. 2017, equation 7)', () => {
    // At a clip range of 1/4: min(r A, clip(r, 0.75, 1.25) A).
    const expected = [2, 2.5, 1, -3, -1.5, -2.2, 1.8, 2.5, -1.5];
    expectClose(clippedSurrogate(ratios, advantages, tf.scalar(0.25)).dataSync(), expected, 1e-6);
  });

  it('has the advantage as its gradient where clipping took nothing away, else none', () => {
    const gradient = tf.grad((r) => tf.sum(clippedSurrogate(r as Tensor1D, advantages, tf.scalar(0.25))))(ratios);
    expectClose(gradient.dataSync(), [2, 0, 2, -2, 0, -2, 2, 2, -2], 0);
  });

  it('equals what tfjs differentiates by itself, bit for bit', () => {
    const range = tf.scalar(0.2);
    const many = tf.exp(tf.mul(tf.tensor1d(normals(200, 1)), 0.3));
    const gains = tf.tensor1d(normals(200, 2));
    const weights = tf.tensor1d(normals(200, 3)); // what comes from above
    const composed = (r: Tensor1D) =>
      tf.minimum(
        tf.mul(r, gains),
        tf.mul(tf.minimum(tf.maximum(r, tf.sub(1, range)), tf.add(1, range)), gains),
      ) as Tensor1D;
    const both = [(r: Tensor1D) => clippedSurrogate(r, gains, range), composed].map((objective) => {
      const { value, grad } = tf.valueAndGrad((r) => tf.sum(tf.mul(objective(r as Tensor1D), weights)))(many);
      // Where there is no gradient the sign of its 0 may differ.
      return [value.dataSync()[0], ...Array.from(grad.dataSync(), (x) => x + 0)];
    });
    expect(both[0]).toEqual(both[1]);
  });
});

describe('categorical', () => {
  const logits = tf.tensor2d([
    [0, 0],
    [Math.log(3), 0],
    [1000, 0],
  ]) as Tensor2D;
  const actions = tf.tensor1d([1, 0, 0], 'int32') as Tensor1D;

  it('selectActions gives 0 for an action that is none', () => {
    const taken = tf.tensor1d([0, 2, 1], 'int32') as Tensor1D; // of two actions
    expect(selectActions(logits, taken).dataSync()[1]).toBe(0);
  });

  it('selectActions takes one value a row, and its gradient goes there alone', () => {
    expect(Array.from(selectActions(logits, actions).dataSync())).toEqual([0, Math.fround(Math.log(3)), 1000]);
    const gradient = tf.grad((values) => tf.sum(selectActions(values as Tensor2D, actions)))(logits);
    expect(Array.from(gradient.dataSync())).toEqual([0, 1, 1, 0, 1, 0]);
  });

  it('logProbabilities are ln softmax, finite for extreme logits', () => {
    // softmax(0, 0) = 1/2; softmax(ln 3, 0) = 3/4; softmax(1000, 0) = 1.
    expectClose(logProbabilities(logits, actions).dataSync(), [Math.log(1 / 2), Math.log(3 / 4), 0], 1e-6);
  });

  it('logProbabilities have the gradient one-hot minus softmax', () => {
    const gradient = tf.grad((values) => tf.sum(logProbabilities(values as Tensor2D, actions)))(logits);
    expectClose(gradient.dataSync(), [-1 / 2, 1 / 2, 1 / 4, -1 / 4, 0, 0], 1e-6);
  });

  it('entropy is ln n for equal logits and 0 for a certain action', () => {
    const ofThreeQuarters = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    expectClose(entropy(logits).dataSync(), [Math.log(2), ofThreeQuarters, 0], 1e-6);
  });
});

describe('the diagonal Gaussian', () => {
  // Two rows of two actions: means (0.5, -1) and (3, 0.25), standard deviations (1, 2) and (1/2, 1/e).
  const values = [0.5, -1, 0, Math.log(2), 3, 0.25, Math.log(0.5), -1];
  const rows = () => tf.tensor2d(values, [2, 4]);
  const actions = () => tf.tensor2d([1, 1, 2.5, 0.5], [2, 2]);

  it("gives PyTorch's log-densities and entropies", () => {
    // torch 2.15, torch.distributions.Normal(mean, std): log_prob(actions).sum(1) and entropy().sum(1).
    const logs = gaussianLogProbabilities(rows(), actions());
    expectClose(logs.dataSync(), [-3.15602445602417, -0.8756378293037415], 1e-6);
    expectClose(gaussianEntropy(rows()).dataSync(), [3.53102445602417, 1.1447298526763916], 1e-6);
  });

  it('has the gradients of its formula', () => {
    const gradient = tf.grad((p) => tf.sum(gaussianLogProbabilities(p as Tensor2D, actions())))(rows());
    // d/d mu = (a - mu) / sigma^2, d/d log sigma = ((a - mu) / sigma)^2 - 1.
    const e2 = Math.E ** 2;
    const expected = [0.5, 0.5, -0.75, 0, -2, 0.25 * e2, 0, 0.0625 * e2 - 1];
    expectClose(gradient.dataSync(), expected, 1e-5);
  });
});
