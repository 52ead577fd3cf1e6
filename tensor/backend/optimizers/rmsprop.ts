/** RMSProp (Hinton, lecture 6e of Neural Networks for Machine Learning, 2012), as tfjs and TensorFlow have it: epsilon under the root. */

import { add, div, mul, type serialization, sqrt, square, sub } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { floatBits } from '../engine.ts';
import { RMSPROP } from '../opcodes.ts';
import { checkDecay, FusedOptimizer, type OptimizerOptions, type Update } from './fused-optimizer.ts';

export interface RmsPropOptions extends OptimizerOptions {
  /** Of the mean of squares, in `[0, 1)`. Default 0.9 (tfjs's). */
  readonly decay?: number;
  /** In `[0, 1)`. Default 0. */
  readonly momentum?: number;
  /** Under the root, above 0. Default 1e-7 (tfjs's). */
  readonly epsilon?: number;
  /** Whether to divide by the deviation instead of the mean square: subtracts the squared mean. Default false. */
  readonly centered?: boolean;
}

export class FusedRmsProp extends FusedOptimizer {
  static readonly className: string = 'LudusRmsProp';
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  protected override readonly slotNames: readonly string[];

  constructor(options: RmsPropOptions) {
    super(options);
    const { decay = 0.9, momentum = 0, epsilon = 1e-7, centered = false } = options;
    checkDecay('decay', decay);
    checkDecay('momentum', momentum);
    this.decay = decay;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.centered = centered;
    this.slotNames = centered ? ['meanSquare', 'momentum', 'meanGrad'] : ['meanSquare', 'momentum'];
  }

  protected override advance(): void {}

  protected override emit(
    backend: LudusBackend,
    { value, gradient, slots }: Update,
    rate: number,
    scale: number,
  ): void {
    const [meanSquare, momentum, meanGrad] = slots;
    backend.engine.emit(
      RMSPROP,
      backend.engine.partsFor(value.size),
      backend.pointerToWrite(value),
      backend.pointer(gradient),
      backend.pointerToWrite(meanSquare!),
      backend.pointerToWrite(momentum!),
      meanGrad === undefined ? 0 : backend.pointerToWrite(meanGrad),
      value.size,
      rate,
      scale,
      floatBits(this.decay),
      floatBits(this.momentum),
      floatBits(this.epsilon),
    );
  }

  protected override compose({ value, gradient, slots }: Update): void {
    const [meanSquare, momentum, meanGrad] = slots;
    const { decay } = this;
    meanSquare!.assign(add(mul(meanSquare!, decay), mul(square(gradient), 1 - decay)));
    let variance: ReturnType<typeof add> = meanSquare!;
    if (meanGrad !== undefined) {
      meanGrad.assign(add(mul(meanGrad, decay), mul(gradient, 1 - decay)));
      variance = sub(variance, square(meanGrad));
    }
    const step = div(mul(gradient, this.rate), sqrt(add(variance, this.epsilon)));
    momentum!.assign(add(mul(momentum!, this.momentum), step));
    value.assign(sub(value, momentum!));
  }

  getConfig(): serialization.ConfigDict {
    const { decay, momentum, epsilon, centered } = this;
    return { ...this.commonConfig(), decay, momentum, epsilon, centered };
  }
}
