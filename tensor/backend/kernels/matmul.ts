// MATMUL: one product, or a batch of them, shared out by batch, by rows or by columns, whichever there is most of.

import { gemm } from './gemm';
import { first, last } from './split';
import { isThin, thin } from './thin';

/** Elements of b: 1 MB. */
const LARGE = 262144;

export function matmul(args: usize, part: i32, parts: i32): void {
  const out = <usize>load<i32>(args);
  const a = <usize>load<i32>(args, 4);
  const b = <usize>load<i32>(args, 8);
  const bias = <usize>load<i32>(args, 12);
  const m = load<i32>(args, 16);
  const n = load<i32>(args, 20);
  const k = load<i32>(args, 24);
  const transposeA = load<i32>(args, 28) != 0;
  const transposeB = load<i32>(args, 32) != 0;
  const batch = load<i32>(args, 36);
  const aBatch = load<i32>(args, 40) << 2;
  const bBatch = load<i32>(args, 44) << 2;
  const activation = load<i32>(args, 48);
  const alpha = load<f32>(args, 52);
  const accumulate = load<i32>(args, 56) != 0;
  const aRow = transposeA ? 4 : k << 2;
  const aColumn = transposeA ? m << 2 : 4;
  const bRow = transposeB ? 4 : n << 2;
  const bColumn = transposeB ? k << 2 : 4;
  const ldo = n << 2;
  const narrow = !accumulate && isThin(aColumn, m, n, k);
  let g0 = 0;
  let g1 = batch;
  let i0 = 0;
  let i1 = m;
  let j0 = 0;
  let j1 = n;
  if (batch >= parts) {
    g0 = first(batch, part, parts, 1);
    g1 = last(batch, part, parts, 1);
  } else if (m >= n) {
    i0 = first(m, part, parts, 6);
    i1 = last(m, part, parts, 6);
  } else {
    // Whole strips; of a b beyond L2, broader slabs: rows of a line or two would be fetched one by one.
    const grain = k * n > LARGE ? 128 : 16;
    j0 = first(n, part, parts, grain);
    j1 = last(n, part, parts, grain);
  }
  for (let g = g0; g < g1; g++) {
    const outAt = out + g * m * ldo + i0 * ldo + (j0 << 2);
    const aAt = a + g * aBatch + i0 * aRow;
    if (narrow) {
      thin(outAt, aAt, aRow, aColumn, b + g * bBatch, bRow, bColumn, bias, i1 - i0, n, k, activation, alpha);
      continue;
    }
    gemm(
      outAt, ldo, aAt, aRow, aColumn,
      b + g * bBatch + j0 * bColumn, bRow, bColumn,
      bias != 0 ? bias + (j0 << 2) : 0,
      i1 - i0, j1 - j0, k, accumulate, activation, alpha,
    );
  }
}
