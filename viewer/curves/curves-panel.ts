/** The learning curves of the watched session: keeps the series, shows a chart per group that has points. */
import type { MetricsPoint } from '../../server/protocol/messages.ts';
import { el } from '../ui/dom.ts';
import { Chart } from './chart.ts';
import { groupCurves } from './groups.ts';
import { Series } from './series.ts';

/** Milliseconds between two redraws. Curves move slowly; the stage needs the time. */
const REDRAW_MS = 250;

interface Shown {
  /** Tells charts apart: a chart with other curves is another one. */
  readonly signature: string;
  readonly keys: readonly string[];
  readonly extra: boolean;
  readonly chart: Chart;
}

export class CurvesPanel {
  readonly element: HTMLElement;
  private readonly charts = el('div', { class: 'charts' });
  private readonly extras = el('div', { class: 'charts' });
  private readonly more = el('details', { hidden: true }, el('summary', {}, 'More'), this.extras);
  private readonly empty = el('p', { class: 'hint' });
  private series = new Map<string, Series>();
  private shown: readonly Shown[] = [];
  private stale = false;
  private drawnAt = 0;

  constructor() {
    this.element = el(
      'section',
      { class: 'panel curves', 'aria-labelledby': 'curves-title' },
      el('h2', { id: 'curves-title' }, 'Learning curves', el('span', { class: 'aside' }, 'over environment steps')),
      this.empty,
      this.charts,
      this.more,
    );
    this.reset('');
  }

  /** Forgets everything, for another session. `hint` is shown until there is a curve. */
  reset(hint: string): void {
    this.series = new Map();
    for (const { chart } of this.shown) chart.destroy();
    this.shown = [];
    this.more.hidden = true;
    this.stale = false;
    this.drawnAt = 0;
    this.empty.textContent = hint;
    this.empty.hidden = hint === '';
  }

  /** A snapshot holds the whole history: it replaces what was there. */
  replace(points: readonly MetricsPoint[]): void {
    this.series = new Map();
    this.add(points);
    this.stale = true;
  }

  add(points: readonly MetricsPoint[]): void {
    for (const { step, values } of points) {
      for (const [key, value] of Object.entries(values)) {
        let series = this.series.get(key);
        if (series === undefined) {
          series = new Series();
          this.series.set(key, series);
        }
        series.push(step, value);
      }
    }
    if (points.length > 0) this.stale = true;
  }

  /** Called once a frame; `now` in milliseconds. */
  tick(now: number): void {
    if (!this.stale || now - this.drawnAt < REDRAW_MS) return;
    this.stale = false;
    this.drawnAt = now;
    this.matchCharts();
    for (const { keys, chart } of this.shown) chart.update(keys.map((key) => this.series.get(key) ?? new Series()));
  }

  themeChanged(): void {
    for (const { chart } of this.shown) chart.themeChanged();
  }

  /** Makes the charts those of the metrics that exist; ones that stay are kept. */
  private matchCharts(): void {
    const groups = groupCurves(this.series.keys());
    const before = new Map(this.shown.map((entry) => [entry.signature, entry]));
    this.shown = groups.map((group) => {
      const keys = group.curves.map(({ key }) => key);
      const signature = keys.join(' ');
      const kept = before.get(signature);
      before.delete(signature);
      return kept ?? { signature, keys, extra: group.extra, chart: new Chart(group) };
    });
    for (const { chart } of before.values()) chart.destroy();
    arrange(
      this.charts,
      this.shown.filter(({ extra }) => !extra),
    );
    arrange(
      this.extras,
      this.shown.filter(({ extra }) => extra),
    );
    this.more.hidden = this.extras.childElementCount === 0;
    this.empty.hidden = this.shown.length > 0 || this.empty.textContent === '';
  }
}

/** Puts the charts into `box` in their order, moving only those that are elsewhere. */
function arrange(box: HTMLElement, shown: readonly Shown[]): void {
  shown.forEach(({ chart }, i) => {
    if (box.children[i] !== chart.element) box.insertBefore(chart.element, box.children[i] ?? null);
  });
}
