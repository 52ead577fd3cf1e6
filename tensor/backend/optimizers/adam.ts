/** Adam (Kingma and Ba 2015, algorithm 1), and AdamW (Loshchilov and Hutter 2019): with a weight decay beside the gradient. */

import {
  add,
  div,
  mul,
  reshape,
  type serialization,
  slice,
  sqrt,
  square,
  sub,
  tensor1d,
  tidy,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { floatBits } from '../engine.ts';
import { ADAM, ADAM_ADVANCE } from '../opcodes.ts';
import { checkDecay, FusedOptimizer, type NamedTensor, type OptimizerOptions, type Update } from './fused-optimizer.ts';

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the first moment, in `[0, 1)`. Default 0.9 (the paper's). */
  readonly beta1?: number;
  /** Decay of the second moment, in `[0, 1)`. Default 0.999 (the paper's). */
  readonly beta2?: number;
  /** Added to the root of the second moment. Default 1e-8 (the paper's). */
  readonly epsilon?: number;
  /** AdamW's: each step shrinks the values by `learningRate * weightDecay` of them. Default 0: Adam. */
  readonly weightDecay?: number;
}

/** What an element costs, in multiply-adds of a product: a root, a division, and seven numbers moved. */
const WORK = 24;

export class FusedAdam extends FusedOptimizer {
  static readonly className: string = 'LudusAdam';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  protected override readonly slotNames = ['m', 'v'];
  /** [4] float32: steps taken, 1 - beta1^steps, 1 - beta2^steps, 0. */
  readonly state: Variable;

  constructor(options: AdamOptions) {
    super(options);
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
    checkDecay('beta1', beta1);
    checkDecay('beta2', beta2);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.state = tidy(() => variable(zeros([4]), false));
  }

  protected override advance(backend: LudusBackend | null): void {
    const { beta1, beta2 } = this;
    if (backend !== null) {
      const state = backend.pointerToWrite(this.state);
      backend.engine.emit(ADAM_ADVANCE, 1, state, floatBits(beta1), floatBits(beta2));
      return;
    }
    // 1 - beta^(t + 1) = beta * (1 - beta^t) + 1 - beta
    this.state.assign(add(mul(this.state, tensor1d([1, beta1, beta2, 0])), tensor1d([1, 1 - beta1, 1 - beta2, 0])));
  }

  protected override emit(
    backend: LudusBackend,
    { value, gradient, slots }: Update,
    rate: number,
    scale: number,
  ): void {
    const [m, v] = slots;
    backend.engine.emit(
      ADAM,
      backend.engine.partsFor(value.size * WORK),
      backend.pointerToWrite(value),
      backend.pointer(gradient),
      backend.pointerToWrite(m!),
      backend.pointerToWrite(v!),
      value.size,
      rate,
      scale,
      backend.pointerToWrite(this.state),
      floatBits(this.beta1),
      floatBits(this.beta2),
      floatBits(this.epsilon),
      floatBits(this.weightDecay),
    );
  }

  protected override compose({ value, gradient, slots }: Update): void {
    const [m, v] = slots as [Variable, Variable];
    const { beta1, beta2, epsilon, weightDecay, rate } = this;
    m.assign(add(mul(m, beta1), mul(gradient, 1 - beta1)));
    v.assign(add(mul(v, beta2), mul(square(gradient), 1 - beta2)));
    const correction = (index: number) => reshape(slice(this.state, [index], [1]), []);
    const step = div(div(m, correction(1)), add(sqrt(div(v, correction(2))), epsilon));
    const shrunk = weightDecay === 0 ? value : sub(value, mul(value, mul(rate, weightDecay)));
    value.assign(sub(shrunk, mul(step, rate)));
  }

  protected override shared(): NamedTensor[] {
    return [{ name: 'state', tensor: this.state }];
  }

  override dispose(): void {
    super.dispose();
    this.state.dispose();
  }

  getConfig(): serialization.ConfigDict {
    const { beta1, beta2, epsilon, weightDecay } = this;
    return { ...this.commonConfig(), beta1, beta2, epsilon, weightDecay };
  }
}
