/** Image and mission as one flat array. Source: MiniGrid 3.2 `wrappers.py`, `FlatObsWrapper`. */
import type { Env } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import { sizeOf } from '../../../spaces/arrays.ts';
import { Box } from '../../../spaces/box.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import { type GridObservation, partsOf } from './mini-grid-of.ts';

/** One-hot positions of a character: 26 letters, space, comma. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz ,';

export interface FlatOptions {
  /** Characters of the longest mission, an integer of at least 1; default 96. */
  readonly maxStrLen?: number;
}

/**
 * Observes the image, then the mission one-hot, character by character: `[image size + 28 * maxStrLen]` uint8. The direction is left
 * out, as MiniGrid does.
 */
export class FlatObsWrapper extends ObservationWrapper<Uint8Array, number, GridObservation> {
  override readonly observationSpace: Box<Uint8Array>;
  readonly #imageSize: number;
  readonly #maxStrLen: number;

  /** @throws {TypeError|RangeError} where the observation has no parts, or on a bad `maxStrLen` */
  constructor(env: Env<GridObservation, number>, { maxStrLen = 96 }: FlatOptions = {}) {
    super(env);
    if (!Number.isInteger(maxStrLen) || maxStrLen < 1) {
      throw new RangeError(
        `Cannot make FlatObsWrapper: maxStrLen is an integer of at least 1, got ${show(maxStrLen)}. MiniGrid's own is 96.`,
      );
    }
    this.#imageSize = sizeOf(partsOf('FlatObsWrapper', env).spaces.image!.shape!);
    this.#maxStrLen = maxStrLen;
    const shape = [this.#imageSize + maxStrLen * CHARACTERS.length];
    this.observationSpace = new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
  }

  /** @throws {RangeError} on a mission that is too long, or has other characters than letters, spaces and commas */
  override observation({ image, mission }: GridObservation): Uint8Array {
    if (mission.length > this.#maxStrLen) {
      throw new RangeError(
        `Cannot flatten the mission ${show(mission)}: it has ${mission.length} characters, at most ${this.#maxStrLen} are kept. Give FlatObsWrapper a larger maxStrLen.`,
      );
    }
    const flat = new Uint8Array(this.#imageSize + this.#maxStrLen * CHARACTERS.length);
    flat.set(image);
    const text = mission.toLowerCase();
    for (let i = 0; i < text.length; i++) {
      const character = CHARACTERS.indexOf(text[i]!);
      if (character === -1) {
        throw new RangeError(
          `Cannot flatten the mission ${show(mission)}: it is made of letters, spaces and commas, got ${show(text[i])}.`,
        );
      }
      flat[this.#imageSize + i * CHARACTERS.length + character] = 1;
    }
    return flat;
  }
}
