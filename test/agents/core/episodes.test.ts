import { describe, expect, test } from 'vitest';
import { Episodes } from '../../../agents/core/episodes.ts';
import { Meter } from '../../../agents/core/meter.ts';

describe('Episodes', () => {
  test('solved needs 100 episodes and a mean at the threshold, over the last 100 only', () => {
    const episodes = new Episodes(1);
    expect(episodes.meanReturn).toBeNaN();
    for (let i = 0; i < 99; i++) episodes.record(0, 10, true, false);
    expect(episodes.meanReturn).toBe(10);
    expect(episodes.isSolved(10)).toBe(false);
    episodes.record(0, 10, true, false);
    expect(episodes.isSolved(10)).toBe(true);
    expect(episodes.isSolved(10.01)).toBe(false);
    expect(episodes.isSolved(null)).toBe(false);
    for (let i = 0; i < 100; i++) episodes.record(0, 2, false, true);
    expect(episodes.meanReturn).toBe(2);
    expect(episodes.finished).toBe(200);
  });

  test('sums returns and lengths of each environment on its own', () => {
    const episodes = new Episodes(2);
    expect(episodes.record(0, 1, false, false)).toBeNull();
    expect(episodes.record(1, 5, false, false)).toBeNull();
    expect(episodes.record(0, 2, true, false)).toEqual({ return: 3, length: 2, terminated: true, truncated: false });
    expect(episodes.record(1, 5, false, true)).toEqual({ return: 10, length: 2, terminated: false, truncated: true });
    expect(episodes.record(0, 7, true, false)).toMatchObject({ return: 7, length: 1 });
  });

  test('a listener that comes late hears the running episode from its start', () => {
    const episodes = new Episodes(1);
    episodes.begin({ at: 'start' });
    episodes.watch(1, 0.5, { kind: 'q', values: [1, 2] });
    const restored = new Episodes(1);
    restored.setState(structuredClone(episodes.getState()));
    const heard: unknown[] = [];
    restored.listen({ episodeStart: (event) => heard.push(event), step: (event) => heard.push(event) });
    expect(heard).toEqual([
      { episode: 0, start: { kind: 'state', state: { at: 'start' } } },
      { action: 1, reward: 0.5, policy: null },
    ]);
  });
});

describe('Meter', () => {
  test('gives the means since it was last asked and forgets them', () => {
    const meter = new Meter();
    meter.add('loss', 1);
    meter.add('loss', 3);
    meter.add('return', 7);
    meter.add('unknown', Number.NaN);
    const copy = new Meter();
    copy.setState(structuredClone(meter.getState()));
    expect(meter.take()).toEqual({ loss: 2, return: 7 });
    expect(meter.take()).toEqual({});
    expect(copy.take()).toEqual({ loss: 2, return: 7 });
  });
});
