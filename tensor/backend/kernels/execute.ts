// opcode -> kernel. `args` is the address of the command's first argument; the kernel does part `part` of `parts`.

import { RUN_OK, RUN_UNKNOWN_OPCODE } from '../layout';
import * as op from '../opcodes';
import { binary } from './binary';
import { scaleBytes } from './bytes';
import { conv, convFilterGrad, convInputGrad, fold } from './conv';
import { depthwise, depthwiseFilterGrad, depthwiseInputGrad } from './depthwise';
import { matmul } from './matmul';
import { cast, check, copy, fill, fillBytes, gather, logicalNot, oneHot, scatterAdd, select, stridedCopy } from './move';
import { adam, adamAdvance, clipScale, momentum, rmsprop, sgd } from './optimize';
import { pool, poolGrad } from './pool';
import { random, randomAdvance } from './random';
import { argReduce, reduce, sumSquares } from './reduce';
import { resize } from './resize';
import {
  batchNorm, cumulate, layerNorm, layerNormGrad, layerNormParameterGrad, softmax, softmaxGrad,
} from './rows';
import { unary } from './unary';

export function execute(opcode: i32, args: usize, part: i32, parts: i32): i32 {
  switch (opcode) {
    case op.FILL: fill(args, part, parts); break;
    case op.FILL_BYTES: fillBytes(args); break;
    case op.COPY: copy(args, part, parts); break;
    case op.STRIDED_COPY: stridedCopy(args, part, parts); break;
    case op.CAST: cast(args); break;
    case op.SCALE_BYTES: scaleBytes(args, part, parts); break;
    case op.GATHER: gather(args); break;
    case op.SCATTER_ADD: scatterAdd(args); break;
    case op.ONE_HOT: oneHot(args); break;
    case op.SELECT: select(args, part, parts); break;
    case op.UNARY: unary(args, part, parts, false); break;
    case op.UNARY_I32: unary(args, part, parts, true); break;
    case op.BINARY:
    case op.BINARY_I32:
    case op.COMPARE:
    case op.COMPARE_I32:
    case op.LOGICAL: binary(opcode, args, part, parts); break;
    case op.LOGICAL_NOT: logicalNot(args); break;
    case op.CHECK: check(args); break;
    case op.MATMUL: matmul(args, part, parts); break;
    case op.REDUCE: reduce(args, part, parts); break;
    case op.ARG_REDUCE: argReduce(args, part, parts); break;
    case op.SOFTMAX: softmax(args, part, parts); break;
    case op.SOFTMAX_GRAD: softmaxGrad(args, part, parts); break;
    case op.CUMULATE: cumulate(args, part, parts); break;
    case op.LAYER_NORM: layerNorm(args, part, parts); break;
    case op.LAYER_NORM_GRAD: layerNormGrad(args, part, parts); break;
    case op.LAYER_NORM_PARAMETER_GRAD: layerNormParameterGrad(args, part, parts); break;
    case op.BATCH_NORM: batchNorm(args, part, parts); break;
    case op.RANDOM: random(args, part, parts); break;
    case op.RANDOM_ADVANCE: randomAdvance(args); break;
    case op.SGD: sgd(args, part, parts); break;
    case op.MOMENTUM: momentum(args, part, parts); break;
    case op.RMSPROP: rmsprop(args, part, parts); break;
    case op.ADAM: adam(args, part, parts); break;
    case op.ADAM_ADVANCE: adamAdvance(args); break;
    case op.SUM_SQUARES: sumSquares(args, part, parts); break;
    case op.CLIP_SCALE: clipScale(args); break;
    case op.CONV: conv(args, part, parts); break;
    case op.CONV_INPUT_GRAD: convInputGrad(args, part, parts); break;
    case op.CONV_FILTER_GRAD: convFilterGrad(args, part, parts); break;
    case op.FOLD: fold(args, part, parts); break;
    case op.DEPTHWISE: depthwise(args, part, parts); break;
    case op.DEPTHWISE_INPUT_GRAD: depthwiseInputGrad(args, part, parts); break;
    case op.DEPTHWISE_FILTER_GRAD: depthwiseFilterGrad(args, part, parts); break;
    case op.POOL: pool(args, part, parts); break;
    case op.POOL_GRAD: poolGrad(args, part, parts); break;
    case op.RESIZE: resize(args, part, parts, false); break;
    case op.RESIZE_GRAD: resize(args, part, parts, true); break;
    default: return RUN_UNKNOWN_OPCODE;
  }
  return RUN_OK;
}
