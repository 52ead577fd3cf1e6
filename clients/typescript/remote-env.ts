/**
 * An environment on a server: Gymnasium's `reset` and `step`, asynchronous.
 *
 * Calls may be made before earlier ones are answered (pipelining); they are carried out in order.
 */
import type { EnvSpec, Info, ResetArgs, ResetResult, State, StepResult } from '../../envs/core/env.ts';
import type { Scene } from '../../envs/core/scene.ts';
import { spaceFromJSON } from '../../envs/spaces/from-json.ts';
import type { Space } from '../../envs/spaces/space.ts';
import type { AutoresetMode, Batch, VectorReset, VectorResetArgs, VectorStep } from '../../envs/vector/vector-env.ts';
import { numberFromWire } from '../../server/protocol/codec.ts';
import type { PolicyBars, Reply, WireSeed, WorldFacts } from '../../server/protocol/messages.ts';
import { type WireValues, wireValues } from '../../server/protocol/values.ts';
import type { Channel } from './channel.ts';

type Made = Extract<Reply, { type: 'made' }>;
type Seated = Extract<Reply, { type: 'seated' }>;

/** What one environment and a batch have in common. */
abstract class RemoteWorld {
  /** The id under which viewers watch. */
  readonly session: string;
  readonly spec: EnvSpec;
  /** Steps a second that look like real time. */
  readonly renderFps: number;
  /** What each discrete action does, null where the world does not say. */
  readonly actionNames: readonly string[] | null;
  protected readonly channel: Channel;
  protected readonly world: number;
  protected readonly observations: WireValues;
  protected readonly actions: WireValues;
  protected readonly observationSpaceOfOne: Space;
  protected readonly actionSpaceOfOne: Space;

  constructor(channel: Channel, made: WorldFacts) {
    this.channel = channel;
    this.world = made.world;
    this.session = made.session;
    this.spec = made.spec;
    this.renderFps = made.renderFps;
    this.actionNames = made.actionNames;
    this.observationSpaceOfOne = spaceFromJSON(made.observationSpace);
    this.actionSpaceOfOne = spaceFromJSON(made.actionSpace);
    this.observations = wireValues(this.observationSpaceOfOne, channel.codec, 'friend');
    this.actions = wireValues(this.actionSpaceOfOne, channel.codec, 'friend');
  }

  /** The whole state, the generator included. */
  async getState(): Promise<State> {
    return (await this.channel.request({ type: 'get_state', world: this.world }, 'state')).state;
  }

  /** Restores a state of the same world made in the same way. */
  async setState(state: State): Promise<void> {
    await this.channel.request({ type: 'set_state', world: this.world, state }, 'ok');
  }

  /** Frees the world on the server and ends its session. */
  async close(): Promise<void> {
    await this.channel.request({ type: 'close', world: this.world }, 'ok');
  }
}

export class RemoteEnv<Obs = unknown, Act = unknown> extends RemoteWorld {
  get observationSpace(): Space<Obs> {
    return this.observationSpaceOfOne as Space<Obs>;
  }

  get actionSpace(): Space<Act> {
    return this.actionSpaceOfOne as Space<Act>;
  }

  /** Rejects with `E_INVALID_RESET` where the server's environment refuses the seed or the options. */
  async reset({ seed, options }: ResetArgs = {}): Promise<ResetResult<Obs>> {
    const reply = await this.channel.request(
      {
        type: 'reset',
        world: this.world,
        ...(seed === undefined ? {} : { seed: toWireSeed(seed) }),
        ...(options === undefined ? {} : { options }),
      },
      'reset',
    );
    return [this.observations.decode(reply.obs) as Obs, reply.info as Info];
  }

  /**
   * Rejects with `E_INVALID_ACTION`, `E_RESET_NEEDED`, `E_WORLD_FAILED`.
   *
   * @param policy what the agent thinks of the actions, for the viewer's bars
   */
  async step(action: Act, policy?: PolicyBars): Promise<StepResult<Obs>> {
    const reply = await this.channel.request(
      {
        type: 'step',
        world: this.world,
        action: this.actions.encode(action),
        ...(policy === undefined ? {} : { policy }),
      },
      'step',
    );
    return [
      this.observations.decode(reply.obs) as Obs,
      numberFromWire(reply.reward),
      reply.terminated as boolean,
      reply.truncated as boolean,
      reply.info as Info,
    ];
  }

