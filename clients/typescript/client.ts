/**
 * `connect`: a player's connection to a Ludus server.
 */
import type { Kwargs } from '../../envs/core/env.ts';
import type { ActionOf, ObservationOf } from '../../envs/core/env-types.ts';
import type { AutoresetMode } from '../../envs/vector/vector-env.ts';
import type { CodecName } from '../../server/protocol/codec.ts';
import type { EnvListing, Limits, MatchListing } from '../../server/protocol/messages.ts';
import { Channel } from './channel.ts';
import { type PublishRequest, publish, type RemotePublisher } from './publisher.ts';
import { RemoteEnv, RemoteSeat, RemoteVectorEnv } from './remote-env.ts';

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

/** At least `match` or `envId`. Beside them, whatever is given must fit the match where it exists already. */
export interface SitOptions extends MakeOptions {
  /** The name that the players have agreed upon; left out, the server draws one. */
  readonly match?: string | undefined;
  /** Begins the match where there is none of that name. */
  readonly envId?: string | undefined;
  /** By name or number; left out, the first that is free. */
  readonly seat?: string | number | undefined;
  /** Seconds, from the first action of a step, after which seats that have not acted do nothing in it; default: it waits. */
  readonly stepSeconds?: number | undefined;
  /** Of the `RemoteSeat` that was lost with its connection. */
  readonly key?: string | undefined;
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

  /** The matches that are played or wait for players. */
  async matches(): Promise<readonly MatchListing[]> {
    return (await this.#channel.request({ type: 'matches' }, 'matches')).matches;
  }

  /**
   * Sits down on a seat of a world that several players share, such as `PongDuel-v0`.
   *
   * Rejects with `LudusError`: `E_UNKNOWN_MATCH`, `E_SEAT_TAKEN`, `E_MATCH`, and what `make` does.
   *
   * @example
   * const seat = await client.sit({ match: 'friday', envId: 'PongDuel-v0', seat: 'left' });
   * let [observation] = await seat.reset(); // when somebody sits on the right and has asked for it too
   */
  async sit<Obs = unknown, Act = unknown>(options: SitOptions): Promise<RemoteSeat<Obs, Act>> {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const seated = await this.#channel.request({ type: 'sit', ...Object.fromEntries(given) }, 'seated');
    return new RemoteSeat(this.#channel, seated);
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
