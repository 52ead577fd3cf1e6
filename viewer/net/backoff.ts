/**
 * How long to wait before trying to connect again: exponential backoff with full jitter, so that a hundred pages whose
 * server restarts do not come back in one instant.
 *
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 ("full jitter"), with a floor that
 * keeps the first attempts from being a busy loop.
 */

/** Milliseconds. The first retry is quick because the usual cause is a server restarted by hand. */
export const FIRST_DELAY_MS = 500;
export const LONGEST_DELAY_MS = 10_000;
const FLOOR_MS = 250;

/**
 * @param attempt Failed attempts before this one, from 0.
 * @param random A number in the range `[0, 1)`.
 * @returns Milliseconds in the range `[250, min(10_000, 500 * 2^attempt))`, at least 250.
 */
export function backoffDelay(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 30));
  return Math.max(FLOOR_MS, Math.floor(ceiling * random));
}
