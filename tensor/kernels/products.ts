/**
 * Matrix products over plain row-major float32 arrays. Sums are in double precision and rounded once.
 *
 * tfjs's own product on the cpu backend is generic over strides and batches: 64x64 by 64x64 takes it about 1.5 ms on the
 * machine where this takes 0.3 ms. No SIMD here: JavaScript has none.
 */

/** Rows below which copying the operands costs more than it saves. */
const FEW_ROWS = 4;

/** Copies of the operands in double precision, walked in memory order; grown as needed, so a product allocates nothing. */
let packedX = new Float64Array(4096);
let packedY = new Float64Array(4096);

/**
 * `out[i, j] = sum over p of x[i, p] * y[p, j]`, where `x[i, p]` is at `i * xRow + p * xColumn` of `x`, and `y[p, j]` at
 * `p * yRow + j * yColumn` of `y`: transposing is exchanging the two steps.
 *
 * @param out `[m, n]`, overwritten; may be longer.
 */
export function multiply(
  x: Float32Array,
  xRow: number,
  xColumn: number,
  y: Float32Array,
  yRow: number,
  yColumn: number,
  m: number,
  k: number,
  n: number,
  out: Float32Array,
): void {
  if (m < FEW_ROWS && xColumn === 1 && yColumn === 1) {
    multiplyFewRows(x, xRow, y, yRow, m, k, n, out);
    return;
  }
  if (packedX.length < m * k) packedX = new Float64Array(m * k);
  if (packedY.length < n * k) packedY = new Float64Array(n * k);
  pack(x, xRow, xColumn, m, k, packedX);
  pack(y, yColumn, yRow, n, k, packedY);
  multiplyPacked(packedX, packedY, m, k, n, out);
}

/** `to[i, p] = from[i * row + p * column]`, for `[rows, columns]`. */
function pack(from: Float32Array, row: number, column: number, rows: number, columns: number, to: Float64Array): void {
  let at = 0;
  for (let i = 0; i < rows; i++) {
    let source = i * row;
    for (let p = 0; p < columns; p++) {
      to[at++] = from[source]!;
      source += column;
    }
  }
}

/** `out = x @ y^T`, x: [m, k], y: [n, k]. Blocks of 2 by 4 results: six loads for eight products, sums in registers. */
function multiplyPacked(x: Float64Array, y: Float64Array, m: number, k: number, n: number, out: Float32Array): void {
  let i = 0;
  for (; i + 1 < m; i += 2) {
    const x0 = i * k;
    const x1 = x0 + k;
    let j = 0;
    for (; j + 3 < n; j += 4) {
      const y0 = j * k;
      const y1 = y0 + k;
      const y2 = y1 + k;
      const y3 = y2 + k;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let p = 0; p < k; p++) {
        const a = x[x0 + p]!;
        const b = x[x1 + p]!;
        const c0 = y[y0 + p]!;
        const c1 = y[y1 + p]!;
        const c2 = y[y2 + p]!;
        const c3 = y[y3 + p]!;
        s00 += a * c0;
        s01 += a * c1;
        s02 += a * c2;
        s03 += a * c3;
        s10 += b * c0;
        s11 += b * c1;
        s12 += b * c2;
        s13 += b * c3;
      }
      const at = i * n + j;
      out[at] = s00;
      out[at + 1] = s01;
      out[at + 2] = s02;
      out[at + 3] = s03;
      out[at + n] = s10;
      out[at + n + 1] = s11;
      out[at + n + 2] = s12;
      out[at + n + 3] = s13;
    }
    for (; j < n; j++) {
      out[i * n + j] = dot(x, x0, y, j * k, k);
      out[(i + 1) * n + j] = dot(x, x1, y, j * k, k);
    }
  }
  for (; i < m; i++) {
    for (let j = 0; j < n; j++) out[i * n + j] = dot(x, i * k, y, j * k, k);
  }
}

function dot(x: Float64Array, xAt: number, y: Float64Array, yAt: number, k: number): number {
  let sum = 0;
  for (let p = 0; p < k; p++) sum += x[xAt + p]! * y[yAt + p]!;
  return sum;
}

/** Running sums of one row of `multiplyFewRows`. */
let sums = new Float64Array(256);

/** `out = x @ y` with rows of `x` and `y` contiguous. Four rows of `y` at a time, in memory order, so nothing is copied. */
function multiplyFewRows(
  x: Float32Array,
  xRow: number,
  y: Float32Array,
  yRow: number,
  m: number,
  k: number,
  n: number,
  out: Float32Array,
): void {
  if (sums.length < n) sums = new Float64Array(n);
  const row = sums; // a local: the module's variable would be reread in the inner loop
  const whole = k - (k % 4);
  for (let i = 0; i < m; i++) {
    row.fill(0, 0, n);
    const at = i * xRow;
    let p = 0;
    for (; p < whole; p += 4) {
      const x0 = x[at + p]!;
      const x1 = x[at + p + 1]!;
      const x2 = x[at + p + 2]!;
      const x3 = x[at + p + 3]!;
      const y0 = p * yRow;
      const y1 = y0 + yRow;
      const y2 = y1 + yRow;
      const y3 = y2 + yRow;
      for (let j = 0; j < n; j++) {
        row[j]! += x0 * y[y0 + j]! + x1 * y[y1 + j]! + x2 * y[y2 + j]! + x3 * y[y3 + j]!;
      }
    }
    for (; p < k; p++) {
      const xp = x[at + p]!;
      const start = p * yRow;
      for (let j = 0; j < n; j++) row[j]! += xp * y[start + j]!;
    }
    const start = i * n;
    for (let j = 0; j < n; j++) out[start + j] = row[j]!;
  }
}
