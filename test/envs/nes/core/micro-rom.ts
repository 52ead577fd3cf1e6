/**
 * Cartridges made in the tests: a program as bytes at $8000, its vectors, tiles. What they show, no foreign cartridge is needed for.
 */

export interface MicroRom {
  /** Of the program at $8000; it begins there. */
  readonly program: readonly number[];
  /** Addresses; $fff0, an RTI, if left out. */
  readonly nmi?: number;
  readonly irq?: number;
  readonly mapper?: number;
  /** Of 16 KiB; the program is in the first and, for mappers that fix the last at $c000, the vectors in the last. */
  readonly prgBanks?: number;
  /** Bytes of CHR ROM; CHR RAM if left out. */
  readonly chr?: Uint8Array;
  /** Bit 0 of header byte 6: vertical mirroring. */
  readonly vertical?: boolean;
}

const RTI = 0x40;
const HANDLER = 0xfff0;

/** The bytes of an iNES file. */
export function microRom(options: MicroRom): Uint8Array {
  const { program, nmi = HANDLER, irq = HANDLER, mapper = 0, prgBanks = 2, chr, vertical = false } = options;
  const prg = new Uint8Array(prgBanks * 16384);
  prg.set(program);
  const end = prg.length;
  prg[end - 16] = RTI;
  const vectors = [nmi, 0x8000, irq].flatMap((address) => [address & 0xff, address >> 8]);
  prg.set(vectors, end - 6);
  const chrBanks = (chr?.length ?? 0) / 8192;
  const header = [0x4e, 0x45, 0x53, 0x1a, prgBanks, chrBanks, (mapper << 4) | (vertical ? 1 : 0), mapper & 0xf0];
  const rom = new Uint8Array(16 + prg.length + chrBanks * 8192);
  rom.set(header);
  rom.set(prg, 16);
  if (chr !== undefined) rom.set(chr, 16 + prg.length);
  return rom;
}

/** `LDA #value; STA address`. */
export function store(address: number, value: number): number[] {
  return [0xa9, value, 0x8d, address & 0xff, address >> 8];
}

/** Waits for two vertical blankings, after which the PPU listens: `BIT $2002; BPL`, twice. */
export const WAIT_FOR_PPU: readonly number[] = [0x2c, 0x02, 0x20, 0x10, 0xfb, 0x2c, 0x02, 0x20, 0x10, 0xfb];

/** `JMP` to itself, at an address. */
export function halt(address: number): number[] {
  return [0x4c, address & 0xff, address >> 8];
}

/** A generator of bytes that is the same everywhere: a linear congruential one (Numerical Recipes). */
export class Bytes {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In the range [0, below). */
  next(below = 256): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }
}

/** Tiles of which each row is random, in 8 KiB: whatever a program shows of them tells where it is wrong. */
export function randomTiles(seed: number): Uint8Array {
  const bytes = new Bytes(seed);
  return Uint8Array.from({ length: 8192 }, () => bytes.next());
}

/** Writes so many bytes to $2007 from an address on: a table in the program would be longer. `LDX; STX $2007; INX; BNE`. */
function fillVram(address: number): number[] {
  return [...store(0x2006, address >> 8), ...store(0x2006, address & 0xff), 0xa2, 0, 0x8e, 7, 0x20, 0xe8, 0xd0, 0xfa];
}

/** Random colours, four pages of random tiles and attributes, and sprites from page 2, which is random too. */
export function scenery(seed: number): number[] {
  const bytes = new Bytes(seed);
  const palette = Array.from({ length: 32 }, () => [0xa9, bytes.next(64), 0x8d, 0x07, 0x20]).flat();
  return [
    ...WAIT_FOR_PPU,
    ...[0x2000, 0x2100, 0x2200, 0x2300, 0x2400, 0x2600, 0x2700].flatMap(fillVram),
    ...[...store(0x2006, 0x3f), ...store(0x2006, 0x00), ...palette],
    // Y, tile, attributes, X of sprites: x * 37 + 11, an order that spreads them. CLC, ADC #37, STA $0200,x, INX, BNE.
    ...[0xa2, 0, 0xa9, bytes.next(), 0x18, 0x69, 37, 0x9d, 0, 2, 0xe8, 0xd0, 0xf7],
    ...[...store(0x2003, 0), ...store(0x4014, 2)],
    ...[...store(0x2005, bytes.next()), ...store(0x2005, bytes.next(240))],
  ];
}

/** Whether two arrays hold the same bytes: vitest's own comparison takes seconds for states. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
