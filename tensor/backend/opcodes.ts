// The one table of the kernels: an opcode each, and the words its command carries. This file is compiled twice, by tsc for
// the dispatch and by AssemblyScript for the kernels, so it holds plain constants and nothing else.
//
// A command is a run of 32-bit words: `opcode, words in the command, parts, args...`. Unless said otherwise
//   - `out`, `x`, `a`, `b`... are byte addresses in the shared memory, tensors are contiguous and row-major, float32;
//   - numbers that count (`n`, `rows`) count elements, never bytes;
//   - `f:name` is a float32 carried as its bits (`floatBits` in engine.ts); everything else is an int32;
//   - `name[rank]` is that many words in a row;
//   - bool tensors are one byte an element, 0 or 1;
//   - an output may be the same address as an input of the same shape (in place) for UNARY, BINARY, CAST of equal width, SELECT,
//     SOFTMAX and the optimizers; nowhere else may they overlap.
//
// To add a kernel: its opcode or kind here, its loop in kernels/ (kernels/unary.ts is the one to copy), its dispatch in
// dispatch/, and one line in test/tensor/backend/kernels/.

// ---- Moving bytes -----------------------------------------------------------------------------------------------------------

/** `out, n, word`: n 32-bit words. */
export const FILL = 1;
/** `out, n, byte`: n bytes. */
export const FILL_BYTES = 2;
/** `out, x, bytes`. */
export const COPY = 3;
/**
 * `out, x, elementBytes (1 or 4), rank (0 to 6), dims[rank], outStrides[rank], xStrides[rank]`: out[i · outStrides] = x[i · xStrides].
 * Strides count elements and may be zero (x only) or negative. Transpose, slice, concat, pad, tile, reverse, broadcast are this.
 */
export const STRIDED_COPY = 4;
/** `kind, out, x, n`: kind is one of CAST_*. */
export const CAST = 5;
/** `out, x, indices (int32), outer, axis, inner, count, elementBytes`: out[o, i, :] = x[o, indices[i], :]; out of range gives 0. */
export const GATHER = 6;
/** `out, x, ids (int32), n, rows, inner`: out[ids[i], :] += x[i, :] for i < n; ids outside `[0, rows)` are left out. */
export const SCATTER_ADD = 7;
/** `out, indices (int32), n, depth, onWord, offWord`: out [n, depth], any 32-bit dtype. */
export const ONE_HOT = 8;
/** `out, condition (bool), a, b, n, inner`: out[i] = condition[i / inner] ? a[i] : b[i], 32-bit elements. */
export const SELECT = 9;

/**
 * `out, x (bytes), f:scale, rank (1 to 6), dims[rank], outStrides[rank], xStrides[rank]`: out[i · outStrides] = scale * x[i · xStrides], strides as
 * for STRIDED_COPY, those of x positive. What a cast of a picture's bytes, their scaling and a transposition are together: `program/pairs.ts` makes it.
 */
export const SCALE_BYTES = 19;

export const CAST_F32_I32 = 0; // truncates; NaN gives 0, as Int32Array does
export const CAST_I32_F32 = 1;
export const CAST_F32_BOOL = 2;
export const CAST_I32_BOOL = 3;
export const CAST_BOOL_F32 = 4;
export const CAST_BOOL_I32 = 5;

// ---- Elementwise ------------------------------------------------------------------------------------------------------------

/** `kind, out, x, n, f:p0, f:p1`: kind is one of UNARY_*; p0, p1 are its parameters, 0 where it has none. */
export const UNARY = 10;
/**
 * `kind, out, a, b, rank (1 to 6), dims[rank], aStrides[rank], bStrides[rank]`: float32, kind is one of BINARY_*. out is contiguous
 * over dims; the last strides are 0 or 1.
 */
