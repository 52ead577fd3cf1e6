/**
 * Orthogonal initial weights (Saxe et al. 2014), the initialisation of PPO (Huang et al. 2022, detail 2): the rows or the
 * columns of the kernel, whichever are fewer, are orthogonal with norm `gain`.
 *
 * The matrix is the Q of the QR decomposition of a normal matrix, with the signs of R's diagonal multiplied in, which
 * makes it uniform over the orthogonal matrices (Mezzadri 2007), as in `torch.nn.init.orthogonal_`. Q comes from modified
 * Gram-Schmidt, run twice for orthogonality to rounding ("twice is enough", Giraud et al. 2005); its R has a positive diagonal by
 * construction, so no sign needs fixing. In double precision, rounded once at the end.
 */

import type { RandomSource } from '../random.ts';
import { checkGain, type Initializer } from './initializers.ts';

/** @param gain Norm of the orthogonal vectors: `sqrt(2)` for hidden layers, 0.01 for a policy head, 1 for a value head. */
export function orthogonal(gain = 1): Initializer {
  checkGain('orthogonal', gain);
  return (inputs, outputs, random) => {
    const count = Math.min(inputs, outputs);
    const length = Math.max(inputs, outputs);
    const vectors = orthonormalVectors(count, length, random);
    const kernel = new Float32Array(inputs * outputs);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < length; j++) {
        const at = outputs <= inputs ? j * outputs + i : i * outputs + j;
        kernel[at] = gain * vectors[i * length + j]!;
      }
    }
    return kernel;
  };
}

/** `count` orthonormal vectors of `length >= count` components, one after another. */
function orthonormalVectors(count: number, length: number, random: RandomSource): Float64Array {
  const vectors = new Float64Array(count * length);
  for (let i = 0; i < vectors.length; i++) vectors[i] = random.normal();
  for (let i = 0; i < count; i++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < i; k++) {
        let dot = 0;
        for (let j = 0; j < length; j++) dot += vectors[i * length + j]! * vectors[k * length + j]!;
        for (let j = 0; j < length; j++) vectors[i * length + j]! -= dot * vectors[k * length + j]!;
      }
    }
    let squared = 0;
    for (let j = 0; j < length; j++) squared += vectors[i * length + j]! ** 2;
    const norm = Math.sqrt(squared);
    for (let j = 0; j < length; j++) vectors[i * length + j]! /= norm;
  }
  return vectors;
}
