/** The jsnes engine: what was done to jsnes changes nothing, and both engines agree on our cartridge. */
import { NES } from 'jsnes';
import { describe, expect, it } from 'vitest';
import { BUTTON, type NesEngine } from '../../../../envs/nes/core/engine.ts';
import { createLudusEngine } from '../../../../envs/nes/core/ludus-engine.ts';
import { createConsole, runFrame } from '../../../../envs/nes/jsnes/console.ts';
import { createJsnesEngine } from '../../../../envs/nes/jsnes/jsnes-engine.ts';
import { ADDRESS, COMMAND_START } from '../../../../envs/nes/pong/addresses.ts';
import { pongRom } from '../../../../envs/nes/pong/rom.ts';
import { Bytes, microRom, randomTiles, scenery, store } from '../core/micro-rom.ts';

const BOOT = 6;
const PADS = [0, BUTTON.up, BUTTON.up, BUTTON.down, BUTTON.down, BUTTON.start];
const padAt = (frame: number) => PADS[(frame >> 3) % PADS.length]!;

/** A demonstration or a game, begun by a poke. */
function begin(engine: NesEngine, players: number): void {
  engine.run(BOOT, true);
  engine.poke(ADDRESS.players, players);
  engine.poke(ADDRESS.command, COMMAND_START);
}

/** jsnes as it is, but for colours, which it gives as NES colours, and cut edges. */
function stockConsole(rom: Uint8Array) {
  const stock = new NES({ emulateSound: false });
  stock.loadROM(rom);
  const inner = (name: string): unknown => Reflect.get(stock, name);
  const ppu = inner('ppu') as {
    readonly buffer: Uint32Array;
    clipToTvSize: boolean;
    endFrame: () => void;
    readonly palTable: { getEntry: (color: number) => number };
    updatePalettes: () => void;
  };
  ppu.clipToTvSize = false;
  ppu.endFrame = () => {};
  ppu.palTable.getEntry = (color) => color;
  ppu.updatePalettes();
  const cpu = inner('cpu') as { readonly mem: Uint8Array; readonly cycles: number; emulate(): void };
  return { cpu, ppu: ppu as typeof ppu & { frameEnded: boolean } };
}

/** The first frame whose RAM, cycles or, where it is drawn, pixels are others than those of jsnes as it is; or null. */
function firstDifferenceFromStock(rom: Uint8Array, frames: number, drawEvery: number): number | null {
  const { cpu, ppu } = stockConsole(rom);
  const engine = createJsnesEngine(rom);
  for (let frame = 0; frame < frames; frame++) {
    const draws = frame % drawEvery === 0;
    engine.run(1, draws);
    while (!ppu.frameEnded) cpu.emulate();
    ppu.frameEnded = false;
    if (engine.cycles !== cpu.cycles || Buffer.compare(engine.ram, cpu.mem.subarray(0, 2048)) !== 0) return frame;
    if (draws && engine.frame.some((color, pixel) => color !== ppu.buffer[pixel])) return frame;
  }
  return null;
}

/** Instructions after which `$10`, which the NMI handler counts, is waited for, and jump back to the first of them. */
const WAITS: Readonly<Record<string, readonly number[]>> = {
  'LDA $10, CMP $11, BEQ': [0xa5, 0x10, 0xc5, 0x11, 0xf0, 0xfa],
  'CMP $10, BEQ': [0xc5, 0x10, 0xf0, 0xfc],
  'LDX $0010, CPX #0, BNE or on': [0xae, 0x10, 0x00, 0xe0, 0x00, 0xf0, 0xf9],
  'LDA $10, AND #1, BEQ': [0xa5, 0x10, 0x29, 0x01, 0xf0, 0xfa],
  'BIT $2002, BPL, which is no reading of memory': [0x2c, 0x02, 0x20, 0x10, 0xfb],
  'INC $12, LDA $10, BEQ, which counts': [0xe6, 0x12, 0xa5, 0x10, 0xf0, 0xfa],
  'INX, CPX $10, BNE, which counts': [0xe8, 0xe4, 0x10, 0xd0, 0xfb],
};

/** For ever: waits, then LDA $10, STA $11, STX $13, and sprites from page 2, which is moved on: INC $0200, INC $0223. */
function waiting(wait: readonly number[], control: number, mask: number): Uint8Array {
  const start = [
    ...[...scenery(control), ...store(0x10, 0), ...store(0x11, 0), ...store(0x2000, control | 0x80)],
    ...store(0x2001, mask),
  ];
  const loop = [
    ...[...wait, 0xa5, 0x10, 0x85, 0x11, 0x86, 0x13, 0xee, 0x00, 0x02, 0xee, 0x23, 0x02],
    ...store(0x4014, 2),
  ];
  const back = 0x8000 + start.length;
  const nmi = back + loop.length + 3;
  const program = [...start, ...loop, 0x4c, back & 0xff, back >> 8, 0xe6, 0x10, 0x40]; // the handler: INC $10, RTI
  return microRom({ program, nmi, chr: randomTiles(control) });
}

