import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCartridge } from '../../../../envs/nes/core/cartridge.ts';
import { createCore } from '../../../../envs/nes/core/core.ts';
import { POSITION, SAVED, VRAM } from '../../../../envs/nes/core/layout.ts';
import { createLudusEngine, LudusEngine } from '../../../../envs/nes/core/ludus-engine.ts';
import { NES_LUMA, NES_PALETTE } from '../../../../envs/nes/core/palette.ts';
import { Bytes, halt, isSame, microRom, store } from './micro-rom.ts';

const PONG = new Uint8Array(readFileSync(new URL('../../../../roms-fetch/pong/pong.nes', import.meta.url)));

describe('a save state', () => {
  it('goes on exactly, on the same console and on another', () => {
    const first = createLudusEngine(PONG);
    const bytes = new Bytes(1);
    const play = (engine: typeof first, frames: number, seed: number) => {
      const pads = new Bytes(seed);
      for (let frame = 0; frame < frames; frame++) {
        engine.setPads(pads.next(), pads.next());
        engine.run(1, frame % 3 === 0);
      }
    };
    for (let round = 0; round < 5; round++) {
      play(first, 1 + bytes.next(200), round);
      const state = first.saveState();
      const shown = first.frame.slice();
      play(first, 60, round + 10);
      const after = first.saveState();
      const second = createLudusEngine(PONG);
      for (const engine of [first, second]) {
        engine.loadState(state);
        expect(isSame(engine.frame, shown)).toBe(true);
        expect(isSame(engine.saveState(), state)).toBe(true);
        play(engine, 60, round + 10);
        expect(isSame(engine.saveState(), after)).toBe(true);
      }
    }
  });

  it('leaves out what repeats: 16 bytes for each piece of the console that differs from what lies 256 before', () => {
    const core = createCore(parseCartridge(PONG), 1);
    const engine = new LudusEngine(core, 0);
    engine.run(200, true);
    const memory = new Uint8Array(core.buffer, core.consoles, core.stride);
    let pieces = 0;
    for (let at = VRAM; at < SAVED + core.stateBytes; at += 16) {
      if (!isSame(memory.subarray(at, at + 16), memory.subarray(at - 256, at - 240))) pieces++;
    }
    const marks = 2 * Math.ceil((core.stateBytes - (VRAM - SAVED)) / 256);
    expect(engine.saveState()).toHaveLength(16 + (VRAM - SAVED) + marks + 16 * pieces);
    expect(pieces).toBeLessThan(core.stateBytes / 16 / 8); // Pong's court is nearly empty
  });

  it('keeps every byte, whatever repeats: pictures of noise, full memories', () => {
    const core = createCore(parseCartridge(PONG), 2);
    const [first, second] = [new LudusEngine(core, 0), new LudusEngine(core, 1)];
    const memory = (index: number) =>
      new Uint8Array(core.buffer, core.consoles + index * core.stride + VRAM, core.stateBytes - (VRAM - SAVED));
    const bytes = new Bytes(4);
    first.run(3, true);
    for (const most of [1, 2, 64]) {
      memory(0).forEach((_, index, all) => {
        all[index] = bytes.next(most); // below 64, as colours are
      });
      const state = first.saveState();
      second.loadState(state);
      expect(isSame(memory(1), memory(0))).toBe(true);
      expect(isSame(second.saveState(), state)).toBe(true);
    }
  });

  it('does not depend on which frames are drawn, but for the picture', () => {
    const drawn = createLudusEngine(PONG);
    const blind = createLudusEngine(PONG);
    for (let frame = 0; frame < 200; frame++) drawn.run(1, true);
    blind.run(200, false);
    expect(isSame(blind.ram, drawn.ram)).toBe(true);
    expect(blind.cycles).toBe(drawn.cycles);
    expect(blind.frame.every((color) => color === 0)).toBe(true);
    drawn.run(1, true);
    blind.run(1, true);
    expect(isSame(blind.saveState(), drawn.saveState())).toBe(true);
  });

  it('is refused where it is not of this engine and cartridge, and the console stays as it was', () => {
    const engine = createLudusEngine(PONG);
    engine.run(10, true);
    const state = engine.saveState();
    const other = createLudusEngine(microRom({ program: halt(0x8000), chr: new Uint8Array(8192) }));
    expect(() => engine.loadState(state.subarray(0, 100))).toThrow('a Uint8Array of 2832 to 77378 bytes');
    expect(() => engine.loadState(state.subarray(0, -1))).toThrow('it has not as many bytes as it says');
    const longer = new Uint8Array(state.length + 16);
    longer.set(state);
    expect(() => engine.loadState(longer)).toThrow('it has not as many bytes as it says');
    expect(() => engine.loadState(other.saveState())).toThrow('of another cartridge');
    const foreign = state.slice();
    foreign[0] = 0;
    expect(() => engine.loadState(foreign)).toThrow('not one of the ludus core');
    const altered = state.slice();
    new DataView(altered.buffer).setInt32(16 + POSITION - SAVED, 1 << 30, true);
    expect(() => engine.loadState(altered)).toThrow('the PPU is at dot 1073741824');
    expect(isSame(engine.saveState(), state)).toBe(true);
  });

  it('survives any bytes behind its header: refused, or run without leaving its memory', () => {
    const engine = createLudusEngine(PONG);
    engine.run(5, true);
    const state = engine.saveState();
    const bytes = new Bytes(9);
    for (let round = 0; round < 200; round++) {
      const altered = state.slice();
      for (let change = 0; change < 8; change++) altered[16 + bytes.next(state.length - 16)] = bytes.next();
      try {
        engine.loadState(altered);
        engine.run(2, true);
      } catch (error) {
        expect((error as Error).message).toMatch(/^Cannot (load a state|run console)/);
      }
    }
    engine.loadState(state);
    expect(isSame(engine.saveState(), state)).toBe(true);
  });
});

