/** Values as they appear in error messages: their kind where it matters, never more than a line. */

const MAX_LENGTH = 120; // characters
const MAX_ITEMS = 8;

/** @example show(new Float32Array([0.5])) // 'Float32Array [0.5]' */
export function show(value: unknown): string {
  const text = shown(value, 0);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 3)}...`;
}

function shown(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (depth > 2) return '...';
  if (Array.isArray(value)) return `[${items(value, depth)}]`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return `${value.constructor.name} [${items(value as unknown as ArrayLike<unknown>, depth)}]`;
  }
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  const body = entries.map(([key, inner]) => `${key}: ${shown(inner, depth + 1)}`).join(', ');
  return `${name === 'Object' || name === undefined ? '' : `${name} `}{${body}}`;
}

function items(values: ArrayLike<unknown>, depth: number): string {
  const first = Array.from({ length: Math.min(values.length, MAX_ITEMS) }, (_, i) => shown(values[i], depth + 1));
  return first.join(', ') + (values.length > MAX_ITEMS ? `, ... ${values.length} in all` : '');
}
