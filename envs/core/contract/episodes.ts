/** Laws of resets and steps: what they give, that it depends on seed and actions alone, and that it is the caller's. */
import { TimeLimit } from '../../wrappers/time-limit.ts';
import { resetComplaint, sharesMemory, stepComplaint } from '../checks.ts';
import { deepCopy } from '../copy.ts';
import { deepEqual } from '../equal.ts';
import { show } from '../show.ts';
import { type Breach, difference, type Law, play, type Subject, sampleActions } from './law.ts';

/** How many steps back observations are compared with the present one: buffers are reused at once or in small rings. */
const RECENT = 8;

export const episodeLaws: readonly Law[] = [
  {
    name: 'results',
    rule: 'reset gives [observation, info] and step [observation, reward, terminated, truncated, info], each of its kind.',
    remedy: 'Return these arrays; observations in the observation space (dtype, length and bounds), rewards finite.',
    find: resultsBreach,
  },
  {
    name: 'determinism',
    rule: 'The same seed and the same actions give the same episodes, in this environment and in any other.',
    remedy: 'Draw everything random from the generator, and set everything that an episode changes in reset.',
    find: (subject) => {
      const actions = sampleActions(subject);
      const env = subject.create();
      const first = play(env, subject.seed, actions);
      const other = difference(first, play(subject.create(), subject.seed, actions));
      return other ?? difference(first, play(env, subject.seed, actions));
    },
  },
  {
    name: 'ownership',
    rule: "Observations and infos are the caller's: no later step changes them, and changing them changes no later step.",
    remedy: 'Return a new observation and a new info from every call.',
    find: ownershipBreach,
  },
  {
    name: 'truncation',
    rule: 'A time limit truncates; it never terminates, nor does it let the episode go on.',
    remedy: 'Leave time limits to the registry (maxEpisodeSteps), or return truncated = true, terminated = false.',
    find: truncationBreach,
  },
  {
    name: 'close',
    rule: 'Closing frees what the environment holds; closing twice is harmless.',
    remedy: 'Make close do nothing the second time.',
    find: ({ create, seed }) => {
      const env = create();
      env.reset({ seed });
      env.close();
      env.close();
      return null;
    },
  },
];

function resultsBreach(subject: Subject): Breach | null {
  const { create, seed } = subject;
  const env = create();
  const space = env.observationSpace;
  const first = resetComplaint(space, env.reset({ seed }));
  if (first !== null) return { step: 0, value: `reset ${first}` };
  for (const [i, action] of sampleActions(subject).entries()) {
    const result = env.step(action);
    const complaint = stepComplaint(space, result);
    if (complaint !== null) return { step: i + 1, value: `step ${complaint}` };
    if (result[2] || result[3]) {
      const again = resetComplaint(space, env.reset());
      if (again !== null) return { step: i + 1, value: `reset ${again}` };
    }
  }
  return null;
}

function ownershipBreach(subject: Subject): Breach | null {
  const actions = sampleActions(subject);
  const expected = play(subject.create(), subject.seed, actions);
  const env = subject.create();
  const kept: { readonly given: readonly [unknown, unknown]; readonly copy: unknown }[] = [];
  const take = (observation: unknown, info: unknown): boolean => {
    const aliased = kept.slice(-RECENT).some(({ given }) => sharesMemory(given[0], observation));
    kept.push({ given: [observation, info], copy: deepCopy([observation, info]) });
    return aliased;
  };
  take(...env.reset({ seed: subject.seed }));
  for (const [i, action] of actions.entries()) {
    const [observation, , terminated, truncated, info] = env.step(action);
    if (take(observation, info)) return { step: i + 1, value: 'the observation shares memory with an earlier one' };
    const changed = kept.slice(-RECENT).find(({ given, copy }) => !deepEqual(given, copy));
    if (changed !== undefined) {
      return { step: i + 1, value: `what was given earlier, ${show(changed.copy)}, became ${show(changed.given)}` };
    }
    if (terminated || truncated) break;
  }
  // A caller who writes into what was given must not reach the world: play on with everything overwritten.
  const scribbled = subject.create();
  let [observation] = scribbled.reset({ seed: subject.seed });
  for (const [i, action] of actions.entries()) {
    scribble(observation);
    const result = scribbled.step(action);
    observation = result[0];
    if (!deepEqual(observation, expected[i + 1]!.observation)) {
      return { step: i + 1, value: 'writing into an observation changed the next one' };
    }
    if (result[2] || result[3]) break;
  }
  return null;
}

function scribble(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  if (ArrayBuffer.isView(value)) {
    if (!(value instanceof DataView)) (value as Uint8Array).fill(1);
    return;
  }
  for (const inner of Object.values(value)) scribble(inner);
}

function truncationBreach(subject: Subject): Breach | null {
  const { create, seed } = subject;
  const actions = sampleActions(subject);
  const env = create();
  const limit = env.spec?.maxEpisodeSteps ?? null;
  env.reset({ seed });
  let untroubled = 0; // steps of the first episode before its last
  let elapsed = 0;
  let episodes = 0;
  for (const [i, action] of actions.entries()) {
    const [, , terminated, truncated] = env.step(action);
    elapsed++;
    if (limit !== null && elapsed >= limit && !truncated) {
      const instead = terminated ? 'terminated, not truncated,' : 'went on';
      return { step: i + 1, value: `the episode ${instead} at its limit of ${limit} steps` };
    }
    if (terminated || truncated) {
      env.reset();
      elapsed = 0;
      episodes++;
    } else if (episodes === 0) {
      untroubled++;
    }
  }
  // And with a limit of our own, where the world would go on.
  const cut = Math.min(3, untroubled);
  if (cut === 0) return null;
  const limited = new TimeLimit(create(), cut);
  const last = play(limited, seed, actions.slice(0, cut)).at(-2); // at(-1) is the reset after it
  if (last === undefined || (last.truncated && !last.terminated)) return null;
  return {
    step: cut,
    value: `cut off at step ${cut}, it gave terminated = ${last.terminated}, truncated = ${last.truncated}`,
  };
}
