/**
 * 10,000 frames made of valid ones by changing bytes and structure, in both codecs and all three roles: each is answered
 * (or, an event, obeyed), the server never fails, and a connection is usable afterwards or closed with a documented code.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Generator } from '../../envs/index.ts';
import { CLOSE_CODES, ERROR_CODES, type LudusServer, startServer } from '../../server/index.ts';
import { type CodecName, codecOf } from '../../server/protocol/codec.ts';
import { CART_POLE, type Message, RawClient } from './raw-client.ts';

/** Frames for each of three roles and two codecs, 10,002 in all. */
const FRAMES = 1_667;

/** Between two checks that the connection is alive. */
const BURST = 25;

const start = { kind: 'state', state: { a: [1, null, 'x'], b: Uint8Array.of(1, 2, 3) } };
const scene = { view: { x: 0, y: 0, width: 1, height: 1 }, shapes: [{ type: 'line', points: [0, 0, 1, 1] }] };

function validMessages(role: string, session: string): Message[] {
  const id = 1;
  const shared = [
    { type: 'join', id, role, name: 'n', token: 't' },
    { type: 'ping', id },
    { type: 'envs', id },
  ];
  if (role === 'player') {
    return [
      ...shared,
      { type: 'make', id, envId: 'FrozenLake-v1', kwargs: { isSlippery: false }, maxEpisodeSteps: 9 },
      { type: 'make', id, env_id: 'CartPole-v1', num_envs: 2, autoreset: 'SameStep' },
      { type: 'reset', id, world: 1, seed: 3, options: { low: -0.01, high: 0.01 } },
      { type: 'reset', id, world: 2, seed: [1, null] },
      { type: 'step', id, world: 1, action: 1, policy: { kind: 'q', values: [0.5, 1] } },
      { type: 'step', id, world: 2, action: [0, 1] },
      { type: 'render', id, world: 1, mode: 'scene' },
      { type: 'get_state', id, world: 1 },
      { type: 'set_state', id, world: 1, state: start.state },
      { type: 'close', id, world: 7 },
      { type: 'sit', id, match: 'm', envId: 'PongDuel-v0', kwargs: { frameskip: 4 }, seat: 'left', stepSeconds: 1 },
      { type: 'sit', id, match: 'm', seat: 1, key: '0123456789abcdef' },
      { type: 'matches', id },
    ];
  }
  if (role === 'publisher') {
    return [
      ...shared,
      { type: 'publish', id, ...CART_POLE, actionNames: ['left', 'right'], resume: session },
      { type: 'episode', session, episode: 0, start, firstScene: scene },
      {
        type: 'steps',
        session,
        episode: 0,
        from: 0,
        actions: [1, 0],
        rewards: [1, 'NaN'],
        policies: [null, { kind: 'probabilities', values: [0.5, 0.5] }],
        scenes: [{ step: 1, scene }],
        keyframe: { step: 2, state: start.state },
      },
      {
        type: 'episode_end',
        session,
        episode: 0,
        outcome: { return: 2, length: 2, terminated: true, truncated: false },
      },
      { type: 'metrics', session, points: [{ step: 1, values: { return: 1, loss: 'Infinity' } }] },
      {
        type: 'status',
        session,
        state: 'running',
        phase: 'training',
        progress: { step: 1, totalSteps: null, episode: 1, meanReturn: 1.5, stepsPerSecond: 9 },
      },
    ];
  }
  return [...shared, { type: 'sessions', id }, { type: 'watch', id, session }, { type: 'unwatch', id, session }];
}

