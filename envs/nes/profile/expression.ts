/**
 * The small language of profiles: numbers computed from a console's memory. `score - before(score)`, `ram[0x1d] == 3 && lives > 0`.
 *
 *     expression = choice
 *     choice     = or [ "?" expression ":" expression ]
 *     or         = and { "||" and }                 and     = comparison { "&&" comparison }
 *     comparison = sum { "==" | "!=" | "<" | "<=" | ">" | ">=" sum }
 *     sum        = product { "+" | "-" product }    product = unary { "*" | "/" | "%" unary }
 *     unary      = [ "-" | "!" ] unary | atom
 *     atom       = number | name | "ram" "[" expression "]" | function "(" expressions ")" | "(" expression ")"
 *
 * Numbers are decimal or `0x` hexadecimal. Comparisons give 1 and 0, and so do `!`, `&&` and `||`; anything but 0 is true. `ram[a]` is
 * the byte at address a, in the range [0, 2047]. Names are the profile's variables. Functions: `min`, `max`, `abs`, `sign`, `bit(x, n)`,
 * `before(x)`, which is x as it was before the step, and `change(x)`, which is `x - before(x)`.
 *
 * An expression is read once and becomes a tree of closures: nothing of it is ever run as code, and it always ends.
 */
import { show } from '../../core/show.ts';

/** What expressions read. */
export interface Memory {
  readonly ram: Uint8Array; // [2048], as it is now
  readonly ramBefore: Uint8Array; // [2048], as it was before the step
}

/** Gives the value at present; `past` looks at the memory before the step. */
export type Expression = (memory: Memory, past: boolean) => number;

const MAX_LENGTH = 1000; // characters
const MAX_DEPTH = 50;

/**
 * Reads an expression.
 *
 * @param what whose it is, for errors: `reward`
 * @param names the variables it may use
 * @throws {TypeError|RangeError} naming the place where it went wrong
 */
export function parseExpression(what: string, text: unknown, names: ReadonlyMap<string, Expression>): Expression {
  if (typeof text !== 'string' && typeof text !== 'number') {
    throw new TypeError(`Cannot read ${what}: it is an expression such as "score - before(score)", got ${show(text)}.`);
  }
  return new Parser(what, String(text), names).parse();
}

const TOKEN = /\s*(?:(0x[0-9a-f]+|\d+(?:\.\d+)?)|([a-z_]\w*)|(==|!=|<=|>=|&&|\|\||[-+*/%<>!?:()[\],]))/iy;

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** By the number of their arguments. */
const FUNCTIONS: Readonly<Record<string, { readonly takes: number; readonly of: (a: number, b: number) => number }>> = {
  min: { takes: 2, of: Math.min },
  max: { takes: 2, of: Math.max },
  abs: { takes: 1, of: Math.abs },
  sign: { takes: 1, of: Math.sign },
  bit: { takes: 2, of: (value, n) => (value >> n) & 1 },
};

type Operation = (a: number, b: number) => number;

/** From those that bind least to those that bind most. A division by 0 gives 0: a reward must be finite. */
const OPERATIONS: readonly Readonly<Record<string, Operation>>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  {
    '==': (a, b) => Number(a === b),
    '!=': (a, b) => Number(a !== b),
    '<': (a, b) => Number(a < b),
    '<=': (a, b) => Number(a <= b),
    '>': (a, b) => Number(a > b),
    '>=': (a, b) => Number(a >= b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => (b === 0 ? 0 : a / b), '%': (a, b) => (b === 0 ? 0 : a % b) },
];

