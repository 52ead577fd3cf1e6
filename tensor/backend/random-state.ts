/**
 * The backend's random generator: a counter in memory, which kernels draw from and move on, so that a replayed program draws
 * anew. tfjs has no global seed; `seed` makes the draws of captured steps reproducible.
 */

import { type Engine, floatBits } from './engine.ts';
import {
  RANDOM,
  RANDOM_ADVANCE,
  RANDOM_NORMAL,
  RANDOM_TRUNCATED_NORMAL,
  RANDOM_UNIFORM,
  RANDOM_UNIFORM_INT,
} from './opcodes.ts';
import type { Draw } from './program/identify-draw.ts';

const KINDS = {
  uniform: RANDOM_UNIFORM,
  uniformInt: RANDOM_UNIFORM_INT,
  normal: RANDOM_NORMAL,
  truncatedNormal: RANDOM_TRUNCATED_NORMAL,
} as const;

/** Key and counter, two words each. */
const STATE_WORDS = 4;
/** Multiply-adds that drawing one number is worth, for the split into parts. */
const WORK_A_DRAW = 32;

export class RandomState {
  readonly #engine: Engine;
  readonly #pointer: number;
  readonly #words: Int32Array; // [4], in the engine's memory

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#pointer = engine.allocate(STATE_WORDS * 4);
    this.#words = engine.i32(this.#pointer, STATE_WORDS);
    this.restore(Int32Array.of(Math.random() * 2 ** 32, Math.random() * 2 ** 32, 0, 0));
  }

  /** Starts the stream of `seed`, an integer. */
  seed(seed: number): void {
    this.restore(Int32Array.of(seed, Math.floor(seed / 2 ** 32), 0, 0));
  }

  /** Where the generator is: [4] int32, for `restore`. */
  save(): Int32Array {
    return new Int32Array(this.#words);
  }

  restore(state: Int32Array): void {
    this.#words.set(state);
  }

  /** Fills `size` elements at `pointer`; emits. */
  draw(pointer: number, size: number, { kind, p0, p1 }: Draw): void {
    const engine = this.#engine;
    const bits = kind === 'uniformInt' ? (value: number) => value : floatBits;
    engine.emit(
      RANDOM,
      engine.partsFor(size * WORK_A_DRAW),
      KINDS[kind],
      pointer,
      size,
      this.#pointer,
      bits(p0),
      bits(p1),
    );
    engine.emit(RANDOM_ADVANCE, 1, this.#pointer, size);
  }

  release(): void {
    this.#engine.release(this.#pointer);
  }
}
