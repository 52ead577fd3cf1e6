/**
 * `publish`: streaming a trainer's session to a server elsewhere, never in the trainer's way.
 *
 * `send` never waits and never throws. What the network does not take in time is left out so that memory stays bounded: of
 * episodes the rest of the running one (a viewer can only show what it has from the start), of the curves the
 * oldest points. A lost connection is tried again, ever more rarely, and the session goes on where it was.
 */
import type { CodecName } from '../../server/protocol/codec.ts';
import type { LudusError } from '../../server/protocol/errors.ts';
import type { ClientRequest, MetricsPoint, SessionEvent, StreamEvent } from '../../server/protocol/messages.ts';
import { Channel } from './channel.ts';

/** What is published: its name, world and agent. */
export type PublishRequest = Omit<Extract<ClientRequest, { type: 'publish' }>, 'type' | 'id' | 'resume'>;

export interface PublishOptions {
  readonly token?: string | undefined;
  /** Default `msgpack`. */
  readonly codec?: CodecName | undefined;
  /** Hears, in one line, of a connection lost and found, and of events the server refused. */
  readonly onStatus?: ((line: string) => void) | undefined;
}

export interface RemotePublisher {
  /** The session's id on the server. */
  readonly session: string;
  /** Steps left out so far. */
  readonly droppedSteps: number;
  send(event: StreamEvent): void;
  /** Sends what waits and ends the session: `finished` unless the last status said otherwise. Harmless twice. */
  close(): Promise<void>;
}

/** Bytes waiting for the network above which episodes are left out: a second at 8 MB/s. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024;
/** Curve points kept while the connection is lost or slow. */
const MAX_WAITING_POINTS = 10_000;
/** Milliseconds; doubled after each failure, with up to half of it at random so that many do not come back at once. */
const FIRST_RETRY = 500;
const LAST_RETRY = 30_000;
/** Milliseconds that `close` gives to what waits. */
const CLOSE_TIMEOUT = 5_000;

/**
 * Begins a session on a server elsewhere.
 *
 * Rejects with `LudusError` where the first connection fails; later ones are tried again for as long as it takes.
 */
export async function publish(
  url: string,
  info: PublishRequest,
  options: PublishOptions = {},
): Promise<RemotePublisher> {
  const publisher = new ReconnectingPublisher(url, info, options);
  await publisher.connect();
  return publisher;
}

class ReconnectingPublisher implements RemotePublisher {
  readonly #url: string;
  readonly #info: PublishRequest;
  readonly #options: PublishOptions;
  #channel: Channel | null = null;
  #session = '';
  #closed = false;
  #retryTimer: ReturnType<typeof setTimeout> | null = null;
  #retryDelay = FIRST_RETRY;
  /** True from something left out to the next episode's beginning. */
  #skipping = true;
  #droppedSteps = 0;
  #waitingPoints: MetricsPoint[] = [];
  #lastStatus: Extract<StreamEvent, { type: 'status' }> | null = null;
  #statusWaits = false;

  constructor(url: string, info: PublishRequest, options: PublishOptions) {
    this.#url = url;
    this.#info = info;
    this.#options = options;
  }

  get session(): string {
    return this.#session;
  }

  get droppedSteps(): number {
    return this.#droppedSteps;
  }

  async connect(): Promise<void> {
    const { token, codec } = this.#options;
    const channel = await Channel.open(this.#url, { role: 'publisher', name: this.#info.name, token, codec });
    channel.onClose = (error) => this.#lost(error);
    channel.onError = (error) => {
      this.#skipping = true;
      this.#say(`the server refused an event: ${error.message}`);
    };
    const resume = this.#session === '' ? {} : { resume: this.#session };
    try {
      const { session } = await channel.request({ type: 'publish', ...this.#info, ...resume }, 'published');
      this.#session = session;
    } catch (error) {
      channel.onClose = () => {};
      channel.close();
      throw error;
    }
    if (this.#closed) {
      channel.close();
      return;
    }
    this.#channel = channel;
    this.#retryDelay = FIRST_RETRY;
    this.#flush();
  }

  send(event: StreamEvent): void {
    if (this.#closed) return;
    switch (event.type) {
      case 'metrics':
        for (const point of event.points) this.#waitingPoints.push(point);
        if (this.#waitingPoints.length > MAX_WAITING_POINTS) {
          this.#waitingPoints.splice(0, this.#waitingPoints.length - MAX_WAITING_POINTS);
        }
        this.#flush();
        return;
      case 'status':
        this.#lastStatus = event;
        this.#statusWaits = true;
        this.#flush();
        return;
      case 'episode':
        this.#skipping = !this.#hasRoom();
        break;
      case 'steps':
      case 'episode_end':
        if (!this.#hasRoom()) this.#skipping = true;
        break;
      default:
        event satisfies never;
    }
    if (!this.#skipping) this.#emit(event);
    else if (event.type === 'steps') this.#droppedSteps += event.actions.length;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const channel = this.#channel;
    const { state } = this.#lastStatus ?? { state: 'running' };
    if (state !== 'finished' && state !== 'failed') {
      const progress = this.#lastStatus?.progress ?? null;
      this.send({ type: 'status', state: 'finished', phase: 'finished', progress });
    }
    this.#closed = true;
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    if (channel === null) return;
    channel.onClose = () => {};
    // The answer to a ping says that everything before it has arrived.
    const timeout = new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT).unref?.());
    await Promise.race([channel.request({ type: 'ping' }, 'ok').catch(() => {}), timeout]);
    channel.close();
  }

  #hasRoom(): boolean {
    return this.#channel?.isOpen === true && this.#channel.queuedBytes <= MAX_QUEUED_BYTES;
  }

  #emit(event: StreamEvent): void {
    this.#channel?.emit({ ...event, session: this.#session } as SessionEvent);
  }

  #flush(): void {
    if (!this.#hasRoom()) return;
    if (this.#waitingPoints.length > 0) {
      this.#emit({ type: 'metrics', points: this.#waitingPoints });
      this.#waitingPoints = [];
    }
    if (this.#statusWaits && this.#lastStatus !== null) {
      this.#emit(this.#lastStatus);
      this.#statusWaits = false;
    }
  }

  #lost(error: LudusError): void {
    this.#channel = null;
    this.#skipping = true;
    // The server has marked the session failed; on coming back it is told how things stand.
    this.#statusWaits = this.#lastStatus !== null;
    if (this.#closed) return;
    this.#say(`${error.message} Trying again; training goes on.`);
    this.#retry();
  }

  #retry(): void {
    const delay = this.#retryDelay * (1 + Math.random() / 2);
    this.#retryDelay = Math.min(this.#retryDelay * 2, LAST_RETRY);
    this.#retryTimer = setTimeout(() => {
      this.connect().then(
        () => this.#say(`connected to ${this.#url} again`),
        () => {
          if (!this.#closed) this.#retry();
        },
      );
    }, delay);
    // A publisher that cannot be reached keeps no process alive.
    this.#retryTimer.unref?.();
  }

  #say(line: string): void {
    this.#options.onStatus?.(line);
  }
}
