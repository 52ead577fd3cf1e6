/** Parsers of option values shared by the commands; each throws commander's error, which prints one line and exits 1. */
import { InvalidArgumentError } from 'commander';
import { parseAssignments } from '../agents/core/settings.ts';

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

/** Collects repeated `key=value` options into one record; the values are read as `parseAssignments` reads them. */
export function keyValue(text: string, previous: Record<string, unknown> = {}): Record<string, unknown> {
  try {
    return { ...previous, ...parseAssignments([text]) };
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
