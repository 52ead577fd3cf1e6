/** Parts of the video formats; whole files are decoded by a browser in test/browser/worlds.test.ts. */
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../../../envs/core/env.ts';
import { ApngEncoder } from '../../../../envs/core/video/apng.ts';
import { GifEncoder } from '../../../../envs/core/video/gif.ts';
import { Quantizer } from '../../../../envs/core/video/palette.ts';
import { changedBox } from '../../../../envs/core/video/video.ts';

const EMPTY = { x: 0, y: 0, width: 0, height: 0 };

function frame(width: number, height: number, paint: (x: number, y: number) => number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const color = paint(i % width, Math.floor(i / width));
    data.set([color >> 16, (color >> 8) & 255, color & 255], i * 3);
  }
  return { width, height, data };
}

/** A sink that keeps everything. */
function memory() {
  const bytes: number[] = [];
  return {
    bytes,
    write: (more: Uint8Array) => void bytes.push(...more),
    overwrite: (position: number, more: Uint8Array) => void bytes.splice(position, more.length, ...more),
  };
}

describe('changedBox', () => {
  const before = frame(5, 4, () => 0);

  it.each([
    [
      [
        [2, 1],
        [3, 2],
      ],
      { x: 2, y: 1, width: 2, height: 2 },
    ],
    [[[4, 3]], { x: 4, y: 3, width: 1, height: 1 }],
    [
      [
        [0, 0],
        [4, 3],
      ],
      { x: 0, y: 0, width: 5, height: 4 },
    ],
    [
      [
        [3, 0],
        [1, 2],
      ],
      { x: 1, y: 0, width: 3, height: 3 },
    ],
    [[], { x: 0, y: 0, width: 1, height: 1 }], // nothing changed: one pixel
  ])('around the pixels %j is %j', (changed, expected) => {
    for (const color of [0x010000, 0x000100, 0x000001]) {
      const after = frame(5, 4, (x, y) => (changed.some(([cx, cy]) => cx === x && cy === y) ? color : 0));
      expect(changedBox(before.data, after, { ...EMPTY })).toEqual(expected);
    }
  });

  it('is the whole frame where there is none before', () => {
    expect(changedBox(null, before, { ...EMPTY })).toEqual({ x: 0, y: 0, width: 5, height: 4 });
  });
});

describe('Quantizer', () => {
  const whole = { x: 0, y: 0, width: 64, height: 64 };
  const colorAt = (quantizer: Quantizer, pixel: number) => {
    const at = quantizer.indices[pixel]! * 3;
    return (quantizer.palette[at]! << 16) | (quantizer.palette[at + 1]! << 8) | quantizer.palette[at + 2]!;
  };

  it('is exact up to 255 colours', () => {
    const quantizer = new Quantizer();
    const paint = (x: number, y: number) => ((x + 64 * y) % 255) * 0x010203;
    quantizer.quantize(frame(64, 64, paint), null, whole);
    expect(quantizer.colors).toBe(255);
    for (let pixel = 0; pixel < 64 * 64; pixel++) expect(colorAt(quantizer, pixel)).toBe(paint(pixel % 64, pixel >> 6));
  });

  it('keeps frequent colours exactly and gives rare ones the nearest', () => {
    const quantizer = new Quantizer();
    // 1,024 shades of one pixel each, beside two flat colours.
    const paint = (x: number, y: number) => (y < 16 ? (x << 18) | (y << 4) : x < 32 ? 0xfbfaf7 : 0x2b55c9);
    quantizer.quantize(frame(64, 64, paint), null, whole);
    expect(quantizer.colors).toBe(255);
    expect(colorAt(quantizer, 64 * 20)).toBe(0xfbfaf7);
    expect(colorAt(quantizer, 64 * 20 + 40)).toBe(0x2b55c9);
  });

  it('takes any number of colours', () => {
    const quantizer = new Quantizer();
    const many = frame(256, 256, (x, y) => (x << 16) | (y << 8) | (x ^ y)); // 65,536 colours
    quantizer.quantize(many, null, { x: 0, y: 0, width: 256, height: 256 });
    expect(quantizer.colors).toBe(255);
  });

  it('marks what is as before, within the rectangle', () => {
    const quantizer = new Quantizer();
    const before = frame(4, 1, () => 7);
    quantizer.quantize(
      frame(4, 1, (x) => (x === 2 ? 9 : 7)),
      before.data,
      { x: 1, y: 0, width: 3, height: 1 },
    );
    expect([...quantizer.indices.subarray(0, 3)]).toEqual([1, 0, 1]); // 1 is the number of colours
  });
});

