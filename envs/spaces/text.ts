/** Strings over a set of characters, of a bounded length. Source: Gymnasium 1.4 `gymnasium/spaces/text.py`. */
import { show } from '../core/show.ts';
import { checkMask, checkParts, checkProbabilities, type Narrowing, normalised, readNarrowing } from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { SpaceJSON } from './space.ts';

/** Gymnasium's default set, in its (sorted) order. */
export const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export interface TextOptions {
  /** Characters, default 1. */
  readonly minLength?: number | undefined;
  /** Default `ALPHANUMERIC`. The order decides what a seed samples. */
  readonly charset?: string | undefined;
}

/** A length (null: drawn as without), and a value for each of the space's characters (null: uniform). */
export type TextNarrowing = readonly [length: number | null, characters: ArrayLike<number> | null];

export interface TextSampleOptions {
  /** 0 or 1 for each character; where all are 0 the sample is empty. */
  readonly mask?: TextNarrowing | null | undefined;
  /** The probability of each character, sum 1. */
  readonly probability?: TextNarrowing | null | undefined;
}

export class Text extends SeededSpace<string> {
  readonly type = 'Text';
  readonly shape = null;
  readonly dtype = null;
  readonly minLength: number;
  readonly maxLength: number;
  /** Each character (Unicode code point) once, in order. */
  readonly characters: readonly string[];
  readonly #indices: ReadonlyMap<string, number>;
  readonly #uniform: Float64Array;

  /** @throws {RangeError} where the lengths are not integers with `0 <= minLength <= maxLength`. */
  constructor(maxLength: number, options: TextOptions = {}) {
    super();
    const { minLength = 1, charset = ALPHANUMERIC } = options;
    if (
      !Number.isSafeInteger(minLength) ||
      !Number.isSafeInteger(maxLength) ||
      minLength < 0 ||
      minLength > maxLength
    ) {
      throw new RangeError(
        `Cannot make a Text: its lengths are integers with 0 <= minLength <= maxLength, got ${show(minLength)} and ${show(maxLength)}.`,
      );
    }
    this.minLength = minLength;
    this.maxLength = maxLength;
    this.characters = Object.freeze([...new Set(charset)]);
    if (this.characters.length === 0 && maxLength > 0) {
      throw new RangeError('Cannot make a Text: its charset has at least one character, got none.');
    }
    this.#indices = new Map(this.characters.map((character, i) => [character, i]));
    this.#uniform = new Float64Array(this.characters.length).fill(1 / this.characters.length);
  }

  /** @throws {RangeError|TypeError} on a mask or probabilities of another form, or both at once. */
  override sample(options?: TextSampleOptions): string {
    const narrowing = options === undefined ? null : readNarrowing(this, options);
    if (narrowing === null) return this.#draw(null, this.#uniform);
    const { kind, value } = narrowing;
    const [length, characters] = checkParts(this, kind, value, 2);
    if (length !== null && !this.#isLength(length)) {
      throw new RangeError(
        `Cannot sample ${this}: the length of its ${kind} is null or an integer in [${this.minLength}, ${this.maxLength}], got ${show(length)}.`,
      );
    }
    return this.#draw(length, this.#weights(kind, characters));
  }

  #isLength(length: unknown): length is number {
    return Number.isInteger(length) && (length as number) >= this.minLength && (length as number) <= this.maxLength;
  }

  /** Null where the mask allows no character. */
  #weights(kind: Narrowing['kind'], characters: unknown): Float64Array | null {
    if (characters === null) return this.#uniform;
    const { length } = this.characters;
    if (kind === 'probability') return checkProbabilities(this, characters, length);
    const mask = checkMask(this, characters, length);
    if (mask.some((value) => value === 1)) return normalised(mask);
    if (this.minLength === 0) return null;
    throw new RangeError(
      `Cannot sample ${this}: its mask allows at least one character, since no string of it is empty, got zeros only.`,
    );
  }

  #draw(length: number | null, weights: Float64Array | null): string {
    const size = length ?? this.generator.integers(this.minLength, this.maxLength + 1);
    if (weights === null) return '';
    // With probabilities, not by uniform index: that is how Gymnasium draws, and it takes other numbers.
    return this.generator.choice(this.characters, { size, p: weights }).join('');
  }

  override contains(value: unknown): value is string {
    if (typeof value !== 'string') return false;
    let length = 0;
    for (const character of value) {
      if (!this.#indices.has(character)) return false;
      length++;
    }
    return length >= this.minLength && length <= this.maxLength;
  }

  /** The place of a character in `characters`, or undefined. */
  indexOf(character: string): number | undefined {
    return this.#indices.get(character);
  }

  override toJSON(): SpaceJSON {
    return {
      type: this.type,
      minLength: this.minLength,
      maxLength: this.maxLength,
      charset: this.characters.join(''),
    };
  }

  override valueToJSON(value: string): unknown {
    return value;
  }

  override valueFromJSON(json: unknown): string {
    if (this.contains(json)) return json;
    throw this.mismatch(json, `a string of ${this.minLength} to ${this.maxLength} of its characters`);
  }

  override toString(): string {
    return `Text(${this.minLength}, ${this.maxLength}, charset=${[...this.characters].sort().join('')})`;
  }
}
