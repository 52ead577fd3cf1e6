/**
 * What a client may send, checked: one zod schema a message, with limits on every length, and errors that name the field,
 * the rule and the value. Unknown fields are refused, because in a hand-written client they are typos. Field names are
 * accepted in snake_case too.
 *
 * `step`, the hot message, is checked by hand with the same errors: 50 ns, where zod takes 2 us for a message of that size
 * (CPU time, Node 20).
 */
import { z } from 'zod';
import { numberFromWire } from './codec.ts';
import { describe, protocolError } from './errors.ts';
import type { ClientMessage, RequestId } from './messages.ts';
import {
  actionNames,
  autoreset,
  count,
  finite,
  flag,
  ID_RULE,
  id,
  isArrayOf,
  isId,
  isObject,
  isPolicy,
  isSeed,
  isWireNumber,
  MAX_ENTRIES,
  MAX_VALUES,
  matchName,
  name,
  object,
  oneOf,
  POLICY_RULE,
  positive,
  rule,
  SEED_RULE,
  scene,
  seat,
  session,
  stepSeconds,
  WORLD_RULE,
  world,
} from './rules.ts';

const spec = z.strictObject({
  id: name,
  rewardThreshold: finite.nullable(),
  maxEpisodeSteps: positive.nullable(),
  kwargs: object,
  bundled: flag,
});

const start = z.union(
  [
    z.strictObject({
      kind: z.literal('seed'),
      seed: rule<number | string>(SEED_RULE, isSeed).transform((seed) =>
        typeof seed === 'string' ? BigInt(seed) : seed,
      ),
      options: object.optional(),
    }),
    z.strictObject({ kind: z.literal('state'), state: z.unknown() }),
    z.null(),
  ],
  { error: 'must be {kind: "seed", seed}, {kind: "state", state}, or null for a world that is not bundled' },
);

const numbers = rule<(number | string)[]>(`must be a list of at most ${MAX_ENTRIES} numbers`, (value) =>
  isArrayOf(value, MAX_ENTRIES, isWireNumber),
).transform((entries) => entries.map(numberFromWire));

const outcome = z.strictObject({ return: finite, length: count, terminated: flag, truncated: flag });

const points = z
  .array(
    z.strictObject({
      step: finite,
      values: rule<Record<string, number | string>>(
        `must be an object of at most ${MAX_VALUES} named numbers`,
        (value) => {
          if (!isObject(value)) return false;
          const entries = Object.entries(value);
          return (
            entries.length <= MAX_VALUES && entries.every(([key, entry]) => key.length <= 64 && isWireNumber(entry))
          );
        },
      ).transform((values) =>
        Object.fromEntries(Object.entries(values).map(([key, value]) => [key, numberFromWire(value)])),
      ),
    }),
  )
  .max(MAX_ENTRIES);

// ---- one schema a message --------------------------------------------------------------------------------------------

const type = z.string();
const seedOrSeeds = rule<never>(SEED_RULE, (value) =>
  Array.isArray(value) ? isArrayOf(value, MAX_ENTRIES, (entry) => entry === null || isSeed(entry)) : isSeed(value),
);

