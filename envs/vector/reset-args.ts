/**
 * Reading what `VectorEnv.reset` and `VectorEnv.step` are given, the same for every vector environment.
 *
 * Source: Gymnasium 1.4 `vector/sync_vector_env.py`, `reset`: seeds spread as `seed + i`, a mask with no one in it refused.
 */
import type { Seed } from '../core/env.ts';
import { ResetNeededError } from '../core/errors.ts';
import { checkSeed } from '../core/seeding/seed-sequence.ts';
import type { AutoresetMode, VectorResetArgs } from './vector-env.ts';

export const AUTORESET_MODES: readonly AutoresetMode[] = ['next-step', 'same-step', 'disabled'];

/** Throws `RangeError` where `numEnvs` is no positive integer or `mode` none of the modes. */
export function checkVectorOptions(numEnvs: number, mode: string): void {
  if (!Number.isSafeInteger(numEnvs) || numEnvs < 1) {
    throw new RangeError(
      `Cannot make a vector environment: numEnvs is an integer of at least 1, got ${numEnvs}. Ask for one or more.`,
    );
  }
  if (!(AUTORESET_MODES as readonly string[]).includes(mode)) {
    throw new RangeError(
      `Cannot make a vector environment: autoresetMode is one of ${AUTORESET_MODES.join(', ')}, got ${JSON.stringify(mode)}.`,
    );
  }
}

/**
 * The seed of each environment: `[numEnvs]`, null for one that is not seeded anew.
 *
 * @throws {RangeError|TypeError} a list of another length, a seed that is no non-negative integer
 */
export function seedOfEach(seed: VectorResetArgs['seed'], numEnvs: number): readonly (Seed | null)[] {
  if (seed === undefined || seed === null) return new Array<null>(numEnvs).fill(null);
  if (typeof seed === 'number' || typeof seed === 'bigint') {
    checkSeed(seed);
    const first = BigInt(seed);
    const last = first + BigInt(numEnvs - 1);
    // As numbers wherever all of them are exact.
    if (last <= BigInt(Number.MAX_SAFE_INTEGER)) return Array.from({ length: numEnvs }, (_, i) => Number(first) + i);
    return Array.from({ length: numEnvs }, (_, i) => first + BigInt(i));
  }
  if (!Array.isArray(seed) || seed.length !== numEnvs) {
    const got = Array.isArray(seed) ? `${seed.length} of them` : typeof seed;
    throw new RangeError(
      `Cannot reset: seed is one seed, or a list with one for each of the ${numEnvs} environments, got ${got}.`,
    );
  }
  for (const one of seed as readonly (Seed | null)[]) {
    if (one !== null) checkSeed(one);
  }
  return seed as readonly (Seed | null)[];
}

/** Throws `TypeError`/`RangeError` where `mask` does not choose one or more of `numEnvs` environments by nonzero bytes. */
export function checkResetMask(mask: Uint8Array, numEnvs: number): void {
  if (!(mask instanceof Uint8Array)) {
    throw new TypeError(`Cannot reset: resetMask is a Uint8Array of ${numEnvs} bytes, got ${typeof mask}.`);
  }
  if (mask.length !== numEnvs) {
    throw new RangeError(
      `Cannot reset: resetMask has one byte for each of the ${numEnvs} environments, got ${mask.length}.`,
    );
  }
  if (!mask.some((byte) => byte !== 0)) {
    throw new RangeError(
      'Cannot reset: resetMask is nonzero for at least one environment, got zeros only. Leave it out to reset all.',
    );
  }
}

/** A step before the first reset. */
export function notResetError(): ResetNeededError {
  return new ResetNeededError('Cannot step: the environments have not been reset. Call reset() first.');
}

/** A step of an environment whose episode ended, in `disabled` mode. */
export function endedError(index: number): ResetNeededError {
  return new ResetNeededError(
    `Cannot step environment ${index}: its episode has ended and autoresetMode is disabled. ` +
      'Call reset({ resetMask }) with a nonzero byte for it first.',
  );
}

/** A reset with a mask that leaves out environments which have never been reset. */
export function neverResetError(index: number): ResetNeededError {
  return new ResetNeededError(
    `Cannot reset some: environment ${index} has never been reset, and resetMask leaves it out. Call reset() without a mask first.`,
  );
}

/** An index of no environment. */
export function noSuchEnvError(index: number, numEnvs: number): RangeError {
  return new RangeError(
    `Cannot get a state: the environments are numbered 0 to ${numEnvs - 1}, got ${index}. Ask for one of them.`,
  );
}
