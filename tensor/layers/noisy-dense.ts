/**
 * A dense layer whose weights carry learned noise (Fortunato et al. 2018, "Noisy Networks for Exploration"): an agent of such
 * layers explores by itself, and learns where to stop. The noise is the paper's factorised one.
 *
 * Two noises are held as weights of the layer, `f(ε)` of the inputs [inputs] and of the outputs [units]. `resample` draws them
 * anew; until then every call in training sees the same ones, so that an acting and a learning pass can agree or differ as the
 * algorithm wants. Outside of training the layer is its means: deterministic.
 *
 *     const layer = new NoisyDense({ units: 6, inputShape: [512] });
 *     const step = capture((x, y) => {
 *       resampleNoise(model); // anew in each replay
 *       return optimizer.minimize(() => loss(y, model.apply(x, { training: true })), true);
 *     });
 *
 * Left out: the paper's independent noise (a number for each weight), which it uses for A3C only.
 */

import { serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { RandomSource } from '../random.ts';
import { layers, tf } from '../tf.ts';
import { drawNormal } from './draw-normal.ts';

export interface NoisyDenseOptions {
  /** Outputs: a positive integer. */
  readonly units: number;
  /** Whether there is a bias, with a noise of its own. Default true. */
  readonly useBias?: boolean;
  /** Standard deviation that the noise starts from, times `1 / sqrt(inputs)`. Default 0.5: the paper's, section 3.2. */
  readonly sigma0?: number;
  /** Applied to the outputs. Default linear. */
  readonly activation?: 'linear' | 'relu' | 'tanh';
  /** Of one row, when the layer is a model's first: [inputs]. */
  readonly inputShape?: readonly number[];
  readonly name?: string;
}

/** Section 3.2. */
const SIGMA0 = 0.5;

/** A layer's weight: what `addWeight` of tfjs-layers gives. */
type Weight = ReturnType<layers.layers.Layer['addWeight']>;

export class NoisyDense extends layers.layers.Layer {
  static readonly className = 'NoisyDense';
  readonly units: number;
  readonly useBias: boolean;
  readonly sigma0: number;
  readonly activation: 'linear' | 'relu' | 'tanh';
  #kernel: Weight | null = null;
  #kernelSigma: Weight | null = null;
  #bias: Weight | null = null;
  #biasSigma: Weight | null = null;
  #inputNoise: Weight | null = null;
  #outputNoise: Weight | null = null;

  /** @throws RangeError on units that are no positive integer, a negative sigma0, an unknown activation. */
  constructor(options: NoisyDenseOptions) {
    const { units, useBias = true, sigma0 = SIGMA0, activation = 'linear', ...rest } = options;
    super(rest as { inputShape?: number[] });
    if (!Number.isInteger(units) || units < 1) {
      throw new RangeError(`NoisyDense: units must be a positive integer, got ${units}`);
    }
    if (!(sigma0 >= 0 && Number.isFinite(sigma0))) {
      throw new RangeError(`NoisyDense: sigma0 must be a finite number, 0 or above, got ${sigma0}`);
    }
    if (!(activation in ACTIVATIONS)) {
      const known = Object.keys(ACTIVATIONS).join(', ');
      throw new RangeError(`NoisyDense: activation must be one of ${known}; got ${activation}`);
    }
    this.units = units;
    this.useBias = useBias;
    this.sigma0 = sigma0;
    this.activation = activation;
  }

  /** Means uniform in `[-1 / sqrt(inputs), 1 / sqrt(inputs))` from tfjs's generator (`initialize` draws them from yours), and noise. */
  override build(inputShape: (number | null)[]): void {
    const inputs = inputShape[inputShape.length - 1];
    if (inputs == null) {
      throw new RangeError(
        `NoisyDense: the input's last dimension must be known, got [${inputShape}]; give inputShape`,
      );
    }
    const limit = 1 / Math.sqrt(inputs);
    const mean = layers.initializers.randomUniform({ minval: -limit, maxval: limit });
    const sigma = layers.initializers.constant({ value: this.sigma0 * limit });
    const zeros = layers.initializers.zeros();
    const add = (name: string, shape: number[], initializer: typeof mean, trainable: boolean): Weight =>
      this.addWeight(name, shape, 'float32', initializer, undefined, trainable);
    this.#kernel = add('kernel', [inputs, this.units], mean, true);
    this.#kernelSigma = add('kernel_sigma', [inputs, this.units], sigma, true);
    if (this.useBias) {
      this.#bias = add('bias', [this.units], mean, true);
      this.#biasSigma = add('bias_sigma', [this.units], sigma, true);
    }
    this.#inputNoise = add('input_noise', [inputs], zeros, false);
    this.#outputNoise = add('output_noise', [this.units], zeros, false);
    super.build(inputShape);
    this.resample();
  }

  /**
   * Starts the layer over from a generator of yours, means first the kernel's, then the bias's, row-major; sigmas at `sigma0`.
   * @throws Error before the layer has met its input.
   */
  initialize(random: RandomSource): void {
    const inputs = this.#built('initialize').kernel.shape[0] as number;
    const limit = 1 / Math.sqrt(inputs);
    const uniform = (shape: number[]): Tensor =>
      tf.tensor(
        Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => (2 * random.random() - 1) * limit),
        shape,
      );
    tidy(() => {
      const sigma = this.sigma0 * limit;
      const drawn = [uniform([inputs, this.units]), tf.fill([inputs, this.units], sigma)];
      if (this.useBias) drawn.push(uniform([this.units]), tf.fill([this.units], sigma));
      [this.#kernel, this.#kernelSigma, this.#bias, this.#biasSigma].forEach((weight, i) => {
        if (weight !== null) weight.write(drawn[i] as Tensor);
      });
    });
  }

  /**
   * Draws the noise anew: `f(ε)`, `f(x) = sgn(x) sqrt(|x|)` (equation 11), from `backend.random`. In a captured step each replay
   * draws another.
   * @throws Error before the layer has met its input.
   */
  resample(): void {
    const { inputNoise, outputNoise } = this.#built('resample');
    tidy(() => {
      for (const noise of [inputNoise, outputNoise]) {
        const epsilon = drawNormal(noise.shape as number[]);
        noise.write(tf.mul(tf.sign(epsilon), tf.sqrt(tf.abs(epsilon))));
      }
    });
  }

  /** [.., inputs] -> [.., units]. With `training: true` in `kwargs` the noisy weights (equation 9), else their means. */
  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    const { kernel, kernelSigma, inputNoise, outputNoise } = this.#built('call');
    return tidy(() => {
      const x = Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
      const features = x.shape[x.shape.length - 1] as number;
      const rows = tf.reshape(x, [-1, features]) as tf.Tensor2D;
      const noisy = kwargs?.training === true;
      const outer = (): Tensor => tf.mul(tf.expandDims(inputNoise.read(), 1), outputNoise.read());
      const weights = noisy ? tf.add(kernel.read(), tf.mul(kernelSigma.read(), outer())) : kernel.read();
      let y: Tensor = tf.matMul(rows, weights as tf.Tensor2D);
      if (this.#bias !== null && this.#biasSigma !== null) {
        const shift = noisy
          ? tf.add(this.#bias.read(), tf.mul(this.#biasSigma.read(), outputNoise.read()))
          : this.#bias.read();
        y = tf.add(y, shift);
      }
      return tf.reshape(ACTIVATIONS[this.activation](y), [...x.shape.slice(0, -1), this.units]);
    });
  }

  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    return [...inputShape.slice(0, -1), this.units];
  }

  override getConfig(): serialization.ConfigDict {
    const { units, useBias, sigma0, activation } = this;
    return { ...super.getConfig(), units, useBias, sigma0, activation };
  }

  #built(action: string): { kernel: Weight; kernelSigma: Weight; inputNoise: Weight; outputNoise: Weight } {
    const [kernel, kernelSigma] = [this.#kernel, this.#kernelSigma];
    const [inputNoise, outputNoise] = [this.#inputNoise, this.#outputNoise];
    if (kernel === null || kernelSigma === null || inputNoise === null || outputNoise === null) {
      throw new Error(`NoisyDense: ${action} needs weights, which the layer gets when it is first applied to an input`);
    }
    return { kernel, kernelSigma, inputNoise, outputNoise };
  }
}

const ACTIVATIONS: Readonly<Record<'linear' | 'relu' | 'tanh', (x: Tensor) => Tensor>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
};

// So that a saved model finds it.
serialization.registerClass(NoisyDense);

/** Draws the noise of a model's noisy layers anew, from the first to the last. */
export function resampleNoise(model: layers.LayersModel): void {
  for (const layer of model.layers) if (layer instanceof NoisyDense) layer.resample();
}
