/**
 * The address of a game: `#/play/CartPole-v1`, and after a question mark the seed and the world's arguments, as `key=value`. With a
 * `match` (and a `seat`) it is one of several players' games: `#/play/PongDuel-v0?match=friday&seat=left`.
 */
import type { Kwargs } from '../../envs/core/env.ts';

export interface PlayRoute {
  readonly envId: string;
  readonly kwargs: Kwargs;
  /** Of the first episode; null for one drawn at random. */
  readonly seed: number | null;
  /** The name of the match to sit down at; null for a world of one's own. */
  readonly match: string | null;
  /** Null for the first that is free. */
  readonly seat: string | null;
}

/** @param hash of the address, with its `#`. Null where it names no game. */
export function parsePlayRoute(hash: string): PlayRoute | null {
  const match = /^#\/play\/([^?]+)(?:\?(.*))?$/.exec(hash);
  if (match === null) return null;
  let envId: string;
  try {
    envId = decodeURIComponent(match[1]!);
  } catch {
    return null;
  }
  const kwargs: Record<string, unknown> = {};
  let seed: number | null = null;
  const query = new URLSearchParams(match[2] ?? '');
  for (const [key, text] of query) {
    if (key === 'match' || key === 'seat') continue;
    if (key !== 'seed') kwargs[key] = readValue(text);
    else if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) seed = Number(text);
  }
  return { envId, kwargs, seed, match: query.get('match'), seat: query.get('seat') };
}

/** JSON where it is some, else the text itself: `isSlippery=false`, `mapName=8x8`. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