describe('a console', () => {
  it('begins anew by powerOn, and keeps its RAM over reset', () => {
    const engine = createLudusEngine(PONG);
    const fresh = engine.saveState();
    engine.run(50, true);
    engine.poke(0x7f0, 0x5a);
    engine.reset();
    expect(engine.ram[0x7f0]).toBe(0x5a);
    engine.powerOn();
    expect(isSame(engine.saveState(), fresh)).toBe(true);
    expect(engine.cycles).toBe(7); // the reset sequence: https://www.nesdev.org/wiki/CPU_power_up_state
    expect(engine.frames).toBe(0);
  });

  it('says where a program locked the processor up', () => {
    const engine = createLudusEngine(microRom({ program: [0xea, 0x02] })); // NOP, JAM
    expect(() => engine.run(1, true)).toThrow('an opcode at $8001 at which the processor locks up');
    expect(() => engine.run(1, true)).toThrow('locks up');
    engine.powerOn();
    expect(() => engine.run(1, true)).toThrow('locks up');
  });

  it.each([
    ['frames', () => createLudusEngine(PONG).run(0, true), 'frames is a whole number'],
    ['pads', () => createLudusEngine(PONG).setPads(256, 0), 'in the range [0, 255]'],
    ['an address', () => createLudusEngine(PONG).poke(2048, 0), 'in the range [0, 2047]'],
  ])('refuses %s out of range', (_, act, message) => expect(act).toThrow(message));

  it.each([
    ['bytes of something else', Uint8Array.of(1, 2, 3), 'got 01 02 03'],
    ['a file that is cut off', PONG.subarray(0, 1000), 'it is cut off'],
    ['a mapper that it has not', microRom({ program: [], mapper: 69 }), 'mapper 69: the ludus core has 0 (NROM)'],
    ['no PRG', microRom({ program: [], prgBanks: 2 }).map((byte, index) => (index === 4 ? 0 : byte)), '0 PRG banks'],
  ])('refuses %s as a cartridge', (_, rom, message) => expect(() => parseCartridge(rom)).toThrow(message));

  it('has 64 colours, the first grey, and their luma', () => {
    expect(NES_PALETTE).toHaveLength(192);
    expect(Array.from(NES_PALETTE.subarray(0, 3))).toEqual([0x5d, 0x5d, 0x5d]);
    expect(NES_LUMA[0]).toBe(0x5d);
    expect(NES_LUMA[0x30]).toBe(255);
  });
});

/** A program at $8000 in the first 16 KiB that keeps running while the mapper moves what is at $8000: copied to RAM first. */
function fromRam(code: readonly number[]): number[] {
  return [...code.flatMap((byte, index) => store(0x0300 + index, byte)), 0x4c, 0x00, 0x03];
}

