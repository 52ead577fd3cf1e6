/** Numbers and times as a person reads them. Pure; `en-US` so that a screenshot is the same everywhere. */

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345` */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** `12.3K`, for axes and rates. */
export function compact(value: number): string {
  return COMPACT.format(value);
}

/** At most three decimals, as few as needed, exponents where they say more: a return, a loss, a Q-value. */
export function decimal(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e7) return minus(value.toExponential(1));
  const digits = size >= 1_000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
  return minus(new Intl.NumberFormat('en-US', { maximumFractionDigits: digits }).format(value));
}

/** Numbers to be compared: all with the same decimals, as many as the largest of them has room for. */
export function alike(values: readonly number[]): string[] {
  const size = Math.max(...values.map(Math.abs));
  const digits = size >= 1_000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
  return values.map((value) => minus(Number.isFinite(value) ? value.toFixed(digits) : String(value)));
}

/** The sum of rewards: whole where it is whole, else two decimals. */
export function returnText(value: number): string {
  return minus(new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 }).format(value));
}

/** A phrase of parts; only a first part that is a plain word is written large: an environment's id is not. */
export function phrase(names: readonly string[], words: readonly string[]): string {
  const [first = '', ...rest] = words;
  const large = names.length === 0 ? first.charAt(0).toUpperCase() + first.slice(1) : first;
  return [...names, large, ...rest].filter((part) => part !== '').join(' · ');
}

/** A probability in percent. */
export function percent(value: number): string {
  return `${(100 * value).toFixed(1)}%`;
}

/** `0.25×`, `max` */
export function speedText(speed: number): string {
  return speed === Number.POSITIVE_INFINITY ? 'max' : `${speed}×`;
}

/** `just now`, `4 min ago`, `2 h ago`, `3 d ago`, from milliseconds. */
export function ago(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}

/** A true minus sign, as wide as a plus. */
function minus(text: string): string {
  return text.replace('-', '−');
}
