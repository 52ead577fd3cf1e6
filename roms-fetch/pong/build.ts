/**
 * Builds the Pong cartridge: assembles the sources of this folder, and writes `pong.nes` and the module that carries it into
 * browsers, `envs/nes/pong/rom.ts`. Both are committed; a test builds them anew and compares.
 *
 *     npx tsx roms-fetch/pong/build.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Assembly, assemble } from '../assembler/assemble.ts';
import { tilesFromSheet } from './tiles.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
export const ROM_FILE = join(FOLDER, 'pong.nes');
export const ROM_MODULE = fileURLToPath(new URL('../../envs/nes/pong/rom.ts', import.meta.url));
const BASE64_COLUMNS = 120;

/** Any file that the cartridge's sources name; the tiles are made of their sheet. */
export function readSource(name: string): Uint8Array {
  if (name !== 'tiles.chr') return readFileSync(join(FOLDER, name));
  return tilesFromSheet(readFileSync(join(FOLDER, 'tiles.txt'), 'utf8'));
}

export function buildPong(): Assembly {
  return assemble('pong.s', readSource);
}

/** The TypeScript module that holds the cartridge. */
export function romModule(rom: Uint8Array): string {
  const base64 = Buffer.from(rom).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${BASE64_COLUMNS}}`, 'g')) ?? [];
  return [
    '/** The Pong cartridge, roms-fetch/pong/pong.nes, for platforms without files. Written by roms-fetch/pong/build.ts. */',
    "import { platform } from '../../core/platform.ts';",
    '',
    'const BASE64 = `',
    ...lines,
    '`;',
    '',
    '/** [24592] uint8, an iNES file. A new copy at each call. */',
    'export function pongRom(): Uint8Array {',
    '  return Uint8Array.from(platform.atob(BASE64), (letter) => letter.charCodeAt(0));',
    '}',
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bytes } = buildPong();
  writeFileSync(ROM_FILE, bytes);
  writeFileSync(ROM_MODULE, romModule(bytes));
  process.stdout.write(`${ROM_FILE}: ${bytes.length} bytes\n`);
}
