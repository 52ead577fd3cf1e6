/**
 * Adam (Kingma and Ba 2015, algorithm 1), with the update in the order of section 2's last paragraph, as PyTorch has it.
 *
 * Why not `tf.train.adam`: its learning rate is protected (PPO anneals it), its moments can be saved but the powers of
 * beta are recomputed on loading, in single precision, so a resumed run drifts from an uninterrupted one; and it spends
 * sixteen small tensor ops a variable. Here the state is explicit, the powers are doubles, and on the cpu backend a
 * step is one plain loop a variable (`adam-kernel.ts`). Equal to `tf.train.adam` to rounding (a test).
 */

import { read } from '../read.ts';
import { type Tensor, tf, type Variable } from '../tf.ts';
import { adamKernel } from './adam-kernel.ts';

export interface AdamOptions {
  /** Step size, above or equal 0. Can be changed between steps: `adam.learningRate = x`. */
  readonly learningRate: number;
  /** Decay of the first moment, in `[0, 1)`. Default 0.9 (the paper's). */
  readonly beta1?: number;
  /** Decay of the second moment, in `[0, 1)`. Default 0.999 (the paper's). */
  readonly beta2?: number;
  /** Added to the root of the second moment, above 0. Default 1e-8 (the paper's); PPO uses 1e-5. */
  readonly epsilon?: number;
}

/** Everything a step depends on except the variables: an optimizer restored from it goes on to the last bit. */
export interface AdamState {
  readonly learningRate: number;
  /** Steps taken. */
  readonly iterations: number;
  /** `beta1 ** iterations` and `beta2 ** iterations`, as multiplied up. */
  readonly beta1Power: number;
  readonly beta2Power: number;
  /** One flat array a variable, in the order of `variables`. */
  readonly firstMoments: readonly Float32Array[];
  readonly secondMoments: readonly Float32Array[];
}

/** A moment lives as a plain array on the cpu backend and as a variable elsewhere. */
type Moment = Float32Array | Variable;

export class Adam {
  readonly variables: readonly Variable[];
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  #learningRate: number;
  #iterations = 0;
  #beta1Power = 1;
  #beta2Power = 1;
  #firstMoments: Moment[];
  #secondMoments: Moment[];

  /**
   * @param variables What is trained, in an order that a saved state relies on.
   * @throws RangeError when an option is out of its range.
   */
  constructor(variables: readonly Variable[], options: AdamOptions) {
    const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    if (!(beta1 >= 0 && beta1 < 1)) throw new RangeError(`Adam: beta1 must be in [0, 1), got ${beta1}`);
    if (!(beta2 >= 0 && beta2 < 1)) throw new RangeError(`Adam: beta2 must be in [0, 1), got ${beta2}`);
    if (!(epsilon > 0)) throw new RangeError(`Adam: epsilon must be above 0, got ${epsilon}`);
    this.variables = [...variables];
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.#learningRate = checkLearningRate(learningRate);
    this.#firstMoments = this.variables.map((variable) => newMoment(variable));
    this.#secondMoments = this.variables.map((variable) => newMoment(variable));
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(value: number) {
    this.#learningRate = checkLearningRate(value);
  }

  /** Steps taken. */
  get iterations(): number {
    return this.#iterations;
  }

  /**
   * One step.
   *
   * @param gradients One a variable, in the order of `variables`; not disposed.
   * @throws RangeError when their number differs from the variables'.
   */
  apply(gradients: readonly Tensor[]): void {
    if (gradients.length !== this.variables.length) {
      throw new RangeError(
        `Adam.apply: needs one gradient a variable, got ${gradients.length} for ${this.variables.length} variables`,
      );
    }
    this.#iterations += 1;
    this.#beta1Power *= this.beta1;
    this.#beta2Power *= this.beta2;
    tf.tidy(() => {
      for (let i = 0; i < this.variables.length; i++) {
        this.#step(this.variables[i]!, gradients[i]!, this.#firstMoments[i]!, this.#secondMoments[i]!);
      }
    });
  }

  #step(variable: Variable, gradient: Tensor, first: Moment, second: Moment): void {
    const { beta1, beta2, epsilon } = this;
    const stepSize = this.#learningRate / (1 - this.#beta1Power);
    const secondCorrection = Math.sqrt(1 - this.#beta2Power);
    if (first instanceof Float32Array && second instanceof Float32Array) {
      // The old values may be shared with another variable (`copyWeights`), so the new ones go to a fresh array.
      const values = Float32Array.from(variable.dataSync());
      const gradients = gradient.dataSync() as Float32Array;
      adamKernel(values, gradients, first, second, { beta1, beta2, epsilon, stepSize, secondCorrection });
      variable.assign(tf.tensor(values, variable.shape));
      return;
    }
    const m = first as Variable;
    const v = second as Variable;
    m.assign(tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1)));
    v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const denominator = tf.add(tf.div(tf.sqrt(v), secondCorrection), epsilon);
    variable.assign(tf.sub(variable, tf.mul(tf.div(m, denominator), stepSize)));
  }

  async save(): Promise<AdamState> {
    return {
      learningRate: this.#learningRate,
      iterations: this.#iterations,
      beta1Power: this.#beta1Power,
      beta2Power: this.#beta2Power,
      firstMoments: await Promise.all(this.#firstMoments.map(readMoment)),
      secondMoments: await Promise.all(this.#secondMoments.map(readMoment)),
    };
  }

  /** @throws RangeError when the state is of other variables (their number or sizes differ); nothing is changed then. */
  restore(state: AdamState): void {
    this.#checkSizes(state.firstMoments);
    this.#checkSizes(state.secondMoments);
    this.learningRate = state.learningRate;
    this.#iterations = state.iterations;
    this.#beta1Power = state.beta1Power;
    this.#beta2Power = state.beta2Power;
    for (let i = 0; i < this.variables.length; i++) {
      writeMoment(this.#firstMoments[i]!, state.firstMoments[i]!);
      writeMoment(this.#secondMoments[i]!, state.secondMoments[i]!);
    }
  }

  #checkSizes(moments: readonly Float32Array[]): void {
    const expected = this.variables.map((variable) => variable.size);
    const got = moments.map((moment) => moment.length);
    if (expected.length !== got.length || expected.some((size, i) => size !== got[i])) {
      throw new RangeError(
        `Adam.restore: the state must have moments of sizes [${expected}], got [${got}]; it was saved from another network`,
      );
    }
  }

  /** Frees the moments. The variables stay: they are the network's. */
  dispose(): void {
    for (const moment of [...this.#firstMoments, ...this.#secondMoments]) {
      if (!(moment instanceof Float32Array)) moment.dispose();
    }
  }
}

function checkLearningRate(value: number): number {
  if (!(value >= 0 && Number.isFinite(value))) {
    throw new RangeError(`Adam: learningRate must be a finite number, 0 or above, got ${value}`);
  }
  return value;
}

function newMoment(variable: Variable): Moment {
  if (tf.getBackend() === 'cpu') return new Float32Array(variable.size);
  return tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
}

async function readMoment(moment: Moment): Promise<Float32Array> {
  return moment instanceof Float32Array ? moment.slice() : read(moment);
}

function writeMoment(moment: Moment, values: Float32Array): void {
  if (moment instanceof Float32Array) moment.set(values);
  else tf.tidy(() => moment.assign(tf.tensor(values, moment.shape)));
}
