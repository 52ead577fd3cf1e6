// The matrix product, out = op(a) op(b), over float32 of any strides, after Goto and van de Geijn, "Anatomy of High-Performance
// Matrix Multiplication" (2008): b is packed a panel at a time, a strip by strip, and a tile stays in registers (tile.ts).
// What is small and already lies well is not packed.

import * as op from '../opcodes';
import { stridedTile16, stridedTile4, stridedTile8, tile16, tile4, tile8 } from './generated/tiles';
import { loadTail, splat, storePair, storeTail } from './math';
import { packPanel, packStraight, packTurned } from './pack';
import { scratch } from './scratch';
import { MOST_ROWS, rowTile } from './tile';
import { activate } from './unary';

/** Depth of a panel: a strip of a (9 KB) and one of b, 8 columns (12 KB), lie in 32 KB of L1 together. */
const DEPTH = 384;
/** The same for strips of 16 columns: 6 KB and 16 KB. */
const DEPTH_OF_16 = 256;
/** Columns of a panel of b: 384 KB, within a 512 KB L2. */
const WIDTH = 256;
/** What is smaller than this is read where it lies: it stays in L1. */
const SMALL = 24576;
/** So is b where a has few rows, and those of b are short or few: packing it would cost what it gains. */
const FEW_ROWS: i32 = 16 * MOST_ROWS;
const SHORT = 512;
const SHALLOW = 64;
/** Up to so many columns, tiles of 8 use a strip of a too few times to be worth packing; those of 16 find its rows as quickly where they lie. */
const FEW_COLUMNS = 96;

// Scratch: a's strip, the edge tile, b's panel. Beyond GEMM_SCRATCH it is the caller's (conv.ts).
const TILE = 32768;
const PANEL = 65536;
export const GEMM_SCRATCH = 1048576;

const ZEROS = memory.data(128, 16);

/** Whether tiles have 16 columns (scripts/gemm-tiles.mjs) instead of 8. */
let wide = false;

export function isWide(): bool {
  return wide;
}

export function setWide(value: bool): void {
  wide = value;
}

/** Applies one of ACTIVATION_* in place. */
export function applyActivation(activation: i32, out: usize, n: i32, alpha: f32): void {
  switch (activation) {
    case op.ACTIVATION_RELU: activate(op.UNARY_RELU, out, out, n, 0, 0); break;
    case op.ACTIVATION_RELU6: activate(op.UNARY_RELU6, out, out, n, 0, 0); break;
    case op.ACTIVATION_ELU: activate(op.UNARY_ELU, out, out, n, 0, 0); break;
    case op.ACTIVATION_SIGMOID: activate(op.UNARY_SIGMOID, out, out, n, 0, 0); break;
    case op.ACTIVATION_TANH: activate(op.UNARY_TANH, out, out, n, 0, 0); break;
    case op.ACTIVATION_LEAKY_RELU: activate(op.UNARY_LEAKY_RELU, out, out, n, alpha, 0); break;
  }
}

/** Adds the bias to each row, and takes relu of it; `relu` is a constant at every call. */
@inline
function addBias(out: usize, ldo: i32, rows: i32, columns: i32, bias: usize, relu: bool): void {
  const rest = columns & 3;
  const whole = <usize>(columns - rest) << 2;
  const zero = splat(0);
  const pairs = <usize>(columns & ~7) << 2;
  for (let i = 0; i < rows; i++) {
    let j: usize = 0;
    // Two vectors at a time, as in unary.ts.
    for (; j < pairs; j += 32) {
      const v = f32x4.add(v128.load(out + j), v128.load(bias + j));
      const w = f32x4.add(v128.load(out + j, 16), v128.load(bias + j, 16));
      storePair(out + j, relu ? f32x4.pmax(v, zero) : v, relu ? f32x4.pmax(w, zero) : w);
    }
    for (; j < whole; j += 16) {
      const v = f32x4.add(v128.load(out + j), v128.load(bias + j));
      v128.store(out + j, relu ? f32x4.pmax(v, zero) : v);
    }
    if (rest) {
      const v = f32x4.add(loadTail(out + whole, rest), loadTail(bias + whole, rest));
      storeTail(out + whole, relu ? f32x4.pmax(v, zero) : v, rest);
    }
    out += ldo;
  }
}

