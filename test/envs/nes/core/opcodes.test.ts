import { describe, expect, it } from 'vitest';
import { firstDifference } from './lock-step.ts';
import { Bytes, halt, microRom, store } from './micro-rom.ts';

/** How each opcode finds its operand, row by row: . none, # immediate, z x y zero page, a X Y absolute, i (d,x), j (d),y, r branch. */
const MODES = [
  '.i-izzzz.#.#aaaa',
  'rj-jxxxx.Y.YXXXX',
  '-i-izzzz.#.#aaaa',
  'rj-jxxxx.Y.YXXXX',
  '-i-izzzz.#.#-aaa',
  'rj-jxxxx.Y.YXXXX',
  '-i-izzzz.#.#-aaa',
  'rj-jxxxx.Y.YXXXX',
  '#i#izzzz.#.#aaaa',
  'rj-jxxyy.Y.YXXYY',
  '#i#izzzz.#.#aaaa',
  'rj-jxxyy.Y.YXXYY',
  '#i#izzzz.#.#aaaa',
  'rj-jxxxx.Y.YXXXX',
  '#i#izzzz.#.#aaaa',
  'rj-jxxxx.Y.YXXXX',
].join('');
/** Not tried here: JAM, jumps and returns ('-'), the stores whose value depends on the address, the two that differ between chips. */
const LEFT_OUT = [0x8b, 0x93, 0x9b, 0x9c, 0x9e, 0x9f, 0xab];
const TRIED = Array.from({ length: 256 }, (_, opcode) => opcode).filter(
  (opcode) => MODES[opcode] !== '-' && !LEFT_OUT.includes(opcode),
);

/** Mixes A into a byte that depends on all that was mixed in before, and on the order: `CLC; ADC hash; ROL A; STA hash`. */
const MIX = [0x18, 0x6d, 0xff, 0x07, 0x2a, 0x8d, 0xff, 0x07];

/** Registers, flags and memory at random, the opcode, and all that it left mixed in. */
function trial(opcode: number, bytes: Bytes): number[] {
  const mode = MODES[opcode];
  const [low, high] = [bytes.next(), 2 + bytes.next(4)]; // of addresses in $0200 to $05ff, below $0700 when indexed
  const zeroPage = bytes.next(0xf0);
  const x = bytes.next();
  const pointer = mode === 'i' ? (zeroPage + x) & 0xff : zeroPage;
  const operand: Readonly<Record<string, readonly number[]>> = {
    '.': [],
    '#': [bytes.next()],
    z: [zeroPage],
    x: [zeroPage],
    y: [zeroPage],
    a: [low, high],
    X: [low, high],
    Y: [low, high],
    i: [zeroPage],
    j: [zeroPage],
    r: [bytes.next(2)], // over nothing, or over the NOP behind it
  };
  const setPointer = [0xa9, low, 0x85, pointer, 0xa9, high, 0x85, (pointer + 1) & 0xff];
  return [
    ...setPointer,
    ...[0xa2, 0x80 + bytes.next(64), 0x9a], // LDX #, TXS
    ...[0xa9, bytes.next() | 0x04, 0x48], // LDA # (interrupts masked), PHA
    ...[0xa2, x, 0xa0, bytes.next(), 0xa9, bytes.next(), 0x28], // LDX #, LDY #, LDA #, PLP
    ...[opcode, ...operand[mode!]!, ...(opcode === 0 ? [0xea] : []), 0xea],
    ...[0x08, ...MIX, 0x68, ...MIX, 0x8a, ...MIX, 0x98, ...MIX], // P, A as mixed, P again, X, Y
    ...[0xba, 0x8a, ...MIX], // S
  ];
}

describe('the processor', () => {
  it.each([1, 2, 3, 4])(
    'leaves what jsnes leaves of random registers and memory, whatever the opcode (seed %i)',
    (seed) => {
      const bytes = new Bytes(seed);
      const program = store(0x4017, 0x40); // no frame interrupts
      const order = [...TRIED, ...TRIED].sort(() => bytes.next(3) - 1);
      for (const opcode of order) program.push(...trial(opcode, bytes));
      program.push(...halt(0x8000 + program.length));
      expect(program.length).toBeLessThan(0x7ff0); // below the handler and the vectors
      expect(firstDifference(microRom({ program }), 4)).toBeNull();
    },
  );

  it('stores X and the high byte plus one by SHX', () => {
    // LDX #$ff, LDY #1, SHX $0210,y: 3 and ff give 3 (https://www.nesdev.org/wiki/CPU_unofficial_opcodes).
    const program = [0xa2, 0xff, 0xa0, 0x01, 0x9e, 0x10, 0x02, ...halt(0x8007)];
    expect(firstDifference(microRom({ program }), 2)).toBeNull();
  });

  it('jumps through pointers at a page end, to subroutines and back', () => {
    const program = [
      ...[0xa9, 0x10, 0x8d, 0xff, 0x02, 0xa9, 0x80, 0x8d, 0x00, 0x02], // the pointer at $02ff has its high byte at $0200
      ...[0x6c, 0xff, 0x02], // JMP ($02ff), to $8010
      ...[0xe6, 0x10, 0x60], // $800d: INC $10, RTS
      ...[0x20, 0x0d, 0x80, 0x20, 0x0d, 0x80], // $8010: JSR $800d, twice
      ...[0xea, 0x00, 0xea, 0xe6, 0x11], // NOP, BRK, its padding, INC $11
      ...halt(0x801b),
    ];
    expect(firstDifference(microRom({ program }), 3)).toBeNull();
  });
});
