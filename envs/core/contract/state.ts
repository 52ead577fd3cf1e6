/** Laws of `getState`, `setState` and replays: the state is whole, plain and nobody else's. */
import { RecordReplay } from '../../wrappers/record-replay.ts';
import { deepCopy } from '../copy.ts';
import type { Env, State } from '../env.ts';
import { deepEqual } from '../equal.ts';
import { isRegistered, make } from '../registry.ts';
import { parseReplay, serialiseReplay } from '../replay-json.ts';
import { show } from '../show.ts';
import { verifyReplay } from '../verify-replay.ts';
import { type Breach, difference, type Law, play, type Subject, sampleActions, thrownBy } from './law.ts';

export const stateLaws: readonly Law[] = [
  {
    name: 'state is plain',
    rule: 'A state is made of plain JSON values and Uint8Arrays, and later steps do not change it.',
    remedy: 'Build a new object in getState; copy arrays, with Array.from where they are not Uint8Arrays.',
    find: plainBreach,
  },
  {
    name: 'state is whole',
    rule: 'An environment, and any other of its kind, goes on from a restored state exactly as it went on before.',
    remedy: 'Put everything that later steps and resets depend on into the state, the generator included.',
    find: wholeBreach,
  },
  {
    name: 'foreign states',
    rule: 'A state that is not of the environment is refused, and the world is as if nothing had happened.',
    remedy: 'Check the whole state before taking over any of it.',
    find: foreignBreach,
  },
  {
    name: 'replay',
    rule: 'An episode plays again from its start and actions to the same outcome, also after a trip through text.',
    remedy: 'Register what make needs to build the same world from its id and kwargs; kwargs must be plain JSON.',
    find: replayBreach,
  },
];

/** In the middle of an episode, or as far as it goes. */
function playHalf(env: Env, subject: Subject): readonly unknown[] {
  const actions = sampleActions(subject);
  const half = Math.floor(actions.length / 2);
  play(env, subject.seed, actions.slice(0, half));
  return actions.slice(half);
}

function plainBreach(subject: Subject): Breach | null {
  const env = subject.create();
  const rest = playHalf(env, subject);
  const state = env.getState();
  const foreign = notPlain(state, 'state');
  if (foreign !== null) return { step: null, value: foreign };
  const copy = deepCopy(state);
  play(env, undefined, rest);
  env.getState(); // one object filled anew by each call would change here
  return deepEqual(state, copy) ? null : { step: null, value: 'later steps changed a state that had been given' };
}

function notPlain(value: unknown, path: string): string | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || value instanceof Uint8Array)
    return null;
  if (typeof value === 'number')
    return Number.isFinite(value) ? null : `${path} is ${value}, which JSON has no word for`;
  if (typeof value !== 'object') return `${path} is ${show(value)}`;
  if (Array.isArray(value)) return firstOf(value.map((inner, i) => notPlain(inner, `${path}[${i}]`)));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `${path} is ${show(value)}, no plain object`;
  return firstOf(Object.entries(value).map(([key, inner]) => notPlain(inner, `${path}.${key}`)));
}

function firstOf(complaints: readonly (string | null)[]): string | null {
  return complaints.find((complaint) => complaint !== null) ?? null;
}

function wholeBreach(subject: Subject): Breach | null {
  const env = subject.create();
  const rest = playHalf(env, subject);
  const state = env.getState();
  const expected = play(env, undefined, rest);
  env.setState(state);
  const back = difference(expected, play(env, undefined, rest));
  if (back !== null) return { step: back.step, value: `after going back ${back.value}` };
  const other = subject.create();
  other.setState(deepCopy(state));
  if (!deepEqual(other.getState(), state))
    return { step: null, value: 'setState(state), then getState gives another state' };
  const elsewhere = difference(expected, play(other, undefined, rest));
  return elsewhere === null ? null : { step: elsewhere.step, value: `in another environment ${elsewhere.value}` };
}

function foreignBreach({ create, seed }: Subject): Breach | null {
  const env = create();
  env.reset({ seed });
  const before = env.getState();
  const bad: State[] = [null, 'state', 1, [], {}, { world: null }];
  // And the state itself with one part missing.
  if (typeof before === 'object' && before !== null && !Array.isArray(before) && !(before instanceof Uint8Array)) {
    for (const key of Object.keys(before)) {
      const { [key]: _, ...rest } = before as Readonly<Record<string, State>>;
      bad.push(rest);
    }
  }
  for (const state of bad) {
    if (thrownBy(() => env.setState(state)) === null) return { step: null, value: `setState took ${show(state)}` };
    if (!deepEqual(env.getState(), before)) return { step: null, value: `refusing ${show(state)} changed the state` };
  }
  return null;
}

/** Only where the environment can be made again by its id. */
function replayBreach(subject: Subject): Breach | null {
  const { spec } = subject.create();
  if (spec === null || !isRegistered(spec.id)) return null;
  const { id, kwargs, maxEpisodeSteps } = spec;
  // A replay is played without the wrappers of the user, whose actions may be others.
  const create = () => make(id, { ...kwargs, maxEpisodeSteps });
  const actions = sampleActions({ ...subject, create });
  const recorder = new RecordReplay(create(), { keyframeEvery: 16 });
  // An episode from a seed, and the one after it, from the state that the first left.
  for (const seed of [subject.seed, undefined]) {
    recorder.reset(seed === undefined ? {} : { seed });
    for (const action of actions) {
      const [, , terminated, truncated] = recorder.step(action);
      if (terminated || truncated) break;
    }
    const verdict = verifyReplay(parseReplay(serialiseReplay(recorder.replay!)));
    if (!verdict.ok) return { step: verdict.step, value: verdict.reason };
  }
  return null;
}
