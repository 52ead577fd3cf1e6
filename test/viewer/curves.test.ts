import { describe, expect, it } from 'vitest';
import { groupCurves, titleOf } from '../../viewer/curves/groups.ts';
import { MAX_POINTS, Series } from '../../viewer/curves/series.ts';

describe('Series', () => {
  it('keeps at most MAX_POINTS of a million points, ascending, with both ends', () => {
    const series = new Series();
    for (let step = 1; step <= 1_000_000; step++) series.push(step, Math.sin(step / 1_000));
    expect(series.steps.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(series.steps.length).toBeGreaterThan(MAX_POINTS / 4);
    expect(series.steps.every((step, i) => i === 0 || step > series.steps[i - 1]!)).toBe(true);
    expect([series.steps[0], series.steps.at(-1)]).toEqual([1, 1_000_000]);
    // Every value is one that was pushed at that step: nothing is averaged.
    expect(series.values.every((value, i) => value === Math.sin(series.steps[i]! / 1_000))).toBe(true);
  });

  it('keeps the one spike and the one collapse in 100,000 noisy points', () => {
    const series = new Series();
    for (let step = 1; step <= 100_000; step++) {
      series.push(step, step === 31_415 ? 999 : step === 62_718 ? -999 : Math.sin(step * 12.9898));
    }
    expect(series.values[series.steps.indexOf(31_415)]).toBe(999);
    expect(series.values[series.steps.indexOf(62_718)]).toBe(-999);
  });

  it('leaves out what is not finite and what is not newer', () => {
    const series = new Series();
    series.push(1, 5);
    series.push(2, Number.NaN);
    series.push(3, Number.POSITIVE_INFINITY);
    series.push(1, 6);
    series.push(4, 7);
    expect([series.steps, series.values]).toEqual([
      [1, 4],
      [5, 7],
    ]);
  });
});

describe('groupCurves', () => {
  it('puts return and its mean into one chart, first, whatever the order of the keys', () => {
    const titles = groupCurves(['loss', 'meanReturn', 'epsilon', 'return']).map(({ title }) => title);
    expect(titles).toEqual(['Return', 'Loss', 'Epsilon']);
    expect(groupCurves(['meanReturn', 'return'])[0]!.curves.map(({ key }) => key)).toEqual(['return', 'meanReturn']);
  });

  it('gives a metric it does not know a chart of its own', () => {
    expect(groupCurves(['clipFraction', 'loss']).map(({ title, extra }) => [title, extra])).toEqual([
      ['Loss', false],
      ['Clip fraction', true],
    ]);
  });

  it('draws a lone raw return strongly', () => {
    expect(groupCurves(['return'])[0]!.curves).toEqual([{ key: 'return', label: 'episode', weight: 'strong' }]);
  });

  it('reads both spellings of a name', () => {
    expect([titleOf('valueLoss'), titleOf('value_loss'), titleOf('approxKL')]).toEqual([
      'Value loss',
      'Value loss',
      'Approx kl',
    ]);
  });
});
