// The optimizers, one pass over a parameter, its gradient and its slots, in place. Rates and scales are read from memory, so that a replayed
// program takes today's. Sums that decay towards zero are cut off there before they become denormal, which would cost 2x.

import { fma, splat } from './math';
import { rowSum } from './reduce';
import { first, last } from './split';

/** Below this a decaying average counts as zero: far above the denormals (1.2e-38), far below anything that moves a parameter. */
const TINY: f32 = 1e-30;

/** Zero where |x| is tiny; NaN stays. */
@inline
function flush(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), splat(TINY)));
}

/** decay x + fresh y: a decaying average. */
@inline
function average(decay: v128, x: v128, fresh: v128, y: v128): v128 {
  return flush(fma(fresh, y, f32x4.mul(decay, x)));
}

@inline
function scaleAt(pointer: usize): f32 {
  return pointer != 0 ? load<f32>(pointer) : 1;
}

@inline
function fetch(p: usize, rest: i32): v128 {
  if (rest >= 4) return v128.load(p);
  let v = v128.load32_zero(p);
  if (rest > 1) v = v128.load_lane<f32>(p, v, 1, 4);
  if (rest > 2) v = v128.load_lane<f32>(p, v, 2, 8);
  return v;
}

@inline
function put(p: usize, v: v128, rest: i32): void {
  if (rest >= 4) {
    v128.store(p, v);
    return;
  }
  v128.store_lane<f32>(p, v, 0);
  if (rest > 1) v128.store_lane<f32>(p, v, 1, 4);
  if (rest > 2) v128.store_lane<f32>(p, v, 2, 8);
}

export function sgd(args: usize, part: i32, parts: i32): void {
  const p = <usize>load<i32>(args);
  const g = <usize>load<i32>(args, 4);
  const n = load<i32>(args, 8);
  const rate = load<f32>(load<i32>(args, 12));
  const step = splat(-rate * scaleAt(load<i32>(args, 16)));
  const decay = splat(1 - rate * load<f32>(args, 20));
  const end = last(n, part, parts);
  for (let i = first(n, part, parts); i < end; i += 4) {
    const at = i << 2;
    put(p + at, fma(step, fetch(g + at, end - i), f32x4.mul(decay, fetch(p + at, end - i))), end - i);
  }
}

/** velocity = momentum velocity + g; p -= rate velocity (Nesterov: rate (g + momentum velocity)), as tf.train.momentum. */
export function momentum(args: usize, part: i32, parts: i32): void {
  const p = <usize>load<i32>(args);
  const g = <usize>load<i32>(args, 4);
  const v = <usize>load<i32>(args, 8);
  const n = load<i32>(args, 12);
  const rate = load<f32>(load<i32>(args, 16));
  const scale = splat(scaleAt(load<i32>(args, 20)));
  const mu = splat(load<f32>(args, 24));
  const nesterov = load<i32>(args, 28) != 0;
  const decay = splat(1 - rate * load<f32>(args, 32));
  const step = splat(-rate);
  const end = last(n, part, parts);
  for (let i = first(n, part, parts); i < end; i += 4) {
    const at = i << 2;
    const rest = end - i;
    const gradient = f32x4.mul(scale, fetch(g + at, rest));
    const velocity = flush(fma(mu, fetch(v + at, rest), gradient));
    put(v + at, velocity, rest);
    const direction = nesterov ? fma(mu, velocity, gradient) : velocity;
    put(p + at, fma(step, direction, f32x4.mul(decay, fetch(p + at, rest))), rest);
  }
}

/** As tf.train.rmsprop: the root is of meanSquare (less meanGrad squared when centred) plus epsilon. */
export function rmsprop(args: usize, part: i32, parts: i32): void {
  const p = <usize>load<i32>(args);
  const g = <usize>load<i32>(args, 4);
  const ms = <usize>load<i32>(args, 8);
  const mom = <usize>load<i32>(args, 12);
  const mg = <usize>load<i32>(args, 16);
  const n = load<i32>(args, 20);
  const rate = v128.load32_splat(load<i32>(args, 24));
  const scale = splat(scaleAt(load<i32>(args, 28)));
  const rho = load<f32>(args, 32);
  const decay = splat(rho);
  const fresh = splat(1 - rho);
  const mu = splat(load<f32>(args, 36));
  const epsilon = splat(load<f32>(args, 40));
  const end = last(n, part, parts);
  for (let i = first(n, part, parts); i < end; i += 4) {
    const at = i << 2;
    const rest = end - i;
    const gradient = f32x4.mul(scale, fetch(g + at, rest));
    const square = average(decay, fetch(ms + at, rest), fresh, f32x4.mul(gradient, gradient));
    put(ms + at, square, rest);
    let spread = square;
    if (mg != 0) {
      const mean = average(decay, fetch(mg + at, rest), fresh, gradient);
      put(mg + at, mean, rest);
      spread = f32x4.sub(square, f32x4.mul(mean, mean));
    }
    const step = f32x4.div(f32x4.mul(rate, gradient), f32x4.sqrt(f32x4.add(spread, epsilon)));
    const moved = flush(fma(mu, fetch(mom + at, rest), step));
    put(mom + at, moved, rest);
    put(p + at, f32x4.sub(fetch(p + at, rest), moved), rest);
  }
}