/**
 * What follows the sums of `rows` rows: the bias is added to the finished sum, not summed with the products, so that a product with a bias
 * has the bits of a product and an addition (program/pairs.ts makes one of the other).
 */
export function finish(out: usize, ldo: i32, rows: i32, columns: i32, bias: usize, activation: i32, alpha: f32): void {
  if (bias != 0) {
    if (activation == op.ACTIVATION_RELU) {
      addBias(out, ldo, rows, columns, bias, true);
      return;
    }
    addBias(out, ldo, rows, columns, bias, false);
  }
  if (activation == op.ACTIVATION_NONE) return;
  if (columns << 2 == ldo) applyActivation(activation, out, rows * columns, alpha);
  else for (let i = 0; i < rows; i++) applyActivation(activation, out + i * ldo, columns, alpha);
}

/** An edge tile's rows, of 1 to 7 columns: too short for memory.copy, whose call costs more. */
@inline
function copyTile(out: usize, ldo: i32, x: usize, ldx: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<i32>(out + (j << 2), load<i32>(x + (j << 2)));
    out += ldo;
    x += ldx;
  }
}

/**
 * Bytes from one strip of a panel to the next. Packing by rows writes a few lines of every strip in turn; were strips a multiple of 1 KB
 * apart, those would fall on the same few sets of L1 and evict each other (512^3: 19 GFLOPS instead of 34).
 */
@inline
function stripStride(bytes: i32): i32 {
  return (bytes & 1023) == 0 ? bytes + 256 : bytes;
}

/**
 * out [m, n] (row stride `ldo`) = activation(a b + bias), or += a b with `accumulate` (and no bias). Strides in bytes: a[i, k] lies at
 * a + i * aRow + k * aColumn, b[k, j] at b + k * bRow + j * bColumn; of each pair one is 4. n is bounded by nothing, out by `ldo`.
 */
