import { afterEach, describe, expect, test } from 'vitest';
import { type LudusServer, type ServerOptions, startServer } from '../../server/index.ts';
import { CART_POLE, type Message, RawClient } from './raw-client.ts';

const servers: LudusServer[] = [];
async function start(options: ServerOptions = {}): Promise<LudusServer> {
  const server = await startServer({ port: 0, ...options });
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const begin = { type: 'episode', episode: 0, start: { kind: 'seed', seed: 7 } } as const;
const steps = (from: number, ...actions: number[]) => ({
  type: 'steps' as const,
  episode: 0,
  from,
  actions,
  rewards: actions.map(() => 1),
  policies: actions.map(() => null),
});
const publish = { type: 'publish', id: 'p', ...CART_POLE };

describe('a viewer', () => {
  test.each(['json', 'msgpack'] as const)(
    'gets a snapshot and then every event of the session it watches (%s)',
    async (codec) => {
      const { hub, url } = await start();
      const publisher = hub.publish(CART_POLE);
      publisher.send(begin);
      publisher.send({ ...steps(0, 1, 0), policies: [{ kind: 'q', values: [1.5, Number.NaN] }, null] });
      publisher.send({ type: 'metrics', points: [{ step: 2, values: { return: 2 } }] });
      const viewer = await RawClient.join(url, 'viewer', codec);
      expect(await viewer.ask({ type: 'watch', id: 1, session: publisher.session })).toEqual({
        type: 'watching',
        id: 1,
        session: publisher.session,
      });
      const snapshot = await viewer.next();
      expect(snapshot).toMatchObject({
        type: 'snapshot',
        session: publisher.session,
        info: { name: 'dqn on CartPole-v1', state: 'running', kind: 'training', actionNames: null },
        metrics: [{ step: 2, values: { return: 2 } }],
        dropped: 0,
      });
      expect(snapshot.episodes).toEqual([
        {
          episode: 0,
          start: { kind: 'seed', seed: 7 },
          startStep: 0,
          returnBefore: 0,
          firstScene: null,
          chunks: [
            {
              episode: 0,
              from: 0,
              actions: [1, 0],
              rewards: [1, 1],
              policies: [{ kind: 'q', values: [1.5, codec === 'json' ? 'NaN' : Number.NaN] }, null],
            },
          ],
          outcome: null,
        },
      ]);
      publisher.send(steps(2, 1));
      expect(await viewer.next()).toEqual({ ...steps(2, 1), session: publisher.session });
      const outcome = { return: 3, length: 3, terminated: true, truncated: false };
      publisher.send({ type: 'episode_end', episode: 0, outcome });
      expect(await viewer.next()).toEqual({ type: 'episode_end', episode: 0, outcome, session: publisher.session });
      expect(await viewer.ask({ type: 'unwatch', id: 2, session: publisher.session })).toEqual({ type: 'ok', id: 2 });
      publisher.send(begin);
      expect((await viewer.ask({ type: 'ping', id: 3 })).type).toBe('ok');
      expect(viewer.take()).toEqual([]);
    },
  );

  test('hears of sessions that begin, change and end, watched or not', async () => {
    const { hub, url } = await start();
    const viewer = await RawClient.join(url, 'viewer');
    const publisher = hub.publish(CART_POLE);
    const { session } = publisher;
    expect(await viewer.next()).toMatchObject({ type: 'session', info: { session, state: 'running' } });
    const progress = { step: 10, totalSteps: 100, episode: 1, meanReturn: 9.5, stepsPerSecond: 1_000 };
    publisher.send({ type: 'status', state: 'running', phase: 'training', progress });
    expect(await viewer.next()).toMatchObject({ type: 'session', info: { session, phase: 'training', progress } });
    publisher.close();
    publisher.close();
    expect(await viewer.next()).toMatchObject({ type: 'session', info: { session, state: 'finished', progress } });
    expect(await viewer.ask({ type: 'sessions', id: 1 })).toMatchObject({ sessions: [{ session, state: 'finished' }] });
    expect(() => publisher.send(begin)).toThrow(/it is closed/);
    expect(viewer.take()).toEqual([]);
  });

  test('can watch a finished session; the oldest finished ones are removed beyond the limit', async () => {
    const { hub, url } = await start({ limits: { maxFinishedSessions: 2 } });
    const viewer = await RawClient.join(url, 'viewer');
    const sessions = [0, 1, 2].map((i) => {
      const publisher = hub.publish({ ...CART_POLE, name: `run ${i}` });
      publisher.send(begin);
      publisher.send(steps(0, 1));
      publisher.close();
      return publisher.session;
    });
    expect(await viewer.find(({ type }) => type === 'session_removed')).toEqual({
      type: 'session_removed',
      session: sessions[0],
    });
    expect(await viewer.ask({ type: 'watch', id: 1, session: sessions[0] })).toMatchObject({
      code: 'E_UNKNOWN_SESSION',
    });
    viewer.send({ type: 'watch', id: 2, session: sessions[1] });
    const snapshot = await viewer.find(({ type }) => type === 'snapshot');
    expect(snapshot).toMatchObject({
      info: { name: 'run 1', state: 'finished' },
      episodes: [{ chunks: [{ actions: [1] }] }],
    });
  });
});

describe('a remote publisher', () => {
  test.each(['json', 'msgpack'] as const)('is relayed to viewers of either codec (%s)', async (codec) => {
    const { url } = await start();
    const publisher = await RawClient.join(url, 'publisher', codec);
    const { session } = (await publisher.ask(publish)) as Message & { readonly session: string };
    const viewers = await Promise.all([
      RawClient.join(url, 'viewer', 'json'),
      RawClient.join(url, 'viewer', 'msgpack'),
    ]);
    for (const viewer of viewers) {
      await viewer.ask({ type: 'watch', id: 1, session });
      await viewer.next();
    }
    const from = { kind: 'state', state: { bytes: Uint8Array.of(1, 2, 3), text: 'x', list: [1, null, true] } };
    publisher.send({ ...begin, session, start: from });
    publisher.send({ ...steps(0, 1, 1), session });
    for (const viewer of viewers) {
      const event = await viewer.next();
      const { bytes, ...rest } = (event.start as { state: { bytes: Uint8Array } }).state;
      expect([...bytes]).toEqual([1, 2, 3]);
      expect(rest).toEqual({ text: 'x', list: [1, null, true] });
      expect(await viewer.next()).toEqual({ ...steps(0, 1, 1), session });
    }
  });

  test('is told of an event that does not follow, and goes on', async () => {
    const { url } = await start();
    const publisher = await RawClient.join(url, 'publisher');
    const { session } = await publisher.ask(publish);
    publisher.send({ ...begin, session });
    publisher.send({ ...steps(5, 1), session });
    expect(await publisher.next()).toMatchObject({ type: 'error', id: null, code: 'E_OUT_OF_ORDER' });
    publisher.send({ ...steps(0, 1), session });
    publisher.send({ ...steps(1, 1), session: 'another' });
    expect(await publisher.next()).toMatchObject({ type: 'error', id: null, code: 'E_UNKNOWN_SESSION' });
    expect((await publisher.ask({ type: 'ping', id: 1 })).type).toBe('ok');
  });

  test('that goes leaves its session failed, and may go on with it', async () => {
    const { url, hub } = await start();
    const first = await RawClient.join(url, 'publisher');
    const { session } = await first.ask(publish);
    first.send({ type: 'metrics', session, points: [{ step: 1, values: { return: 1 } }] });
    first.close();
    await expect.poll(() => hub.sessions()[0]).toMatchObject({ state: 'failed', phase: 'publisher disconnected' });
    const second = await RawClient.join(url, 'publisher');
    expect(await second.ask({ ...publish, resume: session })).toEqual({ type: 'published', id: 'p', session });
    second.send({ type: 'metrics', session, points: [{ step: 2, values: { return: 2 } }] });
    await second.ask({ type: 'ping', id: 1 });
    expect(hub.sessions()).toHaveLength(1);
    expect(hub.snapshot(String(session), 0).metrics.map(({ step }) => step)).toEqual([1, 2]);
    // While it has its publisher, nobody else gets it.
    const thief = await RawClient.join(url, 'publisher');
    expect((await thief.ask({ ...publish, resume: session })).session).not.toBe(session);
  });

  test('cannot begin more sessions than the server allows', async () => {
    const { url } = await start({ limits: { maxSessions: 1 } });
    const publisher = await RawClient.join(url, 'publisher');
    const { session } = await publisher.ask(publish);
    expect(await publisher.ask({ ...publish, id: 2 })).toMatchObject({
      code: 'E_LIMIT',
      message: /at most 1 run at a time/,
    });
    publisher.send({ type: 'status', session, state: 'finished', phase: 'done', progress: null });
    expect((await publisher.ask({ ...publish, id: 3 })).type).toBe('published');
  });
});

describe('roles', () => {
  test('a message before join, of another role, or a second join is refused and the connection stays', async () => {
    const { url } = await start();
    const client = await RawClient.open(url);
    await client.next();
    expect(await client.ask({ type: 'sessions', id: 1 })).toMatchObject({ code: 'E_NOT_JOINED' });
    await client.ask({ type: 'join', id: 2, role: 'viewer' });
    expect(await client.ask({ type: 'step', id: 3, world: 1, action: 0 })).toMatchObject({ code: 'E_WRONG_ROLE' });
    expect(await client.ask({ ...publish, id: 4 })).toMatchObject({ code: 'E_WRONG_ROLE' });
    expect(await client.ask({ type: 'join', id: 5, role: 'player' })).toMatchObject({ code: 'E_ALREADY_JOINED' });
    expect(await client.ask({ type: 'sessions', id: 6 })).toMatchObject({ type: 'sessions' });
  });
});
