/**
 * Initial weights, drawn from a `RandomSource` value by value in row-major order, so that one seed gives one network to
 * the last bit on every device.
 *
 * A kernel has the shape `[inputs, outputs]` of tfjs and Keras; PyTorch's `Linear.weight` is its transpose.
 */

import type { RandomSource } from '../random.ts';

/** Values of a kernel of shape `[inputs, outputs]`, row-major. */
export type Initializer = (inputs: number, outputs: number, random: RandomSource) => Float32Array;

/** All zeros. */
export function zeros(): Initializer {
  return (inputs, outputs) => new Float32Array(inputs * outputs);
}

/** Uniform in `[-l, l)`, `l = sqrt(6 / (inputs + outputs))`: Glorot and Bengio (2010), eq. 16; the default of Keras. */
export function glorotUniform(): Initializer {
  return (inputs, outputs, random) => uniform(inputs * outputs, Math.sqrt(6 / (inputs + outputs)), random);
}

/**
 * Uniform in `[-l, l)`, `l = gain * sqrt(3 / inputs)`: He et al. (2015), eq. 10, as `torch.nn.init.kaiming_uniform_` in mode
 * `fan_in`. The gain of ReLU is `sqrt(2)` (the default here); `sqrt(1 / 3)` gives the `[-1/sqrt(inputs), 1/sqrt(inputs))` that
 * `torch.nn.Linear` starts from.
 */
export function kaimingUniform(gain: number = Math.SQRT2): Initializer {
  checkGain('kaimingUniform', gain);
  return (inputs, outputs, random) => uniform(inputs * outputs, gain * Math.sqrt(3 / inputs), random);
}

function uniform(size: number, limit: number, random: RandomSource): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = (2 * random.random() - 1) * limit;
  return values;
}

/** @throws RangeError unless `gain` is finite and positive. */
export function checkGain(name: string, gain: number): void {
  if (!(gain > 0 && Number.isFinite(gain))) {
    throw new RangeError(`${name}: gain must be a finite number above 0, got ${gain}`);
  }
}
