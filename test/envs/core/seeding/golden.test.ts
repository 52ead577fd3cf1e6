/**
 * The generator against numpy's own numbers: `test/golden/rng.json` was written by numpy 1.24.2, five seeds of up to 128 bits.
 */
import { describe, expect, it } from 'vitest';
import { Generator } from '../../../../envs/core/seeding/generator.ts';
import { Pcg64 } from '../../../../envs/core/seeding/pcg64.ts';
import { SeedSequence } from '../../../../envs/core/seeding/seed-sequence.ts';
import golden from '../../../golden/rng.json' with { type: 'json' };

const list = <T>(length: number, draw: (index: number) => T): T[] => Array.from({ length }, (_, i) => draw(i));
const numbers = (values: ArrayLike<number>): number[] => Array.from(values);

describe.each(golden.cases)('seed $seed', (recorded) => {
  const values = recorded as unknown as Readonly<Record<string, unknown>>;
  const fresh = () => Generator.fromSeed(BigInt(recorded.seed));

  /** What each recorded case is here. A case without an entry fails the last test. */
  const cases: Record<string, () => unknown> = {
    seed: () => recorded.seed,
    state: () => fresh().getState().state.state,
    inc: () => fresh().getState().state.inc,
    seed_sequence_8_words: () => numbers(new SeedSequence(BigInt(recorded.seed)).generateState(8)),
    raw_u64: () => {
      const bits = Pcg64.fromSeedSequence(new SeedSequence(BigInt(recorded.seed)));
      return list(8, () => bits.nextUint64().toString());
    },
    random: () => numbers(fresh().fillRandom(new Float64Array(10))),
    random_f32: () => numbers(fresh().fillRandom(new Float32Array(10))),
    'uniform(-0.05,0.05,4)': () => numbers(fresh().fillUniform(new Float64Array(4), -0.05, 0.05)),
    'normal(0,1)': () => numbers(fresh().fillNormal(new Float64Array(40))),
    standard_exponential: () => {
      const generator = fresh();
      return list(20, () => generator.standardExponential());
    },
    'permutation(10)': () => fresh().permutation(10),
    'shuffle(0..9)': () => fresh().shuffle(list(10, (i) => i)),
    'choice(10,size=4,replace=False)': () => fresh().choice(10, { size: 4, replace: false }),
    'choice(5,p=[.1,.2,.3,.25,.15])x10': () => {
      const generator = fresh();
      return list(10, () => generator.choice(5, { p: [0.1, 0.2, 0.3, 0.25, 0.15] }));
    },
    'integers(0,7,int8,size=10)': () => numbers(fresh().fillIntegers(new Int8Array(10), 0, 7)),
    'integers(0,7,uint8,size=10)': () => numbers(fresh().fillIntegers(new Uint8Array(10), 0, 7)),
    'integers(0,7,int16,size=10)': () => numbers(fresh().fillIntegers(new Int16Array(10), 0, 7)),
    'integers(0,7,int32,size=10)': () => numbers(fresh().fillIntegers(new Int32Array(10), 0, 7)),
    'mixed: integers(6), random(), integers(3), uniform(-1,1), integers(100)': () => {
      const g = fresh();
      return [g.integers(6), g.random(), g.integers(3), g.uniform(-1, 1), g.integers(100)];
    },
  };
  for (const high of [2, 3, 6, 10, 100, 1000, 2 ** 31, 2 ** 33, 2 ** 40]) {
    cases[`integers(0,${high})x10`] = () => {
      const generator = fresh();
      return list(10, () => generator.integers(0, high).toString());
    };
  }

  it.each(Object.keys(cases))('%s equals numpy', (name) => {
    expect(cases[name]!()).toEqual(values[name]);
  });

  it('every recorded case is checked, the samples of spaces in test/envs/spaces', () => {
    expect(Object.keys(values).filter((name) => !(name in cases))).toEqual(['space_samples']);
  });
});
