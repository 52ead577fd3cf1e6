/**
 * `startServer`: HTTP for the page, WebSocket for everything else, on one port.
 *
 * Loopback unless told otherwise; a host beyond it needs a token, because whoever reaches the port can run
 * environments on this machine.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type WebSocket, WebSocketServer } from 'ws';
import { Connection, type ConnectionContext } from './connection/connection.ts';
import { isLoopback, type OriginRules, refusal, SECURITY_HEADERS } from './http/security.ts';
import { StaticFiles } from './http/static-files.ts';
import { resolveLimits, type ServerLimits } from './limits.ts';
import { Lobby } from './matches/lobby.ts';
import { type Codec, jsonCodec, msgpackCodec } from './protocol/codec.ts';
import { DEFAULT_PORT, PROTOCOL_VERSION, WEBSOCKET_PATH } from './protocol/messages.ts';
import { SessionHub } from './sessions/hub.ts';

export interface ServerOptions {
  /** Where to listen, default `127.0.0.1`. Beyond loopback a `token` is required. */
  readonly host?: string | undefined;
  /** Default 7766; 0 for any free one. */
  readonly port?: number | undefined;
  /** True (the default where `port` is not given): take the next free port where this one is taken. */
  readonly portFallback?: boolean | undefined;
  /** What `join` must say. */
  readonly token?: string | undefined;
  readonly limits?: Partial<ServerLimits> | undefined;
  /** The built page, default the one that ships. */
  readonly viewerDir?: string | undefined;
  /** Origins of other sites whose pages may connect, `https://example.org`. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Hears of connections come and gone, one line each. */
  readonly logger?: ((line: string) => void) | undefined;
}

export interface LudusServer {
  /** `http://127.0.0.1:7766` */
  readonly url: string;
  readonly port: number;
  readonly hub: SessionHub;
  /** Closes every connection (1001) and the port. Harmless twice. */
  close(): Promise<void>;
}

/** Ports tried after the first. */
const PORT_ATTEMPTS = 20;
/** Milliseconds between looks at every connection. */
const TICK_INTERVAL = 100;
/** Milliseconds that clients have to answer a closing handshake when the server stops. */
const CLOSE_GRACE = 500;

/**
 * Starts listening.
 *
 * @example
 * const server = await startServer({ port: 0 });
 * const publisher = server.hub.publish({ kind: 'training', name: 'mine', spec, agent: 'dqn', renderFps: 50 });
 * await server.close();
 *
 * Throws `RangeError` on an option outside its rule, and `Error` where the port is taken.
 */
export async function startServer(options: ServerOptions = {}): Promise<LudusServer> {
  const { host = '127.0.0.1', port = DEFAULT_PORT, portFallback = options.port === undefined } = options;
  const { token, viewerDir = defaultViewerDirectory(), allowedOrigins = [], logger = () => {} } = options;
  checkAddress(host, port, token);
  const limits = resolveLimits(options.limits);
  const hub = new SessionHub(limits);
  const rules: OriginRules = { loopback: isLoopback(host), allowedOrigins };
  const lobby = new Lobby(hub, limits);
  const context: ConnectionContext = { hub, lobby, limits, token, serverName: serverName() };
  const connections = new Set<Connection>();
  const files = new StaticFiles(viewerDir);
  const http = createServer((request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const refused = refusal(request, rules);
    const pathname = (request.url ?? '/').split(/[?#]/, 1)[0]!;
    if (refused !== null) response.writeHead(403, { 'content-type': 'text/plain' }).end(`${refused}\n`);
    else if (request.method !== 'GET' && request.method !== 'HEAD')
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    else if (pathname === '/healthz') {
      let queuedBytes = 0;
      for (const connection of connections) queuedBytes += connection.queuedBytes;
      const health = {
        status: 'ok',
        server: context.serverName,
        protocol: PROTOCOL_VERSION,
        connections: connections.size,
        queuedBytes,
      };
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(`${JSON.stringify(health)}\n`);
    } else files.serve(request, response, pathname);
  });
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    // Compression costs more time than loopback has and more memory a connection than everything else here.
    perMessageDeflate: false,
    handleProtocols: (offered) => chooseCodec(offered)?.subprotocol ?? false,
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const codec = chooseCodec(offeredProtocols(request));
    const refused = refusal(request, rules);
    if (refused !== null) refuseUpgrade(socket, 403, refused);
    else if ((request.url ?? '').split('?', 1)[0] !== WEBSOCKET_PATH) {
      refuseUpgrade(socket, 404, `The WebSocket is at ${WEBSOCKET_PATH}.`);
    } else if (codec === null) {
      refuseUpgrade(
        socket,
        400,
        `Offer the subprotocol ${msgpackCodec.subprotocol} or ${jsonCodec.subprotocol}, or none for JSON.`,
      );
    } else if (connections.size >= limits.maxConnections) {
      refuseUpgrade(socket, 503, `The server's ${limits.maxConnections} connections are taken; try again later.`);
    } else {
      webSockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
        const connection = new Connection(webSocket, socket, codec, context);
        connections.add(connection);
        logger(
          `connection from ${request.socket.remoteAddress ?? 'unknown'} (${codec.name}), ${connections.size} open`,
        );
        webSocket.on('close', (code) => {
          connections.delete(connection);
          logger(`connection closed (${code}), ${connections.size} open`);
        });
      });
    }
  });

  const bound = await listen(http, host, port, portFallback);
  http.on('error', (error) => logger(`server: ${error.message}`)); // too many open files, say: the others go on
  const ticker = setInterval(() => {
    const now = performance.now();
    for (const connection of connections) connection.tick(now);
  }, TICK_INTERVAL);
  ticker.unref();

  let closing: Promise<void> | null = null;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    hub,
    close: () => {
      lobby.close();
      closing ??= shutDown(http, webSockets, connections, ticker);
      return closing;
    },
  };
}

