/**
 * A value of one of several spaces, with the index of that space: `[index, value]`.
 *
 * Source: Gymnasium 1.4 `gymnasium/spaces/oneof.py`.
 */
import type { Seed, State } from '../core/env.ts';
import { show } from '../core/show.ts';
import { isSpace, readStates, subSeeds } from './composite.ts';
import { checkParts, readNarrowing } from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { Space, SpaceJSON } from './space.ts';
import type { TupleSampleOptions } from './tuple.ts';

export type OneOfValue<T = unknown> = readonly [index: number, value: T];

export class OneOf<T = unknown> extends SeededSpace<OneOfValue<T>> {
  readonly type = 'OneOf';
  readonly shape = null;
  readonly dtype = null;
  readonly spaces: readonly Space<T>[];

  /** @throws {TypeError} where an element is not a space; {RangeError} where there is none. */
  constructor(spaces: readonly Space<T>[]) {
    super();
    spaces.forEach((space, i) => {
      if (!isSpace(space)) {
        throw new TypeError(`Cannot make a OneOf: each element is a space, got ${show(space)} at ${i}.`);
      }
    });
    if (spaces.length === 0) throw new RangeError('Cannot make a OneOf: it has at least one space, got none.');
    this.spaces = Object.freeze([...spaces]);
  }

  /** @throws {RangeError|TypeError} on a mask or probabilities (one for each space, or null) of another form, or both at once. */
  override sample(options?: TupleSampleOptions): OneOfValue<T> {
    const narrowing = options === undefined ? null : readNarrowing(this, options);
    const parts = narrowing === null ? null : checkParts(this, narrowing.kind, narrowing.value, this.spaces.length);
    const index = this.generator.integers(this.spaces.length);
    const space = this.spaces[index]!;
    return [index, narrowing === null ? space.sample() : space.sample({ [narrowing.kind]: parts![index] })];
  }

  override contains(value: unknown): value is OneOfValue<T> {
    if (!Array.isArray(value) || value.length !== 2 || !Number.isInteger(value[0])) return false;
    return this.spaces[value[0] as number]?.contains(value[1]) ?? false;
  }

  /** A number seeds this generator, which draws the spaces' seeds; a list gives it and each space its own. Returns the list. */
  override seed(seed?: Seed | readonly Seed[]): unknown {
    if (typeof seed === 'object') {
      const count = this.spaces.length + 1;
      if (seed.length !== count) {
        throw new RangeError(
          `Cannot seed a OneOf: seeds are ${count}, one for itself and one for each space, got ${seed.length}.`,
        );
      }
      return [super.seed(seed[0]), ...this.spaces.map((space, i) => space.seed(seed[i + 1]))];
    }
    const own = super.seed(seed);
    if (seed === undefined) return [own, ...this.spaces.map((space) => space.seed())];
    const seeds = subSeeds(this.forkGenerator(), this.spaces.length);
    return [own, ...this.spaces.map((space, i) => space.seed(seeds[i]))];
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

  override valueToJSON([index, value]: OneOfValue<T>): unknown {
    return [index, this.spaces[index]!.valueToJSON(value)];
  }

  override valueFromJSON(json: unknown): OneOfValue<T> {
    const space = Array.isArray(json) && json.length === 2 ? this.spaces[json[0] as number] : undefined;
    if (space === undefined)
      throw this.mismatch(json, `an index below ${this.spaces.length} and a value of that space`);
    const [index, value] = json as [number, unknown];
    return [index, space.valueFromJSON(value)];
  }

  override toString(): string {
    return `OneOf(${this.spaces.join(', ')})`;
  }
}
