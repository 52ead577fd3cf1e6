// The optimizers, one pass over a parameter, its gradient and its slots, in place. Rates and scales are read from memory, so that a replayed
// program takes today's.
//
// Eight elements a turn, in pairs of vectors, all that is read before all that is written, so that V8 can make one of 256 bits of a pair
// (vectors.ts). Each `...Eight` is written once and inlined twice: with `count` the constant 8 in the loop, and for the 1 to 7 elements that may
// be left. Adam's loop then waits for the processor's roots and divisions alone.

import { fma, loadTail, splat, storePair, storeTail } from './math';
import { rowSum } from './reduce';
import { first, last } from './split';

/**
 * Averages that decay towards zero would in time become denormal, which makes each operation on them many times slower. Added first and taken
 * off last, 2^-76 rounds an average to a multiple of its own last digit, 1.6e-30: far above the denormals (1.2e-38), far below anything that
 * moves a parameter. From memory: V8 keeps a vector of an immediate in no register, but makes it anew in each turn.
 */
const GRAIN = memory.data<f32>([1.3234889800848443e-23], 16);

/** decay x + fresh y: a decaying average. */
@inline
function average(decay: v128, x: v128, fresh: v128, y: v128, grain: v128): v128 {
  return f32x4.sub(fma(fresh, y, fma(decay, x, grain)), grain);
}

@inline
function scaleAt(pointer: usize): f32 {
  return pointer != 0 ? load<f32>(pointer) : 1;
}

/** Elements 0 to 3 of the `count` (1 to 8) at `p`; what is beyond them is 0. */
@inline
function low(p: usize, count: i32): v128 {
  return count >= 4 ? v128.load(p) : loadTail(p, count);
}

/** Elements 4 to 7. */
@inline
function high(p: usize, count: i32): v128 {
  if (count == 8) return v128.load(p, 16);
  return count > 4 ? loadTail(p + 16, count - 4) : splat(0);
}

@inline
function put(p: usize, x0: v128, x1: v128, count: i32): void {
  if (count == 8) {
    storePair(p, x0, x1);
    return;
  }
  if (count < 4) {
    storeTail(p, x0, count);
    return;
  }
  v128.store(p, x0);
  if (count > 4) storeTail(p + 16, x1, count - 4);
}

@inline
function sgdEight(count: i32, p: usize, g: usize, step: v128, decay: v128): void {
  const p0 = fma(step, low(g, count), f32x4.mul(decay, low(p, count)));
  const p1 = fma(step, high(g, count), f32x4.mul(decay, high(p, count)));
  put(p, p0, p1, count);
}

export function sgd(args: usize, part: i32, parts: i32): void {
  const n = load<i32>(args, 8);
  const begin = first(n, part, parts);
  const count = last(n, part, parts) - begin;
  let p = <usize>load<i32>(args) + (begin << 2);
  let g = <usize>load<i32>(args, 4) + (begin << 2);
  const rate = load<f32>(load<i32>(args, 12));
  const step = splat(-rate * scaleAt(load<i32>(args, 16)));
  const decay = splat(1 - rate * load<f32>(args, 20));
  const whole = p + ((count & ~7) << 2);
  while (p < whole) {
    sgdEight(8, p, g, step, decay);
    p += 32;
    g += 32;
  }
  if (count & 7) sgdEight(count & 7, p, g, step, decay);
}

@inline
function momentumEight(
  nesterov: bool, count: i32, p: usize, g: usize, v: usize,
  scale: v128, mu: v128, step: v128, decay: v128, grain: v128,
): void {
  const g0 = low(g, count);
  const g1 = high(g, count);
  const v0 = average(mu, low(v, count), scale, g0, grain);
  const v1 = average(mu, high(v, count), scale, g1, grain);
  const d0 = nesterov ? fma(mu, v0, f32x4.mul(scale, g0)) : v0;
  const d1 = nesterov ? fma(mu, v1, f32x4.mul(scale, g1)) : v1;
  const p0 = fma(step, d0, f32x4.mul(decay, low(p, count)));
  const p1 = fma(step, d1, f32x4.mul(decay, high(p, count)));
  put(v, v0, v1, count);
  put(p, p0, p1, count);
}

