/**
 * A viewer that never reads, while a publisher streams at full speed: what it may cost is its queue's bound and one
 * snapshot, and the publisher's speed is the same with and without it. The figures are printed.
 */
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, type LudusServer, type ServerOptions, startServer } from '../../server/index.ts';
import { CART_POLE, RawClient } from './raw-client.ts';

const servers: LudusServer[] = [];
async function start(options: ServerOptions = {}): Promise<LudusServer> {
  const server = await startServer({ port: 0, ...options });
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const CHUNK = 100;
const chunk = {
  actions: new Array<number>(CHUNK).fill(1),
  rewards: new Array<number>(CHUNK).fill(1),
  policies: Array.from({ length: CHUNK }, () => ({ kind: 'q', values: [0.123456789, 9.87654321] }) as const),
};
const MEGABYTE = 1024 * 1024;

/** A viewer by hand on a plain socket, which stops reading once it watches. */
async function neverReadingViewer(server: LudusServer, session: string): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const frame = (message: object): Buffer => {
    const payload = Buffer.from(JSON.stringify(message));
    // FIN + text, masked with zeros, a length below 126.
    return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
  };
  socket.write(
    'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  socket.write(frame({ type: 'join', id: 1, role: 'viewer' }));
  socket.write(frame({ type: 'watch', id: 2, session }));
  let text = '';
  await new Promise<void>((resolve) => {
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (text.includes('"snapshot"')) resolve();
    });
  });
  socket.removeAllListeners('data');
  socket.pause();
  return socket;
}

/** Publishes `chunks` chunks as episodes of 20, handing the thread back after each episode. Gives chunks a second of CPU time. */
async function stream(server: LudusServer, send: (event: never) => void, chunks: number): Promise<number> {
  const startedAt = cpuSeconds();
  for (let i = 0; i < chunks; i++) {
    const episode = Math.floor(i / 20);
    if (i % 20 === 0) {
      send({ type: 'episode', episode, start: { kind: 'seed', seed: episode } } as never);
      await new Promise((resolve) => setImmediate(resolve));
    }
    send({ type: 'steps', episode, from: (i % 20) * CHUNK, ...chunk } as never);
  }
  expect(server.hub.sessions().length).toBeGreaterThan(0);
  return chunks / (cpuSeconds() - startedAt);
}

