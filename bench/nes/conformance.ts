/**
 * Proof of the `ludus` NES core, for as long as one likes. docs/nes-core.md has what was found, and every known difference.
 *
 *   npm run conformance -- lock-step [--frames 10000] [--seed 1] [FILE OR FOLDER...]   with jsnes, played at random; Pong without a file
 *   npm run conformance -- tests FILE OR FOLDER...                                     test cartridges: what they say of the core
 *   npm run conformance -- nestest nestest.nes nestest.log                             a golden log, instruction by instruction
 *
 * It fetches nothing: `ludus roms fetch all` fetches free games, and public copies of the test cartridges are named in the page above.
 * Ends with 1 where the core parted from jsnes or from the log.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pongRom } from '../../envs/nes/pong/rom.ts';
import { differences } from '../../test/envs/nes/core/lock-step.ts';
import { compareWithLog } from './conformance/golden-log.ts';
import { type Play, pongGames, randomButtons } from './conformance/play.ts';
import { verdictsOf } from './conformance/test-cartridges.ts';

/** Pictures that differ are counted; so many are told. */
const MOST_TOLD = 3;

/** The cartridges among files and folders, in order. */
function cartridgesIn(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /\.nes$/i.test(name));
    return names.sort().map((name) => join(path, name));
  });
}

/** @returns whether the consoles stayed together */
function lockStep(name: string, rom: Uint8Array, frames: number, play: Play): boolean {
  const told: string[] = [];
  let pictures = 0;
  let parted = false;
  try {
    for (const { frame, kind, text } of differences(rom, frames, play)) {
      if (kind === 'picture') pictures++;
      else parted = true;
      if (parted || pictures <= MOST_TOLD) told.push(`  frame ${frame}: ${text}`);
    }
  } catch (error) {
    console.log(`${name}: ${(error as Error).message}`);
    return true;
  }
  const verdict = parted
    ? 'PARTED'
    : pictures > 0
      ? `${pictures} of ${frames} pictures differ`
      : `${frames} frames alike`;
  console.log([`${name}: ${verdict}`, ...told].join('\n'));
  return !parted;
}

function runLockSteps(paths: readonly string[], frames: number, seed: number): boolean {
  if (paths.length === 0) {
    return pongGames(seed).reduce((fine, { name, play }) => lockStep(name, pongRom(), frames, play) && fine, true);
  }
  return cartridgesIn(paths).reduce((fine, path) => {
    const rom = new Uint8Array(readFileSync(path));
    return lockStep(basename(path), rom, frames, randomButtons(seed)) && fine;
  }, true);
}

function runTests(paths: readonly string[]): void {
  const counts = { passed: 0, failed: 0, unclear: 0 };
  for (const path of cartridgesIn(paths)) {
    for (const { passed, text } of verdictsOf(new Uint8Array(readFileSync(path)))) {
      counts[passed === null ? 'unclear' : passed ? 'passed' : 'failed']++;
      console.log(`${passed === null ? '?     ' : passed ? 'passed' : 'FAILED'}  ${path}  ${text}`);
    }
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.unclear} to be looked at`);
}

function runLog(rom: string, log: string): boolean {
  const { instructions, difference } = compareWithLog(new Uint8Array(readFileSync(rom)), readFileSync(log, 'utf8'));
  console.log(difference === null ? `${instructions} instructions alike` : `after ${instructions}: ${difference}`);
  return difference === null;
}

/** @throws {Error} where the command is none, or a file cannot be read */
function main(): boolean {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { frames: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
  });
  const [command, ...paths] = positionals;
  const [frames, seed] = [Number(values.frames), Number(values.seed)];
  if (!Number.isInteger(frames) || frames < 1 || !Number.isInteger(seed) || seed < 0) {
    throw new RangeError(`--frames is at least 1 and --seed at least 0, got ${values.frames} and ${values.seed}.`);
  }
  if (command === 'lock-step') return runLockSteps(paths, frames, seed);
  if (command === 'tests' && paths.length > 0) {
    runTests(paths);
    return true;
  }
  if (command === 'nestest' && paths.length === 2) return runLog(paths[0]!, paths[1]!);
  throw new Error(
    'Give lock-step [FILES], tests FILES, or nestest ROM LOG; the top of bench/nes/conformance.ts has all.',
  );
}

try {
  if (!main()) process.exitCode = 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