/** The parameter after a step of `step m / (sqrt(correction v) + epsilon)`. */
@inline
function adamMoved(p: v128, m: v128, v: v128, step: v128, correction: v128, epsilon: v128, decay: v128): v128 {
  const deviation = f32x4.add(f32x4.sqrt(f32x4.mul(v, correction)), epsilon);
  return fma(step, f32x4.div(m, deviation), f32x4.mul(decay, p));
}

/**
 * Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019 for the decoupled decay. Two vectors at a time, all that is read before all that is
 * written, so that V8 can make one of 256 bits of them (vectors.ts).
 */
export function adam(args: usize, part: i32, parts: i32): void {
  const p = <usize>load<i32>(args);
  const g = <usize>load<i32>(args, 4);
  const m = <usize>load<i32>(args, 8);
  const v = <usize>load<i32>(args, 12);
  const n = load<i32>(args, 16);
  const rate = load<f32>(load<i32>(args, 20));
  const scale = splat(scaleAt(load<i32>(args, 24)));
  const state = <usize>load<i32>(args, 28);
  const b1 = load<f32>(args, 32);
  const b2 = load<f32>(args, 36);
  const epsilon = splat(load<f32>(args, 40));
  const decay = splat(1 - rate * load<f32>(args, 44));
  const beta1 = splat(b1);
  const beta2 = splat(b2);
  const fresh1 = splat(1 - b1);
  const fresh2 = splat(1 - b2);
  const step = splat(-rate / load<f32>(state, 4));
  const correction = splat(1 / load<f32>(state, 8));
  const end = last(n, part, parts);
  let i = first(n, part, parts);
  for (; i + 8 <= end; i += 8) {
    const at = i << 2;
    const g0 = f32x4.mul(scale, v128.load(g + at));
    const g1 = f32x4.mul(scale, v128.load(g + at, 16));
    const m0 = average(beta1, v128.load(m + at), fresh1, g0);
    const m1 = average(beta1, v128.load(m + at, 16), fresh1, g1);
    const v0 = average(beta2, v128.load(v + at), fresh2, f32x4.mul(g0, g0));
    const v1 = average(beta2, v128.load(v + at, 16), fresh2, f32x4.mul(g1, g1));
    const p0 = adamMoved(v128.load(p + at), m0, v0, step, correction, epsilon, decay);
    const p1 = adamMoved(v128.load(p + at, 16), m1, v1, step, correction, epsilon, decay);
    v128.store(m + at, m0);
    v128.store(m + at, m1, 16);
    v128.store(v + at, v0);
    v128.store(v + at, v1, 16);
    v128.store(p + at, p0);
    v128.store(p + at, p1, 16);
  }
  for (; i < end; i += 4) {
    const at = i << 2;
    const rest = end - i;
    const gradient = f32x4.mul(scale, fetch(g + at, rest));
    const m1 = average(beta1, fetch(m + at, rest), fresh1, gradient);
    const v1 = average(beta2, fetch(v + at, rest), fresh2, f32x4.mul(gradient, gradient));
    put(m + at, m1, rest);
    put(v + at, v1, rest);
    put(p + at, adamMoved(fetch(p + at, rest), m1, v1, step, correction, epsilon, decay), rest);
  }
}

export function adamAdvance(args: usize): void {
  const state = <usize>load<i32>(args);
  const t = load<f32>(state) + 1;
  store<f32>(state, t);
  store<f32>(state, <f32>(1 - Math.pow(load<f32>(args, 4), t)), 4);
  store<f32>(state, <f32>(1 - Math.pow(load<f32>(args, 8), t)), 8);
}

export function clipScale(args: usize): void {
  const norm = <f32>Math.sqrt(rowSum(load<i32>(args, 4), load<i32>(args, 8)));
  const most = load<f32>(args, 12);
  // Written so that a norm that is NaN is handed on to every gradient: divergence shows.
  store<f32>(load<i32>(args), norm <= most ? 1 : most / norm);
  const normOut = load<i32>(args, 16);
  if (normOut != 0) store<f32>(normOut, norm);
}
