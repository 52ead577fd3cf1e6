/** The contract suite over every registered world: a new one joins by being registered. */
import { describe, expect, it } from 'vitest';
import { checkEnv, make, registeredEnvs } from '../../envs/index.ts';

const SEEDS = [0, 1, 42];

describe.each(registeredEnvs().map(({ id }) => id))('%s', (id) => {
  it.each(SEEDS)('keeps every law of the contract under seed %i', (seed) => {
    expect(checkEnv(() => make(id), { seed })).toEqual([]);
  });

  it('keeps every law without the wrappers of make', () => {
    expect(checkEnv(() => make(id).unwrapped)).toEqual([]);
  });
});
