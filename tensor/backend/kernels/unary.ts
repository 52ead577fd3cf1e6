// UNARY: out[i] = f(x[i]). One class an operation, one loop for all of them: the class is a type parameter, so each instance
// is compiled on its own with the operation inlined. To add one: a kind in opcodes.ts, a class, a line in `unary`.

import * as op from '../opcodes';
import * as math from './math';
import { fma, splat } from './math';
import { first, last } from './split';

@unmanaged class Neg { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.neg(x); } }
@unmanaged class Abs { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.abs(x); } }
@unmanaged class Square { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.mul(x, x); } }
@unmanaged class Sqrt { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.sqrt(x); } }
@unmanaged class Rsqrt { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.div(math.one(), f32x4.sqrt(x)); } }
@unmanaged class Reciprocal { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.div(math.one(), x); } }
@unmanaged class Floor { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.floor(x); } }
@unmanaged class Ceil { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.ceil(x); } }
@unmanaged class Round { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.nearest(x); } }
@unmanaged class Exp { @inline v(x: v128, p: v128, q: v128): v128 { return math.exp(x); } }
@unmanaged class Expm1 { @inline v(x: v128, p: v128, q: v128): v128 { return math.expm1(x); } }
@unmanaged class Log { @inline v(x: v128, p: v128, q: v128): v128 { return math.log(x); } }
@unmanaged class Log1p { @inline v(x: v128, p: v128, q: v128): v128 { return math.log1p(x); } }
@unmanaged class Sigmoid { @inline v(x: v128, p: v128, q: v128): v128 { return math.sigmoid(x); } }
@unmanaged class Tanh { @inline v(x: v128, p: v128, q: v128): v128 { return math.tanh(x); } }
@unmanaged class Softplus { @inline v(x: v128, p: v128, q: v128): v128 { return math.softplus(x); } }
@unmanaged class Erf { @inline v(x: v128, p: v128, q: v128): v128 { return math.erf(x); } }
@unmanaged class Sin { @inline v(x: v128, p: v128, q: v128): v128 { return math.sin(x); } }
@unmanaged class Cos { @inline v(x: v128, p: v128, q: v128): v128 { return math.cos(x); } }
@unmanaged class Affine { @inline v(x: v128, p: v128, q: v128): v128 { return fma(x, p, q); } }

@unmanaged class Sign {
  @inline v(x: v128, p: v128, q: v128): v128 {
    const one = splat(1);
    return f32x4.sub(v128.and(f32x4.gt(x, splat(0)), one), v128.and(f32x4.lt(x, splat(0)), one));
  }
}

@unmanaged class OneMinusSquare { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.sub(math.one(), f32x4.mul(x, x)); } }
@unmanaged class TimesOneMinus { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.mul(x, f32x4.sub(math.one(), x)); } }

// The pseudo-minimum and -maximum keep a NaN in their first operand.
@unmanaged class Relu { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.pmax(x, splat(0)); } }
@unmanaged class Relu6 { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.pmin(f32x4.pmax(x, splat(0)), splat(6)); } }
@unmanaged class Clip { @inline v(x: v128, p: v128, q: v128): v128 { return f32x4.pmax(f32x4.pmin(x, q), p); } }

@unmanaged class LeakyRelu {
  @inline v(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(f32x4.mul(x, p), x, f32x4.lt(x, splat(0)));
  }
}

@unmanaged class Step {
  @inline v(x: v128, p: v128, q: v128): v128 {
    const y = v128.bitselect(splat(1), p, f32x4.gt(x, splat(0)));
    return v128.bitselect(y, x, f32x4.eq(x, x));
  }
}

@unmanaged class Elu {
  @inline v(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(x, math.expm1(x), f32x4.ge(x, splat(0)));
  }
}

// Klambauer et al. 2017, appendix: scale 1.0507..., scale * alpha 1.7580...
@unmanaged class Selu {
  @inline v(x: v128, p: v128, q: v128): v128 {
    const far = f32x4.mul(splat(1.7580993408473768), math.expm1(x));
    return v128.bitselect(f32x4.mul(splat(1.0507009873554805), x), far, f32x4.ge(x, splat(0)));
  }
}

@unmanaged class NegI { @inline v(x: v128, p: v128, q: v128): v128 { return i32x4.neg(x); } }
@unmanaged class AbsI { @inline v(x: v128, p: v128, q: v128): v128 { return i32x4.abs(x); } }
@unmanaged class SquareI { @inline v(x: v128, p: v128, q: v128): v128 { return i32x4.mul(x, x); } }
@unmanaged class ReluI { @inline v(x: v128, p: v128, q: v128): v128 { return i32x4.max_s(x, i32x4.splat(0)); } }
@unmanaged class ClipI { @inline v(x: v128, p: v128, q: v128): v128 { return i32x4.max_s(i32x4.min_s(x, q), p); } }

@unmanaged class SignI {
  @inline v(x: v128, p: v128, q: v128): v128 {
    return i32x4.min_s(i32x4.max_s(x, i32x4.splat(-1)), i32x4.splat(1));
  }
}

