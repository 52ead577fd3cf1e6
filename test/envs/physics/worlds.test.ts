/** What holds for every world of the family, whatever it is given. */

import { describe, expect, it } from 'vitest';
import { make, type State } from '../../../envs/index.ts';
import { fc } from '../../fast-check.ts';

const WORLDS = [
  ['Acrobat-v0', [{}, { continuous: true }]],
  ['Billiard-v0', [{}, { continuous: true }, { balls: 1 }, { balls: 7 }]],
  ['CartPoleRigid-v0', [{}]],
  [
    'LunarLander-v0',
    [{}, { continuous: true }, { enableWind: true }, { gravity: -4, enableWind: true, windPower: 19 }],
  ],
  ['LunarLanderContinuous-v0', [{}, { enableWind: true, turbulencePower: 2 }]],
] as const;

describe.each(WORLDS)('%s', (id, variants) => {
  it('goes on exactly from its state at any moment, in another environment, while a third one plays', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...variants),
        fc.nat(1_000_000),
        fc.integer({ min: 0, max: id === 'Billiard-v0' ? 6 : 120 }),
        (kwargs, seed, moment) => {
          const env = make(id, kwargs);
          const other = make(id, kwargs);
          const third = make(id, kwargs);
          env.actionSpace.seed(seed);
          env.reset({ seed });
          third.reset({ seed: seed + 1 });
          for (let i = 0; i < moment; i++) {
            const [, , terminated, truncated] = env.step(env.actionSpace.sample() as never);
            if (terminated || truncated) env.reset();
          }
          const state = JSON.parse(JSON.stringify(env.getState())) as State;
          other.setState(state);
          let thirdEnded = false;
          for (let i = 0; i < (id === 'Billiard-v0' ? 3 : 30); i++) {
            const action = env.actionSpace.sample() as never;
            if (!thirdEnded) thirdEnded = third.step(action)[2];
            const expected = env.step(action);
            expect(other.step(action)).toEqual(expected);
            expect(env.observationSpace.contains(expected[0])).toBe(true);
            if (expected[2] || expected[3]) break;
          }
          expect(other.getState()).toEqual(env.getState());
          expect(other.render('scene')).toEqual(env.render('scene'));
        },
      ),
      { numRuns: 12, seed: 2 },
    );
  });

  it('is unharmed by states that are not its own', () => {
    const env = make(id);
    env.reset({ seed: 3 });
    const before = env.unwrapped.getState() as Readonly<Record<string, State>>;
    const world = before.world as Readonly<Record<string, State>>;
    for (const key of Object.keys(world)) {
      for (const wrong of [null, 'text', [Number.NaN], { x: 1 }] as State[]) {
        expect(() => env.unwrapped.setState({ ...before, world: { ...world, [key]: wrong } })).toThrow(
          /Cannot restore/,
        );
      }
    }
    expect(env.unwrapped.getState()).toEqual(before);
  });
});
