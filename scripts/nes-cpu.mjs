// Writes the processor of the NES core: envs/nes/core/kernel/generated/cpu.ts, one function whose switch has a case for each of
// the 256 opcodes. It is generated because AssemblyScript passes no local by reference: only where all of it stands in one
// function do the registers live in WebAssembly's locals, which engines keep in the machine's registers. 56 instructions by 13
// addressing modes are better read as the two tables below than as 256 cases.
//
// The timing is that of the buses: an access carries the number of its own cycle, so that what it meets (PPU, APU, mapper) is
// brought to that very moment. Accesses that nobody can see (RAM, ROM) cost nothing of the kind. Dummy reads and the first write of
// a read-modify-write are done where they meet registers.
//
// Source: https://www.nesdev.org/6502_cpu.txt, https://www.nesdev.org/wiki/CPU_unofficial_opcodes.
// Run by scripts/build-kernels.mjs.

/** Opcodes row by row: what and how. */
const OPCODES = `
BRK     ORA izx JAM     SLO izx NOP zp  ORA zp  ASL zp  SLO zp  PHP     ORA imm ASL acc ANC imm NOP abs ORA abs ASL abs SLO abs
BPL rel ORA izy JAM     SLO izy NOP zpx ORA zpx ASL zpx SLO zpx CLC     ORA aby NOP     SLO aby NOP abx ORA abx ASL abx SLO abx
JSR     AND izx JAM     RLA izx BIT zp  AND zp  ROL zp  RLA zp  PLP     AND imm ROL acc ANC imm BIT abs AND abs ROL abs RLA abs
BMI rel AND izy JAM     RLA izy NOP zpx AND zpx ROL zpx RLA zpx SEC     AND aby NOP     RLA aby NOP abx AND abx ROL abx RLA abx
RTI     EOR izx JAM     SRE izx NOP zp  EOR zp  LSR zp  SRE zp  PHA     EOR imm LSR acc ALR imm JMP     EOR abs LSR abs SRE abs
BVC rel EOR izy JAM     SRE izy NOP zpx EOR zpx LSR zpx SRE zpx CLI     EOR aby NOP     SRE aby NOP abx EOR abx LSR abx SRE abx
RTS     ADC izx JAM     RRA izx NOP zp  ADC zp  ROR zp  RRA zp  PLA     ADC imm ROR acc ARR imm JMI     ADC abs ROR abs RRA abs
BVS rel ADC izy JAM     RRA izy NOP zpx ADC zpx ROR zpx RRA zpx SEI     ADC aby NOP     RRA aby NOP abx ADC abx ROR abx RRA abx
NOP imm STA izx NOP imm SAX izx STY zp  STA zp  STX zp  SAX zp  DEY     NOP imm TXA     ANE imm STY abs STA abs STX abs SAX abs
BCC rel STA izy JAM     SHA izy STY zpx STA zpx STX zpy SAX zpy TYA     STA aby TXS     SHS aby SHY abx STA abx SHX aby SHA aby
LDY imm LDA izx LDX imm LAX izx LDY zp  LDA zp  LDX zp  LAX zp  TAY     LDA imm TAX     LXA imm LDY abs LDA abs LDX abs LAX abs
BCS rel LDA izy JAM     LAX izy LDY zpx LDA zpx LDX zpy LAX zpy CLV     LDA aby TSX     LAE aby LDY abx LDA abx LDX aby LAX aby
CPY imm CMP izx NOP imm DCP izx CPY zp  CMP zp  DEC zp  DCP zp  INY     CMP imm DEX     SBX imm CPY abs CMP abs DEC abs DCP abs
BNE rel CMP izy JAM     DCP izy NOP zpx CMP zpx DEC zpx DCP zpx CLD     CMP aby NOP     DCP aby NOP abx CMP abx DEC abx DCP abx
CPX imm SBC izx NOP imm ISC izx CPX zp  SBC zp  INC zp  ISC zp  INX     SBC imm NOP     SBC imm CPX abs SBC abs INC abs ISC abs
BEQ rel SBC izy JAM     ISC izy NOP zpx SBC zpx INC zpx ISC zpx SED     SBC aby NOP     ISC aby NOP abx SBC abx INC abx ISC abx`
  .trim()
  .split('\n')
  .flatMap((row) => row.padEnd(128).match(/.{8}/g))
  .map((cell) => cell.trim().split(/\s+/));

