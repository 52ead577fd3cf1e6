/** The address of a game: `#/play/CartPole-v1`, and after a question mark the seed and the world's arguments, as `key=value`. */
import type { Kwargs } from '../../envs/core/env.ts';

export interface PlayRoute {
  readonly envId: string;
  readonly kwargs: Kwargs;
  /** Of the first episode; null for one drawn at random. */
  readonly seed: number | null;
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
  for (const [key, text] of new URLSearchParams(match[2] ?? '')) {
    if (key !== 'seed') kwargs[key] = readValue(text);
    else if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) seed = Number(text);
  }
  return { envId, kwargs, seed };
}

/** JSON where it is some, else the text itself: `isSlippery=false`, `mapName=8x8`. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