  render(mode: 'scene'): Promise<Scene>;
  render(mode: 'ansi'): Promise<string>;
  async render(mode: 'scene' | 'ansi'): Promise<unknown> {
    return (await this.channel.request({ type: 'render', world: this.world, mode }, 'rendered')).frame;
  }
}

/**
 * A seat of a match: an environment of one agent, whose `reset` is answered when every seat has asked for one and whose `step` when
 * every seat has acted. Where another player leaves, or begins anew, the episode is truncated and `info.abandoned` names the seat.
 */
export class RemoteSeat<Obs = unknown, Act = unknown> extends RemoteEnv<Obs, Act> {
  /** The name under which others sit down at this match. */
  readonly match: string;
  /** This player's, counted from 0. */
  readonly seat: number;
  /** The names of all seats. */
  readonly seats: readonly string[];
  /** Who sat on each when this player sat down, null where nobody did. */
  readonly players: readonly (string | null)[];
  /** After a lost connection, `sit` with this key comes back to the seat. */
  readonly key: string;
  /** Where the player has come back to an episode that runs: the observation to act on. */
  readonly now: ResetResult<Obs> | null;

  constructor(channel: Channel, seated: Seated) {
    super(channel, seated);
    this.match = seated.match;
    this.seat = seated.seat;
    this.seats = seated.seats;
    this.players = seated.players;
    this.key = seated.key;
    this.now = seated.obs === undefined ? null : [this.observations.decode(seated.obs) as Obs, seated.info as Info];
  }
}

/** A batch of environments on a server. Unlike a local one's, the arrays it gives are the caller's to keep. */
export class RemoteVectorEnv extends RemoteWorld {
  readonly numEnvs: number;
  readonly autoresetMode: AutoresetMode;

  constructor(channel: Channel, made: Made, autoresetMode: AutoresetMode) {
    super(channel, made);
    this.numEnvs = made.numEnvs;
    this.autoresetMode = autoresetMode;
  }

  get singleObservationSpace(): Space {
    return this.observationSpaceOfOne;
  }

  get singleActionSpace(): Space {
    return this.actionSpaceOfOne;
  }

  async reset({ seed, options, resetMask }: VectorResetArgs = {}): Promise<VectorReset> {
    const seeds =
      typeof seed === 'object'
        ? { seed: seed.map((one) => (one === null ? null : toWireSeed(one))) }
        : seed === undefined
          ? {}
          : { seed: toWireSeed(seed) };
    const reply = await this.channel.request(
      {
        type: 'reset',
        world: this.world,
        ...seeds,
        ...(options === undefined ? {} : { options }),
        ...(resetMask === undefined ? {} : { resetMask: Array.from(resetMask) }),
      },
      'reset',
    );
    return { observations: this.observations.decodeBatch(reply.obs, this.numEnvs), infos: this.#infos(reply.info) };
  }

  /** @param actions a batch of `singleActionSpace`, as a local vector environment takes it */
  async step(actions: Batch): Promise<VectorStep> {
    const reply = await this.channel.request(
      { type: 'step', world: this.world, action: this.actions.encodeBatch(actions) },
      'step',
    );
    const { obs, reward, terminated, truncated, info, finalObs, finalInfo } = reply;
    return {
      observations: this.observations.decodeBatch(obs, this.numEnvs),
      rewards: toNumbers(reward),
      terminations: toFlags(terminated),
      truncations: toFlags(truncated),
      infos: this.#infos(info),
      finalObservations: finalObs === undefined ? null : this.observations.decodeBatch(finalObs, this.numEnvs),
      finalInfos: finalInfo === undefined ? null : (finalInfo as readonly (Info | null)[]),
    };
  }

  /** An empty list on the wire stands for nothing to say. */
  #infos(wire: unknown): readonly Info[] {
    const infos = wire as readonly Info[];
    return infos.length > 0 ? infos : Array.from({ length: this.numEnvs }, () => ({}));
  }
}

function toWireSeed(seed: number | bigint): WireSeed {
  return typeof seed === 'bigint' ? String(seed) : seed;
}

function toNumbers(wire: unknown): Float64Array {
  return wire instanceof Uint8Array
    ? new Float64Array(new Uint8Array(wire).buffer)
    : Float64Array.from(wire as readonly unknown[], numberFromWire);
}

function toFlags(wire: unknown): Uint8Array {
  return wire instanceof Uint8Array ? wire : Uint8Array.from(wire as readonly boolean[], (flag) => (flag ? 1 : 0));
}
