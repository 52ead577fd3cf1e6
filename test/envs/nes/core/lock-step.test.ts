import { describe, expect, it } from 'vitest';
import { pongGames } from '../../../../bench/nes/conformance/play.ts';
import { pongRom } from '../../../../envs/nes/pong/rom.ts';
import { differences, firstDifference } from './lock-step.ts';
import { Bytes, halt, microRom, randomTiles, scenery, store, WAIT_FOR_PPU } from './micro-rom.ts';

function program(parts: readonly (readonly number[])[], end: (address: number) => number[] = halt): number[] {
  const start = parts.flat();
  return [...start, ...end(0x8000 + start.length)];
}

describe('our core, in lock step with jsnes', () => {
  it.each(pongGames(7))('plays $name, with random buttons: RAM, cycles and pixels of every frame', ({ play }) => {
    expect([...differences(pongRom(), 100, play)]).toEqual([]);
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

  it.each([
    ['the program waits in a loop', [0xcd, 0x10, 0, 0xf0, 0xfb]], // CMP $0010, BEQ: 7 cycles, which no time between two reads is a multiple of
    ['sprites are copied', [0x8d, 0x14, 0x40]], // STA $4014
  ])('halts for the DMC while %s', (_, body) => {
    const dmc = [
      store(0x4017, 0x40),
      store(0x4010, 0x4f),
      store(0x4013, 0xff),
      store(0x4015, 0x10),
      [0xa9, 2, 0x85, 0x10],
    ];
    const loop = (address: number) => [...body, 0x4c, address & 0xff, address >> 8];
    expect(firstDifference(microRom({ program: program(dmc, loop) }), 30)).toBeNull();
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
