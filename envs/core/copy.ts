/** Deep copies of observations, infos and states: typed arrays, arrays and plain objects; anything else is shared. */

export function deepCopy<T>(value: T): T {
  return copied(value) as T;
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    return value instanceof DataView ? value : (value as unknown as Uint8Array).slice();
  }
  if (Array.isArray(value)) return value.map(copied);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
}