export const BINARY = 11;
/** As BINARY, int32 in and out: the kinds up to BINARY_INT_END. */
export const BINARY_I32 = 12;
/** As BINARY, float32 in, bool out: kind is one of COMPARE_*. */
export const COMPARE = 13;
/** As BINARY, int32 in, bool out: kind is one of COMPARE_*. */
export const COMPARE_I32 = 14;
/** As BINARY, bool in and out: kind is one of LOGICAL_* or COMPARE_*. */
export const LOGICAL = 15;
/** `out, x, n`: bool not. */
export const LOGICAL_NOT = 16;
/** `out, x, n, kind`: float32 to bool, kind is one of CHECK_*. */
export const CHECK = 17;
/** `kind, out, x, n, p0, p1`: int32, the kinds UNARY_NEG, UNARY_ABS, UNARY_SQUARE, UNARY_SIGN, UNARY_RELU, UNARY_CLIP (int32 bounds). */
export const UNARY_I32 = 18;

export const UNARY_NEG = 0;
export const UNARY_ABS = 1;
export const UNARY_SQUARE = 2;
export const UNARY_SQRT = 3;
export const UNARY_RSQRT = 4;
export const UNARY_RECIPROCAL = 5;
export const UNARY_SIGN = 6;
export const UNARY_FLOOR = 7;
export const UNARY_CEIL = 8;
export const UNARY_ROUND = 9; // half to even, as tfjs
export const UNARY_RELU = 10;
export const UNARY_RELU6 = 11;
export const UNARY_LEAKY_RELU = 12; // p0: alpha
export const UNARY_CLIP = 13; // p0: min, p1: max
export const UNARY_STEP = 14; // p0: the value for x <= 0; 1 above; NaN stays NaN
export const UNARY_EXP = 15;
export const UNARY_EXPM1 = 16;
export const UNARY_LOG = 17;
export const UNARY_LOG1P = 18;
export const UNARY_SIGMOID = 19;
export const UNARY_TANH = 20;
export const UNARY_ELU = 21;
export const UNARY_SELU = 22;
export const UNARY_SOFTPLUS = 23;
export const UNARY_SIN = 24;
export const UNARY_COS = 25;
export const UNARY_ERF = 26;
/** x * p0 + p1. */
export const UNARY_AFFINE = 27;
/** 1 - x * x and x * (1 - x), which tfjs's gradients of tanh and sigmoid compute of their outputs: `program/pairs.ts` makes them. */
export const UNARY_ONE_MINUS_SQUARE = 28;
export const UNARY_TIMES_ONE_MINUS = 29;
export const UNARY_END = 30;

export const BINARY_ADD = 0;
export const BINARY_SUB = 1;
export const BINARY_MUL = 2;
export const BINARY_MAX = 3;
export const BINARY_MIN = 4;
export const BINARY_SQUARED_DIFFERENCE = 5;
export const BINARY_FLOOR_DIV = 6;
export const BINARY_MOD = 7; // the sign of the divisor, as tfjs
export const BINARY_INT_END = 8;
export const BINARY_DIV = 8;
export const BINARY_POW = 9;
export const BINARY_PRELU = 10; // a < 0 ? a * b : a
export const BINARY_ATAN2 = 11;
/** The gradients below take a = dy; b is x or y as named. */
export const BINARY_RELU_GRAD = 12; // b = x: dy where x > 0, else 0
export const BINARY_ELU_GRAD = 13; // b = y: y >= 0 ? dy : dy * (y + 1)
export const BINARY_SIGMOID_GRAD = 14; // b = y: dy * y * (1 - y)
export const BINARY_TANH_GRAD = 15; // b = y: dy * (1 - y * y)
export const BINARY_RELU6_GRAD = 16; // b = x: dy where 0 < x < 6, else 0
export const BINARY_DIV_NO_NAN = 17;
export const BINARY_STEP_PRODUCT = 18; // a step(b): what tfjs multiplies for the gradient of relu; NaN of b stays
export const BINARY_TANH_PRODUCT = 19; // a (1 - b * b), rounded as tfjs's gradient of tanh is
export const BINARY_END = 20;

