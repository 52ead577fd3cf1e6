import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { firstDifference } from './lock-step.ts';
import { Bytes, halt, microRom, store, WAIT_FOR_PPU } from './micro-rom.ts';

/** Tiles of which each row is random, in 8 KiB: whatever a program shows of them tells where it is wrong. */
function randomTiles(seed: number): Uint8Array {
  const bytes = new Bytes(seed);
  return Uint8Array.from({ length: 8192 }, () => bytes.next());
}

/** Writes so many bytes to $2007 from an address on: a table in the program would be longer. `LDX; STX $2007; INX; BNE`. */
function fillVram(address: number): number[] {
  return [...store(0x2006, address >> 8), ...store(0x2006, address & 0xff), 0xa2, 0, 0x8e, 7, 0x20, 0xe8, 0xd0, 0xfa];
}

/** Random colours, four pages of random tiles and attributes, and sprites from page 2, which is random too. */
function scenery(seed: number): number[] {
  const bytes = new Bytes(seed);
  const palette = Array.from({ length: 32 }, () => [0xa9, bytes.next(64), 0x8d, 0x07, 0x20]).flat();
  return [
    ...WAIT_FOR_PPU,
    ...[0x2000, 0x2100, 0x2200, 0x2300, 0x2400, 0x2600, 0x2700].flatMap(fillVram),
    ...[...store(0x2006, 0x3f), ...store(0x2006, 0x00), ...palette],
    // Y, tile, attributes, X of sprites: x * 37 + 11, an order that spreads them. CLC, ADC #37, STA $0200,x, INX, BNE.
    ...[0xa2, 0, 0xa9, bytes.next(), 0x18, 0x69, 37, 0x9d, 0, 2, 0xe8, 0xd0, 0xf7],
    ...[...store(0x2003, 0), ...store(0x4014, 2)],
    ...[...store(0x2005, bytes.next()), ...store(0x2005, bytes.next(240))],
  ];
}

function program(parts: readonly (readonly number[])[], end: (address: number) => number[] = halt): number[] {
  const start = parts.flat();
  return [...start, ...end(0x8000 + start.length)];
}

