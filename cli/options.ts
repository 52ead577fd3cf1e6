/** Parsers of option values shared by the commands; each throws commander's error, which prints one line and exits 1. */
import { InvalidArgumentError } from 'commander';

/** A whole number of at least `minimum`, as an option parser. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll('_', ''));
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < minimum) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`);
    }
    return value;
  };
}

/** A TCP port in the range `[0, 65535]`; 0 lets the system choose. */
export function port(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > 65_535) throw new InvalidArgumentError('A port is a whole number in the range [0, 65535].');
  return value;
}

/**
 * Collects repeated `key=value`. The value is read as JSON where it is JSON (`3`, `1e-3`, `true`, `[64,64]`), else it is
 * the text itself; Python's `True`, `False` and `None` are understood.
 */
export function keyValue(text: string, previous: Record<string, unknown> = {}): Record<string, unknown> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Write it as key=value, e.g. learningRate=0.001.');
  return { ...previous, [text.slice(0, equals).trim()]: parseValue(text.slice(equals + 1).trim()) };
}

const PYTHON_LITERALS: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

function parseValue(text: string): unknown {
  if (text in PYTHON_LITERALS) return PYTHON_LITERALS[text];
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
