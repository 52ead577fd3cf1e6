/**
 * Every error that crosses the wire, and every reason a connection is closed for: one class, stable codes.
 *
 * A code is a promise to programs and never changes its meaning; a message is for a person and may. Each code below has
 * a line in `docs/protocol.md`, which a test holds complete.
 */
import type { ErrorMessage, RequestId } from './messages.ts';

/** Codes of `error` messages. The value is the line of the documentation. */
export const ERROR_CODES = {
  E_MALFORMED: 'The frame is not valid JSON or MessagePack, or of the wrong kind (text or binary).',
  E_UNKNOWN_TYPE: 'The message has no `type`, or one that the protocol does not have.',
  E_INVALID: 'A field is missing, unknown, of the wrong kind or outside its range.',
  E_NOT_JOINED: 'The message came before `join`.',
  E_ALREADY_JOINED: 'A second `join`: one connection has one role.',
  E_WRONG_ROLE: "The message belongs to another role than the connection's.",
  E_UNAUTHORIZED: 'The token is missing or wrong.',
  E_LIMIT: 'A limit of the server was reached: sessions, worlds, environments.',
  E_UNKNOWN_ENV: 'No environment of that id is registered.',
  E_UNKNOWN_KWARG: 'The environment has no such keyword argument.',
  E_MAKE: 'The environment could not be made from these values of its kwargs.',
  E_UNKNOWN_WORLD: 'This player has no world of that number.',
  E_UNKNOWN_MATCH: 'There is no match of that name, and nothing to begin one with.',
  E_SEAT_TAKEN: 'The seat, or every seat of the match, is taken.',
  E_MATCH: 'The match is another than the message says, or has no such seat or key, or a seat may not do this.',
  E_RESET_NEEDED: 'A step before the first reset, or after the end of an episode.',
  E_INVALID_RESET: 'The seed, the options or the reset mask were refused.',
  E_INVALID_ACTION: 'The action is not a value of the action space.',
  E_INVALID_STATE: 'The state is not one of this environment.',
  E_RENDER: 'The environment has no such render mode, or could not draw.',
  E_WORLD_FAILED: 'The environment itself threw; it must be reset before the next step.',
  E_UNKNOWN_SESSION: 'No session of that id, or not one of this connection.',
  E_OUT_OF_ORDER: 'A published event does not follow from the ones before it.',
  E_INTERNAL: 'A fault of the server.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Codes with which the server closes a WebSocket, beside the standard 1000, 1001 (server going away), 1007, 1009. */
export const CLOSE_CODES = {
  /** Nothing was received for `limits.idleSeconds`, or the peer answers no ping. */
  idle: 4000,
  /** The client did not read what it was sent. */
  tooSlow: 4001,
  /** Too many wrong tokens. */
  unauthorized: 4002,
} as const;

/** An error with a stable code; what the server sends as an `error` message and the client throws. */
export class LudusError extends Error {
  override readonly name = 'LudusError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** @param message what was being done, the rule, the value, the remedy. */
export function protocolError(code: ErrorCode, message: string, cause?: unknown): LudusError {
  return new LudusError(code, message, cause === undefined ? undefined : { cause });
}

/** The code an error of the environments has of its own (`E_RESET_NEEDED`, ...), if it is one of ours. */
export function codeOf(error: unknown): ErrorCode | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return Object.hasOwn(ERROR_CODES, error.code) ? (error.code as ErrorCode) : null;
}

/** The frame for an error; anything not ours is `E_INTERNAL`. */
export function errorMessage(id: RequestId | null, error: unknown): ErrorMessage {
  if (error instanceof LudusError) return { type: 'error', id, code: error.code, message: error.message };
  return { type: 'error', id, code: 'E_INTERNAL', message: `The server failed: ${describe(error)}.` };
}

/** An unknown error or value as a short line for a message. */
export function describe(value: unknown): string {
  if (value instanceof Error) return value.message;
  let text: string;
  try {
    text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? '';
  } catch {
    text = '';
  }
  if (text === '') text = typeof value === 'undefined' ? 'nothing' : `a ${typeof value}`;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
