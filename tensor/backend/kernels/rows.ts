// Kernels along the rows of a [rows, cols] matrix, and CUMULATE: softmax, layer norm, batch norm and their gradients.

import { exp, fma, loadTail, splat, storePair, storeTail, sumLanes } from './math';
import { rowSum } from './reduce';
import { first, last } from './split';

/** The largest of a row, whatever it says of a NaN: whoever subtracts it finds that NaN anyway. */
@inline
function rowMax(x: usize, n: i32): f32 {
  let v0 = splat(-Infinity);
  let v1 = v0;
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    v0 = f32x4.pmax(v0, v128.load(x + (i << 2)));
    v1 = f32x4.pmax(v1, v128.load(x + (i << 2), 16));
  }
  v0 = f32x4.pmax(v0, v1);
  v0 = f32x4.pmax(v0, v128.shuffle<i64>(v0, v0, 1, 0));
  v0 = f32x4.pmax(v0, v128.shuffle<i32>(v0, v0, 1, 0, 3, 2));
  let top = f32x4.extract_lane(v0, 0);
  for (; i < n; i++) {
    const value = load<f32>(x + (i << 2));
    top = value > top ? value : top;
  }
  return top;
}

export function softmax(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const rows = load<i32>(args, 8);
  const cols = load<i32>(args, 12);
  const logarithm = load<i32>(args, 16) != 0;
  const whole = cols & ~3;
  const rest = cols & 3;
  const end = last(rows, part, parts, 1);
  for (let r = first(rows, part, parts, 1); r < end; r++) {
    const from = x + ((r * cols) << 2);
    const to = out + ((r * cols) << 2);
    const top = splat(rowMax(from, cols));
    let sum = splat(0);
    let i = 0;
    if (!logarithm) {
      // Two vectors at a time, as in unary.ts.
      let more = splat(0);
      for (; i + 8 <= cols; i += 8) {
        const at = i << 2;
        const e0 = exp(f32x4.sub(v128.load(from + at), top));
        const e1 = exp(f32x4.sub(v128.load(from + at, 16), top));
        storePair(to + at, e0, e1);
        sum = f32x4.add(sum, e0);
        more = f32x4.add(more, e1);
      }
      sum = f32x4.add(sum, more);
    }
    for (; i < whole; i += 4) {
      const e = exp(f32x4.sub(v128.load(from + (i << 2)), top));
      if (!logarithm) v128.store(to + (i << 2), e);
      sum = f32x4.add(sum, e);
    }
    let total = sumLanes(sum);
    if (rest) {
      const e = exp(f32x4.sub(loadTail(from + (whole << 2), rest), top));
      if (!logarithm) storeTail(to + (whole << 2), e, rest);
      total += f32x4.extract_lane(e, 0);
      if (rest > 1) total += f32x4.extract_lane(e, 1);
      if (rest > 2) total += f32x4.extract_lane(e, 2);
    }
    if (logarithm) {
      // (x - max) - log(sum), not x - (max + log(sum)): the first keeps the digits of x near max.
      const s = splat(<f32>Math.log(total));
      for (i = 0; i < whole; i += 4) {
        v128.store(to + (i << 2), f32x4.sub(f32x4.sub(v128.load(from + (i << 2)), top), s));
      }
      if (rest) storeTail(to + (whole << 2), f32x4.sub(f32x4.sub(loadTail(from + (whole << 2), rest), top), s), rest);
    } else {
      const s = splat(1 / total);
      for (i = 0; i < whole; i += 4) v128.store(to + (i << 2), f32x4.mul(v128.load(to + (i << 2)), s));
      if (rest) storeTail(to + (whole << 2), f32x4.mul(loadTail(to + (whole << 2), rest), s), rest);
    }
  }
}

