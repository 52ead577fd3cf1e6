/**
 * A 6502 assembler for what our cartridges are written in: a subset of ca65's dialect, so that ca65 (`ca65 x.s && ld65 -t none`)
 * makes the same bytes of the same source. Two passes: the first finds the size of every line and so the labels' addresses, the second
 * writes the bytes.
 *
 * A line is `label:`, `NAME = expression`, a directive or an instruction, or a label with one of these; `;` begins a comment.
 * Labels that begin with `@` hold between two others. Directives: `.org address` (from here on the bytes are meant for that
 * address; nothing is filled in), `.byte` expressions and "text", `.word` expressions, `.res count [, value]`,
 * `.include "file"`, `.incbin "file"`. An operand below 256 takes the zero page where its value is known at that line, as with
 * ca65: so constants of the zero page are defined before they are used.
 *
 * Left out: macros, segments, scopes, conditions, unofficial opcodes.
 */
import { evaluate } from './expression.ts';
import { MODE_BYTES, type Mode, OPCODES } from './opcodes.ts';

/** What was wrong, at which line of which file. */
export class AssemblyError extends SyntaxError {
  override readonly name = 'AssemblyError';
}

/** Gives the bytes of a file that the source names. Throws where there is none. */
export type ReadFile = (name: string) => Uint8Array;

export interface Assembly {
  readonly bytes: Uint8Array;
  /** Labels and constants but for those that begin with `@`. */
  readonly symbols: ReadonlyMap<string, number>;
}

interface Line {
  readonly file: string;
  readonly number: number;
  readonly text: string;
}

/** An instruction as read in the first pass: its mode decides its size, and the second pass keeps to it. */
interface Operand {
  readonly mode: Mode;
  readonly expression: string;
}

const LABEL = /^(@?[A-Za-z_]\w*):\s*(.*)$/;
const CONSTANT = /^([A-Za-z_]\w*)\s*=\s*(.+)$/;
const DIRECTIVE = /^\.(\w+)\s*(.*)$/;
const INSTRUCTION = /^([A-Za-z]{3})(?:\s+(.*))?$/;

/**
 * @param entry name of the source's first file
 * @throws {AssemblyError} naming file, line and what is wrong there
 *
 * @example
 * const { bytes } = assemble('pong.s', (name) => readFileSync(join(folder, name)));
 */
export function assemble(entry: string, readFile: ReadFile): Assembly {
  const lines = readLines(entry, readFile, []);
  const symbols = new Map<string, number>();
  const modes: Mode[] = []; // of the instructions in their order, from the first pass
  const bytes: number[] = [];
  for (const pass of [1, 2] as const) runPass(pass, { lines, readFile, symbols, modes, bytes });
  const lasting = [...symbols].filter(([name]) => !name.includes('@'));
  return { bytes: Uint8Array.from(bytes), symbols: new Map(lasting) };
}

interface Work {
  readonly lines: readonly Line[];
  readonly readFile: ReadFile;
  readonly symbols: Map<string, number>;
  readonly modes: Mode[];
  readonly bytes: number[];
}

