/**
 * A connection of the page: joins as a viewer, or as a player while a person plays, and stays joined.
 *
 * A machine with five states. `connecting` until the server has said `joined`; `open`; `waiting` between two attempts
 * after a loss; `refused` where the server wants a token that we do not have, until one is given; `incompatible` where
 * it speaks another version. Requests are answered in order and matched by id; all that is in flight fails with a loss.
 *
 * A peer that vanished without a word (a laptop lid, a pulled cable) is found by a `ping` of our own: browsers do not
 * show the WebSocket's own heartbeat to the page.
 */
import { msgpackCodec } from '../../server/protocol/codec.ts';
import {
  type ClientRequest,
  type ErrorMessage,
  PROTOCOL_VERSION,
  type Reply,
  type RequestId,
  type Role,
  type ServerMessage,
  type ViewerEvent,
  WEBSOCKET_PATH,
} from '../../server/protocol/messages.ts';
import { backoffDelay } from './backoff.ts';

const PING_EVERY_MS = 15_000;
/** A server that does not answer for this long is gone. */
const ANSWER_WITHIN_MS = 10_000;

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly server: string }
  /** `retryAt`: milliseconds since the epoch. `wasOpen`: the page had been connected before. */
  | { readonly kind: 'waiting'; readonly retryAt: number; readonly wasOpen: boolean }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'incompatible'; readonly message: string };

export interface ConnectionHandlers {
  state(state: ConnectionState): void;
  event(event: ViewerEvent): void;
  /** An error of the server that answers none of our requests. */
  error(error: ErrorMessage): void;
}

/** What the server answered `error` to. */
export class RequestError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}

/** A request without its id, which the connection gives. */
type WithoutId<T> = T extends { readonly id: RequestId } ? Omit<T, 'id'> : never;

interface Pending {
  resolve(reply: Reply): void;
  reject(error: RequestError): void;
}

export class Connection {
  state: ConnectionState = { kind: 'connecting' };
  private readonly handlers: ConnectionHandlers;
  private readonly role: Role;
  private token: string | null;
  private socket: WebSocket | null = null;
  private readonly pending = new Map<RequestId, Pending>();
  private nextId = 1;
  private attempt = 0;
  private wasOpen = false;
  private retryTimer = 0;
  private pingTimer = 0;
  private silenceTimer = 0;

  constructor(token: string | null, handlers: ConnectionHandlers, role: Role = 'viewer') {
    this.token = token;
    this.handlers = handlers;
    this.role = role;
    addEventListener('online', () => this.retryNow());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.retryNow();
    });
  }

  /** Opens the connection; from then on it keeps itself. */
  connect(): void {
    clearTimeout(this.retryTimer);
    this.drop();
    this.setState({ kind: 'connecting' });
    const url = new URL(WEBSOCKET_PATH, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, [msgpackCodec.subprotocol]);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.expectAnswer();
    socket.onmessage = ({ data }) => {
      if (this.socket === socket && data instanceof ArrayBuffer) this.receive(new Uint8Array(data));
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  /** Where the page waits to try again, it tries at once. */
  retryNow(): void {
    if (this.state.kind === 'waiting') this.connect();
  }

  /** Tries again with a token, where the server refused us without one. */
  useToken(token: string): void {
    this.token = token;
    this.attempt = 0;
    this.connect();
  }

  /** Ends the connection for good. */
  close(): void {
    clearTimeout(this.retryTimer);
    this.attempt = 0;
    this.state = { kind: 'connecting' };
    this.drop();
  }

  /** @returns the server's answer. Rejects with a `RequestError` where that is an error or the connection is lost. */
  request(message: WithoutId<ClientRequest>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const socket = this.socket;
      if (socket === null || socket.readyState !== WebSocket.OPEN) {
        reject(new RequestError('E_NOT_CONNECTED', `cannot send "${message.type}": the page is not connected`));
        return;
      }
      const id = this.nextId++;
      this.pending.set(id, { resolve, reject });
      socket.send(msgpackCodec.encode({ ...message, id }) as Uint8Array<ArrayBuffer>);
    });
  }

  private receive(bytes: Uint8Array): void {
    this.expectAnswer(false);
    let message: ServerMessage;
    try {
      message = msgpackCodec.decode(bytes) as ServerMessage;
    } catch (error) {
      this.stop({
        kind: 'incompatible',
        message: `The server sent what this page cannot read: ${error}. Reload the page.`,
      });
      return;
    }
    switch (message.type) {
      case 'hello':
        if (message.version !== PROTOCOL_VERSION) {
          this.stop({
            kind: 'incompatible',
            message: `This page speaks version ${PROTOCOL_VERSION} of the protocol, the server ${message.version}. Reload the page.`,
          });
          return;
        }
        this.join(message.server, message.tokenRequired);
        return;
      case 'session':
      case 'session_removed':
      case 'snapshot':
      case 'episode':
      case 'steps':
      case 'episode_end':
      case 'metrics':
      case 'status':
        this.handlers.event(message);
        return;
      default: {
        const waiting = message.id === null ? undefined : this.pending.get(message.id);
        if (message.id !== null) this.pending.delete(message.id);
        if (message.type !== 'error') waiting?.resolve(message);
        else if (waiting) waiting.reject(new RequestError(message.code, message.message));
        else this.handlers.error(message);
      }
    }
  }

  private join(server: string, tokenRequired: boolean): void {
    if (tokenRequired && this.token === null) {
      this.stop({ kind: 'refused', message: 'This server asks for a token.' });
      return;
    }
    const token = this.token === null ? {} : { token: this.token };
    this.request({ type: 'join', role: this.role, name: 'page', ...token }).then(
      () => {
        this.attempt = 0;
        this.wasOpen = true;
        this.pingTimer = window.setInterval(() => this.ping(), PING_EVERY_MS);
        this.setState({ kind: 'open', server });
      },
      (error: RequestError) => {
        if (error.code === 'E_UNAUTHORIZED') this.stop({ kind: 'refused', message: error.message });
        else if (error.code !== 'E_NOT_CONNECTED') this.lost();
      },
    );
  }

  private ping(): void {
    this.expectAnswer();
    this.request({ type: 'ping' }).catch(() => undefined); // A loss is told by the socket's close.
  }

  /** Anything the server sends counts as its answer. */
  private expectAnswer(expected = true): void {
    clearTimeout(this.silenceTimer);
    if (expected) this.silenceTimer = window.setTimeout(() => this.lost(), ANSWER_WITHIN_MS);
  }

  private lost(): void {
    this.drop();
    const delay = backoffDelay(this.attempt++, Math.random());
    this.retryTimer = window.setTimeout(() => this.connect(), delay);
    this.setState({ kind: 'waiting', retryAt: Date.now() + delay, wasOpen: this.wasOpen });
  }

  private stop(state: ConnectionState): void {
    this.drop();
    this.setState(state);
  }

  private drop(): void {
    clearInterval(this.pingTimer);
    clearTimeout(this.silenceTimer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    const lost = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of lost) reject(new RequestError('E_NOT_CONNECTED', 'the connection was lost'));
  }

  private setState(state: ConnectionState): void {
    this.state = state;
    this.handlers.state(state);
  }
}
