/**
 * The core draws only what has changed (kernel/ppu-background.ts). A console that has just loaded a state has nothing kept and draws
 * everything: so one that does so before every frame tells what each frame is to be.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { NesEngine, ObservationOptions } from '../../../../envs/nes/core/engine.ts';
import { createLudusBatch } from '../../../../envs/nes/core/ludus-batch.ts';
import { createLudusEngine } from '../../../../envs/nes/core/ludus-engine.ts';
import { Bytes, isSame, microRom, randomTiles, scenery, store } from './micro-rom.ts';

const PONG = new Uint8Array(readFileSync(new URL('../../../../roms-fetch/pong/pong.nes', import.meta.url)));

/**
 * Runs a cartridge with random pads on a console that keeps lines and on one that does not, some frames undrawn, some from a state saved
 * before.
 *
 * @returns the first frame after which their states differ, or null
 */
function firstDifference(rom: Uint8Array, frames: number, seed: number): number | null {
  const keeping = createLudusEngine(rom);
  const forgetting = createLudusEngine(rom);
  const both: readonly NesEngine[] = [keeping, forgetting];
  const bytes = new Bytes(seed);
  let earlier = keeping.saveState();
  for (let frame = 0; frame < frames; frame++) {
    const [pad1, pad2] = [bytes.next(), bytes.next()];
    if (frame % 5 === 0) for (const one of both) one.setPads(pad1, pad2);
    if (bytes.next(40) === 0) earlier = keeping.saveState();
    if (bytes.next(40) === 0) for (const one of both) one.loadState(earlier);
    const isDrawn = bytes.next(4) !== 0;
    forgetting.loadState(forgetting.saveState());
    for (const one of both) one.run(1, isDrawn);
    if (!isSame(keeping.saveState(), forgetting.saveState())) return frame;
  }
  return null;
}

/** `LDY #rounds; LDX #0; DEX; BNE; DEY; BNE`: about 1,280 cycles a round, a frame in 23. */
function wait(rounds: number): number[] {
  return [0xa0, rounds, 0xa2, 0, 0xca, 0xd0, 0xfd, 0x88, 0xd0, 0xf8];
}

/** Something that programs do to the picture, at any moment of it. */
function event(bytes: Bytes, mapper: number): number[] {
  const address = (high: number) => [...store(0x2006, high), ...store(0x2006, bytes.next())];
  switch (bytes.next(10)) {
    case 0: // a colour
      return [...store(0x2006, 0x3f), ...store(0x2006, bytes.next(32)), ...store(0x2007, bytes.next(64))];
    case 1: // a name or an attribute, or the same again
      return [...address(0x20 + bytes.next(16)), ...store(0x2007, bytes.next(4))];
    case 2: // attributes
      return [
        ...store(0x2006, 0x23 + 4 * bytes.next(2)),
        ...store(0x2006, 0xc0 + bytes.next(64)),
        ...store(0x2007, bytes.next()),
      ];
    case 3: // a pattern, where it is RAM
      return [...address(bytes.next(32)), ...store(0x2007, bytes.next())];
    case 4:
      return [...store(0x2005, bytes.next()), ...store(0x2005, bytes.next())];
    case 5: // name table, pattern tables, height of sprites; no NMI
      return store(0x2000, bytes.next() & 0x7b);
    case 6: // mostly all on
      return store(0x2001, bytes.next(3) === 0 ? bytes.next() : 0x1e | (bytes.next(8) << 5));
    case 7:
      return mapper === 0 ? [0xad, 0x07, 0x20] : store(0x8000 + bytes.next(64) * 0x100, bytes.next()); // LDA $2007, or a bank
    case 8: // sprites, of which X and Y come from anywhere
      return [...store(0x2003, 0), ...store(0x4014, bytes.next(8))];
    default:
      return [...store(0x2000, 0x08), ...store(0x2001, 0x1e), ...address(0x20)];
  }
}

/** A picture to which something happens now and then, at random moments, for ever. */
function restless(seed: number, mapper: number, chr?: Uint8Array): Uint8Array {
  const bytes = new Bytes(seed);
  const program = [...scenery(seed), ...store(0x2001, 0x1e)];
  const loop = 0x8000 + program.length;
  while (program.length < 0x3000) {
    for (let count = bytes.next(4); count >= 0; count--) program.push(...event(bytes, mapper));
    program.push(...wait(1 + bytes.next(60)), ...Array<number>(bytes.next(12)).fill(0xea));
  }
  program.push(0x4c, loop & 0xff, loop >> 8);
  return microRom({ program, mapper, chr, vertical: (seed & 1) !== 0 });
}

describe('lines that are kept', () => {
  it('show Pong as if all were drawn', () => {
    expect(firstDifference(PONG, 400, 1)).toBeNull();
  });

  it.each([
    ['writes of patterns', 0, undefined],
    ['fixed patterns', 0, randomTiles(8)],
    ['banks of patterns', 3, Uint8Array.from([1, 2, 3, 4].flatMap((seed) => Array.from(randomTiles(seed))))],
    ['mirrorings', 1, randomTiles(9)],
    ['a mapper that counts lines', 4, randomTiles(10)],
  ])('show what random writes in the middle of frames make, with %s', (_, mapper, chr) => {
    for (const seed of [2, 3]) expect(firstDifference(restless(seed, mapper, chr), 100, seed)).toBeNull();
  });

  it.each([
    [true, 'grayscale'],
    [false, 'rgb'],
  ] as const)('are observed as if all were (brighter of two: %s, %s)', (maxOfTwo, color) => {
    const crop = { left: 9, top: 20, width: 240, height: 200 };
    const options: ObservationOptions = { frameSkip: 3, maxOfTwo, crop, width: 75, height: 60, color, stack: 2 };
    const rom = restless(11, 0);
    const [keeping, forgetting] = [createLudusBatch(rom, 2, options), createLudusBatch(rom, 2, options)];
    const bytes = new Bytes(3);
    for (let step = 0; step < 60; step++) {
      for (const one of forgetting.instances) one.loadState(one.saveState());
      const index = bytes.next(2);
      const act = bytes.next(12);
      for (const batch of [keeping, forgetting]) {
        batch.resting[index] = act === 0 ? 1 : 0;
        if (act === 1) batch.observe(index);
        if (act === 2) batch.instances[index]!.run(2, true);
        batch.step();
      }
      expect(isSame(keeping.observations, forgetting.observations)).toBe(true);
    }
  });
});
