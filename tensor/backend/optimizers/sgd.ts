/** Stochastic gradient descent, plain or with momentum (Polyak 1964; Nesterov's as in Sutskever et al. 2013). */

import { add, mul, type serialization, sub, type Variable } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { floatBits } from '../engine.ts';
import { MOMENTUM, SGD } from '../opcodes.ts';
import { checkDecay, FusedOptimizer, type OptimizerOptions, type Update } from './fused-optimizer.ts';

export interface SgdOptions extends OptimizerOptions {
  /** In `[0, 1)`; 0, the default, keeps no velocity. */
  readonly momentum?: number;
  /** Whether the step looks ahead along the velocity. Default false. */
  readonly nesterov?: boolean;
  /**
   * Each step shrinks the values by `learningRate * weightDecay` of them, beside the gradient (SGDW: Loshchilov and Hutter 2019).
   * Default 0.
   */
  readonly weightDecay?: number;
}

export class FusedSgd extends FusedOptimizer {
  static readonly className: string = 'LudusSgd';
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  protected override readonly slotNames: readonly string[];

  constructor(options: SgdOptions) {
    super(options);
    const { momentum = 0, nesterov = false, weightDecay = 0 } = options;
    checkDecay('momentum', momentum);
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.weightDecay = weightDecay;
    this.slotNames = momentum === 0 ? [] : ['velocity'];
  }

  protected override advance(): void {}

  protected override emit(
    backend: LudusBackend,
    { value, gradient, slots }: Update,
    rate: number,
    scale: number,
  ): void {
    const { engine } = backend;
    const { size } = value;
    const parts = engine.partsFor(size);
    const [velocity] = slots;
    const p = backend.pointerToWrite(value);
    const g = backend.pointer(gradient);
    const decay = floatBits(this.weightDecay);
    if (velocity === undefined) {
      engine.emit(SGD, parts, p, g, size, rate, scale, decay);
    } else {
      const v = backend.pointerToWrite(velocity);
      const nesterov = this.nesterov ? 1 : 0;
      engine.emit(MOMENTUM, parts, p, g, v, size, rate, scale, floatBits(this.momentum), nesterov, decay);
    }
  }

  protected override compose({ value, gradient, slots }: Update): void {
    const { momentum, nesterov, weightDecay, rate } = this;
    const [velocity] = slots;
    const shrunk = weightDecay === 0 ? value : sub(value, mul(value, mul(rate, weightDecay)));
    if (velocity === undefined) {
      value.assign(sub(shrunk, mul(gradient, rate)));
      return;
    }
    velocity.assign(add(mul(velocity, momentum), gradient));
    const step = nesterov ? add(gradient, mul(velocity as Variable, momentum)) : velocity;
    value.assign(sub(shrunk, mul(step, rate)));
  }

  getConfig(): serialization.ConfigDict {
    const { momentum, nesterov, weightDecay } = this;
    return { ...this.commonConfig(), momentum, nesterov, weightDecay };
  }
}