describe('the mappers', () => {
  /** Each 8 KiB bank of PRG holds its number at its offset $1000. */
  function withBankNumbers(rom: Uint8Array): Uint8Array {
    for (let bank = 0; bank < (rom[4]! * 16384) / 8192; bank++) rom[16 + bank * 8192 + 0x1000] = bank;
    return rom;
  }
  /** Copies $9000, $b000, $d000 and $f000 to $10 and on. */
  const READ_BANKS = [
    0xad, 0, 0x90, 0x85, 0x10, 0xad, 0, 0xb0, 0x85, 0x11, 0xad, 0, 0xd0, 0x85, 0x12, 0xad, 0, 0xf0, 0x85, 0x13,
  ];

  function banksAfter(mapper: number, code: readonly number[], prgBanks: number): number[] {
    const main = [...code, ...READ_BANKS];
    const ram = [...main, 0x4c, (main.length & 0xff) | 0, 0x03 + (main.length >> 8)];
    const rom = withBankNumbers(microRom({ program: fromRam(ram), mapper, prgBanks }));
    // The first bank is also where the reset vector of the last points to, at $8000.
    const engine = createLudusEngine(rom);
    engine.run(4, false);
    return Array.from(engine.ram.subarray(0x10, 0x14));
  }

  it('UxROM switches 16 KiB at $8000 and keeps the last at $c000', () => {
    expect(banksAfter(2, store(0x8000, 3), 8)).toEqual([6, 7, 14, 15]);
  });

  it('MMC1 takes five bits, and switches the lower 16 KiB', () => {
    const bits = (address: number, value: number) =>
      [0, 1, 2, 3, 4].flatMap((bit) => store(address, (value >> bit) & 1));
    expect(banksAfter(1, bits(0xe000, 5), 8)).toEqual([10, 11, 14, 15]);
    expect(banksAfter(1, [...bits(0x8000, 0), ...bits(0xe000, 4)], 8)).toEqual([8, 9, 10, 11]); // 32 KiB
  });

  it('MMC3 switches 8 KiB at $8000 and $a000, or at $c000', () => {
    const r6 = [...store(0x8000, 6), ...store(0x8001, 5), ...store(0x8000, 7), ...store(0x8001, 9)];
    expect(banksAfter(4, r6, 8)).toEqual([5, 9, 14, 15]);
    expect(banksAfter(4, [...r6, ...store(0x8000, 0x46)], 8)).toEqual([14, 9, 5, 15]);
  });

  it('CNROM switches the tiles', () => {
    const chr = Uint8Array.from({ length: 4 * 8192 }, (_, index) => index >> 13);
    const code = [
      ...[...store(0x8000, 2), ...store(0x2006, 0), ...store(0x2006, 0)],
      ...[0xad, 7, 0x20, 0xad, 7, 0x20, 0x85, 0x10], // the second read of $2007 gives the byte
    ];
    const engine = createLudusEngine(microRom({ program: [...code, ...halt(0x8000 + code.length)], mapper: 3, chr }));
    engine.run(2, false);
    expect(engine.ram[0x10]).toBe(2);
  });

  it('MMC3 interrupts on the line after as many as its latch says (https://www.nesdev.org/wiki/MMC3#IRQ_Specifics)', () => {
    // Rendering on with sprites at $1000, latch 9, reload, enable; the handler acknowledges and counts in $20.
    const code = [
      ...[...store(0x4017, 0x40), ...store(0x2000, 0x08), ...store(0x2001, 0x1e)],
      ...[...store(0xc000, 9), ...store(0xc001, 0), ...store(0xe001, 0), 0x58],
    ];
    const rom = microRom({ program: [...code, ...halt(0x8000 + code.length)], mapper: 4, irq: 0xe800 });
    rom.set([0xe6, 0x20, 0x8d, 0x00, 0xe0, 0x8d, 0x01, 0xe0, 0x40], 16 + 0x6800); // INC, STA $e000, STA $e001, RTI
    const engine = createLudusEngine(rom);
    engine.run(2, false);
    const before = engine.ram[0x20]!;
    engine.run(10, false);
    // 241 lines are rendered a frame and every tenth interrupts: 24 or 25.
    const perFrame = ((engine.ram[0x20]! - before) & 0xff) / 10; // less than 256 in all
    expect(perFrame).toBeCloseTo(24.1, 5);
  });
});
