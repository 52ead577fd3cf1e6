/**
 * Reads a cartridge's file: iNES and NES 2.0, https://www.nesdev.org/wiki/INES, https://www.nesdev.org/wiki/NES_2.0.
 */
import { show } from '../../core/show.ts';
import { MIRROR_HORIZONTAL, MIRROR_NONE, MIRROR_VERTICAL } from './layout.ts';

/** The mapper numbers that the core has, and the boards' names. */
export const MAPPERS: Readonly<Record<number, string>> = {
  0: 'NROM',
  1: 'MMC1',
  2: 'UxROM',
  3: 'CNROM',
  4: 'MMC3',
};

const HEADER_BYTES = 16;
const TRAINER_BYTES = 512;
const PRG_BANK = 16384;
const CHR_BANK = 8192;
/** What two bytes of the header can say at most with these mappers: 512 KiB of PRG, 256 KiB of CHR. */
const MOST_PRG_BANKS = 32;
const MOST_CHR_BANKS = 32;

export interface Cartridge {
  readonly mapper: number;
  /** MIRROR_* of `layout.ts`. */
  readonly mirroring: number;
  readonly prg: Uint8Array; // [16384 * n]
  /** Empty where there is CHR RAM. */
  readonly chr: Uint8Array; // [8192 * n]
  /** Two words that tell this cartridge from others: FNV-1a of the file, forwards and backwards. */
  readonly hash: readonly [number, number];
}

/** What the header says. */
export interface Header {
  readonly mapper: number;
  /** Of 16 KiB. */
  readonly prgBanks: number;
  /** Of 8 KiB. */
  readonly chrBanks: number;
  /** Where the PRG ROM begins and, behind the CHR ROM, all ends: bytes. */
  readonly prgStart: number;
  readonly end: number;
}

/** Why these bytes are no whole iNES file, as the rest of a sentence, or null. */
export function headerComplaint(rom: Uint8Array): string | null {
  if (rom.length < HEADER_BYTES || rom[0] !== 0x4e || rom[1] !== 0x45 || rom[2] !== 0x53 || rom[3] !== 0x1a) {
    return `an iNES file begins with the bytes 4e 45 53 1a ("NES") and has a header of ${HEADER_BYTES}, got ${hexOf(rom.subarray(0, 4))} and ${rom.length} bytes`;
  }
  const { prgBanks, end } = headerOf(rom);
  if (prgBanks < 1) return 'its header says 0 PRG banks of 16 KiB, where every program has at least 1';
  if (rom.length < end) return `it is cut off: its header says ${end} bytes, the file has ${rom.length}`;
  return null;
}

/**
 * @param rom the whole file
 * @throws {TypeError|RangeError} where it is no iNES file, or is cut off
 */
export function readHeader(rom: Uint8Array): Header {
  if (!(rom instanceof Uint8Array)) {
    throw new TypeError(`Cannot read a cartridge: it is a Uint8Array of an iNES file's bytes, got ${show(rom)}.`);
  }
  const complaint = headerComplaint(rom);
  if (complaint !== null) throw new RangeError(`Cannot read a cartridge: ${complaint}. Give a whole .nes file.`);
  return headerOf(rom);
}

/** @param rom that has a header */
function headerOf(rom: Uint8Array): Header {
  const flags6 = rom[6]!;
  const flags7 = rom[7]!;
  const isNes2 = (flags7 & 0x0c) === 0x08;
  // Old tools wrote their name from byte 7 on; then the upper half of the number means nothing.
  const isClean = isNes2 || rom.subarray(12, 16).every((byte) => byte === 0);
  const mapper = (flags6 >> 4) | (isClean ? flags7 & 0xf0 : 0) | (isNes2 ? (rom[8]! & 0x0f) << 8 : 0);
  const prgBanks = rom[4]! | (isNes2 ? (rom[9]! & 0x0f) << 8 : 0);
  const chrBanks = rom[5]! | (isNes2 ? (rom[9]! & 0xf0) << 4 : 0);
  const prgStart = HEADER_BYTES + (flags6 & 4 ? TRAINER_BYTES : 0);
  const end = prgStart + prgBanks * PRG_BANK + chrBanks * CHR_BANK;
  return { mapper, prgBanks, chrBanks, prgStart, end };
}

/**
 * @param rom the whole file
 * @throws {TypeError|RangeError} as `readHeader` does, and where the core has not the cartridge's mapper
 */
export function parseCartridge(rom: Uint8Array): Cartridge {
  const { mapper, prgBanks, chrBanks, prgStart, end } = readHeader(rom);
  if (MAPPERS[mapper] === undefined) {
    const known = Object.entries(MAPPERS).map(([number, name]) => `${number} (${name})`);
    throw new RangeError(
      `Cannot run a cartridge with mapper ${mapper}: the ludus core has ${known.join(', ')}. Use the jsnes engine for it.`,
    );
  }
  if (prgBanks > MOST_PRG_BANKS || chrBanks > MOST_CHR_BANKS) {
    throw new RangeError(
      `Cannot read a cartridge: its header says ${prgBanks} PRG banks of 16 KiB and ${chrBanks} CHR banks of 8 KiB, where mapper ${mapper} has 1 to ${MOST_PRG_BANKS} and 0 to ${MOST_CHR_BANKS}.`,
    );
  }
  const flags6 = rom[6]!;
  const chrStart = prgStart + prgBanks * PRG_BANK;
  return {
    mapper,
    mirroring: flags6 & 8 ? MIRROR_NONE : flags6 & 1 ? MIRROR_VERTICAL : MIRROR_HORIZONTAL,
    prg: rom.slice(prgStart, chrStart),
    chr: rom.slice(chrStart, end),
    hash: hashOf(rom.subarray(0, end)),
  };
}

function hexOf(bytes: Uint8Array): string {
  return bytes.length === 0 ? 'no bytes' : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function hashOf(bytes: Uint8Array): [number, number] {
  let forwards = 0x811c9dc5;
  let backwards = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) {
    forwards = Math.imul(forwards ^ bytes[i]!, 0x01000193);
    backwards = Math.imul(backwards ^ bytes[bytes.length - 1 - i]!, 0x01000193);
  }
  return [forwards >>> 0, backwards >>> 0];
}