describe('ApngEncoder', () => {
  it('writes what PNG says, chunk by chunk', () => {
    const sink = memory();
    const encoder = new ApngEncoder(sink, { width: 2, height: 2, fps: 25 }, (bytes) => bytes.slice());
    encoder.add(frame(2, 2, () => 0x102030));
    encoder.add(frame(2, 2, (x, y) => (x === 1 && y === 1 ? 0xffffff : 0x102030)));
    encoder.finish();
    const chunks: [kind: string, data: number[]][] = [];
    for (let at = 8; at < sink.bytes.length; ) {
      const view = new DataView(Uint8Array.from(sink.bytes).buffer, at);
      const length = view.getUint32(0);
      chunks.push([
        String.fromCharCode(...sink.bytes.slice(at + 4, at + 8)),
        sink.bytes.slice(at + 8, at + 8 + length),
      ]);
      at += length + 12;
    }
    // PNG, third edition, 11.3.5: the fields of acTL, fcTL and fdAT in order.
    expect(chunks).toEqual([
      ['IHDR', [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]],
      ['acTL', [0, 0, 0, 2, 0, 0, 0, 0]],
      ['fcTL', [0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 25, 0, 0]],
      ['IDAT', [0, 16, 32, 48, 16, 32, 48, 0, 16, 32, 48, 16, 32, 48]],
      ['fcTL', [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 25, 0, 0]],
      ['fdAT', [0, 0, 0, 2, 0, 255, 255, 255]],
      ['IEND', []],
    ]);
    // The checksum of an empty IEND, as every PNG ends.
    expect(sink.bytes.slice(-4)).toEqual([0xae, 0x42, 0x60, 0x82]);
  });
});

describe('GifEncoder', () => {
  /** Delays of the frames, hundredths of a second, from their control extensions (21 F9 04). */
  const delays = (bytes: readonly number[]) =>
    bytes.flatMap((byte, i) =>
      byte === 0x21 && bytes[i + 1] === 0xf9 && bytes[i + 2] === 4 ? [bytes[i + 4]! + 256 * bytes[i + 5]!] : [],
    );
  const play = (fps: number, frames: number) => {
    const sink = memory();
    const encoder = new GifEncoder(sink, { width: 1, height: 1, fps });
    for (let i = 0; i < frames; i++) encoder.add(frame(1, 1, () => i));
    encoder.finish();
    return delays(sink.bytes);
  };

  it('rounds delays so that no error adds up', () => {
    // Frame k of 30 a second begins at round(100 k / 30): 0, 3, 7, 10, 13, 17, 20.
    expect(play(30, 6)).toEqual([3, 4, 3, 3, 4, 3]);
    expect(play(50, 3)).toEqual([2, 2, 2]);
    expect(play(4, 2)).toEqual([25, 25]);
  });

  it('leaves frames out above 50 a second, and lasts as long', () => {
    const shown = play(60, 60);
    expect(Math.min(...shown)).toBe(2);
    expect(shown.reduce((sum, delay) => sum + delay, 0)).toBe(100);
    expect(play(100, 4)).toEqual([2, 2]);
  });

  it('refuses a frame of another size', () => {
    const encoder = new GifEncoder(memory(), { width: 2, height: 2, fps: 10 });
    expect(() => encoder.add(frame(3, 2, () => 0))).toThrow(
      'Cannot add a frame to a video of 2 x 2 pixels: every frame has its size, got 3 x 2. Make the world with renderWidth and renderHeight.',
    );
  });
});

describe('deflated frames', () => {
  it('are zlib streams of filtered rows', () => {
    const sink = memory();
    const encoder = new ApngEncoder(sink, { width: 3, height: 1, fps: 0.5 }, (bytes) => deflateSync(bytes));
    encoder.add(frame(3, 1, (x) => x));
    encoder.finish();
    const at = Buffer.from(sink.bytes).indexOf('IDAT');
    const length = Buffer.from(sink.bytes).readUInt32BE(at - 4);
    expect([...inflateSync(Uint8Array.from(sink.bytes.slice(at + 4, at + 4 + length)))]).toEqual([
      0, 0, 0, 0, 0, 0, 1, 0, 0, 2,
    ]);
    // Half a frame a second: 100/50 of a second.
    const control = Buffer.from(sink.bytes).indexOf('fcTL') + 4;
    expect(sink.bytes.slice(control + 20, control + 24)).toEqual([0, 100, 0, 50]);
  });
});