/** `nesterov` is a constant at every call, so that the loop has no branch. */
@inline
function momentumAll(nesterov: bool, args: usize, part: i32, parts: i32): void {
  const n = load<i32>(args, 12);
  const begin = first(n, part, parts);
  const count = last(n, part, parts) - begin;
  let p = <usize>load<i32>(args) + (begin << 2);
  let g = <usize>load<i32>(args, 4) + (begin << 2);
  let v = <usize>load<i32>(args, 8) + (begin << 2);
  const rate = load<f32>(load<i32>(args, 16));
  const scale = splat(scaleAt(load<i32>(args, 20)));
  const mu = v128.load32_splat(args, 24);
  const step = splat(-rate);
  const decay = splat(1 - rate * load<f32>(args, 32));
  const grain = v128.load32_splat(GRAIN);
  const whole = p + ((count & ~7) << 2);
  while (p < whole) {
    momentumEight(nesterov, 8, p, g, v, scale, mu, step, decay, grain);
    p += 32;
    g += 32;
    v += 32;
  }
  if (count & 7) momentumEight(nesterov, count & 7, p, g, v, scale, mu, step, decay, grain);
}

/** velocity = momentum velocity + g; p -= rate velocity (Nesterov: rate (g + momentum velocity)), as tf.train.momentum. */
export function momentum(args: usize, part: i32, parts: i32): void {
  if (load<i32>(args, 28) != 0) momentumAll(true, args, part, parts);
  else momentumAll(false, args, part, parts);
}

@inline
function rmspropEight(
  centred: bool, count: i32, p: usize, g: usize, ms: usize, mom: usize, mg: usize,
  scale: v128, rate: v128, decay: v128, fresh: v128, mu: v128, epsilon: v128, grain: v128,
): void {
  const g0 = f32x4.mul(scale, low(g, count));
  const g1 = f32x4.mul(scale, high(g, count));
  const s0 = average(decay, low(ms, count), f32x4.mul(fresh, g0), g0, grain);
  const s1 = average(decay, high(ms, count), f32x4.mul(fresh, g1), g1, grain);
  let spread0 = s0;
  let spread1 = s1;
  if (centred) {
    const m0 = average(decay, low(mg, count), fresh, g0, grain);
    const m1 = average(decay, high(mg, count), fresh, g1, grain);
    spread0 = f32x4.sub(s0, f32x4.mul(m0, m0));
    spread1 = f32x4.sub(s1, f32x4.mul(m1, m1));
    put(mg, m0, m1, count);
  }
  const t0 = f32x4.div(f32x4.mul(rate, g0), f32x4.sqrt(f32x4.add(spread0, epsilon)));
  const t1 = f32x4.div(f32x4.mul(rate, g1), f32x4.sqrt(f32x4.add(spread1, epsilon)));
  const v0 = f32x4.sub(f32x4.add(fma(mu, low(mom, count), grain), t0), grain);
  const v1 = f32x4.sub(f32x4.add(fma(mu, high(mom, count), grain), t1), grain);
  const p0 = f32x4.sub(low(p, count), v0);
  const p1 = f32x4.sub(high(p, count), v1);
  put(ms, s0, s1, count);
  put(mom, v0, v1, count);
  put(p, p0, p1, count);
}

/** `centred` is a constant at every call. */
@inline
function rmspropAll(centred: bool, args: usize, part: i32, parts: i32): void {
  const n = load<i32>(args, 20);
  const begin = first(n, part, parts);
  const count = last(n, part, parts) - begin;
  let p = <usize>load<i32>(args) + (begin << 2);
  let g = <usize>load<i32>(args, 4) + (begin << 2);
  let ms = <usize>load<i32>(args, 8) + (begin << 2);
  let mom = <usize>load<i32>(args, 12) + (begin << 2);
  let mg = <usize>load<i32>(args, 16) + (begin << 2);
  const rate = v128.load32_splat(load<i32>(args, 24));
  const scale = splat(scaleAt(load<i32>(args, 28)));
  const decay = v128.load32_splat(args, 32);
  const fresh = splat(1 - load<f32>(args, 32));
  const mu = v128.load32_splat(args, 36);
  const epsilon = v128.load32_splat(args, 40);
  const grain = v128.load32_splat(GRAIN);
  const whole = p + ((count & ~7) << 2);
  while (p < whole) {
    rmspropEight(centred, 8, p, g, ms, mom, mg, scale, rate, decay, fresh, mu, epsilon, grain);
    p += 32;
    g += 32;
    ms += 32;
    mom += 32;
    if (centred) mg += 32;
  }
  const rest = count & 7;
  if (rest) rmspropEight(centred, rest, p, g, ms, mom, mg, scale, rate, decay, fresh, mu, epsilon, grain);
}

