/**
 * What a player's world is to the player's role: one environment (`single-world.ts`) or a batch (`vector-world.ts`).
 *
 * Each method takes a checked message and gives the reply. A refusal leaves the world as it was, save `E_WORLD_FAILED`,
 * the environment's own exception: nobody knows where that left it, so it must be reset.
 */
import type { State } from '../../envs/core/env.ts';
import { codeOf, describe, type ErrorCode, protocolError } from '../protocol/errors.ts';
import type { ClientRequest, Reply, WireSeed } from '../protocol/messages.ts';

export type Request<Type> = Extract<ClientRequest, { type: Type }>;

export interface World {
  readonly session: string;
  reset(request: Request<'reset'>): Reply;
  step(request: Request<'step'>): Reply;
  render(request: Request<'render'>): Reply;
  getState(): State;
  setState(state: State): void;
  /** Sends the viewers what has gathered. */
  flush(): void;
  close(): void;
}

export function seedOf(seed: WireSeed): number | bigint {
  return typeof seed === 'string' ? BigInt(seed) : seed;
}

/**
 * Calls into the environment and turns what it throws into an error with a code.
 *
 * @param doing the beginning of the message: "Stepping world 1"
 * @param refused the code where the environment refused its input (`RangeError`, `TypeError` without a code of its own);
 *   anything else it throws, and these too where `refused` is null, is its own failure, which `onFailure` hears of.
 */
export function guarded<T>(doing: string, refused: ErrorCode | null, onFailure: () => void, call: () => T): T {
  try {
    return call();
  } catch (error) {
    const code = codeOf(error);
    if (code !== null) throw protocolError(code, `${doing}: ${describe(error)}`, error);
    if (refused !== null && (error instanceof RangeError || error instanceof TypeError)) {
      throw protocolError(refused, `${doing}: ${describe(error)}`, error);
    }
    onFailure();
    throw protocolError('E_WORLD_FAILED', `${doing}: the environment failed (${describe(error)}); reset it.`, error);
  }
}

/** Makes something for a player. What that throws becomes an error of its own code, of `code` where it has none. */
export function attempt<T>(doing: string, code: ErrorCode, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw protocolError(codeOf(error) ?? code, `${doing}: ${describe(error)}`, error);
  }
}

/** An environment that fails to close is gone all the same, and there is nobody left to tell. */
export function closeQuietly(env: { close(): void }): void {
  try {
    env.close();
  } catch {
    // See above.
  }
}

export function resetNeeded(world: number, why: string): Error {
  return protocolError('E_RESET_NEEDED', `Stepping world ${world}: ${why}; send \`reset\` first.`);
}
