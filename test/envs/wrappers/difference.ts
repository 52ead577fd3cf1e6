/** Comparing results with Gymnasium's recordings, number by number. */

/** Where two results part by more than a relative `tolerance`, or null. `golden` is as JSON has it: lists, objects, numbers. */
export function difference(ours: unknown, golden: unknown, path: string, tolerance: number): string | null {
  if (typeof golden === 'number') {
    // A Discrete of one number may be an array of one here.
    const number = ArrayBuffer.isView(ours) ? (ours as Float64Array)[0]! : (ours as number);
    const isClose = Math.abs(number - golden) <= tolerance * Math.max(1, Math.abs(golden));
    return isClose ? null : `${path}: ${number} for ${golden}`;
  }
  const [a, b] = [ours, golden] as Readonly<Record<string, unknown>>[];
  const keys = Object.keys(b!);
  if (Object.keys(a!).join() !== keys.join()) return `${path}: ${Object.keys(a!)} for ${keys}`;
  for (const key of keys) {
    const found = difference(a![key], b![key], `${path}.${key}`, tolerance);
    if (found !== null) return found;
  }
  return null;
}
