/** Gymnasium's `seeding.np_random`. Source: `gymnasium/utils/seeding.py`. */
import type { Seed } from '../env.ts';
import { Generator } from './generator.ts';
import { SeedSequence } from './seed-sequence.ts';

/**
 * A generator and the seed it was given, or, for none, the entropy that took its place.
 *
 * @throws {TypeError|RangeError} where the seed is not a non-negative integer.
 */
export function npRandom(seed: Seed | null = null): [generator: Generator, seed: Seed] {
  const sequence = new SeedSequence(seed);
  return [Generator.fromSeedSequence(sequence), sequence.entropy];
}
