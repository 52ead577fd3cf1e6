/**
 * GIF's compression: variable-length LZW, packed into the blocks of at most 255 bytes that GIF wants.
 *
 * Source: GIF89a specification (CompuServe, 1990), appendix F. The table of strings is a hash table with open addressing: every string is
 * one already in the table and one more colour, so its key is (code of the prefix, colour). One pass, no allocation a pixel; the buffer
 * of the result is kept.
 */

const MAX_CODES = 4096; // 12 bits
/** Twice the codes, a power of two: probes stay short. */
const TABLE_SIZE = 8192;
const BLOCK = 255;

export class LzwEncoder {
  readonly #keys = new Int32Array(TABLE_SIZE);
  readonly #codes = new Uint16Array(TABLE_SIZE);
  #out = new Uint8Array(1 << 16);
  #length = 0;
  /** Where the present block's length stands. */
  #blockAt = 0;
  #bits = 0;
  #bitCount = 0;

  /**
   * @param pixels colours in the range `[0, 2 ** colorBits)`
   * @param colorBits in the range `[2, 8]`
   * @returns GIF's image data: the code size and the blocks; valid until the next call
   */
  encode(pixels: Uint8Array, colorBits: number): Uint8Array {
    const keys = this.#keys;
    const codes = this.#codes;
    const clear = 1 << colorBits;
    const end = clear + 1;
    let next = end + 1;
    let size = colorBits + 1;
    this.#begin(colorBits);
    keys.fill(-1);
    this.#put(clear, size);
    let prefix = pixels[0]!;
    for (let i = 1; i < pixels.length; i++) {
      const color = pixels[i]!;
      const key = (prefix << 8) | color;
      let slot = (key ^ (key >>> 7)) & (TABLE_SIZE - 1);
      while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & (TABLE_SIZE - 1);
      if (keys[slot] === key) {
        prefix = codes[slot]!;
        continue;
      }
      this.#put(prefix, size);
      prefix = color;
      if (next === MAX_CODES) {
        this.#put(clear, size);
        keys.fill(-1);
        next = end + 1;
        size = colorBits + 1;
        continue;
      }
      keys[slot] = key;
      codes[slot] = next;
      // The decoder adds a string one code later, so it grows its codes one later too.
      if (next === 1 << size) size++;
      next++;
    }
    this.#put(prefix, size);
    // That code may have been the one that makes the decoder's codes grow.
    if (next === 1 << size && size < 12) size++;
    this.#put(end, size);
    return this.#finish();
  }

  #begin(colorBits: number): void {
    this.#out[0] = colorBits;
    this.#blockAt = 1;
    this.#length = 2;
    this.#bits = 0;
    this.#bitCount = 0;
  }

  #put(code: number, size: number): void {
    this.#bits |= code << this.#bitCount;
    this.#bitCount += size;
    while (this.#bitCount >= 8) {
      this.#byte(this.#bits & 255);
      this.#bits >>>= 8;
      this.#bitCount -= 8;
    }
  }

  #byte(value: number): void {
    if (this.#length + 2 > this.#out.length) {
      const larger = new Uint8Array(this.#out.length * 2);
      larger.set(this.#out);
      this.#out = larger;
    }
    this.#out[this.#length++] = value;
    if (this.#length - this.#blockAt - 1 < BLOCK) return;
    this.#out[this.#blockAt] = BLOCK;
    this.#blockAt = this.#length++;
  }

  #finish(): Uint8Array {
    if (this.#bitCount > 0) this.#byte(this.#bits & 255);
    const inBlock = this.#length - this.#blockAt - 1;
    this.#out[this.#blockAt] = inBlock;
    if (inBlock > 0) this.#out[this.#length++] = 0; // the empty block that ends them
    return this.#out.subarray(0, this.#length);
  }
}
