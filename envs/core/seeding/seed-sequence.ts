/**
 * numpy's `SeedSequence`: turns a seed of any size, however poor, into as many well-mixed 32-bit words as a bit
 * generator wants, and spawns children whose streams do not overlap.
 *
 * Source: numpy `numpy/random/bit_generator.pyx` (after M. E. O'Neill's `seed_seq`); the constants are its. Words are
 * bit for bit numpy's. Left out: a pool size other than 4, which only users of `SeedSequence` itself could ask for.
 */
import type { Seed } from '../env.ts';
import { platform } from '../platform.ts';

const POOL_SIZE = 4; // 32-bit words
const XSHIFT = 16;
const INIT_A = 0x43b0d7e5;
const MULT_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULT_B = 0x58f38ded;
const MIX_MULT_L = 0xca01f9dd;
const MIX_MULT_R = 0x4973f715;

/**
 * @throws {TypeError} where `seed` is neither a number nor a bigint.
 * @throws {RangeError} where it is negative, not whole, or a number that has lost digits.
 */
export function checkSeed(seed: unknown): asserts seed is Seed {
  if (typeof seed === 'bigint') {
    if (seed >= 0n) return;
    throw new RangeError(`Cannot seed: a seed is an integer of 0 or more, got ${seed}. Give its absolute value.`);
  }
  if (typeof seed !== 'number') {
    const shown = seed === null ? 'null' : typeof seed;
    throw new TypeError(`Cannot seed: a seed is a number or a bigint, got ${shown}. Give a non-negative integer.`);
  }
  if (!Number.isInteger(seed) || seed < 0) {
    throw new RangeError(`Cannot seed: a seed is an integer of 0 or more, got ${seed}. Give a non-negative integer.`);
  }
  if (seed > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`Cannot seed: a number above 2^53 - 1 has lost digits, got ${seed}. Give it as a bigint.`);
  }
}

/** 128 bits from the platform's secure generator: the seed of an unseeded generator, as in numpy. */
export function freshEntropy(): bigint {
  const words = platform.crypto.getRandomValues(new Uint32Array(4));
  return words.reduceRight((entropy, word) => (entropy << 32n) | BigInt(word), 0n);
}

export class SeedSequence {
  /** What was given, or the 128 bits drawn in its place. */
  readonly entropy: Seed;
  /** One index a generation: `[]` for a root, `[2]` for its third child. */
  readonly spawnKey: readonly number[];
  readonly #pool = new Uint32Array(POOL_SIZE);
  #children = 0;

  /**
   * @param entropy Non-negative integer of any size; null draws 128 bits of the platform's entropy.
   * @throws as `checkSeed` does.
   */
  constructor(entropy: Seed | null = null, spawnKey: readonly number[] = []) {
    if (entropy !== null) checkSeed(entropy);
    this.entropy = entropy ?? freshEntropy();
    this.spawnKey = spawnKey;
    mixEntropy(this.#pool, assembleWords(this.entropy, spawnKey));
  }

  /** The next `count` children; calling it again gives further ones, never the same. */
  spawn(count: number): SeedSequence[] {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(`Cannot spawn: the count of children is an integer of 0 or more, got ${count}.`);
    }
    const first = this.#children;
    this.#children += count;
    return Array.from({ length: count }, (_, i) => new SeedSequence(this.entropy, [...this.spawnKey, first + i]));
  }

  /** `count` words of seed material. The same words every time: a sequence is not a generator. */
  generateState(count: number): Uint32Array {
    const state = new Uint32Array(count);
    let hash = INIT_B;
    for (let i = 0; i < count; i++) {
      let word = this.#pool[i % POOL_SIZE]! ^ hash;
      hash = Math.imul(hash, MULT_B);
      word = Math.imul(word, hash);
      state[i] = word ^ (word >>> XSHIFT);
    }
    return state;
  }
}

/** The entropy in 32-bit words, least significant first, then the spawn key's. */
function assembleWords(entropy: Seed, spawnKey: readonly number[]): number[] {
  const words = toWords(entropy);
  if (spawnKey.length === 0) return words;
  // Padded to the pool, or a short seed with a spawn key would equal a longer seed without one.
  while (words.length < POOL_SIZE) words.push(0);
  return words.concat(spawnKey.flatMap((key) => toWords(key)));
}

function toWords(value: Seed): number[] {
  if (typeof value === 'number') {
    return value < 2 ** 32 ? [value] : [value >>> 0, Math.floor(value / 2 ** 32)];
  }
  const words: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length === 0 ? [0] : words;
}

function mixEntropy(pool: Uint32Array, words: readonly number[]): void {
  let hash = INIT_A;
  const hashed = (value: number): number => {
    value ^= hash;
    hash = Math.imul(hash, MULT_A);
    value = Math.imul(value, hash);
    return value ^ (value >>> XSHIFT);
  };
  const mixed = (x: number, y: number): number => {
    const result = Math.imul(MIX_MULT_L, x) - Math.imul(MIX_MULT_R, y);
    return result ^ (result >>> XSHIFT);
  };
  for (let i = 0; i < POOL_SIZE; i++) pool[i] = hashed(words[i] ?? 0);
  for (let from = 0; from < POOL_SIZE; from++) {
    for (let to = 0; to < POOL_SIZE; to++) {
      if (from !== to) pool[to] = mixed(pool[to]!, hashed(pool[from]!));
    }
  }
  for (let from = POOL_SIZE; from < words.length; from++) {
    for (let to = 0; to < POOL_SIZE; to++) pool[to] = mixed(pool[to]!, hashed(words[from]!));
  }
}