function runPass(pass: 1 | 2, { lines, readFile, symbols, modes, bytes }: Work): void {
  let address = 0;
  let scope = ''; // the last label without @
  let instructions = 0;
  let line = lines[0]!;

  const fault = (message: string) => new AssemblyError(`${line.file}:${line.number}: ${message}`);
  const resolve = (expression: string): number | undefined => {
    try {
      return evaluate(expression, (name) =>
        name === '*' ? address : symbols.get(name.startsWith('@') ? scope + name : name),
      );
    } catch (error) {
      throw fault((error as Error).message);
    }
  };
  /** The value in the second pass, where all must be known; 0 stands for an unknown one in the first. */
  const finalValue = (expression: string): number => {
    const value = resolve(expression);
    if (value === undefined && pass === 2) {
      throw fault(`a symbol of ${JSON.stringify(expression)} is defined nowhere; define it, or mend its spelling`);
    }
    return value ?? 0;
  };
  const knownValue = (expression: string): number => {
    const value = resolve(expression);
    if (value === undefined) {
      throw fault(`${JSON.stringify(expression)} must be known at this line; define its symbols above it`);
    }
    return value;
  };
  const define = (name: string, value: number) => {
    const key = name.startsWith('@') ? scope + name : name;
    if (pass === 1 && symbols.has(key)) throw fault(`${name} is defined twice; rename one of the two`);
    symbols.set(key, value);
  };
  const emit = (value: number) => {
    address++;
    if (pass === 2) bytes.push(value & 0xff);
  };
  const emitByte = (value: number, expression: string) => {
    if (value < -128 || value > 255) throw fault(`${expression} is ${value}, which is no byte; take < or > of it`);
    emit(value);
  };
  const emitWord = (value: number, expression: string) => {
    if (value < 0 || value > 0xffff) throw fault(`${expression} is ${value}, which is no 16-bit address`);
    emit(value);
    emit(value >> 8);
  };

  const directive = (name: string, rest: string) => {
    switch (name) {
      case 'org':
        address = knownValue(rest);
        return;
      case 'byte':
        for (const part of splitArguments(rest)) {
          if (part.startsWith('"')) for (const letter of part.slice(1, -1)) emit(letter.charCodeAt(0));
          else emitByte(finalValue(part), part);
        }
        return;
      case 'word':
        for (const part of splitArguments(rest)) emitWord(finalValue(part), part);
        return;
      case 'res': {
        const [count = '', fill = '0'] = splitArguments(rest);
        const size = knownValue(count);
        if (size < 0) throw fault(`.res counts 0 bytes or more, got ${size}: what is above it is too long by ${-size}`);
        const value = finalValue(fill);
        for (let i = 0; i < size; i++) emitByte(value, fill);
        return;
      }
      case 'incbin':
        for (const byte of readNamed(readFile, rest, fault)) emit(byte);
        return;
      default:
        throw fault(`.${name} is no directive; known are .org, .byte, .word, .res, .include and .incbin`);
    }
  };

  const instruction = (mnemonic: string, text: string) => {
    const codes = OPCODES.get(mnemonic);
    if (codes === undefined) throw fault(`${mnemonic} is no instruction of the 6502`);
    const operand = readOperand(text, codes, resolve);
    if (pass === 1) modes.push(operand.mode);
    const mode = modes[instructions++]!;
    const code = codes.get(mode);
    if (code === undefined) throw fault(`${mnemonic} takes no operand such as ${JSON.stringify(text)}`);
    const next = address + MODE_BYTES[mode];
    emit(code);
    if (MODE_BYTES[mode] === 1) return;
    const value = finalValue(operand.expression);
    if (mode === 'rel') {
      const distance = pass === 1 ? 0 : value - next;
      if (distance < -128 || distance > 127) {
        throw fault(`the branch spans ${distance} bytes, where -128 to 127 can be; branch around a jmp`);
      }
      emit(distance);
    } else if (MODE_BYTES[mode] === 2) emitByte(value, operand.expression);
    else emitWord(value, operand.expression);
  };

  for (line of lines) {
    let text = line.text;
    const label = LABEL.exec(text);
    if (label !== null) {
      if (!label[1]!.startsWith('@')) scope = label[1]!;
      define(label[1]!, address);
      text = label[2]!;
    }
    if (text === '') continue;
    const constant = CONSTANT.exec(text);
    const command = DIRECTIVE.exec(text);
    const code = INSTRUCTION.exec(text);
    if (constant !== null) define(constant[1]!, knownValue(constant[2]!));
    else if (command !== null) directive(command[1]!.toLowerCase(), command[2]!);
    else if (code !== null) instruction(code[1]!.toLowerCase(), (code[2] ?? '').trim());
    else throw fault(`${JSON.stringify(text)} is neither label, constant, directive nor instruction`);
  }
}

/** The mode by the operand's form; the zero page where the value is known to lie there and the instruction can. */
function readOperand(
  text: string,
  codes: ReadonlyMap<Mode, number>,
  resolve: (expression: string) => number | undefined,
): Operand {
  if (text === '') return { mode: codes.has('imp') ? 'imp' : 'acc', expression: '' };
  if (/^a$/i.test(text)) return { mode: 'acc', expression: '' };
  if (text.startsWith('#')) return { mode: 'imm', expression: text.slice(1) };
  if (codes.has('rel')) return { mode: 'rel', expression: text };
  const indirectX = /^\((.+),\s*x\s*\)$/i.exec(text);
  if (indirectX !== null) return { mode: 'indx', expression: indirectX[1]! };
  const indirectY = /^\((.+)\)\s*,\s*y$/i.exec(text);
  if (indirectY !== null) return { mode: 'indy', expression: indirectY[1]! };
  const indirect = /^\((.+)\)$/.exec(text);
  if (indirect !== null && codes.has('ind')) return { mode: 'ind', expression: indirect[1]! };
  const indexed = /^(.+?)\s*,\s*([xy])$/i.exec(text);
  const expression = indexed?.[1] ?? text;
  const index = (indexed?.[2] ?? '').toLowerCase();
  const near = `zp${index}` as Mode;
  const value = resolve(expression);
  const isNear = value !== undefined && value >= 0 && value < 256 && codes.has(near);
  return { mode: isNear ? near : (`abs${index}` as Mode), expression };
}

function readLines(file: string, readFile: ReadFile, within: readonly Line[]): Line[] {
  const fault = (message: string) => {
    const by = within.at(-1);
    return new AssemblyError(by === undefined ? message : `${by.file}:${by.number}: ${message}`);
  };
  if (within.some((line) => line.file === file)) throw fault(`${file} includes itself; take one of the includes out`);
  const text = new TextDecoder().decode(readNamed(readFile, `"${file}"`, fault));
  return text.split('\n').flatMap((raw, index): Line[] => {
    const line: Line = { file, number: index + 1, text: withoutComment(raw).trim() };
    const include = /^\.include\s+"(.+)"$/i.exec(line.text);
    return include === null ? [line] : readLines(include[1]!, readFile, [...within, line]);
  });
}

function readNamed(readFile: ReadFile, quoted: string, fault: (message: string) => Error): Uint8Array {
  const name = /^"(.+)"$/.exec(quoted)?.[1];
  if (name === undefined) throw fault(`a file's name stands in quotation marks, got ${quoted}`);
  try {
    return readFile(name);
  } catch (error) {
    throw fault(`${name} cannot be read: ${(error as Error).message}`);
  }
}

function withoutComment(text: string): string {
  return text.replace(/^((?:[^;"']|"[^"]*"|'[^']')*);.*$/, '$1');
}

function splitArguments(text: string): string[] {
  return (text.match(/(?:"[^"]*"|'[^']'|[^,])+/g) ?? []).map((part) => part.trim());
}