export function gemm(
  out: usize, ldo: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32,
  bias: usize, m: i32, n: i32, k: i32, accumulate: bool, activation: i32, alpha: f32,
): void {
  if (m <= 0 || n <= 0) return;
  const base = scratch();
  const width = wide ? 16 : 8;
  const most = wide ? DEPTH_OF_16 : DEPTH;
  const blocks = max(1, (k + most - 1) / most);
  const strips = (m + MOST_ROWS - 1) / MOST_ROWS;
  for (let n0 = 0; n0 < n; n0 += WIDTH) {
    const columns = min(WIDTH, n - n0);
    const whole = columns & -width; // columns in whole strips
    const eights = columns & ~7; // then, of 16, perhaps a strip of eight, and one of 1 to 7
    for (let block = 0; block < blocks; block++) {
      const k0 = <i32>((<i64>k * block) / blocks);
      const depth = <i32>((<i64>k * (block + 1)) / blocks) - k0;
      const fresh = block == 0 && !accumulate;
      // b's panel: whole strips where they lie when they can be read there, the last, partial strip always packed.
      const bAt = b + k0 * bRow + n0 * bColumn;
      const direct = bColumn == 4 &&
        (m <= 2 * MOST_ROWS || depth * bRow <= SMALL || (m <= FEW_ROWS && (bRow <= SHORT || depth <= SHALLOW)));
      const panel = base + PANEL;
      const strip = stripStride((depth << 2) * width); // bytes for each `width` columns
      const eight = panel + (whole / width) * strip;
      const edge = eights > whole ? eight + (depth << 5) : eight;
      if (bColumn == 4) {
        if (!direct) {
          packPanel(panel, width, strip, bAt, bRow, whole, depth);
          if (eights > whole) packPanel(eight, 8, 0, bAt + (whole << 2), bRow, 8, depth);
        }
        if (eights < columns) packStraight(edge, 8, bAt + (eights << 2), bRow, columns - eights, depth);
      } else {
        for (let j = 0; j < whole; j += width) {
          packTurned(panel + (j / width) * strip, width, bAt + j * bColumn, bColumn, width, depth);
        }
        if (eights > whole) packTurned(eight, 8, bAt + whole * bColumn, bColumn, 8, depth);
        if (eights < columns) packTurned(edge, 8, bAt + eights * bColumn, bColumn, columns - eights, depth);
      }
      for (let s = 0; s < strips; s++) {
        const i0 = (m * s) / strips;
        const rows = (m * (s + 1)) / strips - i0;
        let aAt = a + i0 * aRow + k0 * aColumn;
        const outAt = out + i0 * ldo + (n0 << 2);
        let j = 0;
        if (m == 1 && direct) {
          for (; j + 32 <= columns; j += 32) {
            const init = fresh ? ZEROS : outAt + (j << 2);
            rowTile(outAt + (j << 2), init, aAt, aColumn, bAt + (j << 2), bRow, depth);
          }
        }
        // Rows of a that run along k are read where they lie, or packed; those that lie side by side, too.
        const strided = aColumn == 4 && (wide || columns <= FEW_COLUMNS);
        let stepA = strided ? aRow : aColumn;
        if (!strided && (aRow != 4 || depth * aColumn > SMALL)) {
          stepA = rows << 2;
          if (aRow == 4) packStraight(base, rows, aAt, aColumn, rows, depth);
          else packTurned(base, rows, aAt, aRow, rows, depth);
          aAt = base;
        }
        const ldi = fresh ? 0 : ldo;
        if (wide) {
          for (; j < whole; j += 16) {
            const c = outAt + (j << 2);
            const init = fresh ? ZEROS : c;
            const bStrip = direct ? bAt + (j << 2) : panel + (j >> 4) * strip;
            const stepB = direct ? bRow : 64;
            if (strided) stridedTile16(rows, c, ldo, init, ldi, aAt, stepA, bStrip, stepB, depth);
            else tile16(rows, c, ldo, init, ldi, aAt, stepA, bStrip, stepB, depth);
          }
        }
        for (; j < eights; j += 8) {
          const c = outAt + (j << 2);
          const init = fresh ? ZEROS : c;
          const bStrip = direct ? bAt + (j << 2) : wide ? eight : panel + (j >> 3) * strip;
          const stepB = direct ? bRow : 32;
          if (strided) stridedTile8(rows, c, ldo, init, ldi, aAt, stepA, bStrip, stepB, depth);
          else tile8(rows, c, ldo, init, ldi, aAt, stepA, bStrip, stepB, depth);
        }
        if (eights < columns) {
          const rest = columns - eights;
          const c = outAt + (eights << 2);
          const tile = base + TILE;
          let init = ZEROS;
          let ldt = 0;
          if (!fresh) {
            copyTile(tile, 32, c, ldo, rows, rest);
            init = tile;
            ldt = 32;
          }
          if (rest > 4) {
            if (strided) stridedTile8(rows, tile, 32, init, ldt, aAt, stepA, edge, 32, depth);
            else tile8(rows, tile, 32, init, ldt, aAt, stepA, edge, 32, depth);
          } else {
            if (strided) stridedTile4(rows, tile, 32, init, ldt, aAt, stepA, edge, 32, depth);
            else tile4(rows, tile, 32, init, ldt, aAt, stepA, edge, 32, depth);
          }
          copyTile(c, ldo, tile, 32, rows, rest);
        }
        if (block == blocks - 1) finish(outAt, ldo, rows, columns, bias != 0 ? bias + (n0 << 2) : 0, activation, alpha);
      }
    }
  }
}
