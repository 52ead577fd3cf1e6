/**
 * Replays as text: JSON in which a bigint seed is a string of digits and bytes in a state are `{ "$uint8": base64 }`.
 *
 * Parsing trusts nothing: every field is checked, and the error names the one that is wrong. Whether the world accepts the
 * actions is for `verifyReplay`.
 */
import type { Seed, State } from './env.ts';
import { platform } from './platform.ts';
import type { EpisodeOutcome, EpisodeStart, Keyframe, Replay } from './replay.ts';
import { checkSeed } from './seeding/seed-sequence.ts';
import { show } from './show.ts';

const FORMAT = 'ludus.replay.v1';
const BYTES_KEY = '$uint8';

export function serialiseReplay(replay: Replay): string {
  return JSON.stringify(replay, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (value instanceof Uint8Array) return { [BYTES_KEY]: toBase64(value) };
    return value;
  });
}

/** @throws {SyntaxError} where `text` is no JSON; {TypeError|RangeError} naming the field that is wrong. */
export function parseReplay(text: string): Replay {
  const json: unknown = JSON.parse(text, (_key, value: unknown) => {
    const isBytes = isObject(value) && typeof value[BYTES_KEY] === 'string' && Object.keys(value).length === 1;
    return isBytes ? fromBase64(value[BYTES_KEY] as string) : value;
  });
  const fields = object(json, 'it');
  if (fields.format !== FORMAT) throw wrong('format', `"${FORMAT}"`, fields.format);
  const limit = fields.maxEpisodeSteps;
  if (limit !== undefined && limit !== null) count(limit, 'maxEpisodeSteps', 1);
  const actions = list(fields.actions, 'actions');
  return {
    format: FORMAT,
    envId: string(fields.envId, 'envId'),
    kwargs: object(fields.kwargs, 'kwargs'),
    ...(limit === undefined ? {} : { maxEpisodeSteps: limit as number | null }),
    start: readStart(fields.start),
    actions,
    ...(fields.rewards === undefined ? {} : { rewards: readRewards(fields.rewards, actions.length) }),
    ...(fields.keyframes === undefined ? {} : { keyframes: readKeyframes(fields.keyframes, actions.length) }),
    outcome: fields.outcome === null ? null : readOutcome(fields.outcome),
  };
}

function readStart(json: unknown): EpisodeStart {
  const fields = object(json, 'start');
  if (fields.kind === 'seed') {
    const options = fields.options === undefined ? {} : { options: object(fields.options, 'start.options') };
    return { kind: 'seed', seed: readSeed(fields.seed), ...options };
  }
  if (fields.kind === 'state' && fields.state !== undefined) return { kind: 'state', state: fields.state as State };
  throw wrong('start', 'an object of kind "seed" (and seed) or "state" (and state)', json);
}

function readSeed(json: unknown): Seed {
  const seed = typeof json === 'string' && /^\d+$/.test(json) ? BigInt(json) : json;
  checkSeed(seed);
  return seed;
}

function readRewards(json: unknown, length: number): number[] {
  const rewards = list(json, 'rewards');
  if (rewards.length !== length) throw wrong('rewards', `one for each of the ${length} actions`, rewards);
  const bad = rewards.findIndex((reward) => !Number.isFinite(reward));
  if (bad >= 0) throw wrong(`rewards[${bad}]`, 'a finite number', rewards[bad]);
  return rewards as number[];
}

function readKeyframes(json: unknown, length: number): Keyframe[] {
  return list(json, 'keyframes').map((item, i) => {
    const { step, state } = object(item, `keyframes[${i}]`);
    count(step, `keyframes[${i}].step`, 0);
    if ((step as number) > length) throw wrong(`keyframes[${i}].step`, `at most the ${length} steps`, step);
    if (state === undefined) throw wrong(`keyframes[${i}].state`, 'a state', state);
    return { step: step as number, state: state as State };
  });
}

function readOutcome(json: unknown): EpisodeOutcome {
  const { return: sum, length, terminated, truncated } = object(json, 'outcome');
  if (!Number.isFinite(sum)) throw wrong('outcome.return', 'a finite number', sum);
  count(length, 'outcome.length', 0);
  if (typeof terminated !== 'boolean') throw wrong('outcome.terminated', 'a boolean', terminated);
  if (typeof truncated !== 'boolean') throw wrong('outcome.truncated', 'a boolean', truncated);
  return { return: sum as number, length: length as number, terminated, truncated };
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function object(value: unknown, name: string): Fields {
  if (isObject(value)) return value;
  throw wrong(name, 'an object', value);
}

function list(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(name, 'a list', value);
}

function string(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw wrong(name, 'a string', value);
}

function count(value: unknown, name: string, least: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least) {
    throw wrong(name, `an integer of ${least} or more`, value);
  }
}

function wrong(name: string, rule: string, value: unknown): TypeError {
  return new TypeError(`Cannot read a replay: ${name} is ${rule}, got ${show(value)}.`);
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return platform.btoa(text);
}

function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(platform.atob(base64), (character) => character.charCodeAt(0));
}
