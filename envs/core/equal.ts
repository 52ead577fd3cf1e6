/**
 * Equality of observations, infos and states by value: typed arrays by kind and elements, objects by their keys in any
 * order, NaN equal to itself, 0 equal to -0.
 */

export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return typeof a === 'number' && Number.isNaN(a) && typeof b === 'number' && Number.isNaN(b);
  }
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) {
    return (
      a.constructor === b.constructor && equalNumbers(a as ArrayLike<number> & object, b as ArrayLike<number> & object)
    );
  }
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && equalItems(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) && deepEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

/** Of typed arrays, which are pictures and memories of consoles: no call a number. */
function equalNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  const { length } = a;
  if (length !== b.length) return false;
  for (let i = 0; i < length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    // biome-ignore lint/suspicious/noSelfCompare: what NaN alone is unequal to
    if (x !== y && (x === x || y === y)) return false;
  }
  return true;
}

function equalItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!deepEqual(a[i], b[i])) return false;
  return true;
}
