// Strided index spaces of up to six dimensions. Sizes and strides lie in the command, a word each; strides count elements.

/** The offset of element `index` (row-major) of the first `rank` dimensions. */
export function offset(index: i32, rank: i32, dims: usize, strides: usize): i32 {
  let sum = 0;
  for (let d = rank - 1; d > 0; d--) {
    const size = load<i32>(dims + (d << 2));
    const quotient = index / size;
    sum += (index - quotient * size) * load<i32>(strides + (d << 2));
    index = quotient;
  }
  return rank > 0 ? sum + index * load<i32>(strides) : 0;
}

/** The product of the first `rank` sizes. */
export function volume(rank: i32, dims: usize): i32 {
  let n = 1;
  for (let d = 0; d < rank; d++) n *= load<i32>(dims + (d << 2));
  return n;
}
