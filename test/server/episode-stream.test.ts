import { describe, expect, test } from 'vitest';
import { EpisodeStream, type StreamEvent } from '../../server/sessions/episode-stream.ts';

const outcome = { return: 3, length: 3, terminated: true, truncated: false };

function recorder() {
  const events: StreamEvent[] = [];
  const clock = { now: 0 };
  const stream = new EpisodeStream(
    (batch) => events.push(...batch),
    () => clock.now,
  );
  const play = (episode: number, steps: number) => {
    stream.episodeStart({ episode, start: { kind: 'seed', seed: episode } });
    for (let i = 0; i < steps; i++) stream.step({ action: i % 2, reward: 1, policy: null });
    stream.episodeEnd({ episode, outcome });
  };
  return { events, clock, stream, play };
}

describe('EpisodeStream', () => {
  test('sends an episode as a start, chunks whose offsets join, and an end', () => {
    const { events, stream } = recorder();
    stream.episodeStart({ episode: 7, start: { kind: 'seed', seed: 1 } });
    stream.step({ action: 1, reward: 1, policy: { kind: 'q', values: [0.5, 2] } });
    stream.flush();
    stream.step({ action: 0, reward: 1, policy: null });
    stream.step({ action: 1, reward: 1, policy: null });
    stream.episodeEnd({ episode: 7, outcome });
    stream.flush();

    expect(events).toEqual([
      { type: 'episode', episode: 7, start: { kind: 'seed', seed: 1 } },
      {
        type: 'steps',
        episode: 7,
        from: 0,
        actions: [1],
        rewards: [1],
        policies: [{ kind: 'q', values: [0.5, 2] }],
      },
      { type: 'steps', episode: 7, from: 1, actions: [0, 1], rewards: [1, 1], policies: [null, null] },
      { type: 'episode_end', episode: 7, outcome },
    ]);
  });

  test('leaves whole episodes out once a second holds more steps than anyone can watch, and resumes the next second', () => {
    const { events, clock, stream, play } = recorder();
    play(0, 3_000);
    play(1, 3_000); // begins under the budget of 4,000 steps a second, so it is sent whole
    play(2, 10); // over it
    clock.now = 1_000;
    play(3, 10);
    stream.flush();

    const began = events.flatMap((event) => (event.type === 'episode' ? [event.episode] : []));
    const ended = events.flatMap((event) => (event.type === 'episode_end' ? [event.episode] : []));
    expect(began).toEqual([0, 1, 3]);
    expect(ended).toEqual([0, 1, 3]);
  });

  test('counts on when the agent counts anew, as from training to evaluation', () => {
    const { events, stream, play } = recorder();
    for (const episode of [1, 2, 7, 0, 1, 0]) play(episode, 1);
    stream.flush();
    const numbers = (type: 'episode' | 'steps' | 'episode_end') =>
      events.flatMap((event) => (event.type === type ? [event.episode] : []));
    expect(numbers('episode')).toEqual([1, 2, 7, 8, 9, 10]);
    expect(numbers('steps')).toEqual([1, 2, 7, 8, 9, 10]);
    expect(numbers('episode_end')).toEqual([1, 2, 7, 8, 9, 10]);
  });

  test('holds back a bounded number of steps when it is never flushed, and leaves the rest of that episode out', () => {
    const { events, stream } = recorder();
    stream.episodeStart({ episode: 0, start: { kind: 'seed', seed: 0 } });
    for (let i = 0; i < 100_000; i++) stream.step({ action: 0, reward: 1, policy: null });
    stream.flush();
    stream.step({ action: 0, reward: 1, policy: null }); // would leave a gap
    stream.flush();
    const sent = events.reduce((sum, event) => sum + (event.type === 'steps' ? event.actions.length : 0), 0);
    expect(sent).toBe(20_000);
  });

  test('sends metrics in one event a flush and only the newest status', () => {
    const { events, stream } = recorder();
    const progress = {
      phase: 'training' as const,
      totalSteps: 100,
      episode: 0,
      meanReturn: Number.NaN,
      epsilon: 1,
      entropy: null,
      loss: null,
      stepsPerSecond: 10,
    };
    stream.metrics({ step: 1, values: { return: 9 } });
    stream.progress({ ...progress, step: 1 });
    stream.metrics({ step: 2, values: { return: 10 } });
    stream.progress({ ...progress, step: 2 });
    stream.flush();
    stream.flush(); // nothing new: nothing sent

    expect(events).toEqual([
      {
        type: 'metrics',
        points: [
          { step: 1, values: { return: 9 } },
          { step: 2, values: { return: 10 } },
        ],
      },
      {
        type: 'status',
        state: 'running',
        phase: 'training',
        progress: { step: 2, totalSteps: 100, episode: 0, meanReturn: null, stepsPerSecond: 10 },
      },
    ]);
  });
});
