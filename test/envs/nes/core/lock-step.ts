/**
 * Runs a cartridge on our core and on jsnes 3, which steps its console by bus accesses and dots, and compares what they hold after
 * every frame: RAM, cycles, pixels. `bench/nes/conformance.ts` does it for as long as one likes.
 */
import { NES } from 'jsnes';
import type { NesEngine } from '../../../../envs/nes/core/engine.ts';
import { createLudusEngine } from '../../../../envs/nes/core/ludus-engine.ts';

/** Cycles that a read of the DMC's and an instruction take, at most. */
const MOST_OFF = 4 + 8;

/** Both consoles at once. */
export type Both = Pick<NesEngine, 'setPads' | 'poke'>;

export interface Difference {
  /** Counted from 0. */
  readonly frame: number;
  /** Where cycles or RAM differ, the consoles have parted for good; a picture may differ alone. */
  readonly kind: 'cycles' | 'ram' | 'picture';
  readonly text: string;
}

/**
 * @param drive called before each frame: holds buttons and pokes
 * @returns the frames that differ, in order; the first whose cycles or RAM do is the last
 * @throws what either engine throws: of a cartridge that it does not take, or of a program that locks up
 */
export function* differences(
  rom: Uint8Array,
  frames: number,
  drive: (frame: number, both: Both) => void,
): Generator<Difference, void> {
  const ours = createLudusEngine(rom);
  const theirs = new NES({ emulateSound: false });
  theirs.loadROM(rom);
  theirs.ppu.clipToTvSize = false;
  const both: Both = {
    setPads(...pads) {
      ours.setPads(...pads);
      pads.forEach((pad, index) => {
        for (let button = 0; button < 8; button++) {
          if ((pad >> button) & 1) theirs.buttonDown(index + 1, button);
          else theirs.buttonUp(index + 1, button);
        }
      });
    },
    poke(address, value) {
      ours.poke(address, value);
      theirs.cpu.mem[address] = value;
    },
  };
  let wasOff = false;
  for (let frame = 0; frame < frames; frame++) {
    drive(frame, both);
    theirs.frame();
    ours.run(1, true);
    const { cpu, ppu } = theirs;
    // A read of the DMC's that halts a frame's last instruction is counted after it: the consoles stand an instruction apart.
    const isOff = cpu.cycles !== ours.cycles;
    if (isOff && (wasOff || Math.abs(cpu.cycles - ours.cycles) > MOST_OFF)) {
      yield { frame, kind: 'cycles', text: `${ours.cycles} cycles, jsnes ${cpu.cycles}` };
      return;
    }
    wasOff = isOff;
    if (isOff) continue;
    const address = ours.ram.findIndex((byte, index) => byte !== cpu.mem[index]);
    if (address !== -1) {
      yield { frame, kind: 'ram', text: `RAM ${address} is ${ours.ram[address]}, jsnes ${cpu.mem[address]}` };
      return;
    }
    // jsnes blanks the first eight columns where either the background or the sprites are clipped there; a console does not.
    const from = ppu.f_bgClipping === 0 || ppu.f_spClipping === 0 ? 8 : 0;
    const colors = ppu.palTable.curTable;
    const pixel = ours.frame.findIndex((color, index) => (index & 255) >= from && colors[color] !== ppu.buffer[index]);
    if (pixel !== -1) {
      const theirColor = colors.indexOf(ppu.buffer[pixel]!);
      const place = `the pixel in column ${pixel & 255} of line ${pixel >> 8}`;
      yield { frame, kind: 'picture', text: `${place} is colour ${ours.frame[pixel]}, jsnes ${theirColor}` };
    }
  }
}

/**
 * @param padsOf the two pads of a frame
 * @returns the first difference in words, or null
 */
export function firstDifference(
  rom: Uint8Array,
  frames: number,
  padsOf: (frame: number) => readonly [number, number] = () => [0, 0],
): string | null {
  const [first] = differences(rom, frames, (frame, both) => both.setPads(...padsOf(frame)));
  return first === undefined ? null : `frame ${first.frame}: ${first.text}`;
}
