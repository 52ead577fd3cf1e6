/**
 * One learning curve in bounded memory: points arrive for hours, at most `MAX_POINTS` are kept.
 *
 * When full, the older points are thinned by two: of every four consecutive ones the lowest and the highest stay, in
 * their order. So spikes and collapses survive any number of thinnings, which averaging would smooth away; recent points
 * are thinned as often as old ones have been, at most once more. Amortised cost per point: constant.
 *
 * Pure.
 */

/** Twice the width of a large screen: more could not be seen. */
export const MAX_POINTS = 4_096;

export class Series {
  /** Environment steps, ascending. */
  readonly steps: number[] = [];
  readonly values: number[] = [];

  /** Adds a point; one that is not newer than the last, or not finite, is left out. */
  push(step: number, value: number): void {
    if (!Number.isFinite(value) || !Number.isFinite(step)) return;
    const { steps, values } = this;
    if (steps.length > 0 && step <= steps[steps.length - 1]!) return;
    steps.push(step);
    values.push(value);
    if (steps.length > MAX_POINTS) this.thin();
  }

  get last(): number | null {
    return this.values.at(-1) ?? null;
  }

  /** Halves the number of points; the first and the last stay. */
  private thin(): void {
    const { steps, values } = this;
    const last = steps.length - 1;
    let kept = 1; // The first point stays where it is.
    const keep = (index: number) => {
      steps[kept] = steps[index]!;
      values[kept] = values[index]!;
      kept++;
    };
    for (let begin = 1; begin < last; begin += 4) {
      const end = Math.min(begin + 4, last);
      let low = begin;
      let high = begin;
      for (let i = begin + 1; i < end; i++) {
        if (values[i]! < values[low]!) low = i;
        if (values[i]! > values[high]!) high = i;
      }
      keep(Math.min(low, high));
      if (low !== high) keep(Math.max(low, high));
    }
    keep(last);
    steps.length = kept;
    values.length = kept;
  }
}