/** As tf.train.rmsprop: the root is of meanSquare (less meanGrad squared when centred) plus epsilon. */
export function rmsprop(args: usize, part: i32, parts: i32): void {
  if (load<i32>(args, 16) != 0) rmspropAll(true, args, part, parts);
  else rmspropAll(false, args, part, parts);
}

/** `fresh2` is the root of what a square counts, so that a square needs no product of its own. */
@inline
function adamEight(
  count: i32, p: usize, g: usize, m: usize, v: usize,
  decay1: v128, fresh1: v128, decay2: v128, fresh2: v128, step: v128, epsilon: v128, decay: v128, grain: v128,
): void {
  const g0 = low(g, count);
  const g1 = high(g, count);
  const m0 = average(decay1, low(m, count), fresh1, g0, grain);
  const m1 = average(decay1, high(m, count), fresh1, g1, grain);
  const r0 = f32x4.mul(fresh2, g0);
  const r1 = f32x4.mul(fresh2, g1);
  const v0 = average(decay2, low(v, count), r0, r0, grain);
  const v1 = average(decay2, high(v, count), r1, r1, grain);
  const t0 = f32x4.div(m0, f32x4.add(f32x4.sqrt(v0), epsilon));
  const t1 = f32x4.div(m1, f32x4.add(f32x4.sqrt(v1), epsilon));
  const p0 = fma(step, t0, f32x4.mul(decay, low(p, count)));
  const p1 = fma(step, t1, f32x4.mul(decay, high(p, count)));
  put(m, m0, m1, count);
  put(v, v0, v1, count);
  put(p, p0, p1, count);
}

/**
 * Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019 for the decoupled decay. The corrections of the moments' bias are taken out of the
 * loop: m' / (sqrt(v') + epsilon) = m / (sqrt(v) + epsilon root) root / (1 - beta1^t), root = sqrt(1 - beta2^t).
 */
export function adam(args: usize, part: i32, parts: i32): void {
  const n = load<i32>(args, 16);
  const begin = first(n, part, parts);
  const count = last(n, part, parts) - begin;
  let p = <usize>load<i32>(args) + (begin << 2);
  let g = <usize>load<i32>(args, 4) + (begin << 2);
  let m = <usize>load<i32>(args, 8) + (begin << 2);
  let v = <usize>load<i32>(args, 12) + (begin << 2);
  const rate = load<f32>(load<i32>(args, 20));
  const scale = scaleAt(load<i32>(args, 24));
  const state = <usize>load<i32>(args, 28);
  const root = f32x4.sqrt(v128.load32_splat(state, 8));
  const decay1 = v128.load32_splat(args, 32);
  const fresh1 = splat(scale * (1 - load<f32>(args, 32)));
  const decay2 = v128.load32_splat(args, 36);
  const fresh2 = f32x4.mul(splat(scale), f32x4.sqrt(splat(1 - load<f32>(args, 36))));
  const step = f32x4.div(f32x4.mul(splat(-rate), root), v128.load32_splat(state, 4));
  const epsilon = f32x4.mul(root, v128.load32_splat(args, 40));
  const decay = splat(1 - rate * load<f32>(args, 44));
  const grain = v128.load32_splat(GRAIN);
  const whole = p + ((count & ~7) << 2);
  while (p < whole) {
    adamEight(8, p, g, m, v, decay1, fresh1, decay2, fresh2, step, epsilon, decay, grain);
    p += 32;
    g += 32;
    m += 32;
    v += 32;
  }
  const rest = count & 7;
  if (rest) adamEight(rest, p, g, m, v, decay1, fresh1, decay2, fresh2, step, epsilon, decay, grain);
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