const setNZ = (name) => `z = ${name}; n = ${name};`;
const ADC =
  'const sum = a + value + c; v = ((a ^ sum) & (value ^ sum)) >> 7 & 1; c = sum >> 8; a = sum & 0xff; z = a; n = a;';
const compare = (name) => `c = i32(${name} >= value); z = (${name} - value) & 0xff; n = z;`;

/** What is done with the operand `value`. */
const READS = {
  LDA: `a = value; ${setNZ('a')}`,
  LDX: `x = value; ${setNZ('x')}`,
  LDY: `y = value; ${setNZ('y')}`,
  ORA: `a |= value; ${setNZ('a')}`,
  AND: `a &= value; ${setNZ('a')}`,
  EOR: `a ^= value; ${setNZ('a')}`,
  ADC,
  SBC: `value ^= 0xff; ${ADC}`,
  CMP: compare('a'),
  CPX: compare('x'),
  CPY: compare('y'),
  BIT: 'z = value & a; n = value; v = value >> 6 & 1;',
  NOP: '',
  LAX: `a = value; x = value; ${setNZ('a')}`,
  LAE: `a = value & s; x = a; s = a; ${setNZ('a')}`,
  ANC: `a &= value; ${setNZ('a')} c = a >> 7;`,
  ALR: `a &= value; c = a & 1; a >>= 1; ${setNZ('a')}`,
  ARR: `a = ((a & value) >> 1) | (c << 7); ${setNZ('a')} c = a >> 6 & 1; v = (a >> 6 ^ a >> 5) & 1;`,
  SBX: `const both = a & x; c = i32(both >= value); x = (both - value) & 0xff; ${setNZ('x')}`,
  // These two mix in a constant that differs between chips; 0xff is the commonest.
  ANE: `a = x & value; ${setNZ('a')}`,
  LXA: `a = value; x = value; ${setNZ('a')}`,
};

/** What is done to `value` before it is written back. */
const MODIFIES = {
  ASL: 'c = value >> 7; value = (value << 1) & 0xff; z = value; n = value;',
  LSR: 'c = value & 1; value >>= 1; z = value; n = value;',
  ROL: 'const low = c; c = value >> 7; value = (value << 1 | low) & 0xff; z = value; n = value;',
  ROR: 'const high = c; c = value & 1; value = value >> 1 | high << 7; z = value; n = value;',
  INC: 'value = (value + 1) & 0xff; z = value; n = value;',
  DEC: 'value = (value - 1) & 0xff; z = value; n = value;',
};
/** Those that go on with what they wrote: the modification and what is done with it. */
const COMBINED = {
  SLO: ['ASL', 'ORA'],
  RLA: ['ROL', 'AND'],
  SRE: ['LSR', 'EOR'],
  RRA: ['ROR', 'ADC'],
  DCP: ['DEC', 'CMP'],
  ISC: ['INC', 'SBC'],
};

const STORES = { STA: 'a', STX: 'x', STY: 'y', SAX: 'a & x' };
/** Stores of a register and the address's high byte plus one. */
const UNSTABLE = { SHA: 'a & x', SHX: 'x', SHY: 'y', SHS: 's' };

