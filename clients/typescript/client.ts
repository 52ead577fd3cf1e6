/**
 * `connect`: a player's connection to a Ludus server.
 */
import type { Kwargs } from '../../envs/core/env.ts';
import type { ActionOf, ObservationOf } from '../../envs/core/env-types.ts';
import type { AutoresetMode } from '../../envs/vector/vector-env.ts';
import type { CodecName } from '../../server/protocol/codec.ts';
import type { EnvListing, Limits } from '../../server/protocol/messages.ts';
import { Channel } from './channel.ts';
import { type PublishRequest, publish, type RemotePublisher } from './publisher.ts';
import { RemoteEnv, RemoteVectorEnv } from './remote-env.ts';

export interface ConnectOptions {
  /** Shown in the viewer's list of sessions, default `player`. */
  readonly name?: string | undefined;
  /** Where the server asks for one. */
  readonly token?: string | undefined;
  /** Default `msgpack`. */
  readonly codec?: CodecName | undefined;
}

export interface MakeOptions {
  readonly kwargs?: Kwargs | undefined;
  /** Overrides the registered time limit. */
  readonly maxEpisodeSteps?: number | undefined;
}

export interface MakeVectorOptions extends MakeOptions {
  readonly numEnvs: number;
  /** Default `next-step`. */
  readonly autoreset?: AutoresetMode | undefined;
}

/**
 * Connects to a server as a player.
 *
 * @example
 * const client = await connect('ws://127.0.0.1:7766/ws', { name: 'my agent' });
 * const env = await client.make('CartPole-v1');
 * let [observation] = await env.reset({ seed: 42 });
 * const [next, reward, terminated, truncated] = await env.step(1);
 * client.close();
 *
 * @param url as `ludus serve` prints it; `http:` and a missing path are understood.
 * Rejects with `LudusError`: `E_CONNECTION`, `E_UNAUTHORIZED`.
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<LudusClient> {
  return new LudusClient(await Channel.open(url, { ...options, role: 'player' }), url, options);
}

export class LudusClient {
  readonly #channel: Channel;
  readonly #url: string;
  readonly #options: ConnectOptions;

  /** Use `connect`. */
  constructor(channel: Channel, url: string, options: ConnectOptions) {
    this.#channel = channel;
    this.#url = url;
    this.#options = options;
  }

  /** What the server allows this connection. */
  get limits(): Limits {
    return this.#channel.hello.limits;
  }

  /** The worlds registered on the server. */
  async envs(): Promise<readonly EnvListing[]> {
    return (await this.#channel.request({ type: 'envs' }, 'envs')).envs;
  }

  /**
   * Makes a world on the server; with `numEnvs` a batch of it.
   *
   * Rejects with `LudusError`: `E_UNKNOWN_ENV`, `E_MAKE`, `E_LIMIT`.
   */
  make(envId: string, options: MakeVectorOptions): Promise<RemoteVectorEnv>;
  make<const Id extends string>(envId: Id, options?: MakeOptions): Promise<RemoteEnv<ObservationOf<Id>, ActionOf<Id>>>;
  async make(
    envId: string,
    options: MakeOptions & Partial<Pick<MakeVectorOptions, 'numEnvs' | 'autoreset'>> = {},
  ): Promise<RemoteEnv | RemoteVectorEnv> {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const made = await this.#channel.request({ type: 'make', envId, ...Object.fromEntries(given) }, 'made');
    if (options.numEnvs === undefined) return new RemoteEnv(this.#channel, made);
    return new RemoteVectorEnv(this.#channel, made, options.autoreset ?? 'next-step');
  }

  /** Streams a training of one's own to this server, over a connection of its own (see `publish`). */
  publish(info: PublishRequest, onStatus?: (line: string) => void): Promise<RemotePublisher> {
    const { token, codec } = this.#options;
    return publish(this.#url, info, { token, codec, onStatus });
  }

  /** Ends the connection and with it this client's worlds. */
  close(): void {
    this.#channel.close();
  }
}
