/** What `Dict` and `Tuple` share: recognising spaces, seeding many from one, their states. */
import type { State } from '../core/env.ts';
import type { Generator } from '../core/seeding/generator.ts';
import { show } from '../core/show.ts';
import type { Space } from './space.ts';

/** The end of the range of sub-seeds: `np.iinfo(np.int32).max`, as Gymnasium. */
const MAX_SUBSEED = 2 ** 31 - 1;

export function isSpace(value: unknown): value is Space {
  const space = value as Partial<Space> | null | undefined;
  return typeof space?.sample === 'function' && typeof space.contains === 'function' && typeof space.type === 'string';
}

export function subSeeds(generator: Generator, count: number): number[] {
  return Array.from({ length: count }, () => generator.integers(MAX_SUBSEED));
}

/** Throws `TypeError` where `state` is not `{ generator, spaces }` with a state for each key. */
export function readStates(state: State, keys: readonly string[]): { generator: State; spaces: Record<string, State> } {
  const { generator, spaces } = (state ?? {}) as { generator?: State; spaces?: Record<string, State> };
  if (generator === undefined || typeof spaces !== 'object' || !keys.every((key) => Object.hasOwn(spaces, key))) {
    throw new TypeError(
      `Cannot restore a space: its state has a generator and the states of ${keys.join(', ')}, got ${show(state)}. Give what getState returned.`,
    );
  }
  return { generator, spaces };
}
