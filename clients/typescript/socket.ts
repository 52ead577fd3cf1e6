/**
 * A WebSocket in Node and in a browser: `ws` there (Node 20 has none of its own, and ws is the faster), the global one here.
 */
import { type Codec, type CodecName, codecOf, type WireFrame } from '../../server/protocol/codec.ts';
import { LudusError } from '../../server/protocol/errors.ts';

/** The part of the browser's `WebSocket` used here; ws has the same. */
interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  send(frame: WireFrame): void;
  close(code?: number, reason?: string): void;
}

type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

export interface SocketEvents {
  message(message: unknown): void;
  /** After the connection stood, or instead of it. */
  close(error: LudusError): void;
}

/** Milliseconds to wait for the connection to stand. */
const CONNECT_TIMEOUT = 10_000;
const OPEN = 1;

export class Socket {
  readonly #webSocket: WebSocketLike;
  readonly #codec: Codec;

  private constructor(webSocket: WebSocketLike, codec: Codec) {
    this.#webSocket = webSocket;
    this.#codec = codec;
  }

  /** Opens a connection. Rejects with `E_CONNECTION`. */
  static async open(url: string, codecName: CodecName, events: SocketEvents): Promise<Socket> {
    const codec = codecOf(codecName);
    const address = webSocketAddress(url);
    const WebSocketClass = await webSocketClass();
    const webSocket = new WebSocketClass(address, [codec.subprotocol]);
    webSocket.binaryType = 'arraybuffer';
    await new Promise<void>((resolve, reject) => {
      let why = '';
      const timer = setTimeout(() => {
        why = `nothing answered for ${CONNECT_TIMEOUT / 1_000} s`;
        webSocket.close();
      }, CONNECT_TIMEOUT);
      webSocket.onopen = () => {
        clearTimeout(timer);
        resolve();
      };
      webSocket.onerror = ({ message }) => {
        why ||= message ?? '';
      };
      webSocket.onclose = () => {
        clearTimeout(timer);
        const reason = why === '' ? '' : ` (${why})`;
        reject(
          new LudusError(
            'E_CONNECTION',
            `Connecting to ${address} failed${reason}; is a server running there? Start one with \`npx ludus serve\`.`,
          ),
        );
      };
      // Set before the connection stands: the server's first message may come with it.
      webSocket.onmessage = ({ data }) => {
        let message: unknown;
        try {
          message = codec.decode(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer));
        } catch (error) {
          events.close(error as LudusError);
          webSocket.close();
          return;
        }
        events.message(message);
      };
    });
    webSocket.onerror = () => {};
    webSocket.onclose = ({ code, reason }) => {
      const words = reason === '' ? '' : `: ${reason}`;
      events.close(
        new LudusError('E_CLOSED', `The connection to ${address} was closed (${code}${words}); connect again.`),
      );
    };
    return new Socket(webSocket, codec);
  }

  get codec(): CodecName {
    return this.#codec.name;
  }

  get isOpen(): boolean {
    return this.#webSocket.readyState === OPEN;
  }

  /** Bytes accepted and not yet taken by the network. */
  get queuedBytes(): number {
    return this.#webSocket.bufferedAmount;
  }

  send(message: unknown): void {
    this.#webSocket.send(this.#codec.encode(message));
  }

  close(): void {
    this.#webSocket.close(1000);
  }
}

/** `http` and a missing path are understood: what `ludus serve` prints can be pasted. */
function webSocketAddress(url: string): string {
  if (!URL.canParse(url)) {
    throw new LudusError('E_CONNECTION', `Connecting: "${url}" is no URL; give one like ws://127.0.0.1:7766/ws.`);
  }
  const address = new URL(url);
  if (address.protocol === 'http:') address.protocol = 'ws:';
  if (address.protocol === 'https:') address.protocol = 'wss:';
  if (address.protocol !== 'ws:' && address.protocol !== 'wss:') {
    throw new LudusError('E_CONNECTION', `Connecting: ${url} must begin with ws:// or wss://.`);
  }
  if (address.pathname === '/') address.pathname = '/ws';
  return address.href;
}

async function webSocketClass(): Promise<WebSocketConstructor> {
  const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';
  if (isNode) return (await import('ws')).WebSocket as unknown as WebSocketConstructor;
  return (globalThis as unknown as { readonly WebSocket: WebSocketConstructor }).WebSocket;
}