/** softmax: dx = y (dy - sum(dy y)); log-softmax: dx = dy - exp(y) sum(dy). */
export function softmaxGrad(args: usize, part: i32, parts: i32): void {
  const dx = <usize>load<i32>(args);
  const dy = <usize>load<i32>(args, 4);
  const y = <usize>load<i32>(args, 8);
  const rows = load<i32>(args, 12);
  const cols = load<i32>(args, 16);
  const logarithm = load<i32>(args, 20) != 0;
  const whole = cols & ~3;
  const rest = cols & 3;
  const end = last(rows, part, parts, 1);
  for (let r = first(rows, part, parts, 1); r < end; r++) {
    const at = (r * cols) << 2;
    const one = splat(1);
    let sum = splat(0);
    for (let i = 0; i < cols; i += 4) {
      const p = at + (i << 2);
      const d = i < whole ? v128.load(dy + p) : loadTail(dy + p, rest);
      const v = i < whole ? v128.load(y + p) : loadTail(y + p, rest);
      sum = fma(d, logarithm ? one : v, sum);
    }
    const s = splat(sumLanes(sum));
    for (let i = 0; i < cols; i += 4) {
      const p = at + (i << 2);
      const d = i < whole ? v128.load(dy + p) : loadTail(dy + p, rest);
      const v = i < whole ? v128.load(y + p) : loadTail(y + p, rest);
      const g = logarithm ? f32x4.sub(d, f32x4.mul(exp(v), s)) : f32x4.mul(v, f32x4.sub(d, s));
      if (i < whole) v128.store(dx + p, g);
      else storeTail(dx + p, g, rest);
    }
  }
}

export function cumulate(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const outer = load<i32>(args, 8);
  const axis = load<i32>(args, 12);
  const inner = load<i32>(args, 16);
  const exclusive = load<i32>(args, 20) != 0;
  const reverse = load<i32>(args, 24) != 0;
  const product = load<i32>(args, 28) != 0;
  const step = (reverse ? -inner : inner) << 2;
  const end = last(outer * inner, part, parts);
  for (let at = first(outer * inner, part, parts); at < end; at++) {
    const o = at / inner;
    let p = (o * axis * inner + at - o * inner + (reverse ? (axis - 1) * inner : 0)) << 2;
    // As tfjs, whose every intermediate result is a float32.
    let total: f32 = product ? 1 : 0;
    for (let i = 0; i < axis; i++) {
      const value = load<f32>(x + p);
      const next = product ? total * value : total + value;
      store<f32>(out + p, exclusive ? total : next);
      total = next;
      p += step;
    }
  }
}

export function layerNorm(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const gain = <usize>load<i32>(args, 8);
  const bias = <usize>load<i32>(args, 12);
  const rows = load<i32>(args, 16);
  const cols = load<i32>(args, 20);
  const epsilon = load<f32>(args, 24);
  const statistics = <usize>load<i32>(args, 28);
  const end = last(rows, part, parts, 1);
  for (let r = first(rows, part, parts, 1); r < end; r++) {
    const from = x + ((r * cols) << 2);
    const to = out + ((r * cols) << 2);
    const mean = <f32>(rowSum(from, cols) / cols);
    const m = splat(mean);
    // The deviations' squares, not the squares' mean less the mean's square: that loses all digits when the mean is large.
    let squares = splat(0);
    const whole = cols & ~3;
    for (let i = 0; i < whole; i += 4) {
      const d = f32x4.sub(v128.load(from + (i << 2)), m);
      squares = fma(d, d, squares);
    }
    let sum = <f64>sumLanes(squares);
    for (let i = whole; i < cols; i++) {
      const d = <f64>load<f32>(from + (i << 2)) - mean;
      sum += d * d;
    }
    const inverse = <f32>(1 / Math.sqrt(sum / cols + epsilon));
    store<f32>(statistics + (r << 3), mean);
    store<f32>(statistics + (r << 3), inverse, 4);
    const s = splat(inverse);
    for (let i = 0; i < cols; i += 4) {
      const at = i << 2;
      const rest = cols - i;
      let v = rest >= 4 ? v128.load(from + at) : loadTail(from + at, rest);
      v = f32x4.mul(f32x4.sub(v, m), s);
      if (gain != 0) v = f32x4.mul(v, rest >= 4 ? v128.load(gain + at) : loadTail(gain + at, rest));
      if (bias != 0) v = f32x4.add(v, rest >= 4 ? v128.load(bias + at) : loadTail(bias + at, rest));
      if (rest >= 4) v128.store(to + at, v);
      else storeTail(to + at, v, rest);
    }
  }
}

