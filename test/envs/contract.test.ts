/** The contract suite over every registered world: a new one joins by being registered. */
import { describe, expect, it } from 'vitest';
import { checkEnv, make, registeredEnvs } from '../../envs/index.ts';

const SEEDS = [0, 1, 42];

// MiniGrid's ids are sizes of twenty families on one core, so each takes one of the seeds in turn and all take part. So do the worlds
// of the console, which are one cartridge seen in five ways; and as their states are a whole console's, they take fewer steps.
const isOfConsole = (id: string) => id.startsWith('Pong') || id.startsWith('NES-');
const sharesSeeds = (id: string) => id.startsWith('MiniGrid-') || isOfConsole(id);
const cases = registeredEnvs().map(({ id }, index) => ({
  id,
  seeds: sharesSeeds(id) ? [SEEDS[index % SEEDS.length]!] : SEEDS,
  steps: isOfConsole(id) ? 60 : 200,
}));

describe.each(cases)('$id', ({ id, seeds, steps }) => {
  it.each(seeds)('keeps every law of the contract under seed %i', (seed) => {
    expect(checkEnv(() => make(id), { seed, steps })).toEqual([]);
  });

  it('keeps every law without the wrappers of make', () => {
    expect(checkEnv(() => make(id).unwrapped, { steps })).toEqual([]);
  });
});
