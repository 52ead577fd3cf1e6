// numpy's PCG64 on the words of a `Pcg64` (envs/core/seeding/pcg64.ts): state and increment, 128 bits each, least significant
// word first. WebAssembly has 64-bit products but not their upper half, which is put together from 32-bit ones.

const MULTIPLIER_LOW: u64 = 0x4385df649fccf645;
const MULTIPLIER_HIGH: u64 = 0x2360ed051fc65da4;
const LOW_WORD: u64 = 0xffffffff;
const TWO_M53: f64 = 1.0 / 9007199254740992.0;

/** In the range `[0, 1)`, a multiple of 2^-53: `Pcg64.nextDouble` of the generator whose words are at `words`. */
export function nextDouble(words: usize): f64 {
  const low = load<u64>(words);
  const high = load<u64>(words, 8);
  const incrementLow = load<u64>(words, 16);

  const productLow = low * MULTIPLIER_LOW;
  const productHigh = upperHalf(low, MULTIPLIER_LOW) + low * MULTIPLIER_HIGH + high * MULTIPLIER_LOW;
  const newLow = productLow + incrementLow;
  const newHigh = productHigh + load<u64>(words, 24) + u64(newLow < productLow);
  store<u64>(words, newLow);
  store<u64>(words, newHigh, 8);

  const output = rotr<u64>(newHigh ^ newLow, newHigh >> 58); // XSL-RR
  return f64(output >> 11) * TWO_M53;
}

/** The upper 64 bits of the 128 of `a * b`. */
@inline
function upperHalf(a: u64, b: u64): u64 {
  const aLow = a & LOW_WORD;
  const aHigh = a >> 32;
  const bLow = b & LOW_WORD;
  const bHigh = b >> 32;
  const cross = aLow * bHigh + (aLow * bLow >> 32); // below 2^64: (2^32 - 1)^2 + 2^32 - 1
  const otherCross = aHigh * bLow + (cross & LOW_WORD);
  return aHigh * bHigh + (cross >> 32) + (otherCross >> 32);
}
