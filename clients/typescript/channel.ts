/**
 * Requests and replies over one connection. Any number of requests may be under way; the server answers them in order.
 */
import type { CodecName } from '../../server/protocol/codec.ts';
import { LudusError } from '../../server/protocol/errors.ts';
import type { ClientRequest, ErrorMessage, Hello, Reply, Role, SessionEvent } from '../../server/protocol/messages.ts';
import { Socket } from './socket.ts';

export interface ChannelOptions {
  readonly role: Role;
  /** Shown in the viewer's list. */
  readonly name?: string | undefined;
  readonly token?: string | undefined;
  /** Default `msgpack`. */
  readonly codec?: CodecName | undefined;
}

type WithoutId<Request> = Request extends ClientRequest ? Omit<Request, 'id'> : never;
type ReplyOf<Type> = Extract<Reply, { type: Type }>;

interface Pending {
  readonly expected: string;
  readonly resolve: (reply: never) => void;
  readonly reject: (error: LudusError) => void;
}

export class Channel {
  #socket: Socket | null = null;
  #hello: Hello | null = null;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #closed: LudusError | null = null;
  /** Hears of the end, and of errors that answer no request. */
  onClose: (error: LudusError) => void = () => {};
  onError: (error: LudusError) => void = () => {};

  /** Connects and joins. Rejects with `E_CONNECTION` or the server's refusal. */
  static async open(url: string, { role, name, token, codec = 'msgpack' }: ChannelOptions): Promise<Channel> {
    const channel = new Channel();
    const socket = await Socket.open(url, codec, {
      message: (message) => channel.#receive(message as Hello | Reply),
      close: (error) => channel.#end(error),
    });
    channel.#socket = socket;
    try {
      // The greeting comes before the answer.
      await channel.request(
        { type: 'join', role, ...(name === undefined ? {} : { name }), ...(token === undefined ? {} : { token }) },
        'joined',
      );
    } catch (error) {
      socket.close();
      throw error;
    }
    return channel;
  }

  get codec(): CodecName {
    return this.#require().codec;
  }

  /** The server's greeting: version and limits. */
  get hello(): Hello {
    if (this.#hello === null) throw new LudusError('E_CLOSED', 'Reading the greeting: the server has not greeted.');
    return this.#hello;
  }

  get queuedBytes(): number {
    return this.#socket?.queuedBytes ?? 0;
  }

  get isOpen(): boolean {
    return this.#closed === null && this.#socket?.isOpen === true;
  }

  /** Sends a request; resolves with its reply, rejects with `LudusError`. */
  request<Type extends Reply['type']>(request: WithoutId<ClientRequest>, expected: Type): Promise<ReplyOf<Type>> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const socket = this.#require();
      this.#pending.set(id, { expected, resolve, reject });
      socket.send({ ...request, id });
    });
  }

  /** Sends an event, which is not answered. */
  emit(event: SessionEvent): void {
    this.#require().send(event);
  }

  /** Requests still under way are rejected with `E_CLOSED`. */
  close(): void {
    const socket = this.#socket;
    this.#end(new LudusError('E_CLOSED', 'The connection was closed by this client.'));
    socket?.close();
  }

  #require(): Socket {
    if (this.#closed !== null) throw this.#closed;
    if (this.#socket === null) throw new LudusError('E_CLOSED', 'The connection does not stand yet.');
    return this.#socket;
  }

  #receive(message: Hello | Reply): void {
    if (message.type === 'hello') {
      this.#hello = message;
      return;
    }
    const pending = typeof message.id === 'number' ? this.#pending.get(message.id) : undefined;
    if (pending === undefined) {
      if (message.type === 'error') this.onError(errorOf(message));
      return;
    }
    this.#pending.delete(message.id as number);
    if (message.type === 'error') pending.reject(errorOf(message));
    else if (message.type === pending.expected) pending.resolve(message as never);
    else {
      const text = `The server answered \`${message.type}\` where \`${pending.expected}\` was expected.`;
      pending.reject(new LudusError('E_MALFORMED', text));
    }
  }

  #end(error: LudusError): void {
    if (this.#closed !== null) return;
    this.#closed = error;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
    this.onClose(error);
  }
}

function errorOf({ code, message }: ErrorMessage): LudusError {
  return new LudusError(code, message);
}
