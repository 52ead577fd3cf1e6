/**
 * Which learning curves share a chart, and what a person calls them. Pure.
 *
 * The names are the metrics' own (`MetricsPoint.values`). The charts everybody looks for come first; whatever else an agent
 * reports gets a chart of its own, `extra`, which the page folds away.
 */

export interface CurveStyle {
  readonly key: string;
  readonly label: string;
  /** `strong` is the line to read, `faint` the raw data behind it. */
  readonly weight: 'strong' | 'faint';
}

export interface CurveGroup {
  readonly title: string;
  readonly curves: readonly CurveStyle[];
  readonly extra: boolean;
}

const GROUPS: readonly Omit<CurveGroup, 'extra'>[] = [
  {
    title: 'Return',
    curves: [
      { key: 'return', label: 'episode', weight: 'faint' },
      { key: 'meanReturn', label: 'mean', weight: 'strong' },
    ],
  },
  { title: 'Loss', curves: [{ key: 'loss', label: 'loss', weight: 'strong' }] },
  { title: 'Epsilon', curves: [{ key: 'epsilon', label: 'epsilon', weight: 'strong' }] },
  { title: 'Entropy', curves: [{ key: 'entropy', label: 'entropy', weight: 'strong' }] },
];

/** The charts for the metrics that exist, in a stable order: only curves that are present, no empty chart. */
export function groupCurves(keys: Iterable<string>): CurveGroup[] {
  const rest = new Set(keys);
  const groups: CurveGroup[] = [];
  for (const { title, curves } of GROUPS) {
    const present = curves.filter(({ key }) => rest.has(key));
    for (const { key } of present) rest.delete(key);
    if (present.length === 1) groups.push({ title, curves: [{ ...present[0]!, weight: 'strong' }], extra: false });
    else if (present.length > 1) groups.push({ title, curves: present, extra: false });
  }
  for (const key of [...rest].sort()) {
    const title = titleOf(key);
    groups.push({ title, curves: [{ key, label: title.toLowerCase(), weight: 'strong' }], extra: true });
  }
  return groups;
}

/** `valueLoss` and `value_loss` to `Value loss`. */
export function titleOf(key: string): string {
  const words = key
    .replace(/[_./-]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
