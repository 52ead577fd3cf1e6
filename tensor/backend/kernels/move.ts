// Kernels that move elements and compute nothing: fill, copy, cast, strided copy, gather, scatter, one-hot, select.

import * as op from '../opcodes';
import { loadTail, splat, storeTail } from './math';
import { first, last } from './split';
import { offset, volume } from './strides';

export function fill(args: usize, part: i32, parts: i32): void {
  const n = load<i32>(args, 4);
  const begin = first(n, part, parts);
  const out = <usize>load<i32>(args) + (begin << 2);
  const count = last(n, part, parts) - begin;
  const word = load<i32>(args, 8);
  const v = i32x4.splat(word);
  for (let i = 0; i + 4 <= count; i += 4) v128.store(out + (i << 2), v);
  for (let i = max(0, count & ~3); i < count; i++) store<i32>(out + (i << 2), word);
}

export function fillBytes(args: usize): void {
  memory.fill(load<i32>(args), <u8>load<i32>(args, 8), load<i32>(args, 4));
}

export function copy(args: usize, part: i32, parts: i32): void {
  const n = load<i32>(args, 8);
  const begin = first(n, part, parts, 64);
  const count = last(n, part, parts, 64) - begin;
  if (count > 0) memory.copy(load<i32>(args) + begin, load<i32>(args, 4) + begin, count);
}

export function cast(args: usize): void {
  const kind = load<i32>(args);
  const out = <usize>load<i32>(args, 4);
  const x = <usize>load<i32>(args, 8);
  const n = load<i32>(args, 12);
  switch (kind) {
    case op.CAST_F32_I32:
      // Int32Array wraps modulo 2^32; beyond int64 the result is 0 here and there (all low bits of a float64 that large).
      for (let i = 0; i < n; i++) {
        const value = load<f32>(x + (i << 2));
        store<i32>(out + (i << 2), abs(value) < 9.2e18 ? <i32>(<i64>value) : 0);
      }
      break;
    case op.CAST_I32_F32:
      for (let i = 0; i + 4 <= n; i += 4) v128.store(out + (i << 2), f32x4.convert_i32x4_s(v128.load(x + (i << 2))));
      for (let i = n & ~3; i < n; i++) store<f32>(out + (i << 2), <f32>load<i32>(x + (i << 2)));
      break;
    case op.CAST_F32_BOOL:
      for (let i = 0; i < n; i++) store<u8>(out + i, load<f32>(x + (i << 2)) != 0);
      break;
    case op.CAST_I32_BOOL:
      for (let i = 0; i < n; i++) store<u8>(out + i, load<i32>(x + (i << 2)) != 0);
      break;
    case op.CAST_BOOL_F32:
      // What is not 0 or 1 stays what it is: a byte.
      for (let i = 0; i + 8 <= n; i += 8) {
        const words = i16x8.extend_low_i8x16_u(v128.load64_zero(x + i));
        v128.store(out + (i << 2), f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words)));
        v128.store(out + (i << 2), f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words)), 16);
      }
      for (let i = n & ~7; i < n; i++) store<f32>(out + (i << 2), <f32>load<u8>(x + i));
      break;
    case op.CAST_BOOL_I32:
      for (let i = 0; i < n; i++) store<i32>(out + (i << 2), <i32>load<u8>(x + i));
      break;
  }
}

function copyRow<T>(out: usize, so: i32, x: usize, sx: i32, n: i32): void {
  if (so == 1 && sx == 1) {
    if (n * sizeof<T>() >= 64) memory.copy(out, x, n * sizeof<T>());
    else for (let i = 0; i < n; i++) store<T>(out + i * sizeof<T>(), load<T>(x + i * sizeof<T>()));
    return;
  }
  const stepOut = so * sizeof<T>();
  const stepX = sx * sizeof<T>();
  for (let i = 0; i < n; i++) {
    store<T>(out, load<T>(x));
    out += stepOut;
    x += stepX;
  }
}

