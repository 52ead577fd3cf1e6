/**
 * The learning curves of one session in bounded memory.
 *
 * Each named value is a series of its own, at most `MAX_POINTS` long. A full series is halved by keeping of every four
 * neighbours the least and the greatest, in their order, so that spikes survive and the curve keeps its shape and its
 * envelope at any zoom; the newest points are always the finest.
 */
import type { MetricsPoint } from '../protocol/messages.ts';

/** Per series. A plot is some 1,000 pixels wide; more points than that are not seen. */
const MAX_POINTS = 1_024;
/** Named values of one session; further names are left out. */
const MAX_SERIES = 32;

interface Series {
  readonly steps: number[];
  readonly values: number[];
}

export class MetricsHistory {
  readonly #series = new Map<string, Series>();

  add(points: readonly MetricsPoint[]): void {
    for (const { step, values } of points) {
      for (const [key, value] of Object.entries(values)) {
        let series = this.#series.get(key);
        if (series === undefined) {
          if (this.#series.size >= MAX_SERIES) continue;
          series = { steps: [], values: [] };
          this.#series.set(key, series);
        }
        if (series.steps.length >= MAX_POINTS) halve(series);
        series.steps.push(step);
        series.values.push(value);
      }
    }
  }

  /** All series as points in order of step; values of one step share a point. */
  points(): MetricsPoint[] {
    const byStep = new Map<number, Record<string, number>>();
    for (const [key, { steps, values }] of this.#series) {
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i]!;
        let point = byStep.get(step);
        if (point === undefined) {
          point = {};
          byStep.set(step, point);
        }
        point[key] = values[i]!;
      }
    }
    return [...byStep].sort(([a], [b]) => a - b).map(([step, values]) => ({ step, values }));
  }
}

function halve({ steps, values }: Series): void {
  let kept = 0;
  for (let from = 0; from < values.length; from += 4) {
    const to = Math.min(from + 4, values.length);
    let least = from;
    let greatest = from;
    for (let i = from + 1; i < to; i++) {
      if (values[i]! < values[least]!) least = i;
      if (values[i]! >= values[greatest]!) greatest = i;
    }
    for (const i of least < greatest ? [least, greatest] : [greatest, least]) {
      steps[kept] = steps[i]!;
      values[kept] = values[i]!;
      kept++;
    }
  }
  steps.length = kept;
  values.length = kept;
}
