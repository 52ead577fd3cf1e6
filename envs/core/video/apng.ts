/**
 * Animated PNG, frame by frame: lossless, shown by every current browser, by others as its first frame. Of each frame only the rectangle
 * that changed is written.
 *
 * Source: PNG, third edition (W3C, 2025): acTL, fcTL and fdAT. The number of frames stands before the frames and is known after them, so
 * it is written again at the end.
 */
import type { Pixels } from '../env.ts';
import type { ByteSink } from '../node-files.ts';
import { type Box, changedBox, checkFrame, type VideoEncoder, type VideoFormat } from './video.ts';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const TRUECOLOR = 2;
const BIT_DEPTH = 8;
const MAX_UINT16 = 65_535;

/** From bytes to a zlib stream of them. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

export class ApngEncoder implements VideoEncoder {
  frames = 0;
  readonly #sink: ByteSink;
  readonly #format: VideoFormat;
  readonly #deflate: Deflate;
  readonly #controlAt: number;
  readonly #shown: Uint8Array; // [height, width, 3] uint8, the frame before
  readonly #rows: Uint8Array; // a filter byte and RGB for each row, as much as the largest frame takes
  readonly #box: Box = { x: 0, y: 0, width: 0, height: 0 };
  #sequence = 0;

  constructor(sink: ByteSink, format: VideoFormat, deflate: Deflate) {
    this.#sink = sink;
    this.#format = format;
    this.#deflate = deflate;
    const { width, height } = format;
    this.#shown = new Uint8Array(width * height * 3);
    this.#rows = new Uint8Array((width * 3 + 1) * height);
    sink.write(SIGNATURE);
    const header = chunk('IHDR', [...uint32(width), ...uint32(height), BIT_DEPTH, TRUECOLOR, 0, 0, 0]);
    sink.write(header);
    this.#controlAt = SIGNATURE.length + header.length;
    sink.write(this.#control());
  }

  add(pixels: Pixels): void {
    checkFrame(this.#format, pixels);
    const box = changedBox(this.frames === 0 ? null : this.#shown, pixels, this.#box);
    this.#sink.write(
      chunk('fcTL', [
        ...uint32(this.#sequence++),
        ...uint32(box.width),
        ...uint32(box.height),
        ...uint32(box.x),
        ...uint32(box.y),
        ...delay(this.#format.fps),
        0, // leave it when the next comes
        0, // replace what was there
      ]),
    );
    const data = this.#deflate(this.#rowsOf(pixels, box));
    this.#sink.write(
      this.frames === 0 ? chunk('IDAT', data) : chunk('fdAT', data, Uint8Array.from(uint32(this.#sequence++))),
    );
    this.#shown.set(pixels.data);
    this.frames++;
  }

  finish(): void {
    this.#sink.write(chunk('IEND', []));
    this.#sink.overwrite(this.#controlAt, this.#control());
  }

  /** How many frames there are, and that they play for ever. */
  #control(): Uint8Array {
    return chunk('acTL', [...uint32(this.frames), ...uint32(0)]);
  }

  /** The rectangle's rows, unfiltered: drawings are flat colours, which deflate takes as they are. */
  #rowsOf({ width, data }: Pixels, box: Box): Uint8Array {
    const rows = this.#rows;
    let to = 0;
    for (let y = box.y; y < box.y + box.height; y++) {
      const from = (y * width + box.x) * 3;
      rows[to++] = 0;
      rows.set(data.subarray(from, from + box.width * 3), to);
      to += box.width * 3;
    }
    return rows.subarray(0, to);
  }
}

/** Seconds of one frame as a fraction of two 16-bit numbers. */
function delay(fps: number): number[] {
  const [numerator, denominator] = Number.isInteger(fps) ? [1, fps] : [100, Math.round(fps * 100)];
  return [numerator, Math.min(denominator, MAX_UINT16)].flatMap((value) => [value >> 8, value & 255]);
}

function uint32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** Length, kind, `before` and `data`, checksum. */
function chunk(kind: string, data: ArrayLike<number>, before: Uint8Array = new Uint8Array(0)): Uint8Array {
  const length = before.length + data.length;
  const bytes = new Uint8Array(length + 12);
  bytes.set(uint32(length));
  for (let i = 0; i < 4; i++) bytes[4 + i] = kind.charCodeAt(i);
  bytes.set(before, 8);
  bytes.set(data, 8 + before.length);
  bytes.set(uint32(crc32(bytes, 4, length + 8)), length + 8);
  return bytes;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** Of the bytes in `[start, end)`, as PNG has it (ISO 3309). */
function crc32(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0xffffffff;
  for (let i = start; i < end; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
