/**
 * A profile: what makes a world of a cartridge. Plain JSON, read once into what `NesEnv` runs on.
 *
 *     {
 *       "variables":   { "score": "ram[28] + 256 * ram[27]", "lives": "ram[25]" },
 *       "reward":      "change(score) - 10 * max(0, before(lives) - lives)",
 *       "terminated":  "ram[0] == 3",
 *       "actions":     { "nothing": [], "left": ["left"], "right": ["right"] },
 *       "start":       [{ "frames": 60 }, { "hold": ["start"], "frames": 5 }, { "poke": { "1": "random" } }],
 *       "observation": { "kind": "pixels", "width": 84, "height": 84, "stack": 4 }
 *     }
 *
 * Expressions are those of `expression.ts`.
 */
import { show } from '../../core/show.ts';
import { BUTTON, type Button, FRAME_HEIGHT, FRAME_WIDTH, type ObservationOptions, RAM_BYTES } from '../core/engine.ts';
import { type Expression, parseExpression } from './expression.ts';

/** One thing to do before an episode's first observation, in order. */
export type StartStep =
  | { readonly kind: 'run'; readonly pads: number; readonly frames: number }
  /** Null: a byte drawn from the generator. */
  | { readonly kind: 'poke'; readonly address: number; readonly value: number | null };

export type Observation =
  | { readonly kind: 'pixels'; readonly options: Omit<ObservationOptions, 'frameSkip'> }
  | { readonly kind: 'ram' }
  | { readonly kind: 'features'; readonly features: readonly Feature[] };

export interface Feature {
  readonly name: string;
  readonly value: Expression;
  /** Its range, ends included; what lies outside is clipped. */
  readonly low: number;
  readonly high: number;
}

export interface Profile {
  /** By name, in the order of the file; in `info` after each step. */
  readonly variables: ReadonlyMap<string, Expression>;
  readonly reward: Expression;
  readonly terminated: Expression;
  readonly actionNames: readonly string[];
  /** `[actions]`: pad 1 while the action is done. */
  readonly pads: Uint8Array;
  readonly start: readonly StartStep[];
  /** Frames without a button that an episode begins with at most, uniformly drawn. */
  readonly noopMax: number;
  readonly frameSkip: number;
  /** Of each frame: the action before is done instead. */
  readonly repeatActionProbability: number;
  readonly observation: Observation;
}

type Fields = Readonly<Record<string, unknown>>;

const KEYS = [
  'variables',
  'reward',
  'terminated',
  'actions',
  'start',
  'noopMax',
  'frameSkip',
  'repeatActionProbability',
  'observation',
];
/** For people and for the command line, which take them off: `name`, `rom`, `maxEpisodeSteps`. */
export const OUTER_KEYS = ['name', 'rom', 'maxEpisodeSteps'];
const MAX_START_FRAMES = 36_000; // ten minutes

/**
 * Reads a profile.
 *
 * @throws {TypeError|RangeError} on the first thing that is wrong, naming it
 */
export function readProfile(json: unknown): Profile {
  const fields = objectOf('the profile', json);
  checkKeys('the profile', fields, [...KEYS, ...OUTER_KEYS]);
  const variables = new Map<string, Expression>();
  for (const [name, text] of Object.entries(objectOf('variables', fields.variables ?? {}))) {
    if (!/^[a-z_]\w*$/i.test(name)) throw wrong('variables', 'names are letters, digits and _', name);
    variables.set(name, parseExpression(`variables.${name}`, text, variables));
  }
  const actions = Object.entries(objectOf('actions', fields.actions));
  if (actions.length === 0) throw wrong('actions', 'there is at least one', fields.actions);
  const frameSkip = integerOf('frameSkip', fields.frameSkip ?? 4, 1, 60);
  return {
    variables,
    reward: parseExpression('reward', fields.reward, variables),
    terminated: parseExpression('terminated', fields.terminated, variables),
    actionNames: actions.map(([name]) => name),
    pads: Uint8Array.from(actions, ([name, buttons]) => padOf(`actions.${name}`, buttons)),
    start: startOf(fields.start ?? []),
    noopMax: integerOf('noopMax', fields.noopMax ?? 30, 0, 600),
    frameSkip,
    repeatActionProbability: numberOf('repeatActionProbability', fields.repeatActionProbability ?? 0, 0, 1),
    observation: observationOf(objectOf('observation', fields.observation ?? { kind: 'pixels' }), variables, frameSkip),
  };
}

function startOf(steps: unknown): StartStep[] {
  if (!Array.isArray(steps)) throw wrong('start', 'a list of steps', steps);
  const read = steps.flatMap((step: unknown, index): StartStep[] => {
    const what = `start[${index}]`;
    const fields = objectOf(what, step);
    checkKeys(what, fields, ['frames', 'hold', 'poke']);
    const pokes = Object.entries(objectOf(`${what}.poke`, fields.poke ?? {})).map(
      ([address, value]): StartStep => ({
        kind: 'poke',
        address: integerOf(`${what}.poke's address`, Number(address), 0, RAM_BYTES - 1),
        value: value === 'random' ? null : integerOf(`${what}.poke.${address}`, value, 0, 255),
      }),
    );
    const frames = integerOf(`${what}.frames`, fields.frames ?? 0, 0, MAX_START_FRAMES);
    const pads = padOf(`${what}.hold`, fields.hold ?? []);
    return frames === 0 ? pokes : [...pokes, { kind: 'run', pads, frames }];
  });
  const frames = read.reduce((sum, step) => sum + (step.kind === 'run' ? step.frames : 0), 0);
  if (frames > MAX_START_FRAMES) throw wrong('start', `at most ${MAX_START_FRAMES} frames in all`, frames);
  return read;
}

