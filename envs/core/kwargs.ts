/** Keyword arguments: Gymnasium's spelling (`is_slippery`) to ours (`isSlippery`), and only those the world knows. */
import type { Kwargs } from './env.ts';
import { UnknownKwargError } from './errors.ts';
import { suggestion } from './nearest.ts';

/** @example camelCase('is_slippery') // 'isSlippery' */
export function camelCase(name: string): string {
  return name.replace(/(?<=[a-zA-Z0-9])_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The arguments given, under their canonical names; those that are `undefined` are left out.
 *
 * @param known What the world knows, with defaults.
 * @throws {UnknownKwargError} on a name the world does not know.
 * @throws {RangeError} where one argument is given in both spellings.
 */
export function canonicalKwargs(id: string, given: Kwargs, known: Kwargs): Kwargs {
  const canonical: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const key = Object.hasOwn(known, name) ? name : camelCase(name);
    if (!Object.hasOwn(known, key)) throw unknownKwarg(id, name, Object.keys(known));
    if (Object.hasOwn(canonical, key)) {
      throw new RangeError(`Cannot make ${id}: each keyword argument is given once, got ${key} in two spellings.`);
    }
    if (value !== undefined) canonical[key] = value;
  }
  return canonical;
}

function unknownKwarg(id: string, name: string, known: readonly string[]): UnknownKwargError {
  const takes = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
  return new UnknownKwargError(
    `Cannot make ${id}: ${JSON.stringify(name)} is no keyword argument of it; ${takes}.${suggestion(camelCase(name), known)}`,
  );
}