/** A [rows, n] plane whose input runs along rows: 4 by 4 elements at a time, turned in registers. */
export function transposePlane(out: usize, so: i32, x: usize, sx: i32, rows: i32, n: i32): void {
  // out[r * so + i] = x[i * sx + r], strides in bytes.
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      const p = x + i * sx + (r << 2);
      const v0 = v128.load(p);
      const v1 = v128.load(p + sx);
      const v2 = v128.load(p + 2 * sx);
      const v3 = v128.load(p + 3 * sx);
      const t0 = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5);
      const t1 = v128.shuffle<i32>(v2, v3, 0, 4, 1, 5);
      const t2 = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7);
      const t3 = v128.shuffle<i32>(v2, v3, 2, 6, 3, 7);
      const q = out + r * so + (i << 2);
      v128.store(q, v128.shuffle<i64>(t0, t1, 0, 2));
      v128.store(q + so, v128.shuffle<i64>(t0, t1, 1, 3));
      v128.store(q + 2 * so, v128.shuffle<i64>(t2, t3, 0, 2));
      v128.store(q + 3 * so, v128.shuffle<i64>(t2, t3, 1, 3));
    }
    for (; i < n; i++) {
      for (let k = r; k < r + 4; k++) store<i32>(out + k * so + (i << 2), load<i32>(x + i * sx + (k << 2)));
    }
  }
  for (; r < rows; r++) {
    for (let i = 0; i < n; i++) store<i32>(out + r * so + (i << 2), load<i32>(x + i * sx + (r << 2)));
  }
}

export function stridedCopy(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const bytes = load<i32>(args, 8);
  const shift = bytes == 4 ? 2 : 0;
  const rank = load<i32>(args, 12);
  const dims = args + 16;
  const outStrides = dims + (rank << 2);
  const xStrides = outStrides + (rank << 2);
  if (rank == 0) {
    if (bytes == 4) store<i32>(out, load<i32>(x));
    else store<u8>(out, load<u8>(x));
    return;
  }
  const inner = (rank - 1) << 2;
  const n = load<i32>(dims + inner);
  const so = load<i32>(outStrides + inner);
  const sx = load<i32>(xStrides + inner);
  if (rank == 1) {
    const begin = first(n, part, parts);
    const count = last(n, part, parts) - begin;
    if (count <= 0) return;
    if (bytes == 4) copyRow<i32>(out + ((begin * so) << 2), so, x + ((begin * sx) << 2), sx, count);
    else copyRow<u8>(out + begin * so, so, x + begin * sx, sx, count);
    return;
  }
  const run = load<i32>(dims + inner - 4);
  const nextOut = load<i32>(outStrides + inner - 4) << shift;
  const nextX = load<i32>(xStrides + inner - 4) << shift;
  const turned = bytes == 4 && so == 1 && sx != 1 && nextX == 4;
  const rows = volume(rank - 1, dims);
  const end = last(rows, part, parts, 4);
  let r = first(rows, part, parts, 4);
  while (r < end) {
    let rowOut = out + (offset(r, rank - 1, dims, outStrides) << shift);
    let rowX = x + (offset(r, rank - 1, dims, xStrides) << shift);
    const count = min(end - r, run - (r % run));
    r += count;
    if (turned) {
      transposePlane(rowOut, nextOut, rowX, sx << 2, count, n);
      continue;
    }
    for (let left = count; left > 0; left--) {
      if (bytes == 4) copyRow<i32>(rowOut, so, rowX, sx, n);
      else copyRow<u8>(rowOut, so, rowX, sx, n);
      rowOut += nextOut;
      rowX += nextX;
    }
  }
}

export function gather(args: usize): void {
  let out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const indices = <usize>load<i32>(args, 8);
  const outer = load<i32>(args, 12);
  const axis = load<i32>(args, 16);
  const inner = load<i32>(args, 20);
  const count = load<i32>(args, 24);
  const bytes = load<i32>(args, 28);
  const size = inner * bytes;
  for (let o = 0; o < outer; o++) {
    const plane = x + o * axis * size;
    for (let i = 0; i < count; i++) {
      const index = load<i32>(indices + (i << 2));
      if (<u32>index >= <u32>axis) memory.fill(out, 0, size);
      else if (size == 4) store<i32>(out, load<i32>(plane + (index << 2)));
      else memory.copy(out, plane + index * size, size);
      out += size;
    }
  }
}