function observationOf(fields: Fields, variables: ReadonlyMap<string, Expression>, frameSkip: number): Observation {
  switch (fields.kind) {
    case 'pixels':
      return { kind: 'pixels', options: pixelsOf(fields, frameSkip) };
    case 'ram':
      checkKeys('observation', fields, ['kind']);
      return { kind: 'ram' };
    case 'features':
      checkKeys('observation', fields, ['kind', 'features']);
      return { kind: 'features', features: featuresOf(fields.features, variables) };
    default:
      throw wrong('observation.kind', 'pixels, ram or features', fields.kind);
  }
}

function pixelsOf(fields: Fields, frameSkip: number): Omit<ObservationOptions, 'frameSkip'> {
  checkKeys('observation', fields, ['kind', 'crop', 'width', 'height', 'color', 'stack', 'maxOfTwo']);
  const whole = { left: 0, top: 0, width: FRAME_WIDTH, height: FRAME_HEIGHT };
  const crop = { ...whole, ...objectOf('observation.crop', fields.crop ?? {}) };
  checkKeys('observation.crop', crop, Object.keys(whole));
  integerOf('observation.crop.left', crop.left, 0, FRAME_WIDTH - 1);
  integerOf('observation.crop.top', crop.top, 0, FRAME_HEIGHT - 1);
  integerOf('observation.crop.width', crop.width, 1, FRAME_WIDTH - crop.left);
  integerOf('observation.crop.height', crop.height, 1, FRAME_HEIGHT - crop.top);
  const { color = 'grayscale', maxOfTwo = frameSkip > 1 } = fields;
  if (color !== 'grayscale' && color !== 'rgb') throw wrong('observation.color', 'grayscale or rgb', color);
  if (typeof maxOfTwo !== 'boolean') throw wrong('observation.maxOfTwo', 'true or false', maxOfTwo);
  if (maxOfTwo && frameSkip < 2)
    throw wrong('observation.maxOfTwo', 'false where frameSkip is 1: there is only one frame', maxOfTwo);
  return {
    crop,
    color,
    maxOfTwo,
    width: integerOf('observation.width', fields.width ?? Math.min(84, crop.width), 1, crop.width),
    height: integerOf('observation.height', fields.height ?? Math.min(84, crop.height), 1, crop.height),
    stack: integerOf('observation.stack', fields.stack ?? 1, 1, 64),
  };
}

function featuresOf(json: unknown, variables: ReadonlyMap<string, Expression>): Feature[] {
  const features = Object.entries(objectOf('observation.features', json)).map(([name, value]): Feature => {
    const what = `observation.features.${name}`;
    const fields = objectOf(what, value);
    checkKeys(what, fields, ['value', 'low', 'high']);
    const low = numberOf(`${what}.low`, fields.low, -Number.MAX_VALUE, Number.MAX_VALUE);
    return {
      name,
      value: parseExpression(`${what}.value`, fields.value, variables),
      low,
      high: numberOf(`${what}.high`, fields.high, low, Number.MAX_VALUE),
    };
  });
  if (features.length === 0) throw wrong('observation.features', 'there is at least one', json);
  return features;
}

function padOf(what: string, buttons: unknown): number {
  const known = Object.keys(BUTTON);
  if (!Array.isArray(buttons) || !buttons.every((button) => known.includes(button))) {
    throw wrong(what, `a list of buttons (${known.join(', ')})`, buttons);
  }
  return (buttons as Button[]).reduce((pad, button) => pad | BUTTON[button], 0);
}

function objectOf(what: string, value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new TypeError(`Cannot read a profile: ${what} is an object, got ${show(value)}.`);
}

function checkKeys(what: string, fields: object, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) throw wrong(what, `its keys are among ${known.join(', ')}`, unknown);
}

function integerOf(what: string, value: unknown, low: number, high: number): number {
  if (Number.isInteger(value) && (value as number) >= low && (value as number) <= high) return value as number;
  throw wrong(what, `an integer in [${low}, ${high}]`, value);
}

function numberOf(what: string, value: unknown, low: number, high: number): number {
  if (typeof value === 'number' && value >= low && value <= high) return value;
  const range =
    high === Number.MAX_VALUE ? (low === -Number.MAX_VALUE ? '' : ` of at least ${low}`) : ` in [${low}, ${high}]`;
  throw wrong(what, `a finite number${range}`, value);
}

function wrong(what: string, rule: string, value: unknown): RangeError {
  return new RangeError(`Cannot read a profile: ${what} is wrong; the rule: ${rule}; got ${show(value)}.`);
}
