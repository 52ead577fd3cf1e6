/**
 * One WebSocket: reading, checking, dispatching, answering, and the bounds of all that.
 *
 * Every frame is answered or obeyed, never fatal: whatever a frame holds, the worst it gets is an `error` message. What is
 * handled synchronously is answered in order, so requests may be pipelined. Replies of one burst of requests
 * leave in one write (the socket is corked until the burst has been read).
 *
 * Bounds: a client that asks without reading is itself not read any further while `maxQueuedBytes` wait for it; after
 * `slowSeconds` of that it is closed. One that says nothing for `idleSeconds`, or answers no pings, is closed.
 */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { isSameToken } from '../http/security.ts';
import type { ServerLimits } from '../limits.ts';
import type { Lobby } from '../matches/lobby.ts';
import type { Codec, CodecName, WireFrame } from '../protocol/codec.ts';
import { CLOSE_CODES, errorMessage, protocolError } from '../protocol/errors.ts';
import type { ClientMessage, ClientRequest, RequestId, ServerMessage } from '../protocol/messages.ts';
import { PROTOCOL_VERSION } from '../protocol/messages.ts';
import { parseClientMessage, readId } from '../protocol/schemas.ts';
import type { SessionHub } from '../sessions/hub.ts';
import { listEnvs } from '../worlds/listing.ts';
import { PlayerRole } from './player.ts';
import { PublisherRole } from './publisher.ts';
import { type Outbox, ROLE_MESSAGES, type RoleHandler } from './role.ts';
import { ViewerRole } from './viewer.ts';

export interface ConnectionContext {
  readonly hub: SessionHub;
  readonly lobby: Lobby;
  readonly limits: ServerLimits;
  readonly token: string | undefined;
  /** `ludus/0.1.0` */
  readonly serverName: string;
}

/** With these a client ends its connection on purpose: done, its page was left, and without a reason (RFC 6455, section 7.4.1). */
const LEAVING_CODES: readonly number[] = [1000, 1001, 1005];

/** Wrong tokens before the connection is closed. */
const MAX_TOKEN_ATTEMPTS = 3;

export class Connection implements Outbox {
  readonly #webSocket: WebSocket;
  readonly #socket: Duplex;
  readonly #codec: Codec;
  readonly #context: ConnectionContext;
  #role: RoleHandler | null = null;
  #tokenAttempts = 0;
  #corked = false;
  #paused = false;
  #closing = false;
  #lastHeardAt = performance.now();
  #lastPingAt = performance.now();
  #unansweredPings = 0;
  /** When the way out was last seen below its bound. */
  #lastFreeAt = performance.now();

