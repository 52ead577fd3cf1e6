/**
 * Sequences of any length whose items are values of one space: arrays, or, with `stack`, batches (a flat array for a `Box`).
 *
 * Source: Gymnasium 1.4 `gymnasium/spaces/sequence.py`.
 */
import type { Seed, State } from '../core/env.ts';
import { show } from '../core/show.ts';
import { concatenate, iterate, rowCount } from './batches.ts';
import { isSpace, readStates, subSeeds } from './composite.ts';
import { checkParts, readNarrowing } from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { Space, SpaceJSON } from './space.ts';

/** Lengths are geometric with this chance of ending at each item, so 4 on average; Gymnasium's choice, in its words arbitrary. */
const END_PROBABILITY = 0.25;
const LOG_GO_ON = Math.log1p(-END_PROBABILITY);

/** The length (an integer, or a list of which one is drawn, or null for the geometric one), and what narrows each item. */
export type SequenceNarrowing = readonly [length: number | readonly number[] | null, item: unknown];

export interface SequenceSampleOptions {
  readonly mask?: SequenceNarrowing | null | undefined;
  readonly probability?: SequenceNarrowing | null | undefined;
}

export class Sequence<T = readonly unknown[]> extends SeededSpace<T> {
  readonly type = 'Sequence';
  readonly shape = null;
  readonly dtype = null;
  /** Of an item. */
  readonly featureSpace: Space;
  /** Whether values are batches of items, not arrays. */
  readonly stack: boolean;

  /** @throws {TypeError} where `featureSpace` is not a space. */
  constructor(featureSpace: Space, options: { readonly stack?: boolean } = {}) {
    super();
    if (!isSpace(featureSpace)) {
      throw new TypeError(`Cannot make a Sequence: its items have a space, got ${show(featureSpace)}.`);
    }
    this.featureSpace = featureSpace;
    this.stack = options.stack ?? false;
  }

  /** @throws {RangeError|TypeError} on a mask or probabilities of another form, or both at once. */
  override sample(options?: SequenceSampleOptions): T {
    const narrowing = options === undefined ? null : readNarrowing(this, options);
    if (narrowing === null) return this.#sampleItems(this.#drawLength(null), undefined);
    const { kind, value } = narrowing;
    const [length, item] = checkParts(this, kind, value, 2);
    return this.#sampleItems(this.#drawLength(length), { [kind]: item });
  }

  override contains(value: unknown): value is T {
    const items = this.#itemsOf(value);
    return items?.every((item) => this.featureSpace.contains(item)) ?? false;
  }

  /** A number seeds this generator, which draws the items' seed; a pair gives each its own. Returns the pair. */
  override seed(seed?: Seed | readonly [own: Seed, items: Seed]): unknown {
    if (typeof seed === 'object') {
      if (seed.length !== 2) throw new RangeError(`Cannot seed a Sequence: seeds are 2 of them, got ${seed.length}.`);
      return [super.seed(seed[0]), this.featureSpace.seed(seed[1])];
    }
    const own = super.seed(seed);
    if (seed === undefined) return [own, this.featureSpace.seed()];
    const [items] = subSeeds(this.forkGenerator(), 1);
    return [own, this.featureSpace.seed(items)];
  }

  override getState(): State {
    return { generator: super.getState(), spaces: { featureSpace: this.featureSpace.getState() } };
  }

  override setState(state: State): void {
    const { generator, spaces } = readStates(state, ['featureSpace']);
    super.setState(generator);
    this.featureSpace.setState(spaces.featureSpace!);
  }

  override toJSON(): SpaceJSON {
    return { type: this.type, space: this.featureSpace.toJSON(), stack: this.stack };
  }

  override valueToJSON(value: T): unknown {
    return (this.#itemsOf(value) ?? []).map((item) => this.featureSpace.valueToJSON(item));
  }

  override valueFromJSON(json: unknown): T {
    if (!Array.isArray(json)) throw this.mismatch(json, 'an array of items');
    return this.#fromItems(json.map((item) => this.featureSpace.valueFromJSON(item)));
  }

  override toString(): string {
    return `Sequence(${this.featureSpace}, stack=${this.stack ? 'True' : 'False'})`;
  }

  #sampleItems(length: number, options: { readonly [kind: string]: unknown } | undefined): T {
    return this.#fromItems(Array.from({ length }, () => this.featureSpace.sample(options)));
  }

  #drawLength(length: unknown): number {
    // numpy's `geometric` for chances below a third (`random_geometric_inversion`).
    if (length === null) return Math.ceil(-this.generator.standardExponential() / LOG_GO_ON);
    const isLength = (one: unknown): one is number => Number.isSafeInteger(one) && (one as number) >= 0;
    if (isLength(length)) return length;
    if (Array.isArray(length) && length.length > 0 && length.every(isLength)) return this.generator.choice(length);
    throw new RangeError(
      `Cannot sample ${this}: a length is null, an integer of 0 or more or a list of such, got ${show(length)}.`,
    );
  }

  /** Null where `value` is no sequence at all. */
  #itemsOf(value: unknown): readonly unknown[] | null {
    if (!this.stack) return Array.isArray(value) ? value : null;
    return rowCount(this.featureSpace, value) === null ? null : [...iterate(this.featureSpace, value)];
  }

  /** `T` is what the items' space and `stack` make it; only the caller's type argument says so. */
  #fromItems(items: readonly unknown[]): T {
    return (this.stack ? concatenate(this.featureSpace, items) : items) as T;
  }
}
