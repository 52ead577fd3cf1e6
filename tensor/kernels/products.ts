/**
 * Products of matrices and what follows them in a dense layer, over plain row-major float32 arrays.
 *
 * The loops take four rows at a time so that each load and store of the running sums serves four products, and sum in
 * double precision, rounding once.
 */

/** Running sums of one row; grown as needed, so that a product allocates nothing. */
let sums = new Float64Array(256);

/**
 * `out[i, j] = sum over p of x[i * rowStep + p * columnStep] * y[p, j]`: `x @ y`, or `x^T @ y` with the steps exchanged.
 *
 * x: [m, k] or [k, m]; y: [k, n]; out: [m, n]; all float32.
 */
export function multiplyRows(
  x: Float32Array,
  rowStep: number,
  columnStep: number,
  y: Float32Array,
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
    let at = i * rowStep;
    let p = 0;
    for (; p < whole; p += 4) {
      const x0 = x[at]!;
      const x1 = x[at + columnStep]!;
      const x2 = x[at + 2 * columnStep]!;
      const x3 = x[at + 3 * columnStep]!;
      at += 4 * columnStep;
      const row0 = p * n;
      const row1 = row0 + n;
      const row2 = row1 + n;
      const row3 = row2 + n;
      for (let j = 0; j < n; j++) {
        row[j]! += x0 * y[row0 + j]! + x1 * y[row1 + j]! + x2 * y[row2 + j]! + x3 * y[row3 + j]!;
      }
    }
    for (; p < k; p++) {
      const xp = x[at]!;
      at += columnStep;
      const start = p * n;
      for (let j = 0; j < n; j++) row[j]! += xp * y[start + j]!;
    }
    const start = i * n;
    for (let j = 0; j < n; j++) out[start + j] = row[j]!;
  }
}

/** `out = x @ y^T`. x: [m, k]; y: [n, k]; out: [m, n]; all float32. */
export function multiplyTransposed(
  x: Float32Array,
  y: Float32Array,
  m: number,
  k: number,
  n: number,
  out: Float32Array,
): void {
  const whole = n - (n % 4);
  for (let i = 0; i < m; i++) {
    const row = i * k;
    let j = 0;
    for (; j < whole; j += 4) {
      const row0 = j * k;
      const row1 = row0 + k;
      const row2 = row1 + k;
      const row3 = row2 + k;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let p = 0; p < k; p++) {
        const xp = x[row + p]!;
        sum0 += xp * y[row0 + p]!;
        sum1 += xp * y[row1 + p]!;
        sum2 += xp * y[row2 + p]!;
        sum3 += xp * y[row3 + p]!;
      }
      const at = i * n + j;
      out[at] = sum0;
      out[at + 1] = sum1;
      out[at + 2] = sum2;
      out[at + 3] = sum3;
    }
    for (; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += x[row + p]! * y[j * k + p]!;
      out[i * n + j] = sum;
    }
  }
}

/** Adds `row` [n] to each row of `values` [m, n]. */
export function addRow(values: Float32Array, row: Float32Array, m: number): void {
  const n = row.length;
  for (let start = 0; start < m * n; start += n) {
    for (let j = 0; j < n; j++) values[start + j]! += row[j]!;
  }
}

/** `max(x, 0)` in place; NaN stays NaN. */
export function relu(values: Float32Array, length: number): void {
  for (let i = 0; i < length; i++) if (values[i]! < 0) values[i] = 0;
}
