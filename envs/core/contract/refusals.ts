/** Laws of what an environment must refuse, unharmed: calls out of order, actions outside the space, bad seeds. */
import type { Space } from '../../spaces/space.ts';
import type { Seed } from '../env.ts';
import { deepEqual } from '../equal.ts';
import { show } from '../show.ts';
import { type Breach, difference, type Law, play, playToEnd, type Subject, sampleActions, thrownBy } from './law.ts';

/** Where no episode ends within so many steps, the law has nothing to say. */
const LONGEST_EPISODE = 20_000;

export const refusalLaws: readonly Law[] = [
  {
    name: 'step before reset',
    rule: 'A step before the first reset is refused.',
    remedy: 'Extend World and check this.phase in step, or wrap the environment in OrderEnforcing.',
    find: ({ create }) => {
      const env = create();
      const error = thrownBy(() => env.step(env.actionSpace.sample()));
      return error === null ? { step: 1, value: 'the step was taken' } : null;
    },
  },
  {
    name: 'step after the end',
    rule: 'A step after an episode has ended is refused until the next reset.',
    remedy: "Set this.phase = 'ended' where the episode ends, or wrap the environment in OrderEnforcing.",
    find: ({ create, seed }) => {
      const env = create();
      if (!playToEnd(env, seed, LONGEST_EPISODE)) return null;
      const error = thrownBy(() => env.step(env.actionSpace.sample()));
      return error === null ? { step: null, value: 'the step was taken' } : null;
    },
  },
  {
    name: 'invalid actions',
    rule: 'An action outside the action space is refused with an error, and the world is as if nothing had happened.',
    remedy: 'Check the action before changing anything; throw this.refusal(action).',
    find: invalidActionBreach,
  },
  {
    name: 'invalid seeds',
    rule: 'A seed that is not a non-negative integer is refused, and the world is as if nothing had happened.',
    remedy: 'Pass the seed to Generator.fromSeed, which refuses it, before changing anything.',
    find: ({ create, seed }) => {
      const env = create();
      env.reset({ seed });
      const before = env.getState();
      for (const bad of [-1, 0.5, Number.NaN, '1', -1n]) {
        if (thrownBy(() => env.reset({ seed: bad as Seed })) === null) {
          return { step: 0, value: `reset took the seed ${show(bad)}` };
        }
        if (!deepEqual(before, env.getState()))
          return { step: 0, value: `refusing the seed ${show(bad)} changed the state` };
      }
      return null;
    },
  },
];

function invalidActionBreach(subject: Subject): Breach | null {
  const { create, seed } = subject;
  const actions = sampleActions(subject).slice(0, 2);
  const expected = play(create(), seed, actions);
  for (const bad of invalidActions(create().actionSpace)) {
    const env = create();
    env.reset({ seed });
    if (thrownBy(() => env.step(bad)) === null) return { step: 1, value: `step took the action ${show(bad)}` };
    const moved = difference(expected.slice(1), play(env, undefined, actions));
    if (moved !== null) return { step: moved.step, value: `after refusing the action ${show(bad)} ${moved.value}` };
  }
  return null;
}

/** Values that are in no space of that kind, from the crude to the sly. */
function invalidActions(space: Space): unknown[] {
  const candidates: unknown[] = [undefined, null, Number.NaN, Infinity, -1e9, 1e9, 0.5, '0', 'left', true, [], {}, 10n];
  const sample = space.sample();
  if (typeof sample === 'number') candidates.push(sample + 0.25, String(sample), [sample]);
  if (ArrayBuffer.isView(sample)) {
    const values = sample as unknown as Float64Array;
    candidates.push(
      values.slice(1),
      Array.from(values, () => Number.NaN),
      values.slice().fill(Number.NaN),
    );
    candidates.push(values.slice().fill(1e9), values.slice().fill(-1e9), new Float64Array(values.length + 1));
  }
  return candidates.filter((candidate) => !space.contains(candidate));
}