const SCHEMAS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  [
    'join',
    z.strictObject({
      type,
      id,
      role: oneOf('player', 'publisher', 'viewer'),
      name: name.optional(),
      token: name.optional(),
    }),
  ],
  ['ping', z.strictObject({ type, id })],
  ['matches', z.strictObject({ type, id })],
  [
    'sit',
    z.strictObject({
      type,
      id,
      match: matchName.optional(),
      envId: name.optional(),
      kwargs: object.optional(),
      maxEpisodeSteps: positive.optional(),
      stepSeconds: stepSeconds.optional(),
      seat: seat.optional(),
      key: name.optional(),
    }),
  ],
  ['envs', z.strictObject({ type, id })],
  [
    'make',
    z.strictObject({
      type,
      id,
      envId: name,
      kwargs: object.optional(),
      maxEpisodeSteps: positive.optional(),
      numEnvs: positive.optional(),
      autoreset: autoreset.optional(),
    }),
  ],
  [
    'reset',
    z.strictObject({
      type,
      id,
      world,
      seed: seedOrSeeds.optional(),
      options: object.optional(),
      resetMask: rule('must be a list of 0 and 1', (value) =>
        isArrayOf(value, MAX_ENTRIES, (entry) => entry === 0 || entry === 1),
      ).optional(),
    }),
  ],
  ['render', z.strictObject({ type, id, world, mode: oneOf('scene', 'ansi') })],
  ['get_state', z.strictObject({ type, id, world })],
  ['set_state', z.strictObject({ type, id, world, state: z.unknown() })],
  ['close', z.strictObject({ type, id, world })],
  [
    'publish',
    z.strictObject({
      type,
      id,
      name,
      kind: oneOf('training', 'evaluation'),
      spec,
      agent: name.nullable(),
      renderFps: rule<number>('must be a number in the range (0, 1000]', (value) => {
        return typeof value === 'number' && value > 0 && value <= 1_000;
      }),
      actionNames: actionNames.nullable().optional(),
      resume: session.optional(),
    }),
  ],
  ['sessions', z.strictObject({ type, id })],
  ['watch', z.strictObject({ type, id, session })],
  ['unwatch', z.strictObject({ type, id, session })],
  ['episode', z.strictObject({ type, session, episode: count, start, firstScene: scene.nullable().optional() })],
  [
    'steps',
    z
      .strictObject({
        type,
        session,
        episode: count,
        from: count,
        actions: rule<unknown[]>(`must be a list of at most ${MAX_ENTRIES}`, (value) =>
          isArrayOf(value, MAX_ENTRIES, () => true),
        ),
        rewards: numbers,
        policies: rule<unknown[]>(`must be a list of null or ${POLICY_RULE.slice(8)}`, (value) =>
          isArrayOf(value, MAX_ENTRIES, (entry) => entry === null || isPolicy(entry)),
        ),
        scenes: z
          .array(z.strictObject({ step: count, scene }))
          .max(MAX_ENTRIES)
          .optional(),
        keyframe: z.strictObject({ step: count, state: z.unknown() }).optional(),
      })
      .refine(
        (chunk) => chunk.rewards.length === chunk.actions.length && chunk.policies.length === chunk.actions.length,
        {
          error: 'must have one entry a step in each of actions, rewards and policies',
        },
      )
      .refine(
        ({ keyframe, from, actions }) => !keyframe || (keyframe.step >= from && keyframe.step <= from + actions.length),
        {
          path: ['keyframe', 'step'],
          error: 'must lie in the range [from, from + actions.length]',
        },
      ),
  ],
  ['episode_end', z.strictObject({ type, session, episode: count, outcome })],
  ['metrics', z.strictObject({ type, session, points })],
  [
    'status',
    z.strictObject({
      type,
      session,
      state: oneOf('running', 'paused', 'finished', 'failed'),
      phase: name,
      progress: z
        .strictObject({
          step: count,
          totalSteps: count.nullable(),
          episode: count,
          meanReturn: finite.nullable(),
          stepsPerSecond: finite.nullable(),
        })
        .nullable(),
    }),
  ],
]);

// ---- reading ---------------------------------------------------------------------------------------------------------

/** The request's id where it can be read, else null: an error frame names it even when the rest is wrong. */
export function readId(raw: unknown): RequestId | null {
  return isObject(raw) && isId(raw.id) ? raw.id : null;
}

/**
 * A decoded frame as a client message. Throws `E_UNKNOWN_TYPE` or `E_INVALID`, naming the field.
 */
export function parseClientMessage(raw: unknown): ClientMessage {
  if (!isObject(raw)) {
    throw protocolError(
      'E_UNKNOWN_TYPE',
      `Reading a message: it must be an object with a \`type\`; got ${describe(raw)}.`,
    );
  }
  if (raw.type === 'step' && isStep(raw)) return raw as unknown as ClientMessage;
  const schema = typeof raw.type === 'string' ? SCHEMAS.get(raw.type) : undefined;
  if (schema === undefined) {
    const types = ['step', ...SCHEMAS.keys()].join(', ');
    throw protocolError(
      'E_UNKNOWN_TYPE',
      `Reading a message: type must be one of ${types}; got ${describe(raw.type)}.`,
    );
  }
  const result = schema.safeParse(camelCased(raw));
  if (result.success) return result.data as ClientMessage;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    throw invalid(
      raw.type as string,
      issue.keys[0] ?? '',
      'is not a field of it; remove it or mend its spelling',
      undefined,
    );
  }
  const path = issue?.path ?? [];
  let value: unknown = raw;
  for (const key of path) value = isObject(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined;
  throw invalid(raw.type as string, path.join('.'), issue?.message ?? 'is wrong', value);
}

/** True where `raw` is a `step` message; throws where it is nearly one. */
function isStep(raw: Record<string, unknown>): boolean {
  if (!isId(raw.id)) throw invalid('step', 'id', ID_RULE, raw.id);
  if (!Number.isSafeInteger(raw.world)) throw invalid('step', 'world', WORLD_RULE, raw.world);
  if (raw.action === undefined) throw invalid('step', 'action', 'must be given', raw.action);
  if (raw.policy !== undefined && !isPolicy(raw.policy)) throw invalid('step', 'policy', POLICY_RULE, raw.policy);
  for (const key in raw) {
    if (key !== 'type' && key !== 'id' && key !== 'world' && key !== 'action' && key !== 'policy') {
      throw invalid('step', key, 'is not a field of it; remove it or mend its spelling', undefined);
    }
  }
  return true;
}

function invalid(type: string, field: string, words: string, value: unknown): Error {
  const got = words.startsWith('is not a field') ? '' : `; got ${describe(value)}`;
  return protocolError('E_INVALID', `Reading a \`${type}\` message: ${field === '' ? 'it' : field} ${words}${got}.`);
}

function camelCased(raw: Record<string, unknown>): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  for (const key of Object.keys(raw)) {
    message[key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())] = raw[key];
  }
  return message;
}
