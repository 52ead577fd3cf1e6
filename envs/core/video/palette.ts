/**
 * The colours of a rectangle as a palette and indices into it: exact where there are few enough; else the most frequent ones are kept
 * exactly, and each of the others takes the nearest of them. Drawings are flat colours with a fringe of shades where edges are smoothed, so
 * what is approximated are single pixels of a fringe.
 *
 * Source: the popularity algorithm of Heckbert, "Color image quantization for frame buffer display" (SIGGRAPH 1982). Left out: dithering,
 * which would flicker from frame to frame.
 */
import type { Pixels } from '../env.ts';
import type { Box } from './video.ts';

const MAX_COLORS = 255; // one of 256 is left for "as before"
/** Marks a pixel that is as before. */
const UNCHANGED = 0xffff;
/** Where a picture has more colours (a photograph has), they are told apart by 5 bits a channel, of which there are as many. */
const MAX_DISTINCT = 1 << 15;
const TABLE_BITS = 16; // twice the colours: probes stay short
const FIVE_BITS = 0xf8f8f8;

export class Quantizer {
  /** Red, green, blue of each colour; `colors` of them count. */
  readonly palette = new Uint8Array(256 * 3);
  colors = 0;
  /** Of the rectangle, row by row. */
  indices = new Uint8Array(0);
  /** Hash table from colour to its place in `#distinct`; what is used is emptied after each frame. */
  readonly #slots = new Int32Array(1 << TABLE_BITS).fill(-1);
  readonly #distinct = new Int32Array(MAX_DISTINCT); // 0xrrggbb
  readonly #counts = new Uint32Array(MAX_DISTINCT);
  readonly #slotOf = new Int32Array(MAX_DISTINCT);
  readonly #indexOf = new Uint8Array(MAX_DISTINCT); // in the palette
  #found = 0;
  /** Of each pixel, its place in `#distinct`. */
  #places = new Uint16Array(0);

  /**
   * Fills `palette`, `colors` and `indices`. A pixel that is as in `before` takes the index `colors`, which no colour has.
   *
   * @param before [height, width, 3] uint8, or null where every pixel counts
   */
  quantize(pixels: Pixels, before: Uint8Array | null, box: Box): void {
    const size = box.width * box.height;
    if (this.indices.length < size) {
      this.indices = new Uint8Array(size);
      this.#places = new Uint16Array(size);
    }
    if (!this.#tellApart(pixels, before, box, 0xffffff)) this.#tellApart(pixels, before, box, FIVE_BITS);
    this.#choose();
    const { indices, colors } = this;
    const places = this.#places;
    for (let i = 0; i < size; i++) indices[i] = places[i] === UNCHANGED ? colors : this.#indexOf[places[i]!]!;
  }

  /** Counts the colours under `mask`. False where there are more than the table takes. */
  #tellApart({ width, data }: Pixels, before: Uint8Array | null, box: Box, mask: number): boolean {
    const slots = this.#slots;
    const distinct = this.#distinct;
    const counts = this.#counts;
    const places = this.#places;
    for (let i = 0; i < this.#found; i++) slots[this.#slotOf[i]!] = -1;
    let found = 0;
    let to = 0;
    let lastColor = -1;
    let lastPlace = 0;
    for (let y = box.y; y < box.y + box.height; y++) {
      let from = (y * width + box.x) * 3;
      for (let x = 0; x < box.width; x++, from += 3, to++) {
        const r = data[from]!;
        const g = data[from + 1]!;
        const b = data[from + 2]!;
        if (before !== null && before[from] === r && before[from + 1] === g && before[from + 2] === b) {
          places[to] = UNCHANGED;
          continue;
        }
        const color = ((r << 16) | (g << 8) | b) & mask;
        if (color !== lastColor) {
          let slot = Math.imul(color, 0x9e3779b1) >>> (32 - TABLE_BITS);
          while (slots[slot] !== -1 && distinct[slots[slot]!] !== color) slot = (slot + 1) & ((1 << TABLE_BITS) - 1);
          if (slots[slot] === -1) {
            if (found === MAX_DISTINCT) {
              this.#found = found;
              return false;
            }
            slots[slot] = found;
            distinct[found] = color;
            counts[found] = 0;
            this.#slotOf[found] = slot;
            found++;
          }
          lastColor = color;
          lastPlace = slots[slot]!;
        }
        counts[lastPlace]!++;
        places[to] = lastPlace;
      }
    }
    this.#found = found;
    return true;
  }

  /** Fills the palette and `#indexOf`. */
  #choose(): void {
    const distinct = this.#distinct;
    const order = Array.from({ length: this.#found }, (_, place) => place);
    if (this.#found > MAX_COLORS) order.sort((a, b) => this.#counts[b]! - this.#counts[a]! || a - b);
    this.colors = Math.min(this.#found, MAX_COLORS);
    for (let rank = 0; rank < order.length; rank++) {
      const place = order[rank]!;
      const color = distinct[place]!;
      if (rank < this.colors) {
        this.palette[rank * 3] = color >> 16;
        this.palette[rank * 3 + 1] = (color >> 8) & 255;
        this.palette[rank * 3 + 2] = color & 255;
      }
      this.#indexOf[place] = rank < this.colors ? rank : this.#nearest(color);
    }
  }

  /** The index of the palette's colour at the least distance, by the sum of squares. */
  #nearest(color: number): number {
    const { palette, colors } = this;
    const [r, g, b] = [color >> 16, (color >> 8) & 255, color & 255];
    let best = 0;
    let least = Infinity;
    for (let index = 0, at = 0; index < colors; index++, at += 3) {
      const dr = palette[at]! - r;
      const dg = palette[at + 1]! - g;
      const db = palette[at + 2]! - b;
      const distance = dr * dr + dg * dg + db * db;
      if (distance >= least) continue;
      least = distance;
      best = index;
    }
    return best;
  }
}
