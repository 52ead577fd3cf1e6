// Four-lane mathematics: float32, one to two units in the last place unless said otherwise. Polynomials and range reductions are those of
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

@inline
export function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

// Adding 1.5 * 2^23 leaves the nearest integer in the low bits of the significand.
const ROUNDER: f32 = 12582912;

/** exp(r) - 1 for |r| <= ln(2) / 2. */
@inline
function expm1Core(r: v128): v128 {
  let p = splat(1.9875691500e-4);
  p = fma(p, r, splat(1.3981999507e-3));
  p = fma(p, r, splat(8.3334519073e-3));
  p = fma(p, r, splat(4.1665795894e-2));
  p = fma(p, r, splat(1.6666665459e-1));
  p = fma(p, r, splat(5.0000001201e-1));
  return fma(p, f32x4.mul(r, r), r);
}

@inline
function reduce(x: v128, n: v128): v128 {
  return fma(n, splat(2.12194440e-4), fma(n, splat(-0.693359375), x));
}

@inline
function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** Infinity above 88.73, 0 below -103.98, denormals between. */
@inline
export function exp(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, splat(89)), splat(-105));
  const t = fma(clamped, splat(1.44269504088896341), splat(ROUNDER));
  const n = f32x4.sub(t, splat(ROUNDER));
  const whole = i32x4.sub(t, i32x4.splat(0x4b400000));
  // 2^n in two factors: n reaches 128 and -151.
  const half = i32x4.shr_s(whole, 1);
  const y = f32x4.add(expm1Core(reduce(clamped, n)), splat(1));
  return f32x4.mul(f32x4.mul(y, power2(half)), power2(i32x4.sub(whole, half)));
}

@inline
export function expm1(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, splat(87)), splat(-87));
  const t = fma(clamped, splat(1.44269504088896341), splat(ROUNDER));
  const n = f32x4.sub(t, splat(ROUNDER));
  const scale = power2(i32x4.sub(t, i32x4.splat(0x4b400000)));
  const near = fma(scale, expm1Core(reduce(clamped, n)), f32x4.sub(scale, splat(1)));
  return v128.bitselect(exp(x), near, f32x4.gt(x, splat(87)));
}

/** NaN below 0, -Infinity at 0, denormals taken into account. */
@inline
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, tiny);
  // The significand in [sqrt(1/2), sqrt(2)) and its exponent.
  const bits = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.sub(i32x4.shr_s(bits, 23), v128.and(tiny, i32x4.splat(23)));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(exponent);
  const f = f32x4.sub(m, splat(1));
  const z = f32x4.mul(f, f);
  let p = splat(7.0376836292e-2);
  p = fma(p, f, splat(-1.1514610310e-1));
  p = fma(p, f, splat(1.1676998740e-1));
  p = fma(p, f, splat(-1.2420140846e-1));
  p = fma(p, f, splat(1.4249322787e-1));
  p = fma(p, f, splat(-1.6668057665e-1));
  p = fma(p, f, splat(2.0000714765e-1));
  p = fma(p, f, splat(-2.4999993993e-1));
  p = fma(p, f, splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, f), z);
  y = fma(e, splat(-2.12194440e-4), y);
  y = fma(z, splat(-0.5), y);
  let r = fma(e, splat(0.693359375), f32x4.add(f, y));
  r = v128.bitselect(splat(-Infinity), r, f32x4.eq(x, splat(0)));
  // Below zero and NaN give NaN, +Infinity itself.
  r = v128.bitselect(r, splat(NaN), f32x4.ge(x, splat(0)));
  return v128.bitselect(x, r, f32x4.eq(x, splat(Infinity)));
}

@inline
export function log1p(x: v128): v128 {
  const u = f32x4.add(x, splat(1));
  const l = log(u);
  // What rounding 1 + x lost, to first order.
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, splat(1))), u);
  const edge = v128.or(f32x4.eq(u, splat(0)), f32x4.eq(u, splat(Infinity)));
  return f32x4.add(l, v128.andnot(lost, edge));
}

@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(splat(1), f32x4.add(splat(1), exp(f32x4.neg(x))));
}

@inline
export function tanh(x: v128): v128 {
  const a = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = splat(-5.70498872745e-3);
  p = fma(p, z, splat(2.06390887954e-2));
  p = fma(p, z, splat(-5.37397155531e-2));
  p = fma(p, z, splat(1.33314422036e-1));
  p = fma(p, z, splat(-3.33332819422e-1));
  const near = fma(f32x4.mul(p, z), x, x);
  const far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(exp(f32x4.add(a, a)), splat(1))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(a, splat(0.625)));
}

@inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, splat(0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}

/** To 2e-7 absolute: Abramowitz and Stegun 7.1.26, the Taylor series near 0. */
@inline
export function erf(x: v128): v128 {
  const a = f32x4.abs(x);
  const t = f32x4.div(splat(1), fma(a, splat(0.3275911), splat(1)));
  let p = splat(1.061405429);
  p = fma(p, t, splat(-1.453152027));
  p = fma(p, t, splat(1.421413741));
  p = fma(p, t, splat(-0.284496736));
  p = fma(p, t, splat(0.254829592));
  const z = f32x4.mul(x, x);
  const far = f32x4.sub(splat(1), f32x4.mul(f32x4.mul(p, t), exp(f32x4.neg(z))));
  let q = splat(-1.0 / 1320);
  q = fma(q, z, splat(1.0 / 216));
  q = fma(q, z, splat(-1.0 / 42));
  q = fma(q, z, splat(0.1));
  q = fma(q, z, splat(-1.0 / 3));
  q = fma(q, z, splat(1));
  const near = f32x4.mul(f32x4.mul(q, x), splat(1.1283791670955126));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(a, splat(0.5)));
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