/** Of this process, which is publisher, server and viewer: unlike the clock it does not tell what else the machine does. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function queuedBytes(server: LudusServer): Promise<number> {
  return ((await (await fetch(`${server.url}/healthz`)).json()) as { readonly queuedBytes: number }).queuedBytes;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const memory = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

describe('a viewer that never reads', () => {
  test('costs its bound of memory and no speed', async () => {
    const server = await start();
    const publisher = server.hub.publish(CART_POLE);
    const send = (event: never): void => publisher.send(event);
    await stream(server, send, 4_000); // warm
    const without: number[] = [];
    const during: number[] = [];
    const memories: number[] = [];
    const queued: number[] = [];
    const before = memory();
    // In turns, so that whatever else the machine does falls on both.
    for (let i = 0; i < 5; i++) {
      without.push(await stream(server, send, 4_000));
      const socket = await neverReadingViewer(server, publisher.session);
      await stream(server, send, 2_000); // fills the kernel's buffers and the queue
      during.push(await stream(server, send, 4_000));
      queued.push(await queuedBytes(server));
      globalThis.gc?.();
      memories.push(memory() - before);
      socket.destroy();
    }
    const encodedChunk = JSON.stringify(chunk).length;
    const published = (5 * 4_000 * encodedChunk) / MEGABYTE;
    console.log(
      `chunks of ${CHUNK} steps a CPU second: ${median(without).toFixed(0)} without, ${median(during).toFixed(0)} with a viewer ` +
        `that never reads; memory ${(Math.max(...memories) / MEGABYTE).toFixed(1)} MB more after ${published.toFixed(0)} MB published`,
    );
    // Without the bound it would have grown by what was published, some 100 MB; uncollected garbage is the slack.
    expect(published).toBeGreaterThan(80);
    expect(Math.min(...memories) / MEGABYTE).toBeLessThan(40);
    // The bound, and the one message that passed it.
    expect(Math.max(...queued)).toBeLessThan(DEFAULT_LIMITS.maxQueuedBytes + 100_000);
    expect(Math.max(...queued)).toBeGreaterThan(DEFAULT_LIMITS.maxQueuedBytes);
  });

  test('holds back a remote publisher as little', async () => {
    const server = await start();
    const publisher = await RawClient.join(server.url, 'publisher', 'msgpack');
    const { session } = await publisher.ask({ type: 'publish', id: 0, ...CART_POLE });
    const round = async (): Promise<number> => {
      const startedAt = cpuSeconds();
      const chunks = await stream(server, (event: object) => publisher.send({ ...event, session }), 500);
      await publisher.ask({ type: 'ping', id: 1 });
      expect(chunks).toBeGreaterThan(0);
      return 500 / (cpuSeconds() - startedAt);
    };
    await round();
    const without: number[] = [];
    const during: number[] = [];
    for (let i = 0; i < 3; i++) {
      without.push(await round());
      const socket = await neverReadingViewer(server, String(session));
      // Before the queue is full this viewer is sent everything: what is asked is what comes after.
      while ((await queuedBytes(server)) <= DEFAULT_LIMITS.maxQueuedBytes) await round();
      during.push(await round());
      socket.destroy();
    }
    console.log(
      `chunks of ${CHUNK} steps a CPU second over a WebSocket: ${median(without).toFixed(0)} without, ` +
        `${median(during).toFixed(0)} with a viewer that never reads`,
    );
    expect(publisher.take()).toEqual([]); // no error came back
  });

  test('is closed with 4001 after slowSeconds, and the publisher never notices', async () => {
    const server = await start({ limits: { slowSeconds: 0.3, maxQueuedBytes: 100_000 } });
    const publisher = server.hub.publish(CART_POLE);
    const socket = await neverReadingViewer(server, publisher.session);
    let closed = false;
    socket.on('close', () => {
      closed = true;
    });
    socket.on('error', () => {});
    let health = 1;
    for (let i = 0; i < 50 && health > 0; i++) {
      await stream(server, (event: never) => publisher.send(event), 400);
      await new Promise((resolve) => setTimeout(resolve, 50));
      health = ((await (await fetch(`${server.url}/healthz`)).json()) as { connections: number }).connections;
    }
    expect(health).toBe(0);
    socket.resume();
    await expect.poll(() => closed).toBe(true);
  });
});

describe('a viewer that falls behind and reads again', () => {
  test('gets a fresh snapshot that counts what it missed, and then goes on without a gap', async () => {
    const server = await start({ limits: { maxQueuedBytes: 200_000 } });
    const publisher = server.hub.publish(CART_POLE);
    const viewer = await RawClient.join(server.url, 'viewer', 'msgpack');
    await viewer.ask({ type: 'watch', id: 1, session: publisher.session });
    await viewer.next();
    viewer.socket.pause();
    await stream(server, (event: never) => publisher.send(event), 3_000); // ends within episode 149, steps 1900..2000
    viewer.socket.resume();
    const snapshot = await viewer.find(({ type }) => type === 'snapshot');
    expect(snapshot.dropped).toBeGreaterThan(0);
    expect(snapshot.dropped).toBeLessThan(3_000);
    const episodes = snapshot.episodes as readonly { episode: number; chunks: readonly { actions: unknown[] }[] }[];
    expect(episodes.at(-1)).toMatchObject({ episode: 149 });
    expect(episodes.at(-1)?.chunks.reduce((sum, { actions }) => sum + actions.length, 0)).toBe(2_000);
    viewer.take();
    publisher.send({ type: 'steps', episode: 149, from: 2_000, ...chunk });
    expect(await viewer.next()).toMatchObject({ type: 'steps', from: 2_000 });
  });
});

test('a client that asks and never reads is not read any further, and closed', async () => {
  const server = await start({ limits: { slowSeconds: 0.5, maxQueuedBytes: 50_000 } });
  for (let i = 0; i < 30; i++) server.hub.publish({ ...CART_POLE, name: `session ${i}`.padEnd(150, '.') });
  const viewer = await RawClient.join(server.url, 'viewer');
  viewer.socket.pause();
  const before = memory();
  for (let i = 0; i < 20_000; i++) viewer.send({ type: 'sessions', id: i }); // some 12 kB of answer each
  await expect
    .poll(async () => ((await (await fetch(`${server.url}/healthz`)).json()) as { connections: number }).connections, {
      timeout: 10_000,
    })
    .toBe(0);
  expect((memory() - before) / MEGABYTE).toBeLessThan(100); // of 240 MB asked for
  viewer.socket.resume();
  // Terminated: the closing handshake could not be read either.
  expect([1006, 4001]).toContain((await viewer.untilClosed()).code);
});
