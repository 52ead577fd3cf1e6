// Four-lane mathematics: float32, up to two and a half units in the last place unless said otherwise. Polynomials and range reductions are those of
// Cephes (S. Moshier, netlib.org/cephes, single precision).

/** a * b + c: one rounding in the relaxed build, two in the plain one. */
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

@inline
export function negate(x: v128): v128 {
  return f32x4.neg(x);
}

/** The 1 to 3 elements at `p`; the other lanes are 0. */
@inline
export function loadTail(p: usize, n: i32): v128 {
  let v = v128.load32_zero(p);
  if (n > 1) v = v128.load_lane<f32>(p, v, 1, 4);
  if (n > 2) v = v128.load_lane<f32>(p, v, 2, 8);
  return v;
}

@inline
export function storeTail(p: usize, v: v128, n: i32): void {
  v128.store_lane<f32>(p, v, 0);
  if (n > 1) v128.store_lane<f32>(p, v, 1, 4);
  if (n > 2) v128.store_lane<f32>(p, v, 2, 8);
}

/**
 * Two neighbouring vectors. The upper is written first: where V8 makes one store of 256 bits of the two (vectors.ts), it otherwise writes the lower
 * half twice, as it has to be there should the upper one trap.
 */
@inline
export function storePair(p: usize, low: v128, high: v128): void {
  v128.store(p, high, 16);
  v128.store(p, low);
}

@inline
export function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** Of one number. Not f32.sqrt: V8 makes an SSE instruction of it, and that among 256-bit ones costs hundreds of cycles (vectors.ts). */
@inline
export function squareRoot(x: f32): f32 {
  return f32x4.extract_lane(f32x4.sqrt(splat(x)), 0);
}

// Constants of loops come from tables: V8 makes a vector of an immediate in three instructions, anew in each turn, which all wait for one port; a
// load that spreads one number costs next to nothing.

/** The number at `index` of `table`, in each lane. */
@inline
function at(table: usize, index: i32): v128 {
  return v128.load32_splat(table + (index << 2));
}

// Adding 1.5 * 2^23 leaves the nearest integer in the low bits of the significand.
const EXP = memory.data<f32>(
  [
    1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
    1.44269504088896341, 12582912, -0.693359375, 2.12194440e-4, 1, 2, 89, -105, 87, -87, 9, -9,
  ],
  64,
);
const LOG2_E = 6;
const ROUNDER = 7;
const LN_2_HIGH = 8; // negated, exact in few bits; with LN_2_LOW all of -ln 2
const LN_2_LOW = 9;
const ONE = 10;
const TWO = 11;
const ABOVE_EXP = 12;
const BELOW_EXP = 13;
const ABOVE = 14;
const BELOW = 15;
const ABOVE_TANH = 16;
const BELOW_TANH = 17;
const EXP_BITS = memory.data<i32>([0x4b400000, 127], 16);
const ROUNDER_BITS = 0;
const BIAS = 1; // of a float32's exponent

@inline
export function one(): v128 {
  return at(EXP, ONE);
}

/** exp(r) - 1 for |r| <= ln(2) / 2. */
@inline
function expm1Core(r: v128): v128 {
  let p = at(EXP, 0);
  p = fma(p, r, at(EXP, 1));
  p = fma(p, r, at(EXP, 2));
  p = fma(p, r, at(EXP, 3));
  p = fma(p, r, at(EXP, 4));
  p = fma(p, r, at(EXP, 5));
  return fma(p, f32x4.mul(r, r), r);
}

/** x / ln(2) rounded, with ROUNDER added. */
@inline
function halvings(x: v128): v128 {
  return fma(x, at(EXP, LOG2_E), at(EXP, ROUNDER));
}

/** What the `halvings` t leave of x. */
@inline
function remainder(x: v128, t: v128): v128 {
  const n = f32x4.sub(t, at(EXP, ROUNDER));
  return fma(n, at(EXP, LN_2_LOW), fma(n, at(EXP, LN_2_HIGH), x));
}

@inline
function whole(t: v128): v128 {
  return i32x4.sub(t, at(EXP_BITS, ROUNDER_BITS));
}

@inline
function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, at(EXP_BITS, BIAS)), 23);
}

/** Infinity above 88.73, 0 below -103.98, denormals between. */
@inline
export function exp(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, at(EXP, ABOVE_EXP)), at(EXP, BELOW_EXP));
  const t = halvings(clamped);
  const n = whole(t);
  // 2^n in two factors: n reaches 128 and -151.
  const half = i32x4.shr_s(n, 1);
  const y = f32x4.add(expm1Core(remainder(clamped, t)), at(EXP, ONE));
  return f32x4.mul(f32x4.mul(y, power2(half)), power2(i32x4.sub(n, half)));
}