/** With h = (x - mean) / std and g = dy gain: dx = (g - mean(g) - h mean(g h)) / std. */
export function layerNormGrad(args: usize, part: i32, parts: i32): void {
  const dx = <usize>load<i32>(args);
  const dy = <usize>load<i32>(args, 4);
  const x = <usize>load<i32>(args, 8);
  const gain = <usize>load<i32>(args, 12);
  const statistics = <usize>load<i32>(args, 16);
  const rows = load<i32>(args, 20);
  const cols = load<i32>(args, 24);
  const end = last(rows, part, parts, 1);
  for (let r = first(rows, part, parts, 1); r < end; r++) {
    const row = (r * cols) << 2;
    const mean = splat(load<f32>(statistics + (r << 3)));
    const inverse = splat(load<f32>(statistics + (r << 3), 4));
    let sumG = splat(0);
    let sumGh = splat(0);
    for (let pass = 0; pass < 2; pass++) {
      const meanG = splat(sumLanes(sumG) / <f32>cols);
      const meanGh = splat(sumLanes(sumGh) / <f32>cols);
      for (let i = 0; i < cols; i += 4) {
        const at = i << 2;
        const rest = cols - i;
        let g = rest >= 4 ? v128.load(dy + row + at) : loadTail(dy + row + at, rest);
        if (gain != 0) g = f32x4.mul(g, rest >= 4 ? v128.load(gain + at) : loadTail(gain + at, rest));
        const v = rest >= 4 ? v128.load(x + row + at) : loadTail(x + row + at, rest);
        const h = f32x4.mul(f32x4.sub(v, mean), inverse);
        if (pass == 0) {
          // A tail's missing lanes have g = 0.
          sumG = f32x4.add(sumG, g);
          sumGh = fma(g, h, sumGh);
        } else {
          const d = f32x4.mul(f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(h, meanGh)), inverse);
          if (rest >= 4) v128.store(dx + row + at, d);
          else storeTail(dx + row + at, d, rest);
        }
      }
    }
  }
}

export function layerNormParameterGrad(args: usize, part: i32, parts: i32): void {
  const dgain = <usize>load<i32>(args);
  const dbias = <usize>load<i32>(args, 4);
  const dy = <usize>load<i32>(args, 8);
  const x = <usize>load<i32>(args, 12);
  const statistics = <usize>load<i32>(args, 16);
  const rows = load<i32>(args, 20);
  const cols = load<i32>(args, 24);
  const end = last(cols, part, parts);
  for (let i = first(cols, part, parts); i < end; i += 4) {
    const rest = min(4, end - i);
    let sum = splat(0);
    let sumH = splat(0);
    for (let r = 0; r < rows; r++) {
      const at = (r * cols + i) << 2;
      const g = rest >= 4 ? v128.load(dy + at) : loadTail(dy + at, rest);
      const v = rest >= 4 ? v128.load(x + at) : loadTail(x + at, rest);
      const mean = v128.load32_splat(statistics + (r << 3));
      const inverse = v128.load32_splat(statistics + (r << 3), 4);
      sum = f32x4.add(sum, g);
      sumH = fma(g, f32x4.mul(f32x4.sub(v, mean), inverse), sumH);
    }
    if (rest >= 4) {
      v128.store(dbias + (i << 2), sum);
      v128.store(dgain + (i << 2), sumH);
    } else {
      storeTail(dbias + (i << 2), sum, rest);
      storeTail(dgain + (i << 2), sumH, rest);
    }
  }
}

export function batchNorm(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const mean = <usize>load<i32>(args, 8);
  const variance = <usize>load<i32>(args, 12);
  const offset = <usize>load<i32>(args, 16);
  const scale = <usize>load<i32>(args, 20);
  const n = load<i32>(args, 24);
  const channels = load<i32>(args, 28);
  const epsilon = splat(load<f32>(args, 32));
  const rows = n / channels;
  const end = last(rows, part, parts, 1);
  for (let r = first(rows, part, parts, 1); r < end; r++) {
    const row = (r * channels) << 2;
    for (let i = 0; i < channels; i += 4) {
      const at = i << 2;
      const rest = channels - i;
      const tail = rest < 4;
      const deviation = f32x4.sqrt(f32x4.add(tail ? loadTail(variance + at, rest) : v128.load(variance + at), epsilon));
      const m = tail ? loadTail(mean + at, rest) : v128.load(mean + at);
      let v = f32x4.sub(tail ? loadTail(x + row + at, rest) : v128.load(x + row + at), m);
      if (scale != 0) v = f32x4.mul(v, tail ? loadTail(scale + at, rest) : v128.load(scale + at));
      v = f32x4.div(v, deviation);
      if (offset != 0) v = f32x4.add(v, tail ? loadTail(offset + at, rest) : v128.load(offset + at));
      if (tail) storeTail(out + row + at, v, rest);
      else v128.store(out + row + at, v);
    }
  }
}
