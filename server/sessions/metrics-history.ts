/**
 * The learning curves of one session in bounded memory.
 *
 * Each named value is a series of its own, cut into buckets of equally many points; a bucket remembers its least and its
 * greatest point. When the buckets are full, neighbours are merged and buckets are twice as wide from then on, so that
 * the whole curve has one resolution and spikes survive: what is drawn is the envelope, as plotting libraries draw it.
 * The newest point is always there.
 */
import type { MetricsPoint } from '../protocol/messages.ts';

/** Per series; two points each at most. A plot is some 1,000 pixels wide; more is not seen. Even, so that all can be paired. */
const MAX_BUCKETS = 512;
/** Named values of one session; further names are left out. */
const MAX_SERIES = 32;

/** Bucket i holds `lowValues[i]`, first met at step `lowSteps[i]`, and so for the greatest. */
interface Series {
  readonly lowSteps: number[];
  readonly lowValues: number[];
  readonly highSteps: number[];
  readonly highValues: number[];
  /** Points a full bucket stands for, and those in the last one. */
  width: number;
  inLast: number;
  lastStep: number;
  lastValue: number;
}

export class MetricsHistory {
  readonly #series = new Map<string, Series>();

  /** Values that are NaN are left out: they cannot be drawn. */
  add(points: readonly MetricsPoint[]): void {
    for (const { step, values } of points) {
      for (const [key, value] of Object.entries(values)) {
        if (Number.isNaN(value)) continue;
        let series = this.#series.get(key);
        if (series === undefined) {
          if (this.#series.size >= MAX_SERIES) continue;
          series = emptySeries();
          this.#series.set(key, series);
        }
        append(series, step, value);
      }
    }
  }

  /** All series as points in order of step; values of one step share a point. */
  points(): MetricsPoint[] {
    const byStep = new Map<number, Record<string, number>>();
    for (const [key, { lowSteps, lowValues, highSteps, highValues, lastStep, lastValue }] of this.#series) {
      const put = (step: number, value: number): void => {
        const point = byStep.get(step);
        if (point === undefined) byStep.set(step, { [key]: value });
        else point[key] = value;
      };
      for (let i = 0; i < lowSteps.length; i++) {
        put(lowSteps[i]!, lowValues[i]!);
        put(highSteps[i]!, highValues[i]!);
      }
      put(lastStep, lastValue);
    }
    return [...byStep].sort(([a], [b]) => a - b).map(([step, values]) => ({ step, values }));
  }
}

function emptySeries(): Series {
  const lists = { lowSteps: [], lowValues: [], highSteps: [], highValues: [] };
  return { ...lists, width: 1, inLast: 1, lastStep: 0, lastValue: 0 };
}

function append(series: Series, step: number, value: number): void {
  const { lowSteps, lowValues, highSteps, highValues } = series;
  series.lastStep = step;
  series.lastValue = value;
  const last = lowSteps.length - 1;
  if (last >= 0 && series.inLast < series.width) {
    series.inLast++;
    if (value < lowValues[last]!) {
      lowSteps[last] = step;
      lowValues[last] = value;
    }
    if (value > highValues[last]!) {
      highSteps[last] = step;
      highValues[last] = value;
    }
    return;
  }
  if (lowSteps.length >= MAX_BUCKETS) mergeNeighbours(series);
  lowSteps.push(step);
  lowValues.push(value);
  highSteps.push(step);
  highValues.push(value);
  series.inLast = 1;
}

function mergeNeighbours(series: Series): void {
  const { lowSteps, lowValues, highSteps, highValues } = series;
  for (let to = 0; to < MAX_BUCKETS / 2; to++) {
    const left = 2 * to;
    const low = lowValues[left + 1]! < lowValues[left]! ? left + 1 : left;
    const high = highValues[left + 1]! > highValues[left]! ? left + 1 : left;
    lowSteps[to] = lowSteps[low]!;
    lowValues[to] = lowValues[low]!;
    highSteps[to] = highSteps[high]!;
    highValues[to] = highValues[high]!;
  }
  for (const list of [lowSteps, lowValues, highSteps, highValues]) list.length = MAX_BUCKETS / 2;
  series.width *= 2;
}
