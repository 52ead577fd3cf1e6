/**
 * Expressions of assembly source: numbers (`10`, `$0A`, `%1010`, `'A'`), symbols, `*` (the address of the line), parentheses,
 * unary `- ~ < >` (the last two: low and high byte), binary `* / &` above `+ - |`, as ca65 orders them.
 *
 * Left out: ca65's comparison and logical operators, shifts, `^` and functions, which nothing here needs.
 */

/** Looks a symbol up; undefined where it is not known (yet). */
export type Lookup = (name: string) => number | undefined;

/** The value, or undefined where it holds a symbol that is not known yet. Throws `SyntaxError` where it is no expression. */
export function evaluate(text: string, lookup: Lookup): number | undefined {
  const tokens = tokenise(text);
  let at = 0;
  let known = true;

  const sum = (): number => {
    let value = product();
    for (;;) {
      const operator = tokens[at];
      if (operator !== '+' && operator !== '-' && operator !== '|') return value;
      at++;
      const right = product();
      value = operator === '+' ? value + right : operator === '-' ? value - right : value | right;
    }
  };
  const product = (): number => {
    let value = unary();
    for (;;) {
      const operator = tokens[at];
      if (operator !== '*' && operator !== '/' && operator !== '&') return value;
      at++;
      const right = unary();
      if (operator === '/' && right === 0 && known) throw new SyntaxError('a division by 0');
      value = operator === '*' ? value * right : operator === '/' ? Math.trunc(value / right) : value & right;
    }
  };
  const unary = (): number => {
    const token = tokens[at++];
    if (token === '-') return -unary();
    if (token === '~') return ~unary();
    if (token === '<') return unary() & 0xff;
    if (token === '>') return (unary() >> 8) & 0xff;
    if (token === '(') {
      const value = sum();
      if (tokens[at++] !== ')') throw new SyntaxError(`a parenthesis is not closed in ${JSON.stringify(text)}`);
      return value;
    }
    if (token === undefined) throw new SyntaxError(`a value is missing in ${JSON.stringify(text)}`);
    return atom(token);
  };
  const atom = (token: string): number => {
    if (token.startsWith('$')) return Number.parseInt(token.slice(1), 16);
    if (token.startsWith('%')) return Number.parseInt(token.slice(1), 2);
    if (token.startsWith("'")) return token.charCodeAt(1);
    if (/^\d/.test(token)) return Number.parseInt(token, 10);
    if (token !== '*' && !/^[@\w]/.test(token)) {
      throw new SyntaxError(`a value was expected in ${JSON.stringify(text)}, got ${token}`);
    }
    const value = lookup(token);
    if (value === undefined) known = false;
    return value ?? 0;
  };

  const value = sum();
  if (at < tokens.length) {
    throw new SyntaxError(`${JSON.stringify(text)} goes on where it should end, at ${tokens[at]}`);
  }
  return known ? value : undefined;
}

const TOKEN = /\s*(?:(\$[\da-fA-F]+|%[01]+|'[^']'|@?[A-Za-z_]\w*|\d+|[-+*/&|~<>()]))/y;

function tokenise(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) {
      throw new SyntaxError(
        `${JSON.stringify(text)} is no expression from ${JSON.stringify(text.slice(start).trim())} on`,
      );
    }
    tokens.push(token);
  }
  return tokens;
}
