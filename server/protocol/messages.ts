/**
 * The wire protocol, version 1: every message that crosses the WebSocket, as types.
 *
 * One connection, one role. The server greets with `hello`; the client answers with `join`, naming its role: a *player*
 * drives worlds on the server, a *publisher* streams episodes and metrics of a trainer elsewhere, a *viewer* watches.
 * A request carries an `id` of the client's choosing and is answered by exactly one message with that id, in the order
 * of the requests (so they may be pipelined); an *event* carries no id and is not answered.
 *
 * Encoding is chosen by subprotocol: `ludus.v1.msgpack` (binary frames) or `ludus.v1.json` (text frames).
 * Values of spaces ("obs", "action"): Discrete a number, Dict an object, Tuple an array, Text a string. Box, MultiDiscrete and
 * MultiBinary: in JSON a flat array of numbers in C order; in MessagePack `bin`, the raw little-endian bytes of the space's
 * dtype in C order (a plain array of numbers is accepted from clients too). A batch of n values: the same with a leading axis n.
 * `docs/protocol.md` is the prose version, with a whole session in it.
 */

import type { Controls } from '../../envs/core/controls.ts';
import type { EnvSpec, Kwargs, State } from '../../envs/core/env.ts';
import type { EpisodeOutcome, EpisodeStart, Keyframe } from '../../envs/core/replay.ts';
import type { Scene } from '../../envs/core/scene.ts';
import type { SpaceJSON } from '../../envs/spaces/space.ts';
import type { AutoresetMode } from '../../envs/vector/vector-env.ts';

export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOLS = ['ludus.v1.msgpack', 'ludus.v1.json'] as const;
export const DEFAULT_PORT = 7766;
export const WEBSOCKET_PATH = '/ws';

export type Role = 'player' | 'publisher' | 'viewer';
export type RequestId = number | string;
export type WireSeed = number | string;

/** What the server allows one connection; a client may plan by it. */
export interface Limits {
  readonly maxMessageBytes: number;
  readonly maxSessions: number;
  readonly maxWorldsPerPlayer: number;
  readonly maxEnvsPerWorld: number;
  /** Seconds without a message after which the server closes the connection (viewers: without a pong). */
  readonly idleSeconds: number;
}

// ---- sessions, what a viewer sees -------------------------------------------------------------------------------------

export type SessionState = 'running' | 'paused' | 'finished' | 'failed';

/** One trainer's run or one player's world. */
export interface SessionInfo {
  readonly session: string;
  readonly kind: 'training' | 'evaluation' | 'player';
  /** Shown in the list: "dqn on CartPole-v1", or the player's name. */
  readonly name: string;
  readonly spec: EnvSpec;
  readonly agent: string | null;
  readonly renderFps: number;
  readonly state: SessionState;
  /** Training, evaluating, streaming; free text for a person. */
  readonly phase: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly progress: Progress | null;
  /** Names of the actions where the world knows them, for the bars. */
  readonly actionNames: readonly string[] | null;
}

export interface Progress {
  readonly step: number;
  readonly totalSteps: number | null;
  readonly episode: number;
  readonly meanReturn: number | null;
  readonly stepsPerSecond: number | null;
}

export interface PolicyBars {
  readonly kind: 'q' | 'probabilities';
  readonly values: readonly number[];
}

/** Steps `from .. from + actions.length` of an episode; the arrays have one entry a step. */
export interface StepChunk {
  readonly episode: number;
  readonly from: number;
  readonly actions: readonly unknown[];
  readonly rewards: readonly number[];
  /** What the agent thought at the observation it acted on; null where unknown. */
  readonly policies: readonly (PolicyBars | null)[];
  /** Only for worlds that are not bundled: the scene after some of the steps (at most 60 a second). */
  readonly scenes?: readonly { readonly step: number; readonly scene: Scene }[] | undefined;
  readonly keyframe?: Keyframe | undefined;
}