function checkAddress(host: string, port: number, token: string | undefined): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`Starting the server: port must be an integer in the range [0, 65535]; got ${port}.`);
  }
  if (token === '') throw new RangeError('Starting the server: the token must not be empty; leave it out for none.');
  if (!isLoopback(host) && token === undefined) {
    throw new RangeError(
      `Starting the server: host ${host} can be reached by other machines, which requires a token; ` +
        'give one (--token, or `token` in code), or listen on 127.0.0.1.',
    );
  }
}

async function listen(http: Server, host: string, port: number, fallback: boolean): Promise<number> {
  const last = fallback && port !== 0 ? Math.min(port + PORT_ATTEMPTS, 65_535) : port;
  for (let candidate = port; ; candidate++) {
    try {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject);
        http.listen(candidate, host, () => {
          http.removeListener('error', reject);
          resolve();
        });
      });
      return (http.address() as AddressInfo).port;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      http.removeAllListeners('error'); // the failed attempt's own
      if (code === 'EADDRINUSE' && candidate < last) continue;
      if (code === 'EADDRINUSE') {
        const range = last === port ? `port ${port} is` : `ports ${port} to ${last} are`;
        throw new Error(
          `Starting the server: ${range} taken on ${host}; stop what listens there or give another port.`,
        );
      }
      throw new Error(`Starting the server on ${host}:${candidate}: ${(error as Error).message}.`, { cause: error });
    }
  }
}

/** JSON where nothing is offered, so that `wscat` works as it comes; null where only strange ones are. */
function chooseCodec(offered: ReadonlySet<string>): Codec | null {
  if (offered.has(msgpackCodec.subprotocol)) return msgpackCodec;
  return offered.size === 0 || offered.has(jsonCodec.subprotocol) ? jsonCodec : null;
}

function offeredProtocols(request: IncomingMessage): ReadonlySet<string> {
  const header = request.headers['sec-websocket-protocol'] ?? '';
  return new Set(
    header
      .split(',')
      .map((protocol) => protocol.trim())
      .filter((protocol) => protocol !== ''),
  );
}

function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  const body = `${reason}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

async function shutDown(
  http: Server,
  webSockets: WebSocketServer,
  connections: ReadonlySet<Connection>,
  ticker: NodeJS.Timeout,
): Promise<void> {
  clearInterval(ticker);
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  for (const connection of connections) connection.close(1001, 'the server is going away');
  http.closeIdleConnections();
  const grace = setTimeout(() => {
    for (const webSocket of webSockets.clients) webSocket.terminate();
    http.closeAllConnections();
  }, CLOSE_GRACE);
  await closed;
  clearTimeout(grace);
}

/** Beside `server` in what is published; `dist/viewer` where the sources run. */
function defaultViewerDirectory(): string {
  const source = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(source ? '../dist/viewer' : '../viewer', import.meta.url));
}

function serverName(): string {
  const source = import.meta.url.endsWith('.ts');
  const path = fileURLToPath(new URL(source ? '../package.json' : '../../package.json', import.meta.url));
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
  return `ludus/${version}`;
}
