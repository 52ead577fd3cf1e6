/**
 * Runs a cartridge on our core and on jsnes 3, which steps its console by bus accesses and dots, and compares what they hold after
 * every frame: RAM, cycles, pixels.
 */
import { NES } from 'jsnes';
import { createLudusEngine } from '../../../../envs/nes/core/ludus-engine.ts';

/**
 * @param padsOf the two pads of a frame
 * @returns the first difference in words, or null
 */
export function firstDifference(
  rom: Uint8Array,
  frames: number,
  padsOf: (frame: number) => readonly [number, number] = () => [0, 0],
): string | null {
  const ours = createLudusEngine(rom);
  const theirs = new NES({ emulateSound: false });
  theirs.loadROM(rom);
  theirs.ppu.clipToTvSize = false;
  for (let frame = 0; frame < frames; frame++) {
    const pads = padsOf(frame);
    ours.setPads(...pads);
    pads.forEach((pad, index) => {
      for (let button = 0; button < 8; button++) {
        if ((pad >> button) & 1) theirs.buttonDown(index + 1, button);
        else theirs.buttonUp(index + 1, button);
      }
    });
    theirs.frame();
    ours.run(1, true);
    const { cpu, ppu } = theirs;
    if (cpu.cycles !== ours.cycles) return `frame ${frame}: ${ours.cycles} cycles, jsnes ${cpu.cycles}`;
    const address = ours.ram.findIndex((byte, index) => byte !== cpu.mem[index]);
    if (address !== -1) return `frame ${frame}: RAM ${address} is ${ours.ram[address]}, jsnes ${cpu.mem[address]}`;
    // jsnes blanks the first eight columns where either the background or the sprites are clipped there; a console does not.
    const from = ppu.f_bgClipping === 0 || ppu.f_spClipping === 0 ? 8 : 0;
    const colors = ppu.palTable.curTable;
    const pixel = ours.frame.findIndex((color, index) => (index & 255) >= from && colors[color] !== ppu.buffer[index]);
    if (pixel !== -1) {
      return `frame ${frame}: the pixel in column ${pixel & 255} of line ${pixel >> 8} is colour ${ours.frame[pixel]}`;
    }
  }
  return null;
}
