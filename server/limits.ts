/**
 * What the server allows, all of it: the numbers a client is told in `hello`, and those it only meets.
 */
import type { Limits } from './protocol/messages.ts';
import type { HubLimits } from './sessions/hub.ts';

export interface ServerLimits extends Limits, HubLimits {
  readonly maxConnections: number;
  /** Bytes waiting to be sent to one connection; above it a viewer is left out, a player or publisher not read. */
  readonly maxQueuedBytes: number;
  /** Seconds a connection may stay above `maxQueuedBytes` before it is closed with 4001. */
  readonly slowSeconds: number;
  /** Seconds for which a match keeps the seat of a player whose connection was lost. */
  readonly seatHoldSeconds: number;
  /** Seconds between pings; a peer that answered none of two is gone. */
  readonly heartbeatSeconds: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  // A batched step of 1,024 MiniGrid observations (3 x 7 x 7 bytes) is 150 kB; a long episode's chunk some 100 kB.
  maxMessageBytes: 4 * 1024 * 1024,
  maxSessions: 64,
  maxWorldsPerPlayer: 16,
  maxEnvsPerWorld: 1_024,
  idleSeconds: 600,
  maxFinishedSessions: 32,
  maxEpisodeBytes: 8 * 1024 * 1024,
  maxConnections: 256,
  maxQueuedBytes: 1024 * 1024,
  slowSeconds: 30,
  seatHoldSeconds: 30,
  heartbeatSeconds: 15,
};

/** The defaults with `given` on top. Throws `RangeError` on a limit that is no positive number. */
export function resolveLimits(given: Partial<ServerLimits> = {}): ServerLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!(name in DEFAULT_LIMITS)) {
      throw new RangeError(
        `Starting the server: there is no limit ${name}; the limits are ${Object.keys(DEFAULT_LIMITS).join(', ')}.`,
      );
    }
    if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value)) {
      throw new RangeError(`Starting the server: the limit ${name} must be a number above 0; got ${String(value)}.`);
    }
  }
  return { ...DEFAULT_LIMITS, ...given };
}