/** No operand. Each ends with its cycles. */
const IMPLIED = {
  NOP: ['', 2],
  CLC: ['c = 0;', 2],
  SEC: ['c = 1;', 2],
  CLV: ['v = 0;', 2],
  CLD: ['d = 0;', 2],
  SED: ['d = 8;', 2],
  CLI: ['if (i) { i = 0; store<u8>(base, at.POLL_SET, at.POLL); store<i64>(base, 0, at.LIMIT); }', 2],
  SEI: ['if (!i) { i = 4; store<u8>(base, at.POLL_CLEAR, at.POLL); store<i64>(base, 0, at.LIMIT); }', 2],
  TAX: [`x = a; ${setNZ('x')}`, 2],
  TAY: [`y = a; ${setNZ('y')}`, 2],
  TXA: [`a = x; ${setNZ('a')}`, 2],
  TYA: [`a = y; ${setNZ('a')}`, 2],
  TSX: [`x = s; ${setNZ('x')}`, 2],
  TXS: ['s = x;', 2],
  INX: [`x = (x + 1) & 0xff; ${setNZ('x')}`, 2],
  INY: [`y = (y + 1) & 0xff; ${setNZ('y')}`, 2],
  DEX: [`x = (x - 1) & 0xff; ${setNZ('x')}`, 2],
  DEY: [`y = (y - 1) & 0xff; ${setNZ('y')}`, 2],
  PHA: ['store<u8>(base + s, a, STACK); s = (s - 1) & 0xff; dirty = 1;', 3],
  PHP: ['store<u8>(base + s, status(n, v, d, i, z, c) | 0x10, STACK); s = (s - 1) & 0xff; dirty = 1;', 3],
  PLA: [`s = (s + 1) & 0xff; a = load<u8>(base + s, STACK); ${setNZ('a')}`, 4],
};

const BRANCHES = {
  BPL: '!(n & 0x80)',
  BMI: 'n & 0x80',
  BVC: '!v',
  BVS: 'v',
  BCC: '!c',
  BCS: 'c',
  BNE: 'z',
  BEQ: '!z',
};

/** Where an instruction's operand is: statements that set `address`, the cycle of its access, and the bus before it. */
function addressing(mode, always) {
  // `crossed` is what crossing a page adds to the cycle; stores and modifications take it always.
  const indexed = (register, first) =>
    `const crossed = i32(((base16 & 0xff) + ${register}) > 0xff); const address = (base16 + ${register}) & 0xffff;
      ${always ? '' : 'if (crossed) '}{ DUMMY(${first}) }
      ${always ? '' : 'cycle += crossed;'}`;
  switch (mode) {
    case 'zp':
      return ['const address = word >> 8 & 0xff;', 3];
    case 'zpx':
      return ['const address = ((word >> 8) + x) & 0xff;', 4];
    case 'zpy':
      return ['const address = ((word >> 8) + y) & 0xff;', 4];
    case 'abs':
      return ['const address = word >> 8 & 0xffff; const base16 = address;', 4];
    case 'abx':
      return [`const base16 = word >> 8 & 0xffff; ${indexed('x', 4)}`, always ? 5 : 4];
    case 'aby':
      return [`const base16 = word >> 8 & 0xffff; ${indexed('y', 4)}`, always ? 5 : 4];
    case 'izx':
      return ['const address = zeroPageWord(base, ((word >> 8) + x) & 0xff); const base16 = address;', 6];
    case 'izy':
      return [`const base16 = zeroPageWord(base, word >> 8 & 0xff); ${indexed('y', 5)}`, always ? 6 : 5];
  }
  throw new RangeError(`No addressing mode ${mode}.`);
}

/** A dummy read, at the address whose high byte is not corrected yet: seen by registers alone. */
const dummy = (at) => `const wrong = (base16 & 0xff00) | (address & 0xff);
        if (!isMemory(base, wrong)) { store<i64>(base, cycle + ${at}, at.CLOCK); readRegister(base, wrong, base16 >> 8); }`;

const read = (mode, at) =>
  mode.startsWith('zp')
    ? 'let value: i32 = load<u8>(base + address, at.RAM);'
    : `let value: i32;
      const page: usize = load<u32>(base + (<usize>address >> 11 << 2), at.READ_PAGES);
      if (page) { value = load<u8>(page + address); }
      else { store<i64>(base, cycle + ${at}, at.CLOCK); value = readRegister(base, address, base16 >> 8); }`;

