/** Where two values that are not equal differ: the first place, by name. Equality is that of `deepEqual`. */
import { deepEqual } from './equal.ts';

export interface Difference {
  /** `world.position`, `generator.state[1]`; the name that was given where the values differ as a whole. */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** @param name of the values themselves. Null where they are equal. */
export function firstDifference(before: unknown, after: unknown, name: string): Difference | null {
  if (deepEqual(before, after)) return null;
  if (isArray(before) && isArray(after) && before.length === after.length) {
    for (let i = 0; i < before.length; i++) {
      const found = firstDifference(before[i], after[i], `${name}[${i}]`);
      if (found !== null) return found;
    }
  }
  if (isPlain(before) && isPlain(after)) {
    for (const key of Object.keys({ ...before, ...after })) {
      const found = firstDifference(before[key], after[key], `${name}.${key}`);
      if (found !== null) return found;
    }
  }
  return { field: name, before, after };
}

function isArray(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isArray(value);
}