describe('our core, in lock step with jsnes', () => {
  it('plays Pong with random pads: RAM, cycles and pixels of every frame', () => {
    const rom = new Uint8Array(readFileSync(new URL('../../../../roms-fetch/pong/pong.nes', import.meta.url)));
    const bytes = new Bytes(5);
    let pads: readonly [number, number] = [0, 0];
    const padsOf = (frame: number) => {
      if (frame % 5 === 0) pads = [bytes.next(), bytes.next()];
      return pads;
    };
    expect(firstDifference(rom, 240, padsOf)).toBeNull();
  });

  it.each([
    ['8x8 sprites', 0x08, 0x1e],
    ['8x16 sprites', 0x20, 0x1e],
    ['the other pattern table', 0x10, 0x1e],
    ['no sprites', 0x00, 0x0a],
    ['no background', 0x08, 0x14],
    ['grey alone', 0x08, 0x1f],
  ])('draws a random picture with %s', (_, control, mask) => {
    for (const vertical of [false, true]) {
      const parts = [scenery(control), store(0x2000, control), store(0x2001, mask)];
      expect(firstDifference(microRom({ program: program(parts), chr: randomTiles(mask), vertical }), 6)).toBeNull();
    }
  });

  it('changes scroll, patterns and colours in the middle of lines', () => {
    // For ever: INC $10, LDA $10, and writes of it to $2005 (twice), $2006 by way of $2000, and $2001 with rendering on.
    const loop = (address: number) => [
      ...[0xe6, 0x10, 0xa5, 0x10, 0x8d, 0x05, 0x20, 0x49, 0x55, 0x8d, 0x05, 0x20, 0x29, 0x1b, 0x8d, 0x00, 0x20],
      ...[0xa5, 0x10, 0x09, 0x1e, 0x29, 0x1f, 0x8d, 0x01, 0x20, 0xa2, 0x37, 0xca, 0xd0, 0xfd],
      ...[0x4c, address & 0xff, address >> 8],
    ];
    const rom = microRom({ program: program([scenery(3), store(0x2001, 0x1e)], loop), chr: randomTiles(3) });
    expect(firstDifference(rom, 8)).toBeNull();
  });

  it('waits for sprite 0 and for vertical blanking, and counts how long', () => {
    // Sprite 0 at a random place over opaque tiles: BIT $2002, BVS clear, then BIT $2002, BVC set, INC a counter in a table.
    const tiles = randomTiles(4).fill(0xff, 0, 4096);
    const wait = (address: number) => [
      ...[0x2c, 0x02, 0x20, 0x70, 0xfb], // while bit 6
      ...[0x2c, 0x02, 0x20, 0x50, 0xfb], // while not bit 6
      ...[0xe6, 0x20, 0xae, 0x02, 0x20, 0x86, 0x21], // INC $20, LDX $2002, STX $21
      ...[0x2c, 0x02, 0x20, 0x10, 0xfb, 0xe6, 0x22], // while not bit 7; INC $22
      ...[0x4c, address & 0xff, address >> 8],
    ];
    const parts = [
      scenery(4),
      [...store(0x2003, 0), ...store(0x2004, 77), ...store(0x2004, 1), ...WAIT_FOR_PPU],
      store(0x2001, 0x1e),
    ];
    expect(firstDifference(microRom({ program: program(parts, wait), chr: tiles }), 12)).toBeNull();
  });

  it('changes scroll, patterns and colours in the line in which sprite 0 was waited for', () => {
    // A loop that nothing is done in may be skipped: what follows it must still fall into the line of the hit.
    const tiles = randomTiles(8).fill(0xff, 0, 16).fill(0xff, 4096, 4112);
    const wait = (address: number) => [
      ...[0x2c, 0x02, 0x20, 0x70, 0xfb, 0x2c, 0x02, 0x20, 0x50, 0xfb], // while bit 6; while not bit 6
      ...[0xa5, 0x20, 0x8d, 0x05, 0x20, 0x8d, 0x05, 0x20], // LDA $20, STA $2005 twice
      ...[0x49, 0x1b, 0x29, 0x1b, 0x8d, 0x00, 0x20], // EOR, AND #$1b, STA $2000
      ...[0x09, 0x1e, 0x8d, 0x01, 0x20], // ORA #$1e, STA $2001
      ...[0xa9, 0x05, 0x8d, 0x06, 0x20, 0xa5, 0x20, 0x8d, 0x06, 0x20], // LDA #5, STA $2006, LDA $20, STA $2006
      ...[0x18, 0x69, 0x25, 0x85, 0x20], // CLC, ADC #$25, STA $20
      ...[0x4c, address & 0xff, address >> 8],
    ];
    const parts = [
      scenery(8),
      [...store(0x2003, 0), ...store(0x2004, 99), ...store(0x2004, 0), ...store(0x2004, 0), ...store(0x2004, 30)],
      [...WAIT_FOR_PPU, ...store(0x2001, 0x1e)],
    ];
    expect(firstDifference(microRom({ program: program(parts, wait), chr: tiles }), 12)).toBeNull();
  });

  it('serves NMIs that are switched on and off at every moment of a frame', () => {
    // The handler at $8001 counts in $30; the program turns $2000's bit 7 over in a loop of an odd length.
    const handler = [0x4c, 0x08, 0x80, 0xe6, 0x30, 0xad, 0x02, 0x20]; // JMP $8008; $8003: INC $30, LDA $2002
    const rti = 0x40;
    const loop = (address: number) => [
      ...[0xa5, 0x11, 0x49, 0x80, 0x85, 0x11, 0x8d, 0x00, 0x20, 0xa2, 0x1d, 0xca, 0xd0, 0xfd],
      ...[0x4c, address & 0xff, address >> 8],
    ];
    const main = [0x4c, 0x0c, 0x80, rti]; // at $8008; the RTI at $800b ends nothing but follows the handler's JMP
    const rom = microRom({ program: program([handler, main, scenery(6)], loop), nmi: 0x8fe0, chr: randomTiles(6) });
    rom.set([0xe6, 0x30, 0xad, 0x02, 0x20, 0x85, 0x31, rti], 16 + 0x0fe0); // $8fe0: INC $30, LDA $2002, STA $31, RTI
    expect(firstDifference(rom, 20)).toBeNull();
  });

  it('takes frame interrupts, and clears them by reading $4015', () => {
    const loop = (address: number) => [0xe6, 0x10, 0xa5, 0x10, 0x4c, address & 0xff, address >> 8];
    const parts = [store(0x4017, 0), store(0x4015, 0x0f), store(0x4003, 0x18), [0x58]];
    const rom = microRom({ program: program(parts, loop), irq: 0x8fe0 });
    rom.set([0x48, 0xad, 0x15, 0x40, 0x85, 0x31, 0xe6, 0x30, 0x68, 0x40], 16 + 0x0fe0); // PHA, LDA $4015, STA, INC, PLA, RTI
    expect(firstDifference(rom, 40)).toBeNull();
  });

  it('reads the pads a button at a time, and ones after the eighth', () => {
    // Strobe, then ten reads of each pad rolled into $40 and on.
    const reads = Array.from({ length: 10 }, (_, n) => [
      ...[0xad, 0x16, 0x40, 0x85, 0x40 + n, 0xad, 0x17, 0x40, 0x85, 0x50 + n],
    ]).flat();
    const loop = (address: number) => [
      ...[...store(0x4016, 1), ...store(0x4016, 0), ...reads],
      ...[0x4c, address & 0xff, address >> 8],
    ];
    const bytes = new Bytes(7);
    const rom = microRom({ program: program([], loop) });
    expect(firstDifference(rom, 20, () => [bytes.next(), bytes.next()])).toBeNull();
  });
});
