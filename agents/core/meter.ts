/**
 * The meter: collects what happens between two points of the learning curve and gives the means. Its state is part of a
 * checkpoint, so that a resumed run writes the same curve.
 */
import type { Metrics } from './agent.ts';

export type MeterState = Readonly<Record<string, readonly [sum: number, count: number]>>;

export class Meter {
  readonly #sums = new Map<string, [sum: number, count: number]>();

  /** Adds one observation of `name`; NaN, a value not known yet, is passed over. */
  add(name: string, value: number): void {
    if (Number.isNaN(value)) return;
    const entry = this.#sums.get(name);
    if (entry === undefined) {
      this.#sums.set(name, [value, 1]);
    } else {
      entry[0] += value;
      entry[1] += 1;
    }
  }

  /** The means since the last call, in the order in which the names first came; names without a value are left out. */
  take(): Metrics {
    const means: Record<string, number> = {};
    for (const [name, [sum, count]] of this.#sums) means[name] = sum / count;
    this.#sums.clear();
    return means;
  }

  getState(): MeterState {
    return Object.fromEntries([...this.#sums].map(([name, [sum, count]]) => [name, [sum, count] as const]));
  }

  setState(state: MeterState): void {
    this.#sums.clear();
    for (const [name, [sum, count]] of Object.entries(state)) this.#sums.set(name, [sum, count]);
  }
}
