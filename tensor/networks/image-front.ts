/**
 * Convolutions in front of dense layers, for observations that are pictures.
 *
 * A network's input stays one flat row, so that agents and their memories need to know no shapes: the picture comes first in
 * it, other features (if any) follow and join behind the convolutions. Pixels are scaled in here, on the device: rows can be
 * kept and moved as bytes.
 */

import type { Initializer } from '../initializers/initializers.ts';
import type { RandomSource } from '../random.ts';
import { layers, type Tensor, tf } from '../tf.ts';
import type { Symbolic } from './dense.ts';

/** What a row's picture looks like. */
export interface ImageInput {
  readonly height: number;
  readonly width: number;
  /** Colours, or the frames of a stack. */
  readonly channels: number;
  /** The row holds `[channels, height, width]` rather than `[height, width, channels]`. */
  readonly channelsFirst: boolean;
  /** Multiplies each pixel: 1 / 255 for bytes. */
  readonly scale: number;
}

/** A convolution without padding, and a ReLU. */
export interface Convolution {
  readonly filters: number;
  /** Side of the square filter, in pixels. */
  readonly size: number;
  readonly stride: number;
}

export interface ImageFront {
  readonly image: ImageInput;
  readonly convolutions: readonly Convolution[];
}

/** The network of Mnih et al. 2015 (Methods, "Model architecture"), before its dense layer of 512. From 36 pixels a side. */
export const NATURE_CONVOLUTIONS: readonly Convolution[] = [
  { filters: 32, size: 8, stride: 4 },
  { filters: 64, size: 4, stride: 2 },
  { filters: 64, size: 3, stride: 1 },
];

/** The network of Mnih et al. 2013 (section 4.1), before its dense layer of 256: a fifth of the arithmetic. From 20 pixels. */
export const NIPS_CONVOLUTIONS: readonly Convolution[] = [
  { filters: 16, size: 8, stride: 4 },
  { filters: 32, size: 4, stride: 2 },
];

/** The network of MinAtar (Young and Tian 2019, section 3), before its dense layer of 128: for 10 x 10 pixels and the like. */
export const MINATAR_CONVOLUTIONS: readonly Convolution[] = [{ filters: 16, size: 3, stride: 1 }];

/**
 * Appends the front to `input` `[batch, inputs]` and draws the filters, first layer first. Gives `[batch, features]`: the last
 * convolution's output, flat, and what else was in the row.
 *
 * @throws RangeError when the row is shorter than the picture, or the picture smaller than a filter.
 */
export function imageFront(
  input: Symbolic,
  { image, convolutions }: ImageFront,
  init: Initializer,
  random: RandomSource,
): Symbolic {
  const inputs = input.shape[1]!;
  const pixels = image.height * image.width * image.channels;
  if (inputs < pixels) {
    throw new RangeError(`imageFront: a row must hold the ${pixels} pixels of the picture, got ${inputs} inputs`);
  }
  let last = new Picture(image).apply(input) as Symbolic;
  for (const convolution of convolutions) last = convolve(last, convolution, init, random);
  const flat = layers.layers.flatten().apply(last) as Symbolic;
  if (inputs === pixels) return flat;
  return layers.layers.concatenate().apply([flat, new Remainder(pixels).apply(input) as Symbolic]) as Symbolic;
}

function convolve(input: Symbolic, { filters, size, stride }: Convolution, init: Initializer, random: RandomSource) {
  const [, height, width, channels] = input.shape as [null, number, number, number];
  if (height < size || width < size) {
    throw new RangeError(
      `imageFront: a filter of ${size} x ${size} must fit into its input, got ${height} x ${width}; take a smaller network`,
    );
  }
  // Zeros stand in until `setWeights`: tfjs-layers' own initialisers draw from Math.random.
  const layer = layers.layers.conv2d({
    filters,
    kernelSize: size,
    strides: stride,
    activation: 'relu',
    kernelInitializer: 'zeros',
    biasInitializer: 'zeros',
  });
  const output = layer.apply(input) as Symbolic;
  const kernel = init(size * size * channels, filters, random);
  tf.tidy(() => layer.setWeights([tf.tensor4d(kernel, [size, size, channels, filters]), tf.zeros([filters])]));
  return output;
}

/** The picture at a row's beginning, scaled: `[batch, inputs]` -> `[batch, height, width, channels]`. */
class Picture extends layers.layers.Layer {
  static readonly className = 'Picture';
  readonly #image: ImageInput;

  constructor(image: ImageInput) {
    super({});
    this.#image = image;
  }

  override computeOutputShape([batch]: (number | null)[]): (number | null)[] {
    const { height, width, channels } = this.#image;
    return [batch!, height, width, channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const { height, width, channels, channelsFirst, scale } = this.#image;
    return tf.tidy(() => {
      const rows = Array.isArray(inputs) ? inputs[0]! : inputs;
      const pixels = height * width * channels;
      const picture = rows.shape[1] === pixels ? rows : tf.slice(rows, [0, 0], [-1, pixels]);
      const scaled = tf.mul(picture, scale);
      if (!channelsFirst) return tf.reshape(scaled, [-1, height, width, channels]);
      return tf.transpose(tf.reshape(scaled, [-1, channels, height, width]), [0, 2, 3, 1]);
    });
  }
}

/** What follows the picture: `[batch, inputs]` -> `[batch, inputs - pixels]`. */
class Remainder extends layers.layers.Layer {
  static readonly className = 'Remainder';
  readonly #pixels: number;

  constructor(pixels: number) {
    super({});
    this.#pixels = pixels;
  }

  override computeOutputShape([batch, inputs]: (number | null)[]): (number | null)[] {
    return [batch!, inputs! - this.#pixels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => tf.slice(Array.isArray(inputs) ? inputs[0]! : inputs, [0, this.#pixels], [-1, -1]));
  }
}
