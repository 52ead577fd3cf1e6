/** Laws of `render`: the modes are those declared, scenes are valid, and looking changes nothing. */
import { sceneComplaint } from '../checks.ts';
import type { Env, Frame, RenderMode } from '../env.ts';
import { deepEqual } from '../equal.ts';
import { show } from '../show.ts';
import { type Breach, type Law, type Subject, sampleActions, thrownBy } from './law.ts';

/** Pixels are drawn of every so many-th moment: they come from the scene or from the state, and take a thousand times as long. */
const PIXELS_EVERY = 64;

const ALL_MODES: readonly RenderMode[] = ['scene', 'ansi', 'rgb_array', 'human'];

export const drawingLaws: readonly Law[] = [
  {
    name: 'render modes',
    rule: 'Each declared mode draws what it names; any other mode is refused.',
    remedy: 'Declare in metadata.renderModes exactly the modes that render implements.',
    find: ({ create, seed }) => {
      const env = create();
      env.reset({ seed });
      for (const mode of ALL_MODES) {
        if (env.metadata.renderModes.includes(mode)) {
          const frame = env.render(mode);
          const complaint = frameComplaint(mode, frame);
          if (complaint !== null) return { step: 0, value: complaint };
        } else if (thrownBy(() => env.render(mode)) === null) {
          return { step: 0, value: `it draws the mode ${mode}, which it does not declare` };
        }
      }
      return null;
    },
  },
  {
    name: 'scene',
    rule: 'Every scene has known shapes with finite numbers, valid colours and unique ids, and a view with an area.',
    remedy: 'Correct the drawing; envs/core/scene.ts describes each shape.',
    find: (subject) => everyFrame(subject, 'scene', (env) => sceneComplaint(env.render('scene'))),
  },
  {
    name: 'drawing changes nothing',
    rule: 'Drawing leaves the state as it is.',
    remedy: 'Draw from the state alone; draw nothing random.',
    find: (subject) =>
      firstOf(subject.create().metadata.renderModes, (mode) =>
        everyFrame(subject, mode, (env) => {
          const before = env.getState();
          env.render(mode);
          return deepEqual(before, env.getState()) ? null : `drawing ${mode} changes the state`;
        }),
      ),
  },
];

function firstOf<T>(items: readonly T[], find: (item: T) => Breach | null): Breach | null {
  for (const item of items) {
    const breach = find(item);
    if (breach !== null) return breach;
  }
  return null;
}

/** Plays on, looking at each moment, if the environment has the mode. */
function everyFrame(subject: Subject, mode: RenderMode, look: (env: Env) => string | null): Breach | null {
  const env = subject.create();
  if (!env.metadata.renderModes.includes(mode)) return null;
  env.reset({ seed: subject.seed });
  for (const [step, action] of sampleActions(subject).entries()) {
    const complaint = mode === 'rgb_array' && step % PIXELS_EVERY !== 0 ? null : look(env);
    if (complaint !== null) return { step, value: `it ${complaint}` };
    const [, , terminated, truncated] = env.step(action);
    if (terminated || truncated) env.reset();
  }
  return null;
}

function frameComplaint(mode: RenderMode, frame: Frame | null): string | null {
  switch (mode) {
    case 'scene': {
      const complaint = sceneComplaint(frame);
      return complaint === null ? null : `it ${complaint}`;
    }
    case 'ansi':
      return typeof frame === 'string' ? null : `ansi gives ${show(frame)}, where it is a string`;
    case 'rgb_array': {
      const { width, height, data } = (frame ?? {}) as { width?: number; height?: number; data?: unknown };
      const valid = data instanceof Uint8Array && data.length === width! * height! * 3;
      return valid ? null : `rgb_array gives ${show(frame)}, where it is { width, height, data } with 3 bytes a pixel`;
    }
    case 'human':
      return frame === null ? null : `human gives ${show(frame)}, where it is null: the viewer draws it`;
    default:
      return mode satisfies never;
  }
}