class Parser {
  readonly #what: string;
  readonly #text: string;
  readonly #names: ReadonlyMap<string, Expression>;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(what: string, text: string, names: ReadonlyMap<string, Expression>) {
    this.#what = what;
    this.#text = text;
    this.#names = names;
    if (text.length > MAX_LENGTH) {
      throw new RangeError(
        `Cannot read ${what}: an expression has at most ${MAX_LENGTH} characters, got ${text.length}.`,
      );
    }
    this.#tokens = this.#tokenise();
  }

  parse(): Expression {
    const expression = this.#choice();
    if (this.#token.kind !== 'end') throw this.#error('the end or an operator');
    return expression;
  }

  #tokenise(): Token[] {
    const tokens: Token[] = [];
    const end = this.#text.trimEnd().length;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < end) {
      const from = TOKEN.lastIndex;
      const found = TOKEN.exec(this.#text);
      if (found === null) {
        const at = from + /^\s*/.exec(this.#text.slice(from))![0].length;
        throw new RangeError(
          `Cannot read ${this.#what} ${show(this.#text)}: it has ${show(this.#text[at])} at character ${at + 1}, which means nothing here.`,
        );
      }
      const [, number, name, sign] = found;
      const text = (number ?? name ?? sign)!;
      const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign';
      tokens.push({ kind, text, at: TOKEN.lastIndex - text.length });
    }
    tokens.push({ kind: 'end', text: 'the end', at: end });
    return tokens;
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  /** Takes the next token if it is this sign. */
  #take(sign: string): boolean {
    if (this.#token.kind !== 'sign' || this.#token.text !== sign) return false;
    this.#next++;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw this.#error(`"${sign}"`);
  }

  #choice(): Expression {
    if (++this.#depth > MAX_DEPTH)
      throw new RangeError(`Cannot read ${this.#what}: it is nested more than ${MAX_DEPTH} deep.`);
    const condition = this.#binary(0);
    let result = condition;
    if (this.#take('?')) {
      const yes = this.#choice();
      this.#expect(':');
      const no = this.#choice();
      result = (memory, past) => (condition(memory, past) !== 0 ? yes(memory, past) : no(memory, past));
    }
    this.#depth--;
    return result;
  }

  #binary(level: number): Expression {
    const operations = OPERATIONS[level];
    if (operations === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const { kind, text } = this.#token;
      const operation = kind === 'sign' && Object.hasOwn(operations, text) ? operations[text]! : null;
      if (operation === null) return left;
      this.#next++;
      const first = left;
      const second = this.#binary(level + 1);
      left = (memory, past) => operation(first(memory, past), second(memory, past));
    }
  }

  #unary(): Expression {
    // A run of signs is a loop: it must not exhaust the stack.
    const signs: string[] = [];
    while (this.#token.kind === 'sign' && (this.#token.text === '-' || this.#token.text === '!')) {
      signs.push(this.#token.text);
      this.#next++;
    }
    return signs.reduceRight<Expression>(
      (inner, sign) =>
        sign === '-' ? (memory, past) => -inner(memory, past) : (memory, past) => Number(inner(memory, past) === 0),
      this.#atom(),
    );
  }

  #atom(): Expression {
    const { kind, text } = this.#token;
    if (kind === 'number') {
      this.#next++;
      const value = Number(text);
      return () => value;
    }
    if (this.#take('(')) {
      const inner = this.#choice();
      this.#expect(')');
      return inner;
    }
    if (kind !== 'name') throw this.#error('a number, a name or "("');
    this.#next++;
    if (text === 'ram') return this.#byte();
    if (this.#take('(')) return this.#call(text);
    const variable = this.#names.get(text);
    if (variable !== undefined) return variable;
    this.#next--;
    const known = [...this.#names.keys()];
    throw this.#error(
      known.length === 0 ? 'ram[...] or a function' : `ram[...], a function or one of ${known.join(', ')}`,
    );
  }

  #byte(): Expression {
    this.#expect('[');
    const address = this.#choice();
    this.#expect(']');
    return (memory, past) => (past ? memory.ramBefore : memory.ram)[address(memory, past)] ?? 0;
  }

  #call(name: string): Expression {
    const given = [this.#choice()];
    while (this.#take(',')) given.push(this.#choice());
    this.#expect(')');
    const isPast = name === 'before' || name === 'change';
    const takes = isPast ? 1 : Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]!.takes : null;
    if (takes === null || takes !== given.length) {
      const known = `${Object.keys(FUNCTIONS).join(', ')}, before, change`;
      const rule = takes === null ? `the functions are ${known}` : `${name} takes ${takes} of them`;
      throw new RangeError(`Cannot read ${this.#what} ${show(this.#text)}: ${rule}, got ${name} with ${given.length}.`);
    }
    const [first, second = () => 0] = given as [Expression, Expression?];
    if (name === 'before') return (memory) => first(memory, true);
    if (name === 'change') return (memory) => first(memory, false) - first(memory, true);
    const { of } = FUNCTIONS[name]!;
    return (memory, past) => of(first(memory, past), second(memory, past));
  }

  #error(wanted: string): RangeError {
    const { text, at, kind } = this.#token;
    return new RangeError(
      `Cannot read ${this.#what} ${show(this.#text)}: ${wanted} is wanted at character ${at + 1}, got ${kind === 'end' ? text : show(text)}.`,
    );
  }
}
