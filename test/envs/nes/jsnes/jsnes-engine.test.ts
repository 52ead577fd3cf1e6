/** The jsnes engine: what was done to jsnes changes nothing, and both engines agree on our cartridge. */
import { NES } from 'jsnes';
import { describe, expect, it } from 'vitest';
import { BUTTON, type NesEngine } from '../../../../envs/nes/core/engine.ts';
import { createLudusEngine } from '../../../../envs/nes/core/ludus-engine.ts';
import { createJsnesEngine } from '../../../../envs/nes/jsnes/jsnes-engine.ts';
import { ADDRESS, COMMAND_START } from '../../../../envs/nes/pong/addresses.ts';
import { pongRom } from '../../../../envs/nes/pong/rom.ts';

const BOOT = 6;
const PADS = [0, BUTTON.up, BUTTON.up, BUTTON.down, BUTTON.down, BUTTON.start];
const padAt = (frame: number) => PADS[(frame >> 3) % PADS.length]!;

/** A demonstration or a game, begun by a poke. */
function begin(engine: NesEngine, players: number): void {
  engine.run(BOOT, true);
  engine.poke(ADDRESS.players, players);
  engine.poke(ADDRESS.command, COMMAND_START);
}

describe('the jsnes engine', () => {
  it('keeps RAM and cycles of jsnes as it is', () => {
    const stock = new NES({ emulateSound: false });
    stock.loadROM(pongRom());
    const frame = Reflect.get(stock, 'frame') as () => void;
    const cpu = Reflect.get(stock, 'cpu') as { readonly mem: Uint8Array; readonly cycles: number };
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
