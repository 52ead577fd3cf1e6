/**
 * The rules that fields of messages obey, each with the words that an error says of it: "must be ...".
 */
import { z } from 'zod';
import type { RequestId } from './messages.ts';

const MAX_ID_LENGTH = 64;
const MAX_NAME_LENGTH = 200;
const MAX_MATCH_NAME_LENGTH = 64;
/** A day, for chess by post. */
const MAX_STEP_SECONDS = 86_400;
/** Steps in one chunk, points in one `metrics` message: a second at full speed fits. */
export const MAX_ENTRIES = 100_000;
/** Actions with a bar each; values named in one point of the learning curves. */
export const MAX_VALUES = 1_024;
const MAX_SHAPES = 20_000;

const SHAPE_TYPES: ReadonlySet<unknown> = new Set(['rect', 'circle', 'line', 'polygon', 'text', 'sprite', 'pixels']);

export function rule<T>(words: string, holds: (value: unknown) => boolean): z.ZodType<T> {
  return z.custom<T>(holds, { error: words });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

export function isId(value: unknown): value is RequestId {
  return typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value === 'string' && value.length <= MAX_ID_LENGTH;
}

export function isArrayOf(value: unknown, max: number, holds: (entry: unknown) => boolean): boolean {
  if (!Array.isArray(value) || value.length > max) return false;
  for (let i = 0; i < value.length; i++) if (!holds(value[i])) return false;
  return true;
}

export function isWireNumber(value: unknown): boolean {
  return typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity';
}

export function isPolicy(value: unknown): boolean {
  if (!isObject(value) || (value.kind !== 'q' && value.kind !== 'probabilities')) return false;
  return isArrayOf(value.values, MAX_VALUES, (entry) => typeof entry === 'number') && Object.keys(value).length === 2;
}

function isScene(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.view)) return false;
  const { x, y, width, height } = value.view;
  if (![x, y, width, height].every((entry) => Number.isFinite(entry))) return false;
  return isArrayOf(value.shapes, MAX_SHAPES, (shape) => isObject(shape) && SHAPE_TYPES.has(shape.type));
}

export function isSeed(value: unknown): boolean {
  if (typeof value === 'string') return /^\d{1,64}$/.test(value);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export const ID_RULE = `must be a number or a string of at most ${MAX_ID_LENGTH} characters`;
export const WORLD_RULE = 'must be the number of a world, from its `made` reply';
export const POLICY_RULE = `must be {kind: "q" or "probabilities", values: at most ${MAX_VALUES} numbers}`;
export const SEED_RULE =
  'must be an integer >= 0 (beyond 2^53 as a decimal string), or with numEnvs a list of them and nulls';

export const id = rule<RequestId>(ID_RULE, isId);
export const world = rule<number>(WORLD_RULE, (value) => Number.isSafeInteger(value));
export const name = rule<string>(
  `must be a string of at most ${MAX_NAME_LENGTH} characters`,
  (value) => typeof value === 'string' && value.length <= MAX_NAME_LENGTH,
);
export const object = rule<Record<string, unknown>>('must be an object', isObject);
export const count = rule<number>(
  'must be an integer >= 0',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);
export const positive = rule<number>(
  'must be an integer >= 1',
  (value) => Number.isSafeInteger(value) && (value as number) >= 1,
);
export const finite = rule<number>('must be a finite number', (value) => Number.isFinite(value));
export const flag = rule<boolean>('must be true or false', (value) => typeof value === 'boolean');
export const scene = rule<never>(
  `must be a scene: {view: {x, y, width, height}, shapes: at most ${MAX_SHAPES}}`,
  isScene,
);
export const session = rule<string>(
  'must be the id of a session',
  (value) => typeof value === 'string' && value.length <= 64,
);
export const matchName = rule<string>(
  `must be a string of 1 to ${MAX_MATCH_NAME_LENGTH} characters`,
  (value) => typeof value === 'string' && value.length > 0 && value.length <= MAX_MATCH_NAME_LENGTH,
);
export const seat = rule<string | number>(
  'must be the name of a seat, or its number, an integer >= 0',
  (value) =>
    (typeof value === 'string' && value.length <= MAX_NAME_LENGTH) ||
    (Number.isSafeInteger(value) && (value as number) >= 0),
);
export const stepSeconds = rule<number>(
  `must be a number in the range (0, ${MAX_STEP_SECONDS}]`,
  (value) => typeof value === 'number' && value > 0 && value <= MAX_STEP_SECONDS,
);
export const actionNames = rule<string[]>(`must be at most ${MAX_VALUES} strings`, (value) =>
  isArrayOf(value, MAX_VALUES, (entry) => typeof entry === 'string' && entry.length <= MAX_NAME_LENGTH),
);

export function oneOf<T extends string>(...choices: readonly T[]): z.ZodType<T> {
  const words = `must be ${choices.map((choice) => `"${choice}"`).join(' or ')}`;
  return rule<T>(words, (value) => choices.includes(value as T));
}

// Gymnasium's spelling, `AutoresetMode.NEXT_STEP.value`, is "NextStep".
export const autoreset = z.preprocess(
  (value) =>
    typeof value === 'string'
      ? value
          .replace(/([a-z])_?([A-Z])/g, '$1-$2')
          .replace('_', '-')
          .toLowerCase()
      : value,
  oneOf('next-step', 'same-step', 'disabled'),
);