describe('what is left out changes nothing', () => {
  it.each(Object.keys(WAITS))('while a program waits: %s', (name) => {
    const rom = waiting(WAITS[name]!, 0x08, 0x1e);
    expect(firstDifferenceFromStock(rom, 24, 5)).toBeNull();
  });

  it.each([
    ['8x16', 0x20, 0x1e],
    ['no', 0x00, 0x0a],
    ['clipped', 0x08, 0x18],
  ])('with %s sprites, which move', (_, control, mask) => {
    const rom = waiting(WAITS['CMP $10, BEQ']!, control, mask);
    expect(firstDifferenceFromStock(rom, 24, 2)).toBeNull();
  });

  it('when a program is at a random place of a random picture', () => {
    const bytes = new Bytes(3);
    for (let round = 0; round < 4; round++) {
      const names = Object.values(WAITS);
      const rom = waiting(names[bytes.next(names.length)]!, bytes.next() & 0x38, 0x1e);
      for (let tile = 0; tile < 8192; tile++) rom[rom.length - 1 - tile] = bytes.next() & bytes.next() & bytes.next();
      expect(firstDifferenceFromStock(rom, 12, 3)).toBeNull();
    }
  });

  it.each([
    ['LDA $10, CMP $11, BEQ', true],
    ['INC $12, LDA $10, BEQ, which counts', false],
  ])('and a loop is left out only where nothing comes of it: %s', (name, isLeftOut) => {
    const program = [...store(0x10, 0), ...store(0x11, 0), ...WAITS[name]!]; // and no NMI that would end it
    const console = createConsole(microRom({ program }));
    for (let frame = 0; frame < 3; frame++) runFrame(console);
    let instructions = 0;
    const emulate = console.cpu.emulate.bind(console.cpu);
    console.cpu.emulate = () => {
      instructions++;
      emulate();
    };
    runFrame(console);
    // A frame has 29,780 cycles; a round of three instructions takes 9 of them in the first loop, 11 in the second.
    if (isLeftOut) expect(instructions).toBeLessThan(500);
    else expect(instructions).toBeGreaterThan(8000);
  });
});

describe('the jsnes engine', () => {
  it('keeps RAM and cycles of jsnes as it is', () => {
    const { cpu, ppu } = stockConsole(pongRom());
    const frame = () => {
      while (!ppu.frameEnded) cpu.emulate();
      ppu.frameEnded = false;
    };
    const engine = createJsnesEngine(pongRom());
    for (let k = 0; k < BOOT; k++) frame();
    begin(engine, 0);
    cpu.mem[ADDRESS.players] = 0;
    cpu.mem[ADDRESS.command] = COMMAND_START;
    for (let k = 0; k < 120; k++) {
      frame();
      engine.run(1, k % 4 === 0);
      expect(Buffer.compare(engine.ram, cpu.mem.subarray(0, 2048))).toBe(0);
      expect(engine.cycles).toBe(cpu.cycles);
    }
  });

  it('agrees with the ludus core on RAM, cycles and pixels, while sets of frames are left undrawn', () => {
    const ours = createLudusEngine(pongRom());
    const engines = [ours, createJsnesEngine(pongRom())] as const;
    for (const engine of engines) begin(engine, 1);
    for (let k = 0; k < 200; k++) {
      for (const engine of engines) {
        engine.setPads(padAt(k), 0);
        engine.run(1, k % 4 === 3);
      }
      expect(Buffer.compare(ours.ram, engines[1].ram)).toBe(0);
      expect(engines[1].cycles).toBe(ours.cycles);
      expect(engines[1].frames).toBe(ours.frames);
      if (k % 4 === 3) expect(Buffer.compare(ours.frame, engines[1].frame)).toBe(0);
    }
  });

  it('goes on from a state, also on another console, as it went on before', () => {
    const engine = createJsnesEngine(pongRom());
    begin(engine, 0);
    engine.run(50, true);
    const state = engine.saveState();
    engine.run(30, true);
    const outcome = ({ ram, frame, cycles, frames }: NesEngine) =>
      [Buffer.from(ram).toString('base64'), Buffer.from(frame).toString('base64'), cycles, frames].join();
    const expected = outcome(engine);
    for (const restored of [engine, createJsnesEngine(pongRom())]) {
      restored.loadState(state);
      expect(Buffer.compare(restored.saveState(), state)).toBe(0);
      restored.run(30, true);
      expect(outcome(restored)).toBe(expected);
    }
  });

  it('refuses a state that is none of it, unharmed', () => {
    const engine = createJsnesEngine(pongRom());
    engine.run(BOOT, true);
    const before = engine.saveState();
    for (const bad of [new Uint8Array(0), before.slice(0, -1), createLudusEngine(pongRom()).saveState()]) {
      expect(() => engine.loadState(bad)).toThrow('Cannot load a state');
    }
    expect(Buffer.compare(engine.saveState(), before)).toBe(0);
  });

  it('is as new after power-on', () => {
    const engine = createJsnesEngine(pongRom());
    const fresh = engine.saveState();
    engine.run(BOOT, true);
    engine.powerOn();
    expect(Buffer.compare(engine.saveState(), fresh)).toBe(0);
  });

  it('refuses what no console can do', () => {
    const engine = createJsnesEngine(pongRom());
    expect(() => engine.run(0, true)).toThrow('at least 1, got 0');
    expect(() => engine.setPads(256, 0)).toThrow('[0, 255]');
    expect(() => engine.poke(2048, 0)).toThrow('[0, 2047]');
    expect(() => createJsnesEngine(new Uint8Array(8))).toThrow('Cannot read a cartridge');
  });
});
