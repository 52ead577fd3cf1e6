/** Arrays whose elements are values of given spaces, in order. Source: Gymnasium 1.4 `gymnasium/spaces/tuple.py`. */
import type { Seed, State } from '../core/env.ts';
import { show } from '../core/show.ts';
import { isSpace, readStates, subSeeds } from './composite.ts';
import { checkParts, readNarrowing } from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { Space, SpaceJSON } from './space.ts';

export interface TupleSampleOptions {
  /** One for each space, null where its values are drawn freely. */
  readonly mask?: readonly unknown[] | null | undefined;
  readonly probability?: readonly unknown[] | null | undefined;
}

export class Tuple<T extends readonly unknown[] = readonly unknown[]> extends SeededSpace<T> {
  readonly type = 'Tuple';
  readonly shape = null;
  readonly dtype = null;
  readonly spaces: readonly Space[];

  /** @throws {TypeError} where an element is not a space. */
  constructor(spaces: readonly Space[]) {
    super();
    spaces.forEach((space, i) => {
      if (!isSpace(space))
        throw new TypeError(`Cannot make a Tuple: each element is a space, got ${show(space)} at ${i}.`);
    });
    this.spaces = Object.freeze([...spaces]);
  }

  /** @throws {RangeError|TypeError} on a mask or probabilities of another form, or both at once. */
  override sample(options?: TupleSampleOptions): T {
    const narrowing = options === undefined ? null : readNarrowing(this, options);
    if (narrowing === null) return this.#asValue(this.spaces.map((space) => space.sample()));
    const { kind, value } = narrowing;
    const parts = checkParts(this, kind, value, this.spaces.length);
    return this.#asValue(this.spaces.map((space, i) => space.sample({ [kind]: parts[i] })));
  }

  override contains(value: unknown): value is T {
    return (
      Array.isArray(value) &&
      value.length === this.spaces.length &&
      this.spaces.every((space, i) => space.contains(value[i]))
    );
  }

  /** A number seeds a generator that draws the seeds of the elements; a list gives each its own. Returns a list. */
  override seed(seed?: Seed | readonly Seed[]): unknown {
    if (typeof seed === 'object') {
      if (seed.length !== this.spaces.length) {
        throw new RangeError(
          `Cannot seed a Tuple: seeds are as many as its ${this.spaces.length} spaces, got ${seed.length}.`,
        );
      }
      return this.spaces.map((space, i) => space.seed(seed[i]));
    }
    if (seed === undefined) return this.spaces.map((space) => space.seed());
    super.seed(seed);
    const seeds = subSeeds(this.generator, this.spaces.length);
    return this.spaces.map((space, i) => space.seed(seeds[i]));
  }

  override getState(): State {
    return { generator: super.getState(), spaces: { ...this.spaces.map((space) => space.getState()) } };
  }

  override setState(state: State): void {
    const { generator, spaces } = readStates(state, Object.keys(this.spaces));
    super.setState(generator);
    this.spaces.forEach((space, i) => {
      space.setState(spaces[i]!);
    });
  }

  override toJSON(): SpaceJSON {
    return { type: this.type, spaces: this.spaces.map((space) => space.toJSON()) };
  }

  override valueToJSON(value: T): unknown {
    return this.spaces.map((space, i) => space.valueToJSON(value[i]));
  }

  override valueFromJSON(json: unknown): T {
    if (!Array.isArray(json) || json.length !== this.spaces.length) {
      throw this.mismatch(json, `an array of ${this.spaces.length} values`);
    }
    return this.#asValue(this.spaces.map((space, i) => space.valueFromJSON(json[i])));
  }

  override toString(): string {
    return `Tuple(${this.spaces.join(', ')})`;
  }

  /** `T` is what the spaces' values are; only the caller's type argument says so. */
  #asValue(parts: readonly unknown[]): T {
    return parts as readonly unknown[] & T;
  }
}
