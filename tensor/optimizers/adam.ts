/**
 * Adam (Kingma and Ba 2015, algorithm 1) as the agents use it: over a fixed list of variables, with its whole state out and in.
 *
 * The arithmetic is `FusedAdam`'s (`backend/optimizers/adam.ts`): one kernel a variable on `ludus`, tfjs ops elsewhere. Why not
 * `tf.train.adam`: its learning rate is protected (PPO anneals it) and would freeze into a captured step, and the
 * powers of beta are recomputed on loading, in single precision, so a resumed run drifts from an uninterrupted one. Equal to
 * it to rounding (a test).
 */

import { FusedAdam } from '../backend/optimizers/adam.ts';
import { read } from '../read.ts';
import { type Tensor, tf, type Variable } from '../tf.ts';

export interface AdamOptions {
  /** Step size, above or equal 0. Can be changed between steps, captured ones too: `adam.learningRate = x`. */
  readonly learningRate: number;
  /** Gradients whose joint L2 norm is above this are scaled down to it (Pascanu et al. 2013). Left out: no clipping. */
  readonly maxGradNorm?: number;
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
  /** `beta1 ** iterations` and `beta2 ** iterations`, as the optimizer has them. */
  readonly beta1Power: number;
  readonly beta2Power: number;
  /** One flat array a variable, in the order of `variables`. */
  readonly firstMoments: readonly Float32Array[];
  readonly secondMoments: readonly Float32Array[];
}

export class Adam {
  readonly variables: readonly Variable[];
  readonly #fused: FusedAdam;
  readonly #firstMoments: readonly Variable[];
  readonly #secondMoments: readonly Variable[];

  /**
   * @param variables What is trained, in an order that a saved state relies on.
   * @throws RangeError when an option is out of its range.
   */
  constructor(variables: readonly Variable[], options: AdamOptions) {
    const { epsilon } = options;
    if (epsilon !== undefined && !(epsilon > 0)) throw new RangeError(`Adam: epsilon must be above 0, got ${epsilon}`);
    this.variables = [...variables];
    this.#fused = new FusedAdam(options);
    // Made now rather than by the first step, so that a step can be captured the first time it runs.
    const slots = this.variables.map((variable) => this.#fused.slotsOf(variable));
    this.#firstMoments = slots.map(([first]) => first!);
    this.#secondMoments = slots.map(([, second]) => second!);
  }

  get learningRate(): number {
    return this.#fused.learningRate;
  }

  /** @throws RangeError unless `value` is a finite number, 0 or above. */
  set learningRate(value: number) {
    // On other backends each assignment makes a tensor.
    if (value !== this.#fused.learningRate) this.#fused.learningRate = value;
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
    this.#fused.applyGradients(this.variables.map(({ name }, i) => ({ name, tensor: gradients[i]! })));
  }

  async save(): Promise<AdamState> {
    const [iterations, correction1, correction2] = await read(this.#fused.state);
    return {
      learningRate: this.learningRate,
      iterations: iterations!,
      // Exact both ways: a float32 of 2^-29 or above from 1 has the bits of a double to spare.
      beta1Power: 1 - correction1!,
      beta2Power: 1 - correction2!,
      firstMoments: await Promise.all(this.#firstMoments.map(read)),
      secondMoments: await Promise.all(this.#secondMoments.map(read)),
    };
  }

  /** @throws RangeError when the state is of other variables (their number or sizes differ); nothing is changed then. */
  restore(state: AdamState): void {
    this.#checkSizes(state.firstMoments);
    this.#checkSizes(state.secondMoments);
    this.learningRate = state.learningRate;
    const { iterations, beta1Power, beta2Power } = state;
    tf.tidy(() => {
      this.#fused.state.assign(tf.tensor1d([iterations, 1 - beta1Power, 1 - beta2Power, 0]));
      this.variables.forEach(({ shape }, i) => {
        // Copies, because tfjs's cpu backend keeps the array it is given.
        this.#firstMoments[i]!.assign(tf.tensor(state.firstMoments[i]!.slice(), shape));
        this.#secondMoments[i]!.assign(tf.tensor(state.secondMoments[i]!.slice(), shape));
      });
    });
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
    this.#fused.dispose();
  }
}