/** Writes `what`; a write to a register may change when the next event is, and nothing else that is in a local. */
const write = (mode, at, what, rest = '') =>
  mode.startsWith('zp')
    ? `store<u8>(base + address, ${what}, at.RAM); dirty = 1;`
    : `const target: usize = load<u32>(base + (<usize>address >> 11 << 2), at.WRITE_PAGES);
      dirty = 1;
      if (target) { store<u8>(target + address, ${what}); }
      else { ${rest} store<i64>(base, cycle + ${at}, at.CLOCK); writeRegister(base, address, ${what}); }`;

function body(name, mode) {
  if (mode === 'rel') {
    return `if (${BRANCHES[name]}) {
        const next = (pc + 2) & 0xffff;
        const to = (next + (<i32>(<i8>(word >> 8)))) & 0xffff;
        cycle += 3 + i32(((next ^ to) & 0xff00) != 0);
        ${loop('pc')}
        pc = to;
      } else { pc = (pc + 2) & 0xffff; cycle += 2; }`;
  }
  switch (name) {
    case 'JAM':
      return 'store<u8>(base, 1, at.JAMMED); running = false; cycle += 2;';
    case 'JMP':
      return `const to = word >> 8 & 0xffff; cycle += 3; ${loop('pc')} pc = to;`;
    case 'JMI':
      return `const pointer = word >> 8 & 0xffff;
      store<i64>(base, cycle + 4, at.CLOCK);
      const low = readByte(base, pointer, pointer >> 8);
      store<i64>(base, cycle + 5, at.CLOCK);
      pc = low | readByte(base, (pointer & 0xff00) | ((pointer + 1) & 0xff), low) << 8; cycle += 5;`;
    case 'JSR':
      return `const back = pc + 2;
      store<u8>(base + s, back >> 8, STACK); s = (s - 1) & 0xff;
      store<u8>(base + s, back, STACK); s = (s - 1) & 0xff;
      dirty = 1;
      // Its last byte is read after the pushes, which may have changed it.
      pc = (word >> 8 & 0xff) | (isMemory(base, back & 0xffff) ? <i32>peek(base, back & 0xffff) << 8 : word >> 8 & 0xff00); cycle += 6;`;
    case 'RTS':
      return `s = (s + 1) & 0xff; pc = load<u8>(base + s, STACK);
      s = (s + 1) & 0xff; pc |= <i32>load<u8>(base + s, STACK) << 8; pc = (pc + 1) & 0xffff; cycle += 6;`;
    case 'RTI':
      return `s = (s + 1) & 0xff; SET_STATUS(load<u8>(base + s, STACK))
      s = (s + 1) & 0xff; pc = load<u8>(base + s, STACK);
      s = (s + 1) & 0xff; pc |= <i32>load<u8>(base + s, STACK) << 8; cycle += 6;
      store<i64>(base, 0, at.LIMIT);`;
    case 'PLP':
      return `const before = i;
      s = (s + 1) & 0xff; SET_STATUS(load<u8>(base + s, STACK))
      pc = (pc + 1) & 0xffff; cycle += 4;
      if (i != before) { store<u8>(base, before ? at.POLL_SET : at.POLL_CLEAR, at.POLL); store<i64>(base, 0, at.LIMIT); }`;
    case 'BRK':
      return `const back = (pc + 2) & 0xffff;
      store<u8>(base + s, back >> 8, STACK); s = (s - 1) & 0xff;
      store<u8>(base + s, back, STACK); s = (s - 1) & 0xff;
      store<u8>(base + s, status(n, v, d, i, z, c) | 0x10, STACK); s = (s - 1) & 0xff;
      dirty = 1; i = 4;
      pc = interruptVector(base, cycle + 4, true); cycle += 7;
      store<u8>(base, at.POLL_NOT, at.POLL); store<i64>(base, 0, at.LIMIT);`;
  }
  if (mode === undefined) {
    const [what, cycles] = IMPLIED[name];
    return `${what} pc = (pc + 1) & 0xffff; cycle += ${cycles};`;
  }
  if (mode === 'acc') return `let value = a; ${MODIFIES[name]} a = value; pc = (pc + 1) & 0xffff; cycle += 2;`;
  if (mode === 'imm') return `let value = word >> 8 & 0xff; ${READS[name]} pc = (pc + 2) & 0xffff; cycle += 2;`;
  const bytes = mode.startsWith('ab') ? 3 : 2;
  const end = (cycles) => `pc = (pc + ${bytes}) & 0xffff; cycle += ${cycles};`;
  if (name in READS) {
    const [find, at] = addressing(mode, false);
    return `${find} ${read(mode, at)} ${READS[name]} ${end(at)}`;
  }
  const [find, at] = addressing(mode, true);
  if (name in STORES) return `${find} const value: i32 = ${STORES[name]}; ${write(mode, at, 'value')} ${end(at)}`;
  if (name in UNSTABLE) {
    // Where indexing crosses a page, the address's high byte is what is stored.
    const find2 = find.replace('const address', 'let address');
    return `${find2} ${name === 'SHS' ? 's = a & x;' : ''}
      const value: i32 = (${UNSTABLE[name]}) & ((base16 >> 8) + 1) & 0xff;
      if (crossed) address = value << 8 | (address & 0xff);
      ${write(mode, at, 'value')} ${end(at)}`;
  }
  const [modify, then] = COMBINED[name] ?? [name, null];
  const first = `store<i64>(base, cycle + ${at + 1}, at.CLOCK); writeRegister(base, address, old);`;
  return `${find} ${read(mode, at)} const old = value; ${MODIFIES[modify]}
      ${write(mode, at + 2, 'value', first)} ${then ? READS[then] : ''} ${end(at + 2)}`;
}

