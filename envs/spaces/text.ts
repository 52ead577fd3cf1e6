/** Strings over a set of characters, of a bounded length. Source: Gymnasium 1.4 `gymnasium/spaces/text.py`. */
import { show } from '../core/show.ts';
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

  override sample(): string {
    const size = this.generator.integers(this.minLength, this.maxLength + 1);
    // With probabilities, not by uniform index: that is how Gymnasium draws, and it takes other numbers.
    return this.generator.choice(this.characters, { size, p: this.#uniform }).join('');
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