/** A point of the learning curves: at environment step `step`, named values (`return`, `loss`, `epsilon`, ...). */
export interface MetricsPoint {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/**
 * An episode as far as the server remembers it. `start` is null for worlds that are not bundled (`firstScene` then).
 * The beginning of a very long episode is forgotten up to a keyframe: `start` and `firstScene` are then those of step
 * `startStep`, where `chunks` begin, and `returnBefore` is the sum of the forgotten rewards.
 */
export interface EpisodeSnapshot {
  readonly episode: number;
  readonly start: EpisodeStart | null;
  /** 0 unless the beginning was forgotten. */
  readonly startStep: number;
  readonly returnBefore: number;
  readonly firstScene: Scene | null;
  readonly chunks: readonly StepChunk[];
  readonly outcome: EpisodeOutcome | null;
}

// ---- server to client -------------------------------------------------------------------------------------------------

export interface Hello {
  readonly type: 'hello';
  readonly version: number;
  /** `ludus/0.1.0` */
  readonly server: string;
  readonly limits: Limits;
  /** True where `join` needs a `token`. */
  readonly tokenRequired: boolean;
}

export interface ErrorMessage {
  readonly type: 'error';
  /** The request's id, or null where it could not be read. */
  readonly id: RequestId | null;
  /** Stable, listed in `docs/protocol.md`: `E_MALFORMED`, `E_UNKNOWN_ENV`, ... */
  readonly code: string;
  /** What was being done, the rule, the value, the remedy. */
  readonly message: string;
}

export type Reply =
  | { readonly type: 'joined'; readonly id: RequestId; readonly role: Role }
  | { readonly type: 'envs'; readonly id: RequestId; readonly envs: readonly EnvListing[] }
  | ({ readonly type: 'made'; readonly id: RequestId; readonly numEnvs: number } & WorldFacts)
  | ({
      readonly type: 'seated';
      readonly id: RequestId;
      readonly match: string;
      /** Of this player, counted from 0. */
      readonly seat: number;
      /** The names of all seats. */
      readonly seats: readonly string[];
      /** Who sits on each, null where nobody does. */
      readonly players: readonly (string | null)[];
      /** With it the player comes back to this seat. */
      readonly key: string;
      /** Seconds from the first action of a step until it is made without those that lack; null: it waits for all. */
      readonly stepSeconds: number | null;
      /** Where the player has come back to an episode that runs: what it would have been told last. */
      readonly obs?: unknown;
      readonly info?: unknown;
    } & WorldFacts)
  | { readonly type: 'matches'; readonly id: RequestId; readonly matches: readonly MatchListing[] }
  | { readonly type: 'reset'; readonly id: RequestId; readonly obs: unknown; readonly info: unknown }
  | {
      readonly type: 'step';
      readonly id: RequestId;
      readonly obs: unknown;
      /** Numbers and booleans for one environment; arrays of them (MessagePack: `bin`, float64 and uint8) for several. */
      readonly reward: unknown;
      readonly terminated: unknown;
      readonly truncated: unknown;
      readonly info: unknown;
      /** Several environments, `same-step` autoreset: the ended episodes' last observations. */
      readonly finalObs?: unknown;
      /** With `finalObs`: the ended episodes' last infos, null for the others. */
      readonly finalInfo?: unknown;
    }
  | { readonly type: 'rendered'; readonly id: RequestId; readonly frame: unknown }
  | { readonly type: 'state'; readonly id: RequestId; readonly state: State }
  | { readonly type: 'ok'; readonly id: RequestId }
  | { readonly type: 'published'; readonly id: RequestId; readonly session: string }
  | { readonly type: 'sessions'; readonly id: RequestId; readonly sessions: readonly SessionInfo[] }
  | { readonly type: 'watching'; readonly id: RequestId; readonly session: string }
  | ErrorMessage;

/** What a player is told of its world: of a batch that of one environment, of a match that of one seat. */
export interface WorldFacts {
  /** Its number in further messages. */
  readonly world: number;
  /** What viewers watch. */
  readonly session: string;
  readonly spec: EnvSpec;
  readonly observationSpace: SpaceJSON;
  readonly actionSpace: SpaceJSON;
  /** Steps a second that look like real time. */
  readonly renderFps: number;
  /** What each discrete action does, null where the world does not say. */
  readonly actionNames: readonly string[] | null;
  /** How a person plays it, where the world says so itself. */
  readonly controls?: Controls | undefined;
}

export interface MatchListing {
  readonly match: string;
  readonly session: string;
  readonly spec: EnvSpec;
  readonly stepSeconds: number | null;
  /** Whether an episode runs. */
  readonly playing: boolean;
  /** `player`: who sits there. A seat that is neither free nor has a player is held for one whose connection was lost. */
  readonly seats: readonly { readonly name: string; readonly player: string | null; readonly free: boolean }[];
}

export interface EnvListing {
  readonly spec: EnvSpec;
  readonly observationSpace: SpaceJSON;
  readonly actionSpace: SpaceJSON;
  readonly renderModes: readonly string[];
}

/** To viewers. After `watching`, a `snapshot` comes first; again whenever the viewer was too slow and lost something. */
export type ViewerEvent =
  | { readonly type: 'session'; readonly info: SessionInfo }
  | { readonly type: 'session_removed'; readonly session: string }
  | {
      readonly type: 'snapshot';
      readonly session: string;
      readonly info: SessionInfo;
      readonly metrics: readonly MetricsPoint[];
      /** The last finished episode and the running one, oldest first. */
      readonly episodes: readonly EpisodeSnapshot[];
      /** Chunks that this viewer was too slow for, since it began to watch. */
      readonly dropped: number;
    }
  | SessionEvent;

/** The stream of one session: what a publisher sends and, relayed, what its viewers receive. */
export type SessionEvent =
  | {
      readonly type: 'episode';
      readonly session: string;
      readonly episode: number;
      readonly start: EpisodeStart | null;
      readonly firstScene?: Scene | null | undefined;
    }
  | ({ readonly type: 'steps'; readonly session: string } & StepChunk)
  | {
      readonly type: 'episode_end';
      readonly session: string;
      readonly episode: number;
      readonly outcome: EpisodeOutcome;
    }
  | { readonly type: 'metrics'; readonly session: string; readonly points: readonly MetricsPoint[] }
  | {
      readonly type: 'status';
      readonly session: string;
      readonly state: SessionState;
      readonly phase: string;
      readonly progress: Progress | null;
    };

type WithoutSession<Event> = Event extends SessionEvent ? Omit<Event, 'session'> : never;

/** A session event before it is known which session it belongs to: what `Publisher.send` takes. */
export type StreamEvent = WithoutSession<SessionEvent>;

export type ServerMessage = Hello | Reply | ViewerEvent;

// ---- client to server -------------------------------------------------------------------------------------------------

export type ClientRequest =
  | {
      readonly type: 'join';
      readonly id: RequestId;
      readonly role: Role;
      readonly name?: string;
      readonly token?: string;
    }
  | { readonly type: 'ping'; readonly id: RequestId }
  | { readonly type: 'envs'; readonly id: RequestId }
  // player
  | {
      readonly type: 'make';
      readonly id: RequestId;
      readonly envId: string;
      readonly kwargs?: Kwargs;
      readonly maxEpisodeSteps?: number;
      /** Given, even as 1: a batch of environments, and every obs, action, reward has a leading axis. */
      readonly numEnvs?: number;
      readonly autoreset?: AutoresetMode;
    }
  | {
      readonly type: 'sit';
      readonly id: RequestId;
      /** A name that the players have agreed upon; left out, the server draws one. */
      readonly match?: string;
      /** Of the first to sit down, who makes the match; what later ones say must be the same. */
      readonly envId?: string;
      readonly kwargs?: Kwargs;
      readonly maxEpisodeSteps?: number;
      readonly stepSeconds?: number;
      /** By name or number; left out, the first that is free. */
      readonly seat?: string | number;
      /** Of an earlier `seated`: the seat is that player's own. */
      readonly key?: string;
    }
  | { readonly type: 'matches'; readonly id: RequestId }
  | {
      readonly type: 'reset';
      readonly id: RequestId;
      readonly world: number;
      /** Integers beyond 2^53 as decimal strings. Several environments: one number (env i gets `seed + i`) or a list. */
      readonly seed?: WireSeed | readonly (WireSeed | null)[];
      readonly options?: Readonly<Record<string, unknown>>;
      /** Several environments with autoreset `disabled`: one 0 or 1 each. */
      readonly resetMask?: readonly number[];
    }
  | {
      readonly type: 'step';
      readonly id: RequestId;
      readonly world: number;
      /** One action; with several environments a batch of them. */
      readonly action: unknown;
      /** What the agent thinks, for the viewer's bars. */
      readonly policy?: PolicyBars;
    }
  | { readonly type: 'render'; readonly id: RequestId; readonly world: number; readonly mode: 'scene' | 'ansi' }
  | { readonly type: 'get_state'; readonly id: RequestId; readonly world: number }
  | { readonly type: 'set_state'; readonly id: RequestId; readonly world: number; readonly state: State }
  | { readonly type: 'close'; readonly id: RequestId; readonly world: number }
  // publisher
  | {
      readonly type: 'publish';
      readonly id: RequestId;
      readonly name: string;
      readonly kind: 'training' | 'evaluation';
      readonly spec: EnvSpec;
      readonly agent: string | null;
      readonly renderFps: number;
      readonly actionNames?: readonly string[] | null;
      /** Goes on with this session of the same world, left without its publisher by a lost connection. */
      readonly resume?: string;
    }
  // viewer
  | { readonly type: 'sessions'; readonly id: RequestId }
  | { readonly type: 'watch'; readonly id: RequestId; readonly session: string }
  | { readonly type: 'unwatch'; readonly id: RequestId; readonly session: string };

/** Requests, and a publisher's events, which carry no id. */
export type ClientMessage = ClientRequest | SessionEvent;
