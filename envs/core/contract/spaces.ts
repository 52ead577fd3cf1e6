/** Laws of what an environment says of itself: its spaces and metadata. */
import { isSpace } from '../../spaces/composite.ts';
import { spaceFromJSON, spacesEqual } from '../../spaces/from-json.ts';
import type { Space } from '../../spaces/space.ts';
import type { RenderMode } from '../env.ts';
import { deepEqual } from '../equal.ts';
import { Seats } from '../seats.ts';
import { show } from '../show.ts';
import { type Breach, type Law, play, type Subject, sampleActions } from './law.ts';

const RENDER_MODES: readonly RenderMode[] = ['scene', 'ansi', 'rgb_array', 'human'];
const SAMPLES = 20;

export const spaceLaws: readonly Law[] = [
  {
    name: 'spaces',
    rule: 'An environment has an observation space and an action space, which their JSON describes whole.',
    remedy: 'Give observationSpace and actionSpace, of the classes in envs/spaces.',
    find: ({ create }) => {
      const env = create();
      for (const name of ['observationSpace', 'actionSpace'] as const) {
        if (!isSpace(env[name])) return { step: null, value: `${name} is ${show(env[name])}` };
        const json: unknown = JSON.parse(JSON.stringify(env[name].toJSON()));
        if (!spacesEqual(spaceFromJSON(json), env[name])) {
          return { step: null, value: `${name} comes back from its JSON as ${spaceFromJSON(json)}` };
        }
      }
      return null;
    },
  },
  {
    name: 'samples',
    rule: 'What a space samples is in it, and the same under the same seed.',
    remedy: "Correct the space's sample, contains and seed; those in envs/spaces keep this law.",
    find: ({ create, seed }) => {
      const { actionSpace, observationSpace } = create();
      return badSample('action', actionSpace, seed) ?? badSample('observation', observationSpace, seed);
    },
  },
  {
    name: 'values',
    rule: 'Observations and actions come back from their JSON unchanged.',
    remedy: "Correct the space's valueToJSON and valueFromJSON.",
    find: valuesBreach,
  },
  {
    name: 'metadata',
    rule: 'The metadata lists known render modes, each once, and a positive number of frames per second.',
    remedy: `Give metadata = { renderModes, renderFps }; modes are ${RENDER_MODES.join(', ')}.`,
    find: ({ create }) => {
      const { metadata } = create();
      const { renderModes, renderFps } = metadata ?? {};
      const known = Array.isArray(renderModes) && renderModes.every((mode) => RENDER_MODES.includes(mode));
      if (!known || new Set(renderModes).size !== renderModes.length) {
        return { step: null, value: `renderModes is ${show(renderModes)}` };
      }
      return Number.isFinite(renderFps) && renderFps > 0
        ? null
        : { step: null, value: `renderFps is ${show(renderFps)}` };
    },
  },
  {
    name: 'seats',
    rule: 'A world with seats has a part of actions and observations for each, and says in info.rewards what each gains.',
    remedy: 'Keep to envs/core/seats.ts, or leave metadata.seats out.',
    find: seatsBreach,
  },
];

function seatsBreach(subject: Subject): Breach | null {
  const env = subject.create();
  if (env.metadata.seats === undefined) return null;
  const seats = new Seats(env);
  let step = 0;
  for (const { action, observation, info } of play(env, subject.seed, sampleActions(subject))) {
    if (action === null) continue;
    step++;
    for (const seat of seats.names.keys()) {
      const part = seats.observation(observation, seat);
      if (!seats.observationSpace(seat).contains(part)) {
        return { step, value: `seat ${seat} observes ${show(part)}, not in ${seats.observationSpace(seat)}` };
      }
    }
    seats.rewards(info);
  }
  return null;
}

function badSample(name: string, space: Space, seed: number): Breach | null {
  space.seed(seed);
  const samples = Array.from({ length: SAMPLES }, () => space.sample());
  const outside = samples.find((sample) => !space.contains(sample));
  if (outside !== undefined)
    return { step: null, value: `the ${name} space ${space} samples ${show(outside)}, not in it` };
  space.seed(seed);
  const same = samples.every((sample) => deepEqual(sample, space.sample()));
  return same ? null : { step: null, value: `the ${name} space samples differently under the same seed` };
}

function valuesBreach(subject: Subject): Breach | null {
  const env = subject.create();
  const changed = (space: Space, value: unknown) =>
    !deepEqual(space.valueFromJSON(JSON.parse(JSON.stringify(space.valueToJSON(value)))), value);
  let step = 0;
  for (const { action, observation } of play(env, subject.seed, sampleActions(subject))) {
    if (action !== null) {
      step++;
      if (changed(env.actionSpace, action)) return { step, value: `the action ${show(action)} changes` };
    }
    if (changed(env.observationSpace, observation))
      return { step, value: `the observation ${show(observation)} changes` };
  }
  return null;
}
