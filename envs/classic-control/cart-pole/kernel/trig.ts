// Sine and cosine of two angles: the polynomials of envs/classic-control/trig.ts, operation for operation, so that the bits are
// the same. The angle of a standing pole needs no reduction; for a wider one JavaScript is asked, which is slow and rare.

import { add, constant, mul, sub } from './vector';

@external("trig", "sin")
declare function sin(x: f64): f64;
@external("trig", "cos")
declare function cos(x: f64): f64;

const QUARTER_PI = memory.data<f64>([0.7853981633974483]);
const HALF = memory.data<f64>([0.5]);
const ONE = memory.data<f64>([1]);

const S1 = memory.data<f64>([-1.6666666666666632e-1]);
const S2 = memory.data<f64>([8.33333333332249e-3]);
const S3 = memory.data<f64>([-1.984126982985795e-4]);
const S4 = memory.data<f64>([2.7557313707070068e-6]);
const S5 = memory.data<f64>([-2.5050760253406863e-8]);
const S6 = memory.data<f64>([1.58969099521155e-10]);

const C1 = memory.data<f64>([4.16666666666666e-2]);
const C2 = memory.data<f64>([-1.388888888887411e-3]);
const C3 = memory.data<f64>([2.480158728947673e-5]);
const C4 = memory.data<f64>([-2.7557314351390663e-7]);
const C5 = memory.data<f64>([2.087572321298175e-9]);
const C6 = memory.data<f64>([-1.1359647557788195e-11]);

/** Stores the sines of the two angles at `sines`, their cosines at `cosines`. */
@inline
export function storeSinCos(x: v128, sines: usize, cosines: usize): void {
  if (i64x2.all_true(f64x2.le(f64x2.abs(x), constant(QUARTER_PI)))) {
    const z = mul(x, x);
    v128.store(sines, sinSmall(x, z));
    v128.store(cosines, cosSmall(z));
  } else {
    storeWide(f64x2.extract_lane(x, 0), sines, cosines);
    storeWide(f64x2.extract_lane(x, 1), sines + 8, cosines + 8);
  }
}

/** `kernelSin(x, 0)` for `z = x * x`. Gives 0 for -0, where `sin` gives -0: neither shows beside the push of an action. */
@inline
function sinSmall(x: v128, z: v128): v128 {
  const low = add(constant(S2), mul(z, add(constant(S3), mul(z, constant(S4)))));
  const high = mul(mul(z, mul(z, z)), add(constant(S5), mul(z, constant(S6))));
  return add(x, mul(mul(z, x), add(constant(S1), mul(z, add(low, high)))));
}

/** `kernelCos(x, 0)` for `z = x * x`. */
@inline
function cosSmall(z: v128): v128 {
  const zz = mul(z, z);
  const low = mul(z, add(constant(C1), mul(z, add(constant(C2), mul(z, constant(C3))))));
  const high = mul(mul(zz, zz), add(constant(C4), mul(z, add(constant(C5), mul(z, constant(C6))))));
  const half = mul(constant(HALF), z);
  const w = sub(constant(ONE), half);
  return add(w, add(sub(sub(constant(ONE), w), half), mul(z, add(low, high))));
}

function storeWide(x: f64, sines: usize, cosines: usize): void {
  store<f64>(sines, sin(x));
  store<f64>(cosines, cos(x));
}