export const COMPARE_EQUAL = 0;
export const COMPARE_NOT_EQUAL = 1;
export const COMPARE_LESS = 2;
export const COMPARE_LESS_EQUAL = 3;
export const COMPARE_GREATER = 4;
export const COMPARE_GREATER_EQUAL = 5;
export const LOGICAL_AND = 6;
export const LOGICAL_OR = 7;
export const LOGICAL_XOR = 8;

export const CHECK_NAN = 0;
export const CHECK_INF = 1;
export const CHECK_FINITE = 2;

// ---- Along an axis ----------------------------------------------------------------------------------------------------------

/** `kind, out, x, outer, axis, inner`: x [outer, axis, inner] -> out [outer, inner]; kind is one of REDUCE_*. */
export const REDUCE = 20;
/** `kind, out (int32), x, outer, axis, inner`: the first index of the largest (0) or smallest (1). */
export const ARG_REDUCE = 21;
/** `out, x, rows, cols, log (0 or 1)`. */
export const SOFTMAX = 22;
/** `dx, dy, y, rows, cols, log (0 or 1)`: y is the forward's output. */
export const SOFTMAX_GRAD = 23;
/** `out, x, outer, axis, inner, exclusive, reverse, product (0 or 1)`. */
export const CUMULATE = 24;
/** `out, x, gain (0: none), bias (0: none), rows, cols, f:epsilon, statistics`: out; statistics [rows, 2] gets mean and 1 / std. */
export const LAYER_NORM = 25;
/** `dx, dy, x, gain (0: none), statistics, rows, cols`: the gradient of LAYER_NORM with respect to x. */
export const LAYER_NORM_GRAD = 26;
/** `dgain, dbias, dy, x, statistics, rows, cols`: the gradients of LAYER_NORM with respect to gain and bias. */
export const LAYER_NORM_PARAMETER_GRAD = 27;
/** `out, x, mean, variance, offset (0: none), scale (0: none), n, channels, f:epsilon`: channels last. */
export const BATCH_NORM = 28;

export const REDUCE_SUM = 0;
export const REDUCE_MEAN = 1;
export const REDUCE_MAX = 2;
export const REDUCE_MIN = 3;
export const REDUCE_PROD = 4;
export const REDUCE_SUM_SQUARES = 5;
export const REDUCE_SUM_I32 = 6; // the four below: int32 in and out
export const REDUCE_MAX_I32 = 7;
export const REDUCE_MIN_I32 = 8;
export const REDUCE_PROD_I32 = 9;
export const REDUCE_ALL = 10; // bool in and out
export const REDUCE_ANY = 11;

// ---- Matrices and images ----------------------------------------------------------------------------------------------------

/**
 * `out, a, b, bias (0: none; [n]), m, n, k, transposeA, transposeB, batch, aBatchStride, bBatchStride, activation, f:alpha, accumulate`:
 * out [batch, m, n] = activation((op(a) · op(b)) + bias), the bias added to the rounded product; batch strides count elements and may be 0. activation is one of
 * ACTIVATION_*, alpha its parameter; accumulate 1 adds to what out holds.
 */
export const MATMUL = 30;

export const ACTIVATION_NONE = 0;
export const ACTIVATION_RELU = 1;
export const ACTIVATION_RELU6 = 2;
export const ACTIVATION_ELU = 3;
export const ACTIVATION_SIGMOID = 4;
export const ACTIVATION_TANH = 5;
export const ACTIVATION_LEAKY_RELU = 6;

// Image commands share the geometry G, 16 words: `batch, height, width, channels, outHeight, outWidth, outChannels, filterHeight,
// filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, padTop, padLeft, multiplier`, NHWC; filters are
// [filterHeight, filterWidth, channels, outChannels]; depthwise filters [.., channels, multiplier], outChannels = channels * multiplier.

