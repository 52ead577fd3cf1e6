/**
 * Runs the test cartridges of a folder on our NES core and says which pass: those that report by the protocol of blargg's
 * (status at $6000, text at $6004) or on the screen. docs/nes-core.md lists what is known to fail, and why.
 *
 *   LUDUS_NES_TEST_ROMS=nes-test-roms node --import tsx bench/nes/conformance.ts [--only ppu_vbl_nmi]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { NesEngine } from '../../envs/nes/core/engine.ts';
import { PRG_RAM, SAVED, VRAM } from '../../envs/nes/core/layout.ts';
import { createLudusEngine } from '../../envs/nes/core/ludus-engine.ts';
import { STATE_HEADER_BYTES } from '../../envs/nes/core/state.ts';

/** A minute of the console's time. */
const MOST_FRAMES = 3600;
const RUNNING = 0x80;
const WANTS_RESET = 0x81;
/** At $6001: the protocol is spoken. */
const SIGNATURE = [0xde, 0xb0, 0x61];

function textOf(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ' ')).join('');
  return text.replace(/\s+/g, ' ').trim();
}

/** What a cartridge says of itself. */
function verdictOf(engine: NesEngine): string {
  let resetAt = 0;
  for (let frame = 1; frame <= MOST_FRAMES; frame++) {
    engine.run(1, false);
    if (frame === resetAt) engine.reset();
    if (frame % 10 !== 0) continue;
    const ram = engine.saveState().subarray(STATE_HEADER_BYTES + PRG_RAM - SAVED);
    if (!SIGNATURE.every((byte, index) => ram[1 + index] === byte)) continue;
    if (ram[0] === WANTS_RESET && resetAt < frame) resetAt = frame + 10;
    if (ram[0]! < RUNNING) {
      const end = ram.indexOf(0, 4);
      return ram[0] === 0 ? 'passed' : `failed ${ram[0]}: ${textOf(ram.subarray(4, end))}`;
    }
  }
  const names = engine.saveState().subarray(STATE_HEADER_BYTES + VRAM - SAVED);
  return `on screen: ${textOf(names.subarray(0, 960))}`;
}

const folder = process.env.LUDUS_NES_TEST_ROMS;
if (folder === undefined) {
  console.log('No test cartridges: set LUDUS_NES_TEST_ROMS to a folder of .nes files, such as nes-test-roms.');
} else {
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.nes'));
  for (const file of files.filter((name) => name.includes(values.only)).sort()) {
    let verdict: string;
    try {
      verdict = verdictOf(createLudusEngine(new Uint8Array(readFileSync(join(folder, file)))));
    } catch (error) {
      verdict = (error as Error).message;
    }
    console.log(`${file}: ${verdict}`);
  }
}
