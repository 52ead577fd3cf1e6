import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ObservationOptions } from '../../../../envs/nes/core/engine.ts';
import { createLudusBatch } from '../../../../envs/nes/core/ludus-batch.ts';
import { createLudusEngine } from '../../../../envs/nes/core/ludus-engine.ts';
import { NES_LUMA, NES_PALETTE } from '../../../../envs/nes/core/palette.ts';
import { Bytes, isSame } from './micro-rom.ts';

const PONG = new Uint8Array(readFileSync(new URL('../../../../roms-fetch/pong/pong.nes', import.meta.url)));

const STANDARD: ObservationOptions = {
  frameSkip: 4,
  maxOfTwo: true,
  crop: { left: 0, top: 0, width: 256, height: 240 },
  width: 84,
  height: 84,
  color: 'grayscale',
  stack: 4,
};

/** What an observation of one channel is by its definition, in floating point: the mean of the area that each pixel covers. */
function areaMeans(
  levelsOf: readonly ((pixel: number) => number)[],
  { crop, width, height }: ObservationOptions,
): number[] {
  const means: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [y0, y1] = [(row * crop.height) / height, ((row + 1) * crop.height) / height];
      const [x0, x1] = [(column * crop.width) / width, ((column + 1) * crop.width) / width];
      let sum = 0;
      for (let y = Math.floor(y0); y < y1; y++) {
        for (let x = Math.floor(x0); x < x1; x++) {
          const area = (Math.min(y + 1, y1) - Math.max(y, y0)) * (Math.min(x + 1, x1) - Math.max(x, x0));
          const pixel = (crop.top + y) * 256 + crop.left + x;
          sum += area * Math.max(...levelsOf.map((levelOf) => levelOf(pixel)));
        }
      }
      means.push(sum / ((y1 - y0) * (x1 - x0)));
    }
  }
  return means;
}

function worstError(got: Uint8Array, wanted: readonly number[]): number {
  return Math.max(...wanted.map((value, index) => Math.abs(value - got[index]!)));
}

describe('a batch', () => {
  it('is as many consoles: the same pads lead each where they lead one alone', () => {
    const batch = createLudusBatch(PONG, 3, STANDARD);
    const alone = [0, 1, 2].map(() => createLudusEngine(PONG));
    const bytes = new Bytes(2);
    for (let step = 0; step < 40; step++) {
      for (let index = 0; index < batch.pads.length; index++) batch.pads[index] = bytes.next();
      batch.step();
      alone.forEach((engine, index) => {
        for (let frame = 0; frame < 4; frame++) {
          engine.setPads(batch.pads[index * 8 + frame * 2]!, batch.pads[index * 8 + frame * 2 + 1]!);
          engine.run(1, frame === 3);
        }
      });
    }
    alone.forEach((engine, index) => {
      expect(isSame(batch.instances[index]!.saveState(), engine.saveState())).toBe(true);
    });
  });

  it.each<[string, Partial<ObservationOptions>]>([
    ['the whole picture', {}],
    ['a part of it', { crop: { left: 8, top: 32, width: 240, height: 200 }, width: 80, height: 60 }],
    [
      'a part of an odd size, hardly smaller',
      { crop: { left: 3, top: 1, width: 101, height: 97 }, width: 100, height: 96 },
    ],
    ['a few pixels', { width: 5, height: 3 }],
  ])('observes %s within 1.6 of the exact mean of each area, of the brighter of two frames', (_, changes) => {
    const options = { ...STANDARD, ...changes, stack: 1 };
    const batch = createLudusBatch(PONG, 1, options);
    const engine = createLudusEngine(PONG);
    for (let step = 0; step < 12; step++) {
      batch.pads.fill(step & 1 ? 8 : 16); // start, and up
      batch.step();
      engine.setPads(batch.pads[0]!, batch.pads[1]!);
      engine.run(3, true);
      const last = engine.frame.slice();
      engine.run(1, true);
      if (step % 4 !== 3) continue;
      const lumas = [last, engine.frame].map((frame) => (pixel: number) => NES_LUMA[frame[pixel]!]!);
      // The weights down the picture have 7 bits: each of the two at an area's ends is half a grey level off at most; and rounding.
      expect(worstError(batch.observations, areaMeans(lumas, options))).toBeLessThan(1.6);
    }
  });

  it('observes colours, channel by channel', () => {
    const options: ObservationOptions = { ...STANDARD, color: 'rgb', stack: 1, maxOfTwo: false, width: 64, height: 60 };
    const batch = createLudusBatch(PONG, 1, options);
    for (let step = 0; step < 10; step++) batch.step();
    const { frame } = batch.instances[0]!;
    for (let channel = 0; channel < 3; channel++) {
      const means = areaMeans([(pixel) => NES_PALETTE[3 * frame[pixel]! + channel]!], options);
      const got = batch.observations.filter((_, index) => index % 3 === channel);
      expect(worstError(got, means)).toBeLessThan(1.6);
    }
  });

  it('stacks the oldest first, and begins a stack anew with what is shown', () => {
    const batch = createLudusBatch(PONG, 2, STANDARD);
    const plane = 84 * 84;
    const seen: Uint8Array[] = [];
    for (let step = 0; step < 6; step++) {
      batch.step();
      seen.push(batch.observations.slice(plane * 7, plane * 8)); // the newest of console 1
    }
    for (let age = 0; age < 4; age++) {
      expect(isSame(batch.observations.subarray(plane * (4 + age), plane * (5 + age)), seen[2 + age]!)).toBe(true);
    }
    batch.observe(1);
    const newest = batch.observations.slice(plane * 7, plane * 8);
    for (let age = 0; age < 3; age++) {
      expect(isSame(batch.observations.subarray(plane * (4 + age), plane * (5 + age)), newest)).toBe(true);
    }
  });

  it('leaves a resting console and its observation alone', () => {
    const batch = createLudusBatch(PONG, 2, STANDARD);
    for (let step = 0; step < 5; step++) batch.step();
    const state = batch.instances[0]!.saveState();
    const observation = batch.observations.slice(0, 4 * 84 * 84);
    batch.resting[0] = 1;
    batch.step();
    expect(isSame(batch.instances[0]!.saveState(), state)).toBe(true);
    expect(isSame(batch.observations.subarray(0, 4 * 84 * 84), observation)).toBe(true);
    expect(batch.instances[1]!.frames).toBe(24);
  });

  it.each<[string, number, Partial<ObservationOptions>]>([
    ['numInstances is a whole number', 0, {}],
    ['frameSkip is a whole number', 1, { frameSkip: 0 }],
    ['the crop lies within', 1, { crop: { left: 20, top: 0, width: 240, height: 240 } }],
    ["at most the crop's", 1, { width: 257 }],
    ['maxOfTwo takes the last two frames', 1, { frameSkip: 1 }],
  ])('is refused: %s', (message, numInstances, changes) => {
    expect(() => createLudusBatch(PONG, numInstances, { ...STANDARD, ...changes })).toThrow(message);
  });
});