/** Two vectors at a time, both read before either is written: V8 can make one of 256 bits of them (vectors.ts). */
function loop<F>(out: usize, x: usize, n: i32, p: v128, q: v128): void {
  const f = changetype<F>(0);
  const end = out + (<usize>(n & ~7) << 2);
  while (out < end) {
    const y0 = f.v(v128.load(x), p, q);
    const y1 = f.v(v128.load(x, 16), p, q);
    math.storePair(out, y0, y1);
    out += 32;
    x += 32;
  }
  if (n & 4) {
    v128.store(out, f.v(v128.load(x), p, q));
    out += 16;
    x += 16;
  }
  const rest = n & 3;
  if (rest) math.storeTail(out, f.v(math.loadTail(x, rest), p, q), rest);
}

export function activate(kind: i32, out: usize, x: usize, n: i32, p0: f32, p1: f32): void {
  const p = splat(p0);
  const q = splat(p1);
  switch (kind) {
    case op.UNARY_NEG: loop<Neg>(out, x, n, p, q); break;
    case op.UNARY_ABS: loop<Abs>(out, x, n, p, q); break;
    case op.UNARY_SQUARE: loop<Square>(out, x, n, p, q); break;
    case op.UNARY_SQRT: loop<Sqrt>(out, x, n, p, q); break;
    case op.UNARY_RSQRT: loop<Rsqrt>(out, x, n, p, q); break;
    case op.UNARY_RECIPROCAL: loop<Reciprocal>(out, x, n, p, q); break;
    case op.UNARY_SIGN: loop<Sign>(out, x, n, p, q); break;
    case op.UNARY_FLOOR: loop<Floor>(out, x, n, p, q); break;
    case op.UNARY_CEIL: loop<Ceil>(out, x, n, p, q); break;
    case op.UNARY_ROUND: loop<Round>(out, x, n, p, q); break;
    case op.UNARY_RELU: loop<Relu>(out, x, n, p, q); break;
    case op.UNARY_RELU6: loop<Relu6>(out, x, n, p, q); break;
    case op.UNARY_LEAKY_RELU: loop<LeakyRelu>(out, x, n, p, q); break;
    case op.UNARY_CLIP: loop<Clip>(out, x, n, p, q); break;
    case op.UNARY_STEP: loop<Step>(out, x, n, p, q); break;
    case op.UNARY_EXP: loop<Exp>(out, x, n, p, q); break;
    case op.UNARY_EXPM1: loop<Expm1>(out, x, n, p, q); break;
    case op.UNARY_LOG: loop<Log>(out, x, n, p, q); break;
    case op.UNARY_LOG1P: loop<Log1p>(out, x, n, p, q); break;
    case op.UNARY_SIGMOID: loop<Sigmoid>(out, x, n, p, q); break;
    case op.UNARY_TANH: loop<Tanh>(out, x, n, p, q); break;
    case op.UNARY_ELU: loop<Elu>(out, x, n, p, q); break;
    case op.UNARY_SELU: loop<Selu>(out, x, n, p, q); break;
    case op.UNARY_SOFTPLUS: loop<Softplus>(out, x, n, p, q); break;
    case op.UNARY_SIN: loop<Sin>(out, x, n, p, q); break;
    case op.UNARY_COS: loop<Cos>(out, x, n, p, q); break;
    case op.UNARY_ERF: loop<Erf>(out, x, n, p, q); break;
    case op.UNARY_AFFINE: loop<Affine>(out, x, n, p, q); break;
    case op.UNARY_ONE_MINUS_SQUARE: loop<OneMinusSquare>(out, x, n, p, q); break;
    case op.UNARY_TIMES_ONE_MINUS: loop<TimesOneMinus>(out, x, n, p, q); break;
  }
}

function integers(kind: i32, out: usize, x: usize, n: i32, p: v128, q: v128): void {
  switch (kind) {
    case op.UNARY_NEG: loop<NegI>(out, x, n, p, q); break;
    case op.UNARY_ABS: loop<AbsI>(out, x, n, p, q); break;
    case op.UNARY_SQUARE: loop<SquareI>(out, x, n, p, q); break;
    case op.UNARY_SIGN: loop<SignI>(out, x, n, p, q); break;
    case op.UNARY_RELU: loop<ReluI>(out, x, n, p, q); break;
    case op.UNARY_CLIP: loop<ClipI>(out, x, n, p, q); break;
  }
}

/** UNARY and UNARY_I32. */
export function unary(args: usize, part: i32, parts: i32, integer: bool): void {
  const n = load<i32>(args, 12);
  const begin = first(n, part, parts);
  const count = last(n, part, parts) - begin;
  if (count <= 0) return;
  const kind = load<i32>(args);
  const out = <usize>load<i32>(args, 4) + (begin << 2);
  const x = <usize>load<i32>(args, 8) + (begin << 2);
  if (integer) integers(kind, out, x, count, v128.load32_splat(args, 16), v128.load32_splat(args, 20));
  else activate(kind, out, x, count, load<f32>(args, 16), load<f32>(args, 20));
}
