/**
 * What a connection is to a role and a role to a connection.
 *
 * A connection's life is a small machine: *awaiting join* -> *player* | *publisher* | *viewer* -> *closed*. The connection
 * reads, decodes, checks and answers errors; the role does what the messages ask. Messages a role does not list are
 * refused with `E_WRONG_ROLE` before they reach it.
 */
import type { CodecName, WireFrame } from '../protocol/codec.ts';
import type { ClientMessage, Role, ServerMessage } from '../protocol/messages.ts';

/** The way out, as a role sees it. */
export interface Outbox {
  readonly codec: CodecName;
  /** Bytes accepted for sending and not yet taken by the network. */
  readonly queuedBytes: number;
  send(message: ServerMessage): void;
  /** For a message of plain data only (see `Codec.encodePlain`). */
  sendPlain(message: ServerMessage): void;
  sendEncoded(frame: WireFrame): void;
}

export interface RoleHandler {
  readonly role: Role;
  /** Whether the other side waits for an answer that is not ours to give: then its silence is no idleness. */
  readonly waiting: boolean;
  /** Throws `LudusError`, which becomes the answer. */
  handle(message: ClientMessage): void;
  /** Some ten times a second, and when the way out has drained. */
  tick(): void;
  /** The connection is gone. @param lost without a closing handshake of the other side, which may mean to come back */
  closed(lost: boolean): void;
}

/** Messages of each role; `join` and `ping` belong to all. */
export const ROLE_MESSAGES: Readonly<Record<Role, ReadonlySet<ClientMessage['type']>>> = {
  player: new Set([
    'envs',
    'make',
    'sit',
    'matches',
    'reset',
    'step',
    'render',
    'get_state',
    'set_state',
    'close',
  ] as const),
  publisher: new Set(['envs', 'publish', 'episode', 'steps', 'episode_end', 'metrics', 'status'] as const),
  viewer: new Set(['envs', 'sessions', 'watch', 'unwatch'] as const),
};