/** Largest filterHeight * filterWidth * channels of the CONV commands: a patch has to fit a part's scratch. */
export const CONV_MOST_DEPTH = 262144;

/** `out, x, filter, bias (0: none), activation, f:alpha, G`. */
export const CONV = 31;
/** `dx, dy, filter, G`. */
export const CONV_INPUT_GRAD = 32;
/** `partials, x, dy, G`: one filter-shaped partial a part, made by this command; FOLD adds them. */
export const CONV_FILTER_GRAD = 33;
/** `out, partials, n, count`: out[i] = the sum of partials[0..count, i], added in order; partials may be out when count is 1. */
export const FOLD = 34;
/** `out, x, filter, bias (0: none), activation, f:alpha, G`. */
export const DEPTHWISE = 35;
/** `dx, dy, filter, G`. */
export const DEPTHWISE_INPUT_GRAD = 36;
/** `partials, x, dy, G`. */
export const DEPTHWISE_FILTER_GRAD = 37;
/** `kind (0 max, 1 average), out, x, G`: average leaves padding out of the count. */
export const POOL = 38;
/** `kind, dx, dy, x (max only), G`: the gradient goes to the first of equal maxima. */
export const POOL_GRAD = 39;
/** `out, x, batch, height, width, channels, outHeight, outWidth, alignCorners, halfPixelCenters, nearest (0 or 1)`. */
export const RESIZE = 40;
/** `dx, dy, batch, height, width, ...` as RESIZE: height and width are dx's, outHeight and outWidth dy's. */
export const RESIZE_GRAD = 41;

// ---- Random -----------------------------------------------------------------------------------------------------------------

/**
 * `kind, out, n, state, f:p0, f:p1`: Philox4x32-10; state is 4 words [key0, key1, counter0, counter1] in memory. Draws from the counter
 * without moving it: RANDOM_ADVANCE does, so that a replayed program draws anew.
 */
export const RANDOM = 50;
/** `state, n`: moves the counter past n elements. */
export const RANDOM_ADVANCE = 51;

export const RANDOM_UNIFORM = 0; // [p0, p1)
export const RANDOM_NORMAL = 1; // mean p0, standard deviation p1
export const RANDOM_TRUNCATED_NORMAL = 2; // as NORMAL, redrawn outside two standard deviations
export const RANDOM_DROPOUT_MASK = 3; // 0 with probability p0, else 1 / (1 - p0)
export const RANDOM_UNIFORM_INT = 4; // int32 in [p0, p1), p0 and p1 int32

// ---- Optimizers: parameters and slots in place -----------------------------------------------------------------------------
// rate and gradScale are addresses of one float32 each (gradScale 0: 1), so that a replay reads today's value.

/** `p, g, n, rate, gradScale, f:weightDecay`. */
export const SGD = 60;
/** `p, g, velocity, n, rate, gradScale, f:momentum, nesterov, f:weightDecay`. */
export const MOMENTUM = 61;
/** `p, g, meanSquare, momentum, meanGrad (0: not centred), n, rate, gradScale, f:decay, f:momentumDecay, f:epsilon`. */
export const RMSPROP = 62;
/** `p, g, m, v, n, rate, gradScale, state, f:beta1, f:beta2, f:epsilon, f:weightDecay`: decoupled decay; state as ADAM_ADVANCE left it. */
export const ADAM = 63;
/** `state (4 float32: step, 1 - beta1^step, 1 - beta2^step, 0), f:beta1, f:beta2`: counts one step. */
export const ADAM_ADVANCE = 64;
/** `partials, x, n`: the sum of squares of each part. */
export const SUM_SQUARES = 65;
/** `out, partials, count, f:maxNorm, normOut (0: none)`: out = min(1, maxNorm / sqrt(sum of partials)). */
export const CLIP_SCALE = 66;