  constructor(webSocket: WebSocket, socket: Duplex, codec: Codec, context: ConnectionContext) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#codec = codec;
    this.#context = context;
    webSocket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    webSocket.on('pong', () => {
      this.#unansweredPings = 0;
    });
    // The receiver's errors (a bad frame, one too large) have closed the connection with their code already.
    webSocket.on('error', () => {});
    webSocket.on('close', (code) => this.#role?.closed(!LEAVING_CODES.includes(code)));
    socket.on('drain', () => this.#tickRole());
    this.send({
      type: 'hello',
      version: PROTOCOL_VERSION,
      server: context.serverName,
      limits: {
        maxMessageBytes: context.limits.maxMessageBytes,
        maxSessions: context.limits.maxSessions,
        maxWorldsPerPlayer: context.limits.maxWorldsPerPlayer,
        maxEnvsPerWorld: context.limits.maxEnvsPerWorld,
        idleSeconds: context.limits.idleSeconds,
      },
      tokenRequired: context.token !== undefined,
    });
  }

  get codec(): CodecName {
    return this.#codec.name;
  }

  get queuedBytes(): number {
    return this.#webSocket.bufferedAmount;
  }

  send(message: ServerMessage): void {
    this.sendEncoded(this.#codec.encode(message));
  }

  sendPlain(message: ServerMessage): void {
    this.sendEncoded(this.#codec.encodePlain(message));
  }

  sendEncoded(frame: WireFrame): void {
    if (this.#closing || this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    this.#webSocket.send(frame);
    if (!this.#paused && this.queuedBytes > this.#context.limits.maxQueuedBytes) {
      this.#paused = true;
      this.#webSocket.pause();
    }
  }

  /** @param code of `CLOSE_CODES` or RFC 6455. */
  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#webSocket.close(code, reason);
  }

  /** To be called some ten times a second. `now`: milliseconds, as `performance.now()`. */
  tick(now: number): void {
    const { limits } = this.#context;
    this.#tickRole();
    if (this.queuedBytes <= limits.maxQueuedBytes) this.#lastFreeAt = now;
    else if (now - this.#lastFreeAt > limits.slowSeconds * 1_000) {
      this.close(CLOSE_CODES.tooSlow, 'nothing was read for too long');
      // The close frame waits behind what is not read; its memory is wanted back now.
      this.#webSocket.terminate();
      return;
    }
    if (this.#paused) return; // neither messages nor pongs are being read
    const { role, waiting } = this.#role ?? { role: null, waiting: false };
    if (role !== 'viewer' && !waiting && now - this.#lastHeardAt > limits.idleSeconds * 1_000) {
      this.close(CLOSE_CODES.idle, `no message for ${limits.idleSeconds} s`);
      return;
    }
    if (now - this.#lastPingAt < limits.heartbeatSeconds * 1_000) return;
    if (this.#unansweredPings >= 2) {
      this.close(CLOSE_CODES.idle, 'two pings went unanswered');
      this.#webSocket.terminate();
      return;
    }
    this.#lastPingAt = now;
    this.#unansweredPings++;
    this.#webSocket.ping();
  }

  #tickRole(): void {
    const { maxQueuedBytes } = this.#context.limits;
    if (this.#paused && this.queuedBytes <= maxQueuedBytes / 4) {
      this.#paused = false;
      this.#webSocket.resume();
    }
    if (!this.#closing) this.#role?.tick();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#closing) return;
    this.#lastHeardAt = performance.now();
    this.#cork();
    let id: RequestId | null = null;
    try {
      // ws gives one Buffer a message under its default `binaryType`.
      const frame = isBinary ? (data as Buffer) : (data as Buffer).toString('utf8');
      const raw = this.#codec.decodeUntrusted(frame);
      id = readId(raw);
      this.#dispatch(parseClientMessage(raw));
    } catch (error) {
      this.send(errorMessage(id, error));
    }
  }

  #dispatch(message: ClientMessage): void {
    if (message.type === 'join') {
      this.#join(message);
      return;
    }
    if (message.type === 'ping') {
      this.send({ type: 'ok', id: message.id });
      return;
    }
    const role = this.#role;
    if (role === null) {
      throw protocolError('E_NOT_JOINED', `Handling a \`${message.type}\`: a \`join\` must come first.`);
    }
    if (!ROLE_MESSAGES[role.role].has(message.type)) {
      throw protocolError(
        'E_WRONG_ROLE',
        `Handling a \`${message.type}\`: it is no message of a ${role.role}; use another connection for another role.`,
      );
    }
    if (message.type === 'envs') this.send({ type: 'envs', id: message.id, envs: listEnvs() });
    else role.handle(message);
  }

  #join({ id, role, name, token }: Extract<ClientRequest, { type: 'join' }>): void {
    if (this.#role !== null) {
      throw protocolError('E_ALREADY_JOINED', `Joining as ${role}: this connection is a ${this.#role.role} already.`);
    }
    const { hub, lobby, limits } = this.#context;
    if (this.#context.token !== undefined && !isSameToken(token, this.#context.token)) {
      if (++this.#tokenAttempts >= MAX_TOKEN_ATTEMPTS) {
        setImmediate(() => this.close(CLOSE_CODES.unauthorized, 'too many wrong tokens'));
      }
      const got = token === undefined ? 'none was sent' : 'another was sent';
      throw protocolError('E_UNAUTHORIZED', `Joining as ${role}: the server's \`token\` is required and ${got}.`);
    }
    // First the answer: a viewer's role begins to send at once.
    this.send({ type: 'joined', id, role });
    if (role === 'player') this.#role = new PlayerRole(hub, lobby, this, limits, name ?? 'player');
    else if (role === 'publisher') this.#role = new PublisherRole(hub, this);
    else this.#role = new ViewerRole(hub, this, limits.maxQueuedBytes);
  }

  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#socket.cork();
    process.nextTick(() => {
      this.#corked = false;
      this.#socket.uncork();
    });
  }
}
