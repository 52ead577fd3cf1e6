/**
 * Keeps some of the entries of a `Dict` or `Tuple` observation.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/transform_observation.py`, `FilterObservation`.
 *
 * @example new FilterObservation(make('MiniGrid-Empty-5x5-v0'), ['image', 'direction'])
 */
import type { Env } from '../core/env.ts';
import { show } from '../core/show.ts';
import { Dict } from '../spaces/dict.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';
import { ObservationWrapper } from './observation-wrapper.ts';

/** Of an object the entries of these keys, of a tuple an array of the elements at these places. */
export type Filtered<Obs, Key> = Obs extends readonly unknown[]
  ? readonly Obs[number][]
  : unknown extends Obs
    ? unknown
    : Pick<Obs, Key & keyof Obs>;

/** The space of what is kept. Throws `TypeError` on another kind of space, `RangeError` on keys that are not in it. */
export function filterSpace(space: Space, filterKeys: readonly (string | number)[]): Space {
  const isDict = space instanceof Dict;
  if (!isDict && !(space instanceof Tuple)) {
    throw new TypeError(`Cannot filter observations: they are of a Dict or a Tuple, got ${String(space)}.`);
  }
  const known = Object.keys(space.spaces);
  const valid =
    Array.isArray(filterKeys) &&
    filterKeys.length > 0 &&
    new Set(filterKeys).size === filterKeys.length &&
    filterKeys.every((key) => typeof key === (isDict ? 'string' : 'number') && known.includes(String(key)));
  if (!valid) {
    throw new RangeError(
      `Cannot filter observations: filterKeys are one or more of ${known.join(', ')}, each once, got ${show(filterKeys)}.`,
    );
  }
  if (isDict) return new Dict(Object.fromEntries(filterKeys.map((key) => [key, space.spaces[String(key)]!])));
  return new Tuple(filterKeys.map((key) => space.spaces[Number(key)]!));
}

/** What is kept of a value, or of a batch, of the unfiltered space. The parts are shared, not copied. */
export function filterParts(value: unknown, filterKeys: readonly (string | number)[]): unknown {
  const parts = value as Readonly<Record<string | number, unknown>>;
  if (Array.isArray(value)) return filterKeys.map((key) => parts[key]);
  return Object.fromEntries(filterKeys.map((key) => [key, parts[key]]));
}

export class FilterObservation<Obs, Act, const Key extends string | number> extends ObservationWrapper<
  Filtered<Obs, Key>,
  Act,
  Obs
> {
  override readonly observationSpace: Space<Filtered<Obs, Key>>;
  readonly #filterKeys: readonly Key[];

  /** @throws {TypeError|RangeError} as `filterSpace` does */
  constructor(env: Env<Obs, Act>, filterKeys: readonly Key[]) {
    super(env);
    this.observationSpace = filterSpace(env.observationSpace, filterKeys) as Space & Space<Filtered<Obs, Key>>;
    this.#filterKeys = [...filterKeys];
  }

  override observation(observation: Obs): Filtered<Obs, Key> {
    return filterParts(observation, this.#filterKeys) as Filtered<Obs, Key>;
  }
}
