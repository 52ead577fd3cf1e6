/**
 * A client made of `ws` and a codec alone, for tests of the server's wire: what it sends is exactly what it is given, and
 * what comes is kept in order.
 */
import { WebSocket } from 'ws';
import { type CodecName, codecOf } from '../../server/protocol/codec.ts';

export type Message = Record<string, unknown> & { readonly type: string };

export class RawClient {
  readonly socket: WebSocket;
  readonly #codec;
  readonly #messages: Message[] = [];
  readonly #waiting: (() => void)[] = [];
  closed: { code: number; reason: string } | null = null;

  private constructor(socket: WebSocket, codec: CodecName) {
    this.socket = socket;
    this.#codec = codecOf(codec);
    socket.on('message', (data: Buffer, isBinary) => {
      this.#messages.push(this.#codec.decode(isBinary ? data : data.toString('utf8')) as Message);
      this.#wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#wake();
    });
    socket.on('error', () => {});
  }

  /** @param url of the server, `http://...` */
  static async open(url: string, codec: CodecName = 'json', options: object = {}): Promise<RawClient> {
    const address = `${url.replace('http', 'ws')}/ws`;
    const socket = new WebSocket(address, [codecOf(codec).subprotocol], options);
    const client = new RawClient(socket, codec);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  /** Open, greeted and joined. */
  static async join(url: string, role: string, codec: CodecName = 'json', name = 'test'): Promise<RawClient> {
    const client = await RawClient.open(url, codec);
    await client.next();
    const joined = await client.ask({ type: 'join', id: 'join', role, name });
    if (joined.type !== 'joined') throw new Error(`join was answered ${JSON.stringify(joined)}`);
    return client;
  }

  send(message: unknown): void {
    this.socket.send(this.#codec.encode(message));
  }

  sendRaw(frame: string | Uint8Array): void {
    this.socket.send(frame);
  }

  /** Sends a request and gives the message with its id, leaving others in the queue. */
  async ask(message: Message): Promise<Message> {
    this.send(message);
    return this.find((answer) => answer.id === message.id);
  }

  /** The next message, whatever it is. */
  next(): Promise<Message> {
    return this.find(() => true);
  }

  /** The first message kept or to come that `holds`, taken out of the queue. */
  async find(holds: (message: Message) => boolean, timeout = 10_000): Promise<Message> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const index = this.#messages.findIndex(holds);
      if (index !== -1) return this.#messages.splice(index, 1)[0]!;
      if (this.closed !== null) throw new Error(`closed (${this.closed.code}) before the message came`);
      if (Date.now() > deadline)
        throw new Error(`no such message in ${timeout} ms; have ${JSON.stringify(this.#messages)}`);
      await this.#change(deadline);
    }
  }

  /** What has come and not been taken. */
  take(): Message[] {
    return this.#messages.splice(0);
  }

  async untilClosed(timeout = 10_000): Promise<{ code: number; reason: string }> {
    const deadline = Date.now() + timeout;
    while (this.closed === null) {
      if (Date.now() > deadline) throw new Error(`still open after ${timeout} ms`);
      await this.#change(deadline);
    }
    return this.closed;
  }

  close(): void {
    this.socket.close();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #change(deadline: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      setTimeout(resolve, Math.max(1, deadline - Date.now())).unref();
    });
  }
}

/** A session of CartPole for tests of the relay; nothing of it is simulated. */
export const CART_POLE = {
  kind: 'training',
  name: 'dqn on CartPole-v1',
  spec: { id: 'CartPole-v1', rewardThreshold: 475, maxEpisodeSteps: 500, kwargs: {}, bundled: true },
  agent: 'dqn',
  renderFps: 50,
} as const;
