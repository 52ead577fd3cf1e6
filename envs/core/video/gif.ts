/**
 * Animated GIF, frame by frame: plays anywhere, in 256 colours a frame. Of each frame only the rectangle that changed is written, and of
 * that only the pixels that did.
 *
 * Source: GIF89a specification (CompuServe, 1990). GIF counts hundredths of a second, and browsers slow down what is shown for less than
 * two of them: at more than 50 frames a second, frames are left out so that the video lasts as long as the episode.
 */
import type { Pixels } from '../env.ts';
import type { ByteSink } from '../node-files.ts';
import { LzwEncoder } from './lzw.ts';
import { Quantizer } from './palette.ts';
import { type Box, changedBox, checkFrame, type VideoEncoder, type VideoFormat } from './video.ts';

const SHORTEST = 2; // hundredths of a second
const LEAVE = 1 << 2; // "do not dispose": the next frame is drawn over this one

export class GifEncoder implements VideoEncoder {
  frames = 0;
  readonly #sink: ByteSink;
  readonly #format: VideoFormat;
  readonly #shown: Uint8Array; // [height, width, 3] uint8, the frame before
  readonly #quantizer = new Quantizer();
  readonly #lzw = new LzwEncoder();
  readonly #box: Box = { x: 0, y: 0, width: 0, height: 0 };
  /** The number of the next frame that is shown. */
  #next = 0;

  constructor(sink: ByteSink, format: VideoFormat) {
    const { width, height } = format;
    this.#sink = sink;
    this.#format = format;
    this.#shown = new Uint8Array(width * height * 3);
    const loop = [0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0]; // for ever
    // 0x70: 8 bits a channel, no palette for all frames.
    sink.write(Uint8Array.from([...ascii('GIF89a'), ...uint16(width), ...uint16(height), 0x70, 0, 0, ...loop]));
  }

  add(pixels: Pixels): void {
    checkFrame(this.#format, pixels);
    const frame = this.frames++;
    if (frame < this.#next) return;
    this.#next = frame + 1;
    while (this.#time(this.#next) - this.#time(frame) < SHORTEST) this.#next++;
    const before = frame === 0 ? null : this.#shown;
    const box = changedBox(before, pixels, this.#box);
    this.#quantizer.quantize(pixels, before, box);
    this.#write(box, this.#time(this.#next) - this.#time(frame), before !== null);
    this.#shown.set(pixels.data);
  }

  finish(): void {
    this.#sink.write(Uint8Array.of(0x3b));
  }

  /** When a frame begins, hundredths of a second; rounded from the start, so that no error adds up. */
  #time(frame: number): number {
    return Math.round((frame * 100) / this.#format.fps);
  }

  #write({ x, y, width, height }: Box, duration: number, translucent: boolean): void {
    const { palette, colors, indices } = this.#quantizer;
    let bits = 2; // GIF's least
    while (1 << bits < colors + 1) bits++;
    const table = palette.slice(0, 3 << bits); // what is beyond the colours is never named
    const control = [0x21, 0xf9, 4, LEAVE | (translucent ? 1 : 0), ...uint16(Math.min(duration, 65_535)), colors, 0];
    const place = [0x2c, ...uint16(x), ...uint16(y), ...uint16(width), ...uint16(height), 0x80 | (bits - 1)];
    this.#sink.write(Uint8Array.from([...control, ...place]));
    this.#sink.write(table);
    this.#sink.write(this.#lzw.encode(indices.subarray(0, width * height), bits));
  }
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

function uint16(value: number): number[] {
  return [value & 255, value >> 8];
}
