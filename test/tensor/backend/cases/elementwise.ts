/** Cases of the elementwise kernels. */

import { type Binary, binary, binaryOfAny, type Input, type MakeCase, unary, unaryOfAny } from './case.ts';

/** A kernel whose gradient in tfjs forgets the broadcast: it is checked for equal shapes. */
function binaryWithPlainGradient(run: Binary): MakeCase {
  return (draw) => {
    const example = binaryOfAny(run, true)(draw);
    const [a, b] = example.inputs as [Input, Input];
    return { ...example, gradient: example.gradient! && String(a.shape) === String(b.shape) };
  };
}

function comparison(run: Binary): MakeCase {
  return (draw) => binary(run, { dtype: draw.pick('float32', 'int32', 'bool'), low: -2, high: 2 }, false)(draw);
}

export const elementwiseCases: Readonly<Record<string, MakeCase>> = {
  Neg: unaryOfAny((tf, x) => tf.neg(x)),
  Abs: unaryOfAny((tf, x) => tf.abs(x)),
  Square: unaryOfAny((tf, x) => tf.square(x)),
  Sign: unaryOfAny((tf, x) => tf.sign(x)),
  Relu: unaryOfAny((tf, x) => tf.relu(x)),
  Sqrt: unary((tf, x) => tf.sqrt(x), { low: 0.1, high: 9 }),
  Rsqrt: unary((tf, x) => tf.rsqrt(x), { low: 0.1, high: 9 }),
  Reciprocal: unary((tf, x) => tf.reciprocal(x), { low: 0.1, high: 9 }),
  Floor: unary((tf, x) => tf.floor(x), { low: -9, high: 9 }),
  Ceil: unary((tf, x) => tf.ceil(x), { low: -9, high: 9 }),
  Round: unary((tf, x) => tf.round(x), { low: -9, high: 9 }),
  Relu6: unary((tf, x) => tf.relu6(x), { low: -9, high: 9 }),
  LeakyRelu: (draw) => {
    const alpha = draw.pick(0.01, 0.2);
    return { inputs: [{ shape: draw.shape() }], run: (tf, x) => tf.leakyRelu(x, alpha) };
  },
  Step: (draw) => {
    const alpha = draw.pick(0, 0.25);
    return { inputs: [{ shape: draw.shape() }], run: (tf, x) => tf.step(x, alpha) };
  },
  ClipByValue: unaryOfAny((tf, x) => tf.clipByValue(x, -2, 3)),
  Exp: unary((tf, x) => tf.exp(x), { low: -9, high: 9 }),
  Expm1: unary((tf, x) => tf.expm1(x)),
  Log: unary((tf, x) => tf.log(x), { low: 0.05, high: 99 }),
  Log1p: unary((tf, x) => tf.log1p(x), { low: -0.9, high: 9 }),
  Sigmoid: unary((tf, x) => tf.sigmoid(x), { low: -9, high: 9 }),
  Tanh: unary((tf, x) => tf.tanh(x), { low: -5, high: 5 }),
  Elu: unary((tf, x) => tf.elu(x)),
  EluGrad: unary((tf, x) => tf.elu(x)),
  Selu: unary((tf, x) => tf.selu(x)),
  Softplus: unary((tf, x) => tf.softplus(x), { low: -9, high: 9 }),
  Sin: unary((tf, x) => tf.sin(x), { low: -20, high: 20 }),
  Cos: unary((tf, x) => tf.cos(x), { low: -20, high: 20 }),
  Erf: unary((tf, x) => tf.erf(x)),
  IsNan: unary((tf, x) => tf.isNaN(tf.log(x)), {}, false),
  IsInf: unary((tf, x) => tf.isInf(tf.div(1, tf.round(x))), {}, false),
  IsFinite: unary((tf, x) => tf.isFinite(tf.log(tf.round(x))), {}, false),
  LogicalNot: unary((tf, x) => tf.logicalNot(x), { dtype: 'bool' }, false),

  Add: binaryOfAny((tf, a, b) => tf.add(a, b), true),
  Sub: binaryOfAny((tf, a, b) => tf.sub(a, b), true),
  Multiply: binaryOfAny((tf, a, b) => tf.mul(a, b), true),
  Maximum: binaryWithPlainGradient((tf, a, b) => tf.maximum(a, b)),
  Minimum: binaryWithPlainGradient((tf, a, b) => tf.minimum(a, b)),
  SquaredDifference: binaryWithPlainGradient((tf, a, b) => tf.squaredDifference(a, b)),
  FloorDiv: binary((tf, a, b) => tf.floorDiv(a, b), { dtype: 'int32', low: 1, high: 20 }),
  Mod: binaryOfAny((tf, a, b) => tf.mod(a, b), false, 1, 20),
  RealDiv: binary((tf, a, b) => tf.div(a, b), { low: 0.2, high: 3 }),
  Pow: binary((tf, a, b) => tf.pow(a, b), { low: 0.2, high: 3 }),
  Atan2: binary((tf, a, b) => tf.atan2(a, b), { low: 0.1, high: 3 }),
  Prelu: (draw) => {
    const shape = draw.shape(draw.int(1, 4));
    return { inputs: [{ shape }, { shape: shape.slice(1) }], run: (tf, x, alpha) => tf.prelu(x, alpha) };
  },
  AddN: (draw) => {
    const shape = draw.shape();
    return { inputs: [{ shape }, { shape }, { shape }], run: (tf, ...tensors) => tf.addN(tensors) };
  },
  Equal: comparison((tf, a, b) => tf.equal(a, b)),
  NotEqual: comparison((tf, a, b) => tf.notEqual(a, b)),
  Less: comparison((tf, a, b) => tf.less(a, b)),
  LessEqual: comparison((tf, a, b) => tf.lessEqual(a, b)),
  Greater: comparison((tf, a, b) => tf.greater(a, b)),
  GreaterEqual: comparison((tf, a, b) => tf.greaterEqual(a, b)),
  LogicalAnd: binary((tf, a, b) => tf.logicalAnd(a, b), { dtype: 'bool' }),
  LogicalOr: binary((tf, a, b) => tf.logicalOr(a, b), { dtype: 'bool' }),
};