/** What a field may turn into: the edges of every kind. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  -(2 ** 31),
  '',
  'x',
  '__proto__',
  'x'.repeat(5_000),
  '9'.repeat(70),
  [],
  [[]],
  {},
  { type: 'step' },
  [null],
  Uint8Array.of(0, 255),
  new Array(2_000).fill(0),
  { constructor: 1, toString: 2, length: -1 },
  JSON.parse('{"__proto__": {"polluted": true}}'),
  { kind: 'seed', seed: -1 },
  { u8: 'AA==' },
];

function mutateStructure(message: Message, random: Generator): unknown {
  const copy = structuredClone(message) as Record<string, unknown>;
  const times = random.integers(1, 4);
  for (let i = 0; i < times; i++) {
    // Walk to a random place.
    let place: Record<string, unknown> = copy;
    let keys = Object.keys(place);
    for (let depth = 0; depth < 4 && random.random() < 0.5 && keys.length > 0; depth++) {
      const inner = place[keys[random.integers(keys.length)]!];
      if (typeof inner !== 'object' || inner === null || ArrayBuffer.isView(inner)) break;
      place = inner as Record<string, unknown>;
      keys = Object.keys(place);
    }
    const key = keys.length > 0 && random.random() < 0.9 ? keys[random.integers(keys.length)]! : `extra${i}`;
    if (random.random() < 0.2) delete place[key];
    else place[key] = structuredClone(ODD_VALUES[random.integers(ODD_VALUES.length)]);
  }
  return copy;
}

function mutateBytes(frame: Uint8Array, random: Generator): Uint8Array {
  const bytes = [...frame];
  const times = random.integers(1, 6);
  for (let i = 0; i < times; i++) {
    const at = random.integers(bytes.length + 1);
    const kind = random.integers(5);
    if (kind === 0) bytes[at] = random.integers(256);
    else if (kind === 1) bytes.splice(at, random.integers(1, 8));
    else if (kind === 2)
      bytes.splice(at, 0, ...Array.from({ length: random.integers(1, 8) }, () => random.integers(256)));
    else if (kind === 3) bytes.length = Math.min(at, bytes.length);
    else bytes.splice(at, 0, ...bytes.slice(0, random.integers(bytes.length + 1)));
  }
  return Uint8Array.from(bytes, (byte) => byte ?? 0);
}

const ALLOWED_CLOSES = new Set<number>([1007, 1009, ...Object.values(CLOSE_CODES)]);
const ERRORS = new Set(Object.keys(ERROR_CODES));
const REPLIES = new Set([
  'joined',
  'envs',
  'made',
  'seated',
  'matches',
  'reset',
  'step',
  'rendered',
  'state',
  'ok',
  'published',
  'sessions',
  'watching',
  'error',
  'session',
  'session_removed',
  'snapshot',
  'episode',
  'steps',
  'episode_end',
  'metrics',
  'status',
]);

describe('10,000 mutated frames', () => {
  let server: LudusServer;
  const faults: unknown[] = [];
  const onFault = (fault: unknown): void => {
    faults.push(fault);
  };

  beforeAll(async () => {
    process.on('uncaughtException', onFault).on('unhandledRejection', onFault);
    server = await startServer({ port: 0, limits: { maxSessions: 40, maxEpisodeBytes: 100_000 } });
  });
  afterAll(async () => {
    await server.close();
    process.off('uncaughtException', onFault).off('unhandledRejection', onFault);
  });

  test.each([
    ['player', 'json'],
    ['player', 'msgpack'],
    ['publisher', 'json'],
    ['publisher', 'msgpack'],
    ['viewer', 'json'],
    ['viewer', 'msgpack'],
  ] as const)('as a %s in %s', async (role, codecName) => {
    const random = Generator.fromSeed(20_260_101);
    const codec = codecOf(codecName);
    const session = server.hub.publish(CART_POLE).session;
    // What is relayed must be readable by viewers of either codec.
    const watchers = await Promise.all([watcher(session, 'json'), watcher(session, 'msgpack')]);
    let client = await prepared(role, codecName);
    let own = session;
    let refused = 0;
    let reconnects = 0;
    for (let sent = 0; sent < FRAMES; ) {
      if (role === 'publisher') {
        const published = await client.ask({ type: 'publish', id: 'own', ...CART_POLE });
        own = String(published.session ?? own);
        for (const viewer of watchers) viewer.send({ type: 'watch', id: 'w', session: own });
      }
      const valid = validMessages(role, own);
      for (let i = 0; i < BURST && sent < FRAMES; i++, sent++) {
        const message = valid[random.integers(valid.length)]!;
        const kind = random.random();
        const encoded = codec.encode(kind < 0.5 ? mutateStructure(message, random) : message);
        let bytes = typeof encoded === 'string' ? new TextEncoder().encode(encoded) : encoded;
        if (kind >= 0.4) bytes = mutateBytes(bytes, random);
        // A text frame must be UTF-8 (else ws closes with 1007); now and then the frame is of the wrong kind.
        const asText = (codecName === 'json') !== random.random() < 0.03;
        client.sendRaw(asText ? new TextDecoder().decode(bytes) : bytes);
      }
      try {
        const pong = await client.ask({ type: 'ping', id: `alive ${sent}` });
        expect(pong.type).toBe('ok');
      } catch (error) {
        expect(ALLOWED_CLOSES, String(error)).toContain(client.closed?.code);
      }
      for (const answer of client.take()) {
        expect(REPLIES, JSON.stringify(answer)).toContain(answer.type);
        if (answer.type !== 'error') continue;
        refused++;
        expect(ERRORS).toContain(answer.code);
        expect(answer.code, String(answer.message)).not.toBe('E_INTERNAL');
        expect(String(answer.message).length).toBeGreaterThan(10);
      }
      if (client.closed !== null || random.random() < 0.05) {
        client.close();
        client = await prepared(role, codecName);
        reconnects++;
      }
    }
    for (const viewer of watchers) {
      expect((await viewer.ask({ type: 'ping', id: 'end' })).type).toBe('ok');
      viewer.close();
    }
    client.close();
    expect(refused).toBeGreaterThan(FRAMES / 3);
    expect(reconnects).toBeLessThan(FRAMES / 20);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(faults).toEqual([]);
  });

  async function watcher(session: string, codec: CodecName): Promise<RawClient> {
    const viewer = await RawClient.join(server.url, 'viewer', codec);
    viewer.send({ type: 'watch', id: 0, session });
    return viewer;
  }

  /** Joined, with worlds to break. */
  async function prepared(role: string, codec: CodecName): Promise<RawClient> {
    const client = await RawClient.join(server.url, role, codec);
    if (role !== 'player') return client;
    await client.ask({ type: 'make', id: 'a', envId: 'CartPole-v1' });
    await client.ask({ type: 'make', id: 'b', envId: 'CartPole-v1', numEnvs: 2 });
    await client.ask({ type: 'reset', id: 'c', world: 1, seed: 1 });
    await client.ask({ type: 'reset', id: 'd', world: 2, seed: 1 });
    return client;
  }
});
