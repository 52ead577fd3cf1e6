/** The contract suite over every registered world: a new one joins by being registered. */
import { describe, expect, it } from 'vitest';
import { checkEnv, make, registeredEnvs } from '../../envs/index.ts';

const SEEDS = [0, 1, 42];

// MiniGrid's ids are sizes of twenty families on one core, so each takes one of the seeds in turn and all take part. So do the Pong
// worlds, which are one cartridge seen in four ways, and whose states are a whole console's.
const sharesSeeds = (id: string) => id.startsWith('MiniGrid-') || id.startsWith('Pong');
const cases = registeredEnvs().map(({ id }, index) => ({
  id,
  seeds: sharesSeeds(id) ? [SEEDS[index % SEEDS.length]!] : SEEDS,
}));

describe.each(cases)('$id', ({ id, seeds }) => {
  it.each(seeds)('keeps every law of the contract under seed %i', (seed) => {
    expect(checkEnv(() => make(id), { seed })).toEqual([]);
  });

  it('keeps every law without the wrappers of make', () => {
    expect(checkEnv(() => make(id).unwrapped)).toEqual([]);
  });
});
