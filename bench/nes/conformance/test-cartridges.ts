/**
 * Test cartridges, and what they say of the core: those that report by the protocol of blargg's (status at $6000, text at $6004), those
 * that write on the screen, and AccuracyCoin, whose table of tests is read from its ROM and whose results lie in RAM.
 */

import { parseCartridge } from '../../../envs/nes/core/cartridge.ts';
import { type Core, createCore } from '../../../envs/nes/core/core.ts';
import { BUTTON, type NesEngine } from '../../../envs/nes/core/engine.ts';
import { PRG_RAM, VRAM } from '../../../envs/nes/core/layout.ts';
import { LudusEngine } from '../../../envs/nes/core/ludus-engine.ts';

export interface Verdict {
  /** Null where it is for people to look at. */
  readonly passed: boolean | null;
  readonly text: string;
}

/** A minute of the console's time. */
const MOST_FRAMES = 3600;
const RUNNING = 0x80;
const WANTS_RESET = 0x81;
/** At $6001: the protocol is spoken. */
const SIGNATURE = [0xde, 0xb0, 0x61];
const NAMES_BYTES = 960;

/** What a cartridge says of itself. Where the core does not take it, that. */
export function* verdictsOf(rom: Uint8Array): Generator<Verdict> {
  let core: Core;
  try {
    core = createCore(parseCartridge(rom), 1);
  } catch (error) {
    yield { passed: null, text: (error as Error).message };
    return;
  }
  const engine = new LudusEngine(core, 0);
  const tests = accuracyCoinTests(rom);
  if (tests.length > 0) yield* accuracyCoinVerdicts(engine, tests);
  else yield verdictOf(engine, core);
}

function verdictOf(engine: NesEngine, core: Core): Verdict {
  const ram = memoryOf(core, PRG_RAM);
  let resetAt = 0;
  for (let frame = 1; frame <= MOST_FRAMES; frame++) {
    try {
      engine.run(1, false);
    } catch (error) {
      return { passed: false, text: (error as Error).message };
    }
    if (frame === resetAt) engine.reset();
    if (frame % 10 !== 0) continue;
    if (!SIGNATURE.every((byte, index) => ram[1 + index] === byte)) continue;
    if (ram[0] === WANTS_RESET && resetAt < frame) resetAt = frame + 10;
    if (ram[0]! < RUNNING) {
      const text = textOf(ram.subarray(4, ram.indexOf(0, 4)));
      return { passed: ram[0] === 0, text: ram[0] === 0 ? '' : `${ram[0]}: ${text}` };
    }
  }
  const text = textOf(memoryOf(core, VRAM).subarray(0, NAMES_BYTES));
  // blargg's of 2005 show a number, 1 for passed.
  const code = /^\$([0-9A-F]{2})$/.exec(text)?.[1];
  if (code === '01' || /passed|all tests complete|tests ok/i.test(text)) return { passed: true, text };
  if (code !== undefined || /fail|error/i.test(text)) return { passed: false, text };
  return { passed: null, text };
}

interface AccuracyCoinTest {
  readonly name: string;
  /** Where its result goes. */
  readonly address: number;
}

const ACCURACY_COIN = 'ROM is not writable';
const RESULTS_PAGE = 4;
/** Boot, and how long all tests take at most. */
const BOOT_FRAMES = 120;
const ACCURACY_COIN_FRAMES = 12_000;
const RUNNING_ALL_TESTS = 0x35;

/** Its table: a name, $ff, the address of the result (in page 4 where it is a test), the address of the test. */
function accuracyCoinTests(rom: Uint8Array): AccuracyCoinTest[] {
  const text = Buffer.from(rom).toString('latin1');
  if (!text.includes(`${ACCURACY_COIN}\xff`)) return [];
  return [...text.matchAll(/([ -~]{3,})\u{ff}/gu)].flatMap(({ 0: entry, 1: name, index }) => {
    const end = index + entry.length;
    const isTest = rom[end + 1] === RESULTS_PAGE && rom[end + 3]! >= 0x80;
    return isTest ? [{ name: name!, address: (RESULTS_PAGE << 8) | rom[end]! }] : [];
  });
}

function* accuracyCoinVerdicts(engine: NesEngine, tests: readonly AccuracyCoinTest[]): Generator<Verdict> {
  engine.run(BOOT_FRAMES, false);
  engine.setPads(BUTTON.start, 0);
  engine.run(4, false);
  engine.setPads(0, 0);
  engine.run(60, false);
  for (let frame = 0; frame < ACCURACY_COIN_FRAMES && engine.ram[RUNNING_ALL_TESTS] !== 0; frame++)
    engine.run(1, false);
  for (const { name, address } of tests) {
    const result = engine.ram[address]!;
    // Bits 0 and 1: 0 not run, 1 passed, 2 failed, 3 still running. Above: which behaviour, or the error code.
    const kind = ['not run', 'passed', 'failed', 'did not end'][result & 3]!;
    yield { passed: kind === 'passed', text: `${name}: ${kind}${kind === 'failed' ? ` ${result >> 2}` : ''}` };
  }
}

/** What lies in the memory of the core's one console from an address of the layout on, live. */
function memoryOf({ buffer, consoles, stride }: Core, at: number): Uint8Array {
  return new Uint8Array(buffer, consoles + at, stride - at);
}

function textOf(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ' ')).join('');
  return text.replace(/\s+/g, ' ').trim();
}
