import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type LudusServer, type ServerOptions, startServer } from '../../server/index.ts';
import { RawClient } from './raw-client.ts';

const servers: LudusServer[] = [];
async function start(options: ServerOptions = {}): Promise<LudusServer> {
  const server = await startServer({ port: 0, ...options });
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** `fetch` mends paths and sets Host itself; this sends what it is told. */
function get(
  server: LudusServer,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

const upgradeStatus = async (server: LudusServer, headers: Record<string, string>, path = '/ws') => {
  const { status, body } = await get(server, path, {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  });
  return `${status} ${body.trim()}`;
};

describe('where the server listens', () => {
  test('an explicit port that is taken is one clear error, a default one leads to the next', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { readonly port: number };
    await expect(startServer({ port })).rejects.toThrow(
      `Starting the server: port ${port} is taken on 127.0.0.1; stop what listens there or give another port.`,
    );
    const server = await start({ port, portFallback: true });
    expect(server.port).toBeGreaterThan(port);
    expect((await get(server, '/healthz')).status).toBe(200);
    taken.close();
  });

  test('a host beyond loopback requires a token', async () => {
    await expect(startServer({ host: '0.0.0.0', port: 0 })).rejects.toThrow(/requires a token/);
    await expect(startServer({ host: '0.0.0.0', port: 0, token: '' })).rejects.toThrow(/must not be empty/);
    const server = await start({ host: '0.0.0.0', token: 'secret' });
    expect((await get(server, '/healthz', { host: 'any.example' })).status).toBe(200);
  });

  test('bad options are refused by name', async () => {
    await expect(startServer({ port: 70_000 })).rejects.toThrow(/port must be an integer in the range/);
    await expect(startServer({ port: 0, limits: { maxSessions: 0 } })).rejects.toThrow(
      /maxSessions must be a number above 0/,
    );
    const unknown = { port: 0, limits: { maxSession: 1 } } as ServerOptions;
    await expect(startServer(unknown)).rejects.toThrow(/there is no limit maxSession/);
  });

  test('close says 1001 to every connection and frees the port', async () => {
    const server = await start();
    const client = await RawClient.open(server.url);
    await client.next();
    await Promise.all([server.close(), server.close()]);
    expect(await client.untilClosed()).toEqual({ code: 1001, reason: 'the server is going away' });
    await expect(get(server, '/healthz')).rejects.toThrow();
  });

  test('close does not wait for a client that never answers', async () => {
    const server = await start();
    const socket = connectSocket(server.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(
      'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    await server.close();
    socket.destroy();
  });
});

describe('who may connect', () => {
  test("a web page of another site may not, this server's own and configured ones may", async () => {
    const server = await start({ allowedOrigins: ['https://friend.example'] });
    const host = `127.0.0.1:${server.port}`;
    expect(await upgradeStatus(server, { host, origin: 'https://evil.example' })).toMatch(/^403 Origin https:\/\/evil/);
    expect(await upgradeStatus(server, { host, origin: 'null' })).toMatch(/^403 /);
    expect(await upgradeStatus(server, { host, origin: `http://127.0.0.1:${server.port + 1}` })).toMatch(/^403 /);
    for (const origin of [`http://${host}`, 'https://friend.example', undefined]) {
      const client = await RawClient.open(server.url, 'json', origin === undefined ? {} : { origin });
      expect((await client.next()).type).toBe('hello');
    }
  });

  test('a name that resolves to loopback is refused (DNS rebinding)', async () => {
    const server = await start();
    const origin = `http://evil.example:${server.port}`;
    const host = `evil.example:${server.port}`;
    expect(await upgradeStatus(server, { host, origin })).toMatch(/^403 Host must be localhost/);
    expect((await get(server, '/', { host })).status).toBe(403);
    expect((await get(server, '/healthz', { host: `localhost:${server.port}` })).status).toBe(200);
    expect((await get(server, '/healthz', { host: `[::1]:${server.port}` })).status).toBe(200);
    expect((await get(server, '/healthz', { host: '127.0.0.1.evil.example' })).status).toBe(403);
  });

  test('a strange subprotocol and a strange path are refused, none at all means JSON', async () => {
    const server = await start();
    expect(await upgradeStatus(server, { 'sec-websocket-protocol': 'graphql-ws' })).toMatch(
      /^400 Offer the subprotocol/,
    );
    expect(await upgradeStatus(server, {}, '/socket')).toBe('404 The WebSocket is at /ws.');
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
    const text = await new Promise<string>((resolve) =>
      socket.once('message', (data: Buffer) => resolve(data.toString())),
    );
    expect(JSON.parse(text)).toMatchObject({ type: 'hello', version: 1, tokenRequired: false });
    socket.close();
  });

  test('join needs the token where the server has one; three wrong ones close the connection with 4002', async () => {
    const server = await start({ token: 'right' });
    const client = await RawClient.open(server.url);
    expect((await client.next()).tokenRequired).toBe(true);
    const join = { type: 'join', role: 'viewer' };
    expect(await client.ask({ ...join, id: 1 })).toMatchObject({ code: 'E_UNAUTHORIZED', message: /none was sent/ });
    expect(await client.ask({ ...join, id: 2, token: 'wrong' })).toMatchObject({ code: 'E_UNAUTHORIZED' });
    expect(await client.ask({ ...join, id: 3, token: 'right' })).toEqual({ type: 'joined', id: 3, role: 'viewer' });
    const guesser = await RawClient.open(server.url);
    for (const id of [1, 2, 3]) guesser.send({ ...join, id, token: `guess ${id}` });
    expect((await guesser.untilClosed()).code).toBe(4002);
  });

  test('connections are limited', async () => {
    const server = await start({ limits: { maxConnections: 2 } });
    const first = await RawClient.open(server.url);
    await RawClient.open(server.url);
    expect(await upgradeStatus(server, {})).toMatch(/^503 The server's 2 connections are taken/);
    first.close();
    await first.untilClosed();
    await expect.poll(async () => (await RawClient.open(server.url).catch(() => null)) !== null).toBe(true);
  });
});

describe('how long a connection stands', () => {
  test('one that says nothing is closed with 4000, a viewer is not', async () => {
    const server = await start({ limits: { idleSeconds: 1 } });
    const silent = await RawClient.open(server.url);
    const viewer = await RawClient.join(server.url, 'viewer');
    expect(await silent.untilClosed()).toEqual({ code: 4000, reason: 'no message for 1 s' });
    expect(viewer.closed).toBeNull();
  });

  test('one that answers no pings is closed', async () => {
    const server = await start({ limits: { heartbeatSeconds: 0.5 } });
    const deaf = await RawClient.open(server.url, 'json', { autoPong: false });
    const alive = await RawClient.join(server.url, 'viewer');
    await deaf.untilClosed();
    expect(alive.closed).toBeNull();
    expect((await alive.ask({ type: 'ping', id: 1 })).type).toBe('ok');
  });

  test('a message beyond the limit closes the connection with 1009', async () => {
    const server = await start({ limits: { maxMessageBytes: 1_000 } });
    const client = await RawClient.open(server.url);
    client.sendRaw('x'.repeat(1_001));
    expect((await client.untilClosed()).code).toBe(1009);
  });
});

test('bytes that break the WebSocket protocol itself end that connection and no other', async () => {
  const server = await start();
  const other = await RawClient.join(server.url, 'viewer');
  const upgrade =
    'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
  const garbage = [
    [0x81, 0x01, 0x61], // not masked
    [0xf1, 0x80, 0, 0, 0, 0], // reserved bits
    [0x83, 0x80, 0, 0, 0, 0], // an opcode there is none of
    [0x80, 0x80, 0, 0, 0, 0], // a continuation of nothing
    [0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // 2^64 bytes to come
    [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed], // a close with the reserved code 1005
  ];
  for (const bytes of garbage) {
    const socket = connectSocket(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(upgrade);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(Uint8Array.from(bytes));
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
  }
  expect((await other.ask({ type: 'ping', id: 1 })).type).toBe('ok');
});

describe('the page', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ludus-viewer-'));
  const viewerDir = join(directory, 'viewer');
  const index = join(viewerDir, 'index.html');
  mkdirSync(join(viewerDir, 'assets'), { recursive: true });
  writeFileSync(index, '<!doctype html><title>one</title>');
  writeFileSync(join(viewerDir, 'assets', 'main-AbCd_123.js'), `console.log(1);${' '.repeat(1_000)}`);
  writeFileSync(join(directory, 'secret.txt'), 'secret');

  test('is served with a strict policy and an ETag; what is hashed may be kept for ever', async () => {
    const server = await start({ viewerDir });
    const page = await get(server, '/');
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>one</title>' });
    expect(page.headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'",
    );
    expect(page.headers['content-security-policy']).not.toMatch(/'unsafe-/);
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' });
    const again = await get(server, '/', { 'if-none-match': String(page.headers.etag) });
    expect(again).toMatchObject({ status: 304, body: '' });
    const script = await get(server, '/assets/main-AbCd_123.js', { 'accept-encoding': 'br, gzip' });
    expect(script.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      'content-type': 'text/javascript; charset=utf-8',
    });
  });

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '//secret.txt',
    '/\\..\\secret.txt',
    '/assets',
    '/%',
    '/index.html%00',
  ])('nothing outside its folder: %s', async (path) => {
    const server = await start({ viewerDir });
    await get(server, '/');
    const { status, body } = await get(server, path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  test('a new build shows at the next load, a vanished one leaves the old', async () => {
    const server = await start({ viewerDir });
    await get(server, '/');
    writeFileSync(index, '<!doctype html><title>two</title>');
    utimesSync(index, new Date(), new Date(Date.now() + 5_000));
    expect((await get(server, '/')).body).toContain('two');
    rmSync(viewerDir, { recursive: true });
    expect((await get(server, '/')).body).toContain('two');
  });

  test('that is not built says so', async () => {
    const server = await start({ viewerDir: join(directory, 'none') });
    const { status, body } = await get(server, '/');
    expect(status).toBe(503);
    expect(body).toContain('npm run build');
  });

  test('takes no other methods', async () => {
    const server = await start();
    expect((await fetch(server.url, { method: 'POST', body: 'x' })).status).toBe(405);
  });
});
