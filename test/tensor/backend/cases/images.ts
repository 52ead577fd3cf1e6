/** Cases of the kernels on images. */

import type * as core from '@tensorflow/tfjs-core';
import type { Draw, MakeCase } from './case.ts';

/** Geometry of a convolution that has an output. */
function image(draw: Draw) {
  const filter: [number, number] = [draw.int(1, 3), draw.int(1, 3)];
  const dilation = draw.pick(1, 1, 2);
  const stride = dilation === 1 ? draw.int(1, 3) : 1;
  const channels = draw.pick(1, 2, 3, 4, 8);
  const size = () => draw.int(5, 9);
  const shape = [draw.int(1, 3), size(), size(), channels] as [number, number, number, number];
  const pad = draw.pick<'same' | 'valid' | number>('same', 'valid', draw.int(0, 1));
  return { filter, dilation, stride, channels, shape, pad };
}

type Image4 = core.Tensor4D;

const conv: MakeCase = (draw) => {
  const { filter, dilation, stride, channels, shape, pad } = image(draw);
  const first = draw.int(0, 3) === 0;
  const [rows, columns, none] = [
    [draw.int(0, 2), 1],
    [1, draw.int(0, 2)],
    [0, 0],
  ] as [number, number][];
  const explicit = (
    first ? [none, none, rows, columns] : [none, rows, columns, none]
  ) as core.backend_util.ExplicitPadding;
  const padding = draw.int(0, 3) === 0 ? explicit : pad;
  return {
    inputs: [
      { shape: first ? [shape[0], channels, shape[1], shape[2]] : shape },
      { shape: [...filter, channels, draw.pick(1, 3, 4, 8, 17)] },
    ],
    run: (tf, x, f) => tf.conv2d(x as Image4, f as Image4, stride, padding, first ? 'NCHW' : 'NHWC', dilation),
    // tfjs has no gradient of dilated convolutions.
    gradient: dilation === 1,
  };
};

const depthwise: MakeCase = (draw) => {
  const { filter, dilation, stride, channels, shape, pad } = image(draw);
  return {
    inputs: [{ shape }, { shape: [...filter, channels, draw.int(1, 3)] }],
    run: (tf, x, f) => tf.depthwiseConv2d(x as Image4, f as Image4, stride, pad, 'NHWC', dilation),
    gradient: dilation === 1,
  };
};

const transposedConv: MakeCase = (draw) => {
  const { filter, channels, shape } = image(draw);
  const stride = draw.int(1, 2);
  const outChannels = draw.int(1, 4);
  const [batch, height, width] = shape;
  // With 'same' padding the output is stride times as large.
  const out: [number, number, number, number] = [batch, height * stride, width * stride, outChannels];
  return {
    inputs: [{ shape }, { shape: [...filter, outChannels, channels] }],
    run: (tf, x, f) => tf.conv2dTranspose(x as Image4, f as Image4, out, stride, 'same'),
  };
};

function fusedConv(depthwiseToo: boolean): MakeCase {
  return (draw) => {
    const { filter, stride, channels, shape, pad } = image(draw);
    const outChannels = draw.pick(1, 3, 8);
    const activation = draw.pick('linear', 'relu', 'elu', 'relu6', 'sigmoid', 'leakyrelu', 'prelu') as 'relu';
    const filterShape = [...filter, channels, depthwiseToo ? 2 : outChannels];
    const perChannel = [depthwiseToo ? channels * 2 : outChannels];
    return {
      inputs: [{ shape }, { shape: filterShape }, { shape: perChannel }, { shape: perChannel }],
      run: (tf, x, f, bias, slopes) => {
        const options = {
          x: x as Image4,
          filter: f as Image4,
          strides: stride,
          pad,
          bias,
          activation,
          preluActivationWeights: activation === ('prelu' as string) ? slopes : undefined,
          leakyreluAlpha: 0.1,
        };
        return depthwiseToo ? tf.fused.depthwiseConv2d(options) : tf.fused.conv2d(options);
      },
      gradient: false,
    };
  };
}

function pooling(kind: 'max' | 'avg'): MakeCase {
  return (draw) => {
    const { shape, pad } = image(draw);
    const size = draw.int(1, 3);
    const stride = draw.int(1, 3);
    const padding = typeof pad === 'number' ? 'valid' : pad;
    return { inputs: [{ shape }], run: (tf, x) => tf.pool(x as Image4, size, kind, padding, 1, stride) };
  };
}

function resize(name: 'resizeBilinear' | 'resizeNearestNeighbor', gradient: boolean): MakeCase {
  return (draw) => {
    const { shape } = image(draw);
    const alignCorners = draw.bool();
    // tfjs's gradients leave half-pixel centres out.
    const half = !gradient && !alignCorners && draw.bool();
    const size: [number, number] = [draw.int(1, 12), draw.int(1, 12)];
    return { inputs: [{ shape }], run: (tf, x) => tf.image[name](x as Image4, size, alignCorners, half), gradient };
  };
}

export const imageCases: Readonly<Record<string, MakeCase>> = {
  Conv2D: conv,
  Conv2DBackpropInput: transposedConv,
  Conv2DBackpropFilter: conv,
  FusedConv2D: fusedConv(false),
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropInput: depthwise,
  DepthwiseConv2dNativeBackpropFilter: depthwise,
  FusedDepthwiseConv2D: fusedConv(true),
  MaxPool: pooling('max'),
  AvgPool: pooling('avg'),
  MaxPoolGrad: pooling('max'),
  AvgPoolGrad: pooling('avg'),
  FusedBatchNorm: (draw) => {
    const shape = draw.shape(draw.int(2, 4));
    const channels = [shape.at(-1)!];
    return {
      inputs: [
        { shape },
        { shape: channels },
        { shape: channels, low: 0.1, high: 3 },
        { shape: channels },
        { shape: channels },
      ],
      run: (tf, x, mean, variance, offset, scale) =>
        tf.batchNorm(
          x,
          mean as core.Tensor1D,
          variance as core.Tensor1D,
          offset as core.Tensor1D,
          scale as core.Tensor1D,
        ),
    };
  },
  ResizeBilinear: resize('resizeBilinear', false),
  ResizeNearestNeighbor: resize('resizeNearestNeighbor', false),
  ResizeBilinearGrad: resize('resizeBilinear', true),
  ResizeNearestNeighborGrad: resize('resizeNearestNeighbor', true),
};
