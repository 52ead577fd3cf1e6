/**
 * The picture unit looks through all 64 sprites on every line for those of the next. On a line that none is on, which most are, what
 * it leaves behind is known beforehand; so it is written down, without looking.
 *
 * Source: jsnes' `_evaluateSpan` and `_evaluateWindow` (src/ppu/index.js), from which the values at the end of such a line are.
 */
import type { JsnesPpu } from './console.ts';

const LINES = 240;
const SPRITE_BYTES = 4;
const FIRST_DOT = 1;
const END_DOT = 257;
/** When all have been looked at, the address goes on by a sprite every two dots: so far, and what is read last, one before. */
const ADDRESS_AT_END = 128;
const LAST_READ = 124;
/** The Y of the last sprite is the last that was copied. */
const LAST_Y = 252;
const CLEAR = 0xff;

export class EmptyLines {
  /** Whether a sprite is in reach of a line, of `#height` rows. */
  readonly #hasSprites = new Uint8Array(LINES);
  #height = 0;
  #isListed = false;

  /** Sprites were written. */
  forget(): void {
    this.#isListed = false;
  }

  /** Does what the picture unit does between two dots of a line, if nothing is there; else says no, having done nothing. */
  evaluate(ppu: JsnesPpu, line: number, from: number, to: number): boolean {
    if (from !== FIRST_DOT || to !== END_DOT || ppu.sramAddress !== 0) return false;
    const height = ppu.f_spriteSize === 0 ? 8 : 16;
    if (!this.#isListed || this.#height !== height) this.#list(ppu.spriteMem, height);
    if (this.#hasSprites[line] !== 0) return false;
    ppu.secondaryOAM.fill(CLEAR);
    ppu.secondaryOAM[0] = ppu.spriteMem[LAST_Y]!;
    ppu.secIdx = 0;
    ppu.secFull = false;
    ppu.evalDone = true;
    ppu.evalOvfStep = 0;
    ppu.sprite0Next = false;
    ppu.oamLatch = ppu.spriteMem[LAST_READ]!;
    ppu.sramAddress = ADDRESS_AT_END;
    return true;
  }

  #list(spriteMem: Uint8Array, height: number): void {
    this.#hasSprites.fill(0);
    for (let sprite = 0; sprite < spriteMem.length; sprite += SPRITE_BYTES) {
      const y = spriteMem[sprite]!;
      this.#hasSprites.fill(1, y, y + height);
    }
    this.#height = height;
    this.#isListed = true;
  }
}