export function scatterAdd(args: usize): void {
  const out = <usize>load<i32>(args);
  let x = <usize>load<i32>(args, 4);
  const ids = <usize>load<i32>(args, 8);
  const n = load<i32>(args, 12);
  const rows = load<i32>(args, 16);
  const inner = load<i32>(args, 20);
  const whole = inner & ~3;
  for (let i = 0; i < n; i++) {
    const id = load<i32>(ids + (i << 2));
    if (<u32>id < <u32>rows) {
      const p = out + ((id * inner) << 2);
      for (let j = 0; j < whole; j += 4) {
        v128.store(p + (j << 2), f32x4.add(v128.load(p + (j << 2)), v128.load(x + (j << 2))));
      }
      for (let j = whole; j < inner; j++) {
        store<f32>(p + (j << 2), load<f32>(p + (j << 2)) + load<f32>(x + (j << 2)));
      }
    }
    x += inner << 2;
  }
}

export function oneHot(args: usize): void {
  const out = <usize>load<i32>(args);
  const indices = <usize>load<i32>(args, 4);
  const n = load<i32>(args, 8);
  const depth = load<i32>(args, 12);
  const on = load<i32>(args, 16);
  const off = load<i32>(args, 20);
  for (let i = 0; i < n * depth; i++) store<i32>(out + (i << 2), off);
  for (let i = 0; i < n; i++) {
    const index = load<i32>(indices + (i << 2));
    if (<u32>index < <u32>depth) store<i32>(out + ((i * depth + index) << 2), on);
  }
}

export function select(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const condition = <usize>load<i32>(args, 4);
  const a = <usize>load<i32>(args, 8);
  const b = <usize>load<i32>(args, 12);
  const n = load<i32>(args, 16);
  const inner = load<i32>(args, 20);
  const begin = first(n, part, parts);
  const end = last(n, part, parts);
  if (inner == 1) {
    let i = begin;
    for (; i + 16 <= end; i += 16) {
      const bytes = i8x16.ne(v128.load(condition + i), i8x16.splat(0));
      const low = i16x8.extend_low_i8x16_s(bytes);
      const high = i16x8.extend_high_i8x16_s(bytes);
      const to = out + (i << 2);
      const from = a + (i << 2);
      const other = b + (i << 2);
      v128.store(to, v128.bitselect(v128.load(from), v128.load(other), i32x4.extend_low_i16x8_s(low)));
      v128.store(to, v128.bitselect(v128.load(from, 16), v128.load(other, 16), i32x4.extend_high_i16x8_s(low)), 16);
      v128.store(to, v128.bitselect(v128.load(from, 32), v128.load(other, 32), i32x4.extend_low_i16x8_s(high)), 32);
      v128.store(to, v128.bitselect(v128.load(from, 48), v128.load(other, 48), i32x4.extend_high_i16x8_s(high)), 48);
    }
    for (; i + 4 <= end; i += 4) {
      const bytes = v128.load32_zero(condition + i);
      const mask = i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
      v128.store(out + (i << 2), v128.bitselect(v128.load(a + (i << 2)), v128.load(b + (i << 2)), mask));
    }
    for (; i < end; i++) {
      store<i32>(out + (i << 2), load<i32>((load<u8>(condition + i) ? a : b) + (i << 2)));
    }
    return;
  }
  let i = begin;
  while (i < end) {
    const stop = min(end, (i / inner + 1) * inner);
    const from = load<u8>(condition + i / inner) ? a : b;
    memory.copy(out + (i << 2), from + (i << 2), (stop - i) << 2);
    i = stop;
  }
}

export function logicalNot(args: usize): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const n = load<i32>(args, 8);
  for (let i = 0; i < n; i++) store<u8>(out + i, !load<u8>(x + i));
}

export function check(args: usize): void {
  const out = <usize>load<i32>(args);
  const x = <usize>load<i32>(args, 4);
  const n = load<i32>(args, 8);
  const kind = load<i32>(args, 12);
  for (let i = 0; i < n; i++) {
    const value = load<f32>(x + (i << 2));
    const size = abs(value);
    store<u8>(
      out + i,
      kind == op.CHECK_NAN ? value != value : kind == op.CHECK_INF ? size == Infinity : size < Infinity,
    );
  }
}
