/**
 * Observations and actions inside a wrapper's state, exactly: outside their space's bounds too, NaN and infinities included. (A
 * space's own `valueFromJSON` refuses what is not in it, and an environment's observation may be.)
 */
import type { State } from '../core/env.ts';
import { isArrayOfNumbers, numberToJSON } from '../spaces/arrays.ts';
import { Dict } from '../spaces/dict.ts';
import { Discrete } from '../spaces/discrete.ts';
import type { Space } from '../spaces/space.ts';
import { Text } from '../spaces/text.ts';
import { Tuple } from '../spaces/tuple.ts';
import { createZeroValue } from '../spaces/zero-value.ts';

/** Bytes stay bytes; other arrays become lists of numbers, with words for what JSON has none. */
export function saveValue(value: unknown): State {
  if (typeof value === 'number') return numberToJSON(value);
  if (value instanceof Uint8Array) return value.slice();
  if (isArrayOfNumbers(value) && !Array.isArray(value)) return Array.from(value as Float64Array, numberToJSON);
  if (Array.isArray(value)) return value.map(saveValue);
  if (typeof value !== 'object' || value === null) return value as State;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, saveValue(inner)]));
}

/** The value that `saveValue` saved, where it has the kind and the length of the space's values; else undefined. */
export function readValue(space: Space, state: State | undefined): unknown {
  if (space instanceof Discrete) return readNumber(state) ?? undefined;
  if (space instanceof Text) return typeof state === 'string' ? state : undefined;
  if (space instanceof Dict || space instanceof Tuple) {
    const parts = Object.entries(space.spaces);
    if (typeof state !== 'object' || state === null || Object.keys(state).length !== parts.length) return undefined;
    const saved = state as Readonly<Record<string, State>>;
    const values = parts.map(([key, part]) => [key, readValue(part, saved[key])] as const);
    if (values.some(([, value]) => value === undefined)) return undefined;
    return space instanceof Tuple ? values.map(([, value]) => value) : Object.fromEntries(values);
  }
  return space.shape === null ? readRagged(space, state) : readArray(space, state);
}

function readArray(space: Space, state: State | undefined): unknown {
  const value = createZeroValue(space) as Float64Array;
  const isBytes = state instanceof Uint8Array && value instanceof Uint8Array;
  if ((!Array.isArray(state) && !isBytes) || state.length !== value.length) return undefined;
  for (let i = 0; i < value.length; i++) {
    const number = readNumber(state[i] as State);
    if (number === null) return undefined;
    value[i] = number;
  }
  return value;
}

/** Sequences, graphs and the like: only what is in the space. */
function readRagged(space: Space, state: State | undefined): unknown {
  try {
    return space.valueFromJSON(state);
  } catch {
    return undefined;
  }
}

function readNumber(state: State | undefined): number | null {
  if (typeof state === 'number') return state;
  return state === 'Infinity' || state === '-Infinity' || state === 'NaN' ? Number(state) : null;
}