/** exp without its edges: for x up to 89, infinity already above 88.38; below -87 what it is at -87. */
@inline
function plainExp(x: v128): v128 {
  const t = halvings(x);
  const scale = power2(whole(t));
  return fma(scale, expm1Core(remainder(x, t)), scale);
}

/** exp(x) - 1 for |x| <= 87. */
@inline
function plainExpm1(x: v128): v128 {
  const t = halvings(x);
  const scale = power2(whole(t));
  return fma(scale, expm1Core(remainder(x, t)), f32x4.sub(scale, at(EXP, ONE)));
}

@inline
export function expm1(x: v128): v128 {
  const near = plainExpm1(f32x4.pmax(f32x4.pmin(x, at(EXP, ABOVE)), at(EXP, BELOW)));
  return v128.bitselect(exp(x), near, f32x4.gt(x, at(EXP, ABOVE)));
}

const LOG = memory.data<f32>(
  [
    7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
    -2.4999993993e-1, 3.3333331174e-1, 1, -2.12194440e-4, -0.5, 0.693359375, 0, NaN, Infinity, -Infinity, 1.17549435e-38, 8388608,
  ],
  64,
);
const LOG_ONE = 9;
const LESS_LN_2_LOW = 10; // with LN_2_OF_LOG all of ln 2
const LESS_HALF = 11;
const LN_2_OF_LOG = 12;
const LOG_ZERO = 13;
const LOG_NAN = 14;
const LOG_INFINITY = 15;
const LESS_INFINITY = 16;
const LEAST_NORMAL = 17;
const TWO_TO_23 = 18;
const LOG_BITS = memory.data<i32>([0x3f3504f3, 23, 0x007fffff], 16);
const ROOT_HALF = 0; // the bits of sqrt(1/2)
const SIGNIFICAND_BITS = 1;
const SIGNIFICAND = 2;

/** NaN below 0, -Infinity at 0, denormals taken into account. */
@inline
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, at(LOG, LEAST_NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, at(LOG, TWO_TO_23)), x, tiny);
  // The significand in [sqrt(1/2), sqrt(2)) and its exponent.
  const bits = i32x4.sub(scaled, at(LOG_BITS, ROOT_HALF));
  const exponent = i32x4.sub(i32x4.shr_s(bits, 23), v128.and(tiny, at(LOG_BITS, SIGNIFICAND_BITS)));
  const m = i32x4.add(v128.and(bits, at(LOG_BITS, SIGNIFICAND)), at(LOG_BITS, ROOT_HALF));
  const e = f32x4.convert_i32x4_s(exponent);
  const f = f32x4.sub(m, at(LOG, LOG_ONE));
  const z = f32x4.mul(f, f);
  let p = at(LOG, 0);
  p = fma(p, f, at(LOG, 1));
  p = fma(p, f, at(LOG, 2));
  p = fma(p, f, at(LOG, 3));
  p = fma(p, f, at(LOG, 4));
  p = fma(p, f, at(LOG, 5));
  p = fma(p, f, at(LOG, 6));
  p = fma(p, f, at(LOG, 7));
  p = fma(p, f, at(LOG, 8));
  let y = f32x4.mul(f32x4.mul(p, f), z);
  y = fma(e, at(LOG, LESS_LN_2_LOW), y);
  y = fma(z, at(LOG, LESS_HALF), y);
  let r = fma(e, at(LOG, LN_2_OF_LOG), f32x4.add(f, y));
  r = v128.bitselect(at(LOG, LESS_INFINITY), r, f32x4.eq(x, at(LOG, LOG_ZERO)));
  // Below zero and NaN give NaN, +Infinity itself.
  r = v128.bitselect(r, at(LOG, LOG_NAN), f32x4.ge(x, at(LOG, LOG_ZERO)));
  return v128.bitselect(x, r, f32x4.eq(x, at(LOG, LOG_INFINITY)));
}

@inline
export function log1p(x: v128): v128 {
  const u = f32x4.add(x, at(LOG, LOG_ONE));
  const l = log(u);
  // What rounding 1 + x lost, to first order.
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, at(LOG, LOG_ONE))), u);
  const edge = v128.or(f32x4.eq(u, at(LOG, LOG_ZERO)), f32x4.eq(u, at(LOG, LOG_INFINITY)));
  return f32x4.add(l, v128.andnot(lost, edge));
}

/** 0 below -88.38, where it would be a denormal. */
@inline
export function sigmoid(x: v128): v128 {
  const e = plainExp(f32x4.pmax(f32x4.pmin(f32x4.neg(x), at(EXP, ABOVE_EXP)), at(EXP, BELOW)));
  return f32x4.div(at(EXP, ONE), f32x4.add(at(EXP, ONE), e));
}

/** (exp(2x) - 1) / (exp(2x) + 1): 1 from 9 on. */
@inline
export function tanh(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, at(EXP, ABOVE_TANH)), at(EXP, BELOW_TANH));
  const e = plainExpm1(f32x4.add(clamped, clamped));
  return f32x4.div(e, f32x4.add(e, at(EXP, TWO)));
}

@inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, at(LOG, LOG_ZERO)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}

const ERF = memory.data<f32>(
  [
    2.050685225185589e-6, 2.848816220648587e-4, 3.7644070107489824e-3, 0.05274512246251106, 0.19037485122680664, 1.1283791065216064,
    3.8097819924587384e-5, 1.1622896417975426e-3, 0.014966788701713085, 0.11409656703472137, 0.5020480751991272, 1,
    3.9192, -3.9192,
  ],
  64,
);

const ERF_ONE = 11; // the last of Q too
const ABOVE_ERF = 12;
const BELOW_ERF = 13;

/** To 4e-7 of itself: x P(x^2) / Q(x^2), fitted to erf(x) / x for |x| < 3.92, from where on it is 1. */
@inline
export function erf(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, at(ERF, ABOVE_ERF)), at(ERF, BELOW_ERF));
  const z = f32x4.mul(clamped, clamped);
  let p = at(ERF, 0);
  p = fma(p, z, at(ERF, 1));
  p = fma(p, z, at(ERF, 2));
  p = fma(p, z, at(ERF, 3));
  p = fma(p, z, at(ERF, 4));
  p = fma(p, z, at(ERF, 5));
  let q = at(ERF, 6);
  q = fma(q, z, at(ERF, 7));
  q = fma(q, z, at(ERF, 8));
  q = fma(q, z, at(ERF, 9));
  q = fma(q, z, at(ERF, 10));
  q = fma(q, z, at(ERF, ERF_ONE));
  const one = v128.or(at(ERF, ERF_ONE), v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(one, f32x4.div(f32x4.mul(clamped, p), q), f32x4.ge(f32x4.abs(x), at(ERF, ABOVE_ERF)));
}

/** Up to here an octant's number times pi / 4 is exact in the three parts below. */
const MOST_ANGLE: f32 = 8192;

/** sin(x) (`quarter` 0) or cos(x) (1), x in radians: 1e-7 absolute to MOST_ANGLE, beyond it by musl's reduction, a lane at a time. */
@inline
function circular(x: v128, quarter: i32): v128 {
  const a = f32x4.abs(x);
  if (!i32x4.all_true(f32x4.lt(a, splat(MOST_ANGLE)))) {
    return quarter == 0
      ? f32x4(
          Mathf.sin(f32x4.extract_lane(x, 0)), Mathf.sin(f32x4.extract_lane(x, 1)),
          Mathf.sin(f32x4.extract_lane(x, 2)), Mathf.sin(f32x4.extract_lane(x, 3)),
        )
      : f32x4(
          Mathf.cos(f32x4.extract_lane(x, 0)), Mathf.cos(f32x4.extract_lane(x, 1)),
          Mathf.cos(f32x4.extract_lane(x, 2)), Mathf.cos(f32x4.extract_lane(x, 3)),
        );
  }
  // The nearest even number of octants: what is left of the angle lies within pi / 4 of 0.
  const octant = i32x4.add(i32x4.trunc_sat_f32x4_s(f32x4.mul(a, splat(1.2732395447351628))), i32x4.splat(1));
  const turns = v128.and(octant, i32x4.splat(-2));
  const y = f32x4.convert_i32x4_s(turns);
  let r = fma(y, splat(-0.78515625), a);
  r = fma(y, splat(-2.4187564849853515625e-4), r);
  r = fma(y, splat(-3.77489497744594108e-8), r);
  const z = f32x4.mul(r, r);
  let p = splat(-1.9515295891e-4);
  p = fma(p, z, splat(8.3321608736e-3));
  p = fma(p, z, splat(-1.6666654611e-1));
  const sine = fma(f32x4.mul(p, z), r, r);
  let q = splat(2.443315711809948e-5);
  q = fma(q, z, splat(-1.388731625493765e-3));
  q = fma(q, z, splat(4.166664568298827e-2));
  const cosine = fma(f32x4.mul(q, z), z, fma(z, splat(-0.5), splat(1)));
  // Quarter turns: odd ones swap the two, two of them turn the sign. cos is sin a quarter turn on.
  const quarters = i32x4.add(i32x4.shr_s(turns, 1), i32x4.splat(quarter));
  const swap = i32x4.ne(v128.and(quarters, i32x4.splat(1)), i32x4.splat(0));
  let sign = i32x4.shl(v128.and(quarters, i32x4.splat(2)), 30);
  if (quarter == 0) sign = v128.xor(sign, v128.and(x, i32x4.splat(0x80000000)));
  return v128.xor(v128.bitselect(cosine, sine, swap), sign);
}

@inline
export function sin(x: v128): v128 {
  return circular(x, 0);
}

@inline
export function cos(x: v128): v128 {
  return circular(x, 1);
}
