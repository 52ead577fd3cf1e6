/**
 * What spaces have in common: a generator of their own, seeded at the first draw if nobody has seeded it before.
 *
 * Source: Gymnasium 1.4 `gymnasium/spaces/space.py`.
 */
import type { Seed, State } from '../core/env.ts';
import { Generator } from '../core/seeding/generator.ts';
import { npRandom } from '../core/seeding/np-random.ts';
import { show } from '../core/show.ts';
import type { DType, SampleOptions, Space, SpaceJSON } from './space.ts';

export abstract class SeededSpace<T> implements Space<T> {
  abstract readonly type: string;
  abstract readonly shape: readonly number[] | null;
  abstract readonly dtype: DType | null;
  #generator: Generator | null = null;

  abstract sample(options?: SampleOptions): T;
  abstract contains(value: unknown): value is T;
  abstract toJSON(): SpaceJSON;
  abstract valueToJSON(value: T): unknown;
  abstract valueFromJSON(json: unknown): T;
  /** As Gymnasium's `repr`. */
  abstract toString(): string;

  protected get generator(): Generator {
    this.#generator ??= npRandom()[0];
    return this.#generator;
  }

  /** A generator that draws what this space's own would draw next, without moving it. */
  forkGenerator(): Generator {
    return Generator.fromState(this.generator.getState());
  }

  /** Moves the generator on by one number. */
  skipDraw(): void {
    this.generator.random();
  }

  /** Returns the seed, or the entropy drawn in its place. Throws as `checkSeed` does. */
  seed(seed?: Seed): unknown {
    const [generator, used] = npRandom(seed ?? null);
    this.#generator = generator;
    return used;
  }

  /** Null where nothing has been drawn or seeded yet. */
  getState(): State {
    return this.#generator?.getState() ?? null;
  }

  setState(state: State): void {
    this.#generator = state === null ? null : Generator.fromState(state);
  }

  /** The error of `valueFromJSON`: `rule` says what a value of this space is. */
  protected mismatch(json: unknown, rule: string): TypeError {
    return new TypeError(`Cannot read a value of ${this}: it is ${rule}, got ${show(json)}.`);
  }
}