/**
 * At a jump backwards: a loop that comes back with the registers as they were, having written nothing and read nothing that
 * reading changes, will do so until the next event. It is skipped by whole rounds to before that.
 */
function loop(from) {
  return `if (to <= ${from}) {
          const registers = <u64>a | <u64>x << 8 | <u64>y << 16 | <u64>s << 24 | <u64>(z & 0xff) << 32 | <u64>(n & 0xff) << 40 | <u64>(c | v << 1 | d << 2 | i << 4) << 48;
          if (to == loopTo && registers == loopRegisters && !dirty && !(load<u8>(base, at.DEEDS) & at.DID_CHANGE)) {
            cycle = skipIdle(base, cycle, cycle - loopCycle);
          } else { loopTo = to; loopRegisters = registers; dirty = 0; store<u8>(base, 0, at.DEEDS); }
          loopCycle = cycle;
        }`;
}

const SET_STATUS = (from) =>
  `const p: i32 = ${from}; n = p; v = p >> 6 & 1; d = p & 8; i = p & 4; z = p & 2 ^ 2; c = p & 1;`;

/** The generated source. */
export function cpuSource() {
  const cases = OPCODES.map(([name, mode], opcode) => {
    const text = body(name, mode)
      .replace(/DUMMY\((\d+)\)/g, (_, at) => dummy(at))
      .replace(/SET_STATUS\((.*)\)$/gm, (_, from) => SET_STATUS(from));
    return `    case 0x${opcode.toString(16).padStart(2, '0')}: { // ${name} ${mode ?? ''}\n      ${text}\n      break;\n    }`;
  });
  return `// Made by scripts/nes-cpu.mjs, where it is explained; not in version control.
import * as at from '../../layout';
import { isMemory, peek, readByte, readRegister, writeRegister, zeroPageWord } from '../bus';
import { fetchSlowly } from '../fetch';
import { afterInstruction, interruptVector, skipIdle, stall, status } from '../interrupts';

const STACK: usize = at.RAM + 0x100;

/** Runs instructions until vertical blanking has begun (FRAME_ENDED) or the processor has locked up (JAMMED). */
export function runFrame(base: usize): void {
  let cycle = load<i64>(base, at.CLOCK);
  let a: i32 = load<u8>(base, at.REG_A);
  let x: i32 = load<u8>(base, at.REG_X);
  let y: i32 = load<u8>(base, at.REG_Y);
  let s: i32 = load<u8>(base, at.REG_S);
  let pc: i32 = load<u16>(base, at.REG_PC);
  const flags: i32 = load<u8>(base, at.REG_P);
  let n = flags; // bit 7
  let z = (flags & 2) ^ 2; // the flag is set where this is 0
  let v = flags >> 6 & 1;
  let c = flags & 1;
  let d = flags & 8; // the bits of P
  let i = flags & 4;
  let word: i32 = load<u8>(base, at.LAST_OP); // the opcode and the two bytes after it
  let start = cycle - load<u8>(base, at.LAST_CYCLES);
  let loopTo = -1;
  let loopRegisters: u64 = 0;
  let loopCycle: i64 = 0;
  let dirty = 1;
  let running = true;
  while (running) {
    if (cycle >= load<i64>(base, at.LIMIT)) {
      store<i64>(base, cycle, at.CLOCK);
      if (afterInstruction(base, word & 0xff, <i32>(cycle - start), i)) {
        cycle = stall(base, cycle, word & 0xff);
        store<u8>(base + s, pc >> 8, STACK); s = (s - 1) & 0xff;
        store<u8>(base + s, pc, STACK); s = (s - 1) & 0xff;
        store<u8>(base + s, status(n, v, d, i, z, c), STACK); s = (s - 1) & 0xff;
        dirty = 1;
        i = 4;
        pc = interruptVector(base, cycle + 4, false);
        cycle += 7;
      }
      if (load<u8>(base, at.FRAME_ENDED)) {
        store<u8>(base, at.POLL_NOT, at.POLL); // the next frame goes on here, having polled
        store<i64>(base, 0, at.LIMIT);
        break;
      }
      const resumed = stall(base, cycle, word & 0xff);
      if (resumed != cycle) dirty = 1; // a loop's round has taken longer than the next will
      cycle = resumed;
    }
    start = cycle;
    const codePage: usize = load<u32>(base + (<usize>pc >> 11 << 2), at.READ_PAGES);
    if (codePage != 0 && (pc & 0x7ff) < 0x7fd) {
      word = load<i32>(codePage + pc) & 0xffffff;
    } else {
      word = fetchSlowly(base, pc, cycle);
    }
    switch (word & 0xff) {
${cases.join('\n')}
    }
  }
  store<i64>(base, cycle, at.CLOCK);
  store<u8>(base, a, at.REG_A);
  store<u8>(base, x, at.REG_X);
  store<u8>(base, y, at.REG_Y);
  store<u8>(base, s, at.REG_S);
  store<u8>(base, status(n, v, d, i, z, c), at.REG_P);
  store<u16>(base, pc, at.REG_PC);
  store<u8>(base, word, at.LAST_OP);
  store<u8>(base, <u8>(cycle - start), at.LAST_CYCLES);
}
`;
}

/** The source of two tables by opcode. */
export function tablesSource() {
  const lengths = OPCODES.map(([name, mode]) => (mode?.startsWith('ab') || /^(JMP|JMI|JSR)$/.test(name) ? 3 : 2));
  return `// Made by scripts/nes-cpu.mjs; not in version control.
/** [256] u8: bytes of an instruction as its fetch reads them, the byte after an implied one too. */
export const FETCH_LENGTHS = memory.data<u8>([${lengths}]);

/** [256] u8: which of an instruction's cycles write: bit 0 the last, bit 1 the one before. */
export const WRITE_CYCLES = memory.data<u8>([${OPCODES.map(([name, mode]) => writeCycles(name, mode))}]);
`;
}

function writeCycles(name, mode) {
  if (name === 'BRK') return 0b11100;
  if (name === 'JSR') return 0b110;
  if (name === 'PHA' || name === 'PHP' || name in STORES || name in UNSTABLE) return 0b1;
  return mode !== 'acc' && (name in MODIFIES || name in COMBINED) ? 0b11 : 0;
}
