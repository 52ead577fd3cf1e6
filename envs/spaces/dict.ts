/** Objects whose entries are values of named spaces. Source: Gymnasium 1.4 `gymnasium/spaces/dict.py`. */
import type { Seed, State } from '../core/env.ts';
import { show } from '../core/show.ts';
import { isSpace, readStates, subSeeds } from './composite.ts';
import { readNarrowing } from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { Space, SpaceJSON } from './space.ts';

export type DictValue = Record<string, unknown>;

export interface DictSampleOptions {
  /** One for each key, null where its values are drawn freely. */
  readonly mask?: Readonly<DictValue> | null | undefined;
  readonly probability?: Readonly<DictValue> | null | undefined;
}

export class Dict<T extends DictValue = DictValue> extends SeededSpace<T> {
  readonly type = 'Dict';
  readonly shape = null;
  readonly dtype = null;
  /** In the order in which they are sampled, seeded and flattened. */
  readonly spaces: Readonly<Record<string, Space>>;
  readonly #entries: readonly (readonly [string, Space])[];

  /**
   * @param spaces An object, whose keys are sorted as Gymnasium sorts them, or a list of entries, whose order is kept.
   * @throws {TypeError} where an entry is not a space.
   */
  constructor(spaces: Readonly<Record<string, Space>> | readonly (readonly [string, Space])[]) {
    super();
    const entries = Array.isArray(spaces)
      ? (spaces as readonly (readonly [string, Space])[])
      : Object.entries(spaces as Readonly<Record<string, Space>>).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, space] of entries) {
      if (!isSpace(space))
        throw new TypeError(`Cannot make a Dict: each entry is a space, got ${show(space)} at "${key}".`);
    }
    this.#entries = entries;
    this.spaces = Object.freeze(Object.fromEntries(entries));
  }

  /** @throws {RangeError|TypeError} on a mask or probabilities of another form, or both at once. */
  override sample(options?: DictSampleOptions): T {
    const narrowing = options === undefined ? null : readNarrowing(this, options);
    if (narrowing === null) return Object.fromEntries(this.#entries.map(([key, space]) => [key, space.sample()])) as T;
    const { kind, value } = narrowing;
    const keys = Object.keys(this.spaces);
    const given = typeof value === 'object' && !Array.isArray(value) ? Object.keys(value as DictValue) : null;
    if (given === null || given.length !== keys.length || !given.every((key) => Object.hasOwn(this.spaces, key))) {
      throw new RangeError(`Cannot sample ${this}: a ${kind} has its keys (${keys.join(', ')}), got ${show(value)}.`);
    }
    const parts = value as DictValue;
    return Object.fromEntries(this.#entries.map(([key, space]) => [key, space.sample({ [kind]: parts[key] })])) as T;
  }

  override contains(value: unknown): value is T {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    if (Object.keys(value).length !== this.#entries.length) return false;
    return this.#entries.every(
      ([key, space]) => Object.hasOwn(value, key) && space.contains((value as DictValue)[key]),
    );
  }

  /** A number seeds a generator that draws the seeds of the entries; an object gives each entry its own. Returns an object. */
  override seed(seed?: Seed | Readonly<Record<string, Seed>>): unknown {
    if (typeof seed === 'object') {
      const known = new Set(Object.keys(this.spaces));
      const given = Object.keys(seed);
      if (given.length !== known.size || given.some((key) => !known.has(key))) {
        throw new RangeError(`Cannot seed a Dict: seeds have its keys (${[...known].join(', ')}), got ${show(given)}.`);
      }
      return Object.fromEntries(this.#entries.map(([key, space]) => [key, space.seed(seed[key])]));
    }
    if (seed === undefined) return Object.fromEntries(this.#entries.map(([key, space]) => [key, space.seed()]));
    super.seed(seed);
    const seeds = subSeeds(this.generator, this.#entries.length);
    return Object.fromEntries(this.#entries.map(([key, space], i) => [key, space.seed(seeds[i])]));
  }

  override getState(): State {
    const states = this.#entries.map(([key, space]) => [key, space.getState()]);
    return { generator: super.getState(), spaces: Object.fromEntries(states) };
  }

  override setState(state: State): void {
    const { generator, spaces } = readStates(state, Object.keys(this.spaces));
    super.setState(generator);
    for (const [key, space] of this.#entries) space.setState(spaces[key]!);
  }

  override toJSON(): SpaceJSON {
    return { type: this.type, spaces: Object.fromEntries(this.#entries.map(([key, space]) => [key, space.toJSON()])) };
  }

  override valueToJSON(value: T): unknown {
    return Object.fromEntries(this.#entries.map(([key, space]) => [key, space.valueToJSON(value[key])]));
  }

  override valueFromJSON(json: unknown): T {
    const keys = Object.keys(this.spaces);
    const given = typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.keys(json) : null;
    if (given === null || given.length !== keys.length || !keys.every((key) => Object.hasOwn(json as object, key))) {
      throw this.mismatch(json, `an object with the keys ${keys.join(', ')}`);
    }
    return Object.fromEntries(
      this.#entries.map(([key, space]) => [key, space.valueFromJSON((json as DictValue)[key])]),
    ) as T;
  }

  override toString(): string {
    return `Dict(${this.#entries.map(([key, space]) => `'${key}': ${space}`).join(', ')})`;
  }
}
