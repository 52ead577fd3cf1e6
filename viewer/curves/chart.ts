/**
 * One learning-curve chart on uPlot: takes the theme's colours, keeps to its container's width, draws at most a few times a
 * second however many points arrive.
 */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { el, setText } from '../ui/dom.ts';
import { compact, decimal } from '../ui/format.ts';
import type { CurveGroup } from './groups.ts';
import type { Series } from './series.ts';

/** Pixels. */
const HEIGHT = 148;
const AXIS_WIDTH = 46;

export class Chart {
  readonly element: HTMLElement;
  private readonly group: CurveGroup;
  private readonly plotBox = el('div', { class: 'chart-plot', 'aria-hidden': 'true' });
  private readonly value = el('span', { class: 'chart-value' });
  private readonly at = el('span', { class: 'chart-at' });
  private readonly observer: ResizeObserver;
  private plot: uPlot | null = null;
  private data: uPlot.AlignedData = [[]];

  constructor(group: CurveGroup) {
    this.group = group;
    const legend = el('span', { class: 'chart-legend' });
    if (group.curves.length > 1) {
      for (const { label, weight } of group.curves) legend.append(el('span', { class: `key key-${weight}` }, label));
    }
    this.element = el(
      'figure',
      { class: 'chart', 'aria-label': `${group.title} over environment steps` },
      el('figcaption', {}, el('span', { class: 'chart-title' }, group.title), legend, this.at, this.value),
      this.plotBox,
    );
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.plotBox);
  }

  /** Redraws with the curves' present points. `series` has one entry per curve of the group, in its order. */
  update(series: readonly Series[]): void {
    this.data =
      series.length === 1
        ? [series[0]!.steps, series[0]!.values]
        : uPlot.join(series.map((one) => [one.steps, one.values] as uPlot.AlignedData));
    const strong = series[this.group.curves.findIndex(({ weight }) => weight === 'strong')];
    setText(this.value, strong?.last == null ? '' : decimal(strong.last));
    if (this.plot === null) this.build();
    else this.plot.setData(this.data);
  }

  /** Colours are fixed when uPlot is made: a change of theme makes it anew. */
  themeChanged(): void {
    this.plot?.destroy();
    this.plot = null;
    this.build();
  }

  destroy(): void {
    this.observer.disconnect();
    this.plot?.destroy();
    this.element.remove();
  }

  private build(): void {
    const width = this.plotBox.clientWidth;
    if (width === 0) return; // Not on the page yet: the observer calls again.
    const style = getComputedStyle(this.element);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: color('--text-soft'),
      font: `11px ${style.fontFamily}`,
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
    };
    this.plot = new uPlot(
      {
        width,
        height: HEIGHT,
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
        scales: { x: { time: false }, y: { range: (_plot, low, high) => paddedRange(low, high) } },
        axes: [
          { ...axis, size: 24, space: 64, grid: { show: false }, values: (_plot, ticks) => ticks.map(compact) },
          { ...axis, size: AXIS_WIDTH, space: 32, values: (_plot, ticks) => ticks.map(decimal) },
        ],
        series: [
          {},
          ...this.group.curves.map(({ label, weight }) => ({
            label,
            stroke: color(weight === 'strong' ? '--accent' : '--curve-faint'),
            width: weight === 'strong' ? 1.75 : 1,
            spanGaps: true,
            // A line needs two points; a single one would be invisible.
            points: { show: (_plot: uPlot, index: number) => (this.data[index]?.length ?? 0) < 2, size: 6 },
          })),
        ],
        hooks: { setCursor: [(plot) => this.showCursor(plot)] },
      },
      this.data,
      this.plotBox,
    );
  }

  /** The step and values under the pointer, beside the title. */
  private showCursor(plot: uPlot): void {
    const { idx } = plot.cursor;
    if (idx == null || plot.cursor.left == null || plot.cursor.left < 0) {
      setText(this.at, '');
      return;
    }
    const values = this.group.curves
      .map((_, i) => plot.data[i + 1]?.[idx])
      .filter((value) => value != null)
      .map(decimal);
    setText(this.at, `${values.join(' / ')} at step ${compact(plot.data[0][idx]!)}`);
  }

  private fit(): void {
    const width = this.plotBox.clientWidth;
    if (width === 0) return;
    if (this.plot === null) this.build();
    else if (width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
  }
}

/** A little air above and below; a constant curve gets a range around it. */
function paddedRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || low === undefined || high === undefined) return [0, 1];
  if (low === high) return low === 0 ? [0, 1] : [low - Math.abs(low) * 0.5, high + Math.abs(high) * 0.5];
  const air = (high - low) * 0.06;
  // A curve that never goes below zero does not show a negative axis.
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}
