/**
 * Stacks of dense layers: how they are built as tfjs-layers, and how they run over plain arrays on the cpu backend.
 *
 * One forward of a 4-64-64-2 network for one observation costs about 120 us through tfjs (measured, mostly the engine's
 * bookkeeping) and a few us as loops over the same weights, and an agent acts once a step.
 */

import type { Initializer } from '../initializers/initializers.ts';
import { type Activation, denseForward, denseOp } from '../kernels/dense.ts';
import type { RandomSource } from '../random.ts';
import { layers, type Tensor2D, tf, type Variable } from '../tf.ts';

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
  const layer = layers.layers.dense({
    units: outputs,
    activation,
    kernelInitializer: 'zeros',
    biasInitializer: 'zeros',
  });
  const output = layer.apply(input) as Symbolic;
  tf.tidy(() => layer.setWeights([tf.tensor2d(init(inputs, outputs, random), [inputs, outputs]), tf.zeros([outputs])]));
  const [kernel, bias] = layer.getWeights() as [Variable, Variable];
  return { output, layer: { inputs, outputs, activation, kernel, bias } };
}

/**
 * A run of dense layers on the cpu backend, past tfjs-layers: `apply` with gradients, `run` without tensors. On other
 * backends the layers' model is used.
 */
export class DenseStack {
  readonly #layers: readonly DenseLayer[];
  /** What the kernel and bias arrays were read from; a variable gets a new `dataId` with each assignment. */
  readonly #dataIds: object[] = [];
  readonly #kernels: Float32Array[] = [];
  readonly #biases: Float32Array[] = [];
  /** Outputs of each layer, `[rows, outputs]`, grown as needed. */
  readonly #outputs: Float32Array[];

  constructor(stack: readonly DenseLayer[]) {
    this.#layers = stack;
    this.#outputs = stack.map((layer) => new Float32Array(layer.outputs));
  }

  /** `[batch, inputs]` -> `[batch, outputs]` through the cpu backend's dense kernel; differentiable. */
  apply(input: Tensor2D): Tensor2D {
    let current = input;
    for (const { kernel, bias, activation } of this.#layers) current = denseOp(current, kernel, bias, activation);
    return current;
  }

  /**
   * `input` [rows, inputs] through all layers, with the weights the variables have now.
   * @returns an array whose first `rows * outputs` values are the result, reused by the next call.
   */
  run(input: Float32Array, rows: number): Float32Array {
    let current = input;
    for (let i = 0; i < this.#layers.length; i++) {
      const { outputs, activation, kernel, bias } = this.#layers[i]!;
      if (this.#dataIds[2 * i] !== kernel.dataId) {
        this.#dataIds[2 * i] = kernel.dataId;
        this.#kernels[i] = kernel.dataSync<'float32'>();
      }
      if (this.#dataIds[2 * i + 1] !== bias.dataId) {
        this.#dataIds[2 * i + 1] = bias.dataId;
        this.#biases[i] = bias.dataSync<'float32'>();
      }
      if (this.#outputs[i]!.length < rows * outputs) this.#outputs[i] = new Float32Array(rows * outputs);
      const next = this.#outputs[i]!;
      denseForward(current, this.#kernels[i]!, this.#biases[i]!, activation, rows, next);
      current = next;
    }
    return current;
  }
}
