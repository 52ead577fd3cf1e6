/** The assembler: bytes as the 6502's manual gives them (MCS6500 Programming Manual, appendix B), faults with file and line. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADDRESS, COMMAND_START, COURT, READY, STATE } from '../../envs/nes/pong/addresses.ts';
import { pongRom } from '../../envs/nes/pong/rom.ts';
import { assemble } from '../../roms-fetch/assembler/assemble.ts';
import { OPCODES } from '../../roms-fetch/assembler/opcodes.ts';
import { buildPong, ROM_FILE, ROM_MODULE, readSource, romModule } from '../../roms-fetch/pong/build.ts';

const bytesOf = (source: string, files: Readonly<Record<string, string>> = {}) => [
  ...assemble('main.s', (name) => new TextEncoder().encode(name === 'main.s' ? source : files[name]!)).bytes,
];

describe('assemble', () => {
  it.each<[source: string, bytes: number[]]>([
    ['lda #$10', [0xa9, 0x10]],
    ['lda $10', [0xa5, 0x10]],
    ['lda $10,x', [0xb5, 0x10]],
    ['ldx $10,y', [0xb6, 0x10]],
    ['lda $1234', [0xad, 0x34, 0x12]],
    ['lda $1234,x', [0xbd, 0x34, 0x12]],
    ['lda $10,y', [0xb9, 0x10, 0x00]], // there is no lda zp,y
    ['lda ($10,x)', [0xa1, 0x10]],
    ['lda ($10),y', [0xb1, 0x10]],
    ['jmp ($1234)', [0x6c, 0x34, 0x12]],
    ['asl a', [0x0a]],
    ['asl', [0x0a]],
    ['rts', [0x60]],
  ])('makes of %j the bytes %j', (source, bytes) => {
    expect(bytesOf(source)).toEqual(bytes);
  });

  it('knows the 151 official opcodes, each once', () => {
    const codes = [...OPCODES.values()].flatMap((modes) => [...modes.values()]);
    expect(codes.length).toBe(151); // nesdev.org/wiki/CPU_unofficial_opcodes: 105 of the 256 are unofficial
    expect(new Set(codes).size).toBe(151);
  });

  it('reads expressions as ca65 orders them', () => {
    expect(bytesOf(".byte 2 + 3 * 4, <($1234 + 1), >$1234, %101 | 2, 'A', (2 + 3) * 4, <-1, ~0 & 15")).toEqual([
      14, 0x35, 0x12, 7, 65, 20, 255, 15,
    ]);
  });

  it('takes the zero page only where the value is known at the line', () => {
    expect(bytesOf('near = 5\n lda near\n lda later\n.org 7\nlater:')).toEqual([0xa5, 5, 0xad, 7, 0]);
  });

  it('branches back and forth, with labels of their own between two others', () => {
    const source = 'one:\n@loop: dex\n bne @loop\n beq @end\n@end: rts\ntwo:\n@loop: bne @loop';
    expect(bytesOf(source)).toEqual([0xca, 0xd0, 0xfd, 0xf0, 0x00, 0x60, 0xd0, 0xfe]);
  });

  it('fills, writes words and text, and leaves comments out', () => {
    expect(bytesOf('.org $C000\n.res 2, 7 ; two\n.word * , $1234\n.byte "A;B", 0 ; end')).toEqual([
      7, 7, 0x02, 0xc0, 0x34, 0x12, 65, 59, 66, 0,
    ]);
  });

  it('includes sources and binaries', () => {
    expect(bytesOf('.include "b.s"\n.incbin "c"', { 'b.s': ' nop', c: 'hi' })).toEqual([0xea, 104, 105]);
  });

  it.each<[source: string, message: string]>([
    ['\n lda nowhere', 'main.s:2: a symbol of "nowhere" is defined nowhere'],
    [' foo #1', 'main.s:1: foo is no instruction'],
    [' sta #1', 'main.s:1: sta takes no operand such as "#1"'],
    ['.byte 256', 'main.s:1: 256 is 256, which is no byte'],
    ['a1: nop\na1: nop', 'main.s:2: a1 is defined twice'],
    ['x1: .res 200\n bne x1', 'main.s:2: the branch spans -202 bytes'],
    ['.res 3\n.res 1 - *', '.res counts 0 bytes or more, got -2'],
    ['.bank 3', 'main.s:1: .bank is no directive'],
    ['.res later\nlater = 1', '"later" must be known at this line'],
    [' lda #(1', 'a parenthesis is not closed'],
    [' lda #1 2', 'goes on where it should end'],
    ['.include "main.s"', 'main.s includes itself'],
  ])('refuses %j', (source, message) => {
    expect(() => bytesOf(source)).toThrow(message);
  });
});

describe('the Pong cartridge', () => {
  const { bytes, symbols } = buildPong();

  it('is built, byte for byte, from its sources', () => {
    expect(Buffer.compare(bytes, readFileSync(ROM_FILE))).toBe(0);
    expect(readFileSync(ROM_MODULE, 'utf8')).toBe(romModule(bytes));
    expect(Buffer.compare(bytes, pongRom())).toBe(0);
  });

  it('keeps its state where addresses.ts says', () => {
    for (const [name, address] of Object.entries(ADDRESS)) expect([name, symbols.get(name)]).toEqual([name, address]);
    for (const [name, value] of Object.entries(STATE)) {
      expect([name, symbols.get(`STATE_${name.toUpperCase()}`)]).toEqual([name, value]);
    }
    expect(symbols.get('READY')).toBe(READY);
    expect(symbols.get('COMMAND_START')).toBe(COMMAND_START);
    expect(symbols.get('PADDLE_HEIGHT')).toBe(COURT.paddleHeight);
    expect(symbols.get('BALL_SIZE')).toBe(COURT.ballSize);
    expect((symbols.get('WALL_TOP')! + symbols.get('WALL_BOTTOM')!) / 2).toBe(COURT.centreY);
    expect((symbols.get('WALL_BOTTOM')! - symbols.get('WALL_TOP')!) / 2).toBe(COURT.halfHeight);
  });

  const ca65 = spawnSync('ca65', ['--version']).status === 0 && spawnSync('ld65', ['--version']).status === 0;
  it.skipIf(!ca65)(`is the same from ca65${ca65 ? '' : ' (skipped: cc65 is not installed)'}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'ludus-pong-'));
    try {
      for (const name of ['pong', 'memory', 'boot', 'frame', 'title', 'play', 'computer', 'draw', 'sound', 'text']) {
        writeFileSync(join(folder, `${name}.s`), readSource(`${name}.s`));
      }
      writeFileSync(join(folder, 'tiles.chr'), readSource('tiles.chr'));
      const options = { cwd: folder, encoding: 'utf8' } as const;
      expect(spawnSync('ca65', ['pong.s', '-o', 'pong.o'], options)).toMatchObject({ status: 0, stderr: '' });
      expect(spawnSync('ld65', ['-t', 'none', '-o', 'pong.nes', 'pong.o'], options)).toMatchObject({ status: 0 });
      expect(Buffer.compare(readFileSync(join(folder, 'pong.nes')), bytes)).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
