import { describe, expect, test } from 'vitest';
import type { EpisodeSnapshot, StepChunk } from '../../server/protocol/messages.ts';
import { EpisodeHistory } from '../../server/sessions/episode-history.ts';
import { MetricsHistory } from '../../server/sessions/metrics-history.ts';

/** `length` steps of reward 1 from `from`, with a keyframe at the end where `state` is given. */
function chunk(from: number, length: number, state?: string): { type: 'steps' } & StepChunk {
  return {
    type: 'steps',
    episode: 0,
    from,
    actions: new Array<number>(length).fill(0),
    rewards: new Array<number>(length).fill(1),
    policies: new Array<null>(length).fill(null),
    ...(state === undefined ? {} : { keyframe: { step: from + length, state } }),
  };
}

const begin = (episode: number) => ({ type: 'episode', episode, start: { kind: 'seed', seed: episode } }) as const;
const end = (episode: number, length: number) =>
  ({ type: 'episode_end', episode, outcome: { return: length, length, terminated: true, truncated: false } }) as const;

const stepsKept = ({ chunks }: EpisodeSnapshot): number => chunks.reduce((sum, { actions }) => sum + actions.length, 0);

describe('EpisodeHistory', () => {
  test('keeps the last finished episode and the running one, oldest first', () => {
    const history = new EpisodeHistory(1_000_000);
    for (const episode of [0, 1, 2]) {
      history.begin(begin(episode));
      history.append({ ...chunk(0, 3), episode });
      if (episode < 2) history.end(end(episode, 3));
    }
    const snapshots = history.snapshots();
    expect(snapshots.map(({ episode }) => episode)).toEqual([1, 2]);
    expect(snapshots[0]?.outcome).toEqual({ return: 3, length: 3, terminated: true, truncated: false });
    expect(snapshots[1]).toMatchObject({ outcome: null, startStep: 0, returnBefore: 0, start: { seed: 2 } });
  });

  test('forgets the beginning of a long episode up to a keyframe, and says what it forgot', () => {
    const history = new EpisodeHistory(100_000); // some 2,000 steps at 48 bytes
    history.begin(begin(0));
    for (let from = 0; from < 50_000; from += 100) {
      history.append(chunk(from, 100, from % 500 === 400 ? `after ${from + 100}` : undefined));
    }
    const [snapshot] = history.snapshots() as [EpisodeSnapshot];
    // Between half the bound and the whole of it.
    expect(stepsKept(snapshot)).toBeGreaterThan(500);
    expect(stepsKept(snapshot)).toBeLessThan(2_100);
    expect(snapshot.startStep + stepsKept(snapshot)).toBe(50_000);
    expect(snapshot.start).toEqual({ kind: 'state', state: `after ${snapshot.startStep}` });
    expect(snapshot.returnBefore).toBe(snapshot.startStep); // reward 1 a step
    expect(snapshot.chunks[0]?.from ?? snapshot.startStep).toBe(snapshot.startStep);
    let next = snapshot.startStep;
    for (const { from, actions } of snapshot.chunks) {
      expect(from).toBe(next);
      next += actions.length;
    }
  });

  test('cuts inside a chunk where its keyframe lies in the middle', () => {
    const history = new EpisodeHistory(5_000);
    history.begin(begin(0));
    history.append({ ...chunk(0, 100), keyframe: { step: 70, state: 'seventy' } });
    history.append(chunk(100, 10));
    const [snapshot] = history.snapshots() as [EpisodeSnapshot];
    // The first chunk, 100 steps at 48 bytes and 512 of its own, passes 5,000.
    expect(snapshot).toMatchObject({ startStep: 70, returnBefore: 70, start: { state: 'seventy' } });
    expect(snapshot.chunks.map(({ from, actions }) => [from, actions.length])).toEqual([
      [70, 30],
      [100, 10],
    ]);
  });

  test('without keyframes keeps nothing of an episode that outgrew the bound, and keeps the one before', () => {
    const history = new EpisodeHistory(10_000);
    history.begin(begin(0));
    history.append(chunk(0, 5));
    history.end(end(0, 5));
    history.begin(begin(1));
    for (let from = 0; from < 1_000; from += 100) history.append({ ...chunk(from, 100), episode: 1 });
    expect(history.snapshots().map(({ episode }) => episode)).toEqual([0]);
    history.end(end(1, 1_000));
    expect(history.snapshots().map(({ episode }) => episode)).toEqual([0]);
  });

  test('refuses what does not follow, unchanged', () => {
    const history = new EpisodeHistory(1_000_000);
    expect(() => history.append(chunk(0, 1))).toThrow(/no episode is running/);
    expect(() => history.end(end(0, 0))).toThrow(/no episode is running/);
    history.begin(begin(0));
    history.append(chunk(0, 2));
    expect(() => history.append(chunk(3, 1))).toThrow(/its next step is 2/);
    expect(() => history.append({ ...chunk(2, 1), episode: 1 })).toThrow(/episode 0 is running/);
    history.append(chunk(2, 1));
    expect(stepsKept(history.snapshots()[0]!)).toBe(3);
  });
});

describe('MetricsHistory', () => {
  test('keeps every point while they are few, merging values of one step', () => {
    const history = new MetricsHistory();
    history.add([{ step: 1, values: { return: 10 } }]);
    history.add([
      { step: 2, values: { return: 20 } },
      { step: 1, values: { loss: 0.5 } },
    ]);
    expect(history.points()).toEqual([
      { step: 1, values: { return: 10, loss: 0.5 } },
      { step: 2, values: { return: 20 } },
    ]);
  });

  test('keeps a million points to at most 1,025 with their spikes, ends and order', () => {
    const history = new MetricsHistory();
    const value = (step: number) => (step === 123_456 ? 99 : step === 654_321 ? -99 : Math.sin(step / 1e5));
    for (let step = 0; step < 1_000_000; step++) history.add([{ step, values: { return: value(step) } }]);
    const points = history.points();
    expect(points.length).toBeLessThanOrEqual(1_025);
    expect(points.length).toBeGreaterThan(500);
    const steps = points.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    const values = points.map((point) => point.values.return!);
    expect(Math.max(...values)).toBe(99);
    expect(Math.min(...values)).toBe(-99);
    expect(steps.at(-1)).toBe(999_999);
    // The shape: no stretch of the curve is left without points.
    for (let i = 1; i < steps.length; i++) expect(steps[i]! - steps[i - 1]!).toBeLessThan(10_000);
  });

  test('leaves out names beyond the thirty-second', () => {
    const history = new MetricsHistory();
    history.add([{ step: 0, values: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`m${i}`, i])) }]);
    expect(Object.keys(history.points()[0]!.values)).toHaveLength(32);
  });
});
