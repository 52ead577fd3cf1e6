/**
 * Stacks of dense layers: how they are built as tfjs-layers, and how they run over plain arrays on the cpu backend.
 *
 * One forward of a 4-64-64-2 network for one observation costs about 120 us through tfjs (measured, mostly the engine's
 * bookkeeping) and a few us as loops over the same weights, and an agent acts once a step.
 */

import type { Initializer } from '../initializers/initializers.ts';
import type { RandomSource } from '../random.ts';
import { layers, tf, type Variable } from '../tf.ts';

export type Activation = 'relu' | 'tanh' | 'linear';

/** What `layers.input` and `layer.apply` pass around before there are numbers. */
export type Symbolic = ReturnType<typeof layers.input>;

export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  /** `[inputs, outputs]`. */
  readonly kernel: Variable;
  /** `[outputs]`. */
  readonly bias: Variable;
}

export interface DenseSpec {
  readonly outputs: number;
  readonly activation: Activation;
  /** Of the kernel; the bias starts at zero. */
  readonly init: Initializer;
}

/** Appends one dense layer to the symbolic `input` and draws its kernel. */
export function dense(
  input: Symbolic,
  spec: DenseSpec,
  random: RandomSource,
): { readonly output: Symbolic; readonly layer: DenseLayer } {
  const inputs = input.shape[input.shape.length - 1]!;
  const { outputs, activation, init } = spec;
  // Zeros stand in until `setWeights`: tfjs-layers' own initialisers draw from Math.random.
  const layer = layers.layers.dense({ units: outputs, activation, kernelInitializer: 'zeros', biasInitializer: 'zeros' });
  const output = layer.apply(input) as Symbolic;
  tf.tidy(() => layer.setWeights([tf.tensor2d(init(inputs, outputs, random), [inputs, outputs]), tf.zeros([outputs])]));
  const [kernel, bias] = layer.getWeights() as [Variable, Variable];
  return { output, layer: { inputs, outputs, activation, kernel, bias } };
}

/** Runs dense layers over plain arrays, for the cpu backend, where a variable's values can be read without a copy. */
export class DenseStack {
  readonly #layers: readonly DenseLayer[];
  readonly #widest: number;
  /** What the kernel and bias arrays were read from; a variable gets a new `dataId` with each assignment. */
  readonly #dataIds: object[] = [];
  readonly #kernels: Float32Array[] = [];
  readonly #biases: Float32Array[] = [];
  #activations: Float64Array[] = [];

  constructor(stack: readonly DenseLayer[]) {
    this.#layers = stack;
    this.#widest = Math.max(...stack.map((layer) => layer.outputs));
    this.#activations = [new Float64Array(this.#widest), new Float64Array(this.#widest)];
  }

  get outputs(): number {
    return this.#layers[this.#layers.length - 1]!.outputs;
  }

  /** Rereads the weights that changed. To be called once before a batch of `row`s. */
  refresh(): void {
    for (let i = 0; i < this.#layers.length; i++) {
      const { kernel, bias } = this.#layers[i]!;
      if (this.#dataIds[2 * i] !== kernel.dataId) {
        this.#dataIds[2 * i] = kernel.dataId;
        this.#kernels[i] = kernel.dataSync() as Float32Array;
      }
      if (this.#dataIds[2 * i + 1] !== bias.dataId) {
        this.#dataIds[2 * i + 1] = bias.dataId;
        this.#biases[i] = bias.dataSync() as Float32Array;
      }
    }
  }

  /**
   * One input, starting at `offset` of `input`, through all layers.
   * @returns an array whose first `outputs` values are the result, reused by the next call.
   */
  row(input: Float32Array | Float64Array, offset: number): Float64Array {
    let source = input;
    let start = offset;
    let target = this.#activations[0]!;
    for (let i = 0; i < this.#layers.length; i++) {
      target = this.#activations[i & 1]!;
      forwardLayer(this.#layers[i]!, this.#kernels[i]!, this.#biases[i]!, source, start, target);
      source = target;
      start = 0;
    }
    return target;
  }
}

/** `target = activation(source @ kernel + bias)`; sums in double precision. The kernel is walked in memory order. */
function forwardLayer(
  { inputs, outputs, activation }: DenseLayer,
  kernel: Float32Array,
  bias: Float32Array,
  source: Float32Array | Float64Array,
  start: number,
  target: Float64Array,
): void {
  for (let o = 0; o < outputs; o++) target[o] = bias[o]!;
  let at = 0;
  for (let i = 0; i < inputs; i++) {
    const x = source[start + i]!;
    for (let o = 0; o < outputs; o++) target[o]! += x * kernel[at++]!;
  }
  if (activation === 'relu') {
    for (let o = 0; o < outputs; o++) if (target[o]! < 0) target[o] = 0;
  } else if (activation === 'tanh') {
    for (let o = 0; o < outputs; o++) target[o] = Math.tanh(target[o]!);
  }
}
