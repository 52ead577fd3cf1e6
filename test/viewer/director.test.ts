import { beforeEach, describe, expect, it } from 'vitest';
import type { EpisodeSnapshot, SessionInfo, StepChunk } from '../../server/protocol/messages.ts';
import { Director } from '../../viewer/playback/director.ts';

const FPS = 50;
const session = 's';
const start = { kind: 'seed', seed: 1 } as const;
const info: SessionInfo = {
  session,
  kind: 'training',
  name: 'dqn on CartPole-v1',
  spec: { id: 'CartPole-v1', rewardThreshold: 475, maxEpisodeSteps: 500, kwargs: {}, bundled: true },
  agent: 'dqn',
  renderFps: FPS,
  state: 'running',
  phase: 'training',
  startedAt: 0,
  progress: null,
  actionNames: null,
};

function chunk(episode: number, from: number, count: number): StepChunk {
  const zeros = new Array(count).fill(0);
  return { episode, from, actions: zeros, rewards: zeros.map(() => 1), policies: zeros.map(() => null) };
}

function outcome(length: number) {
  return { return: length, length, terminated: true, truncated: false };
}

function snapshot(...episodes: { episode: number; length: number; ended: boolean }[]) {
  return {
    type: 'snapshot',
    session,
    info,
    metrics: [],
    dropped: 0,
    episodes: episodes.map(
      ({ episode, length, ended }): EpisodeSnapshot => ({
        episode,
        start,
        startStep: 0,
        returnBefore: 0,
        firstScene: null,
        chunks: [chunk(episode, 0, length)],
        outcome: ended ? outcome(length) : null,
      }),
    ),
  } as const;
}

function episode(director: Director, number: number, length: number, ends = true): void {
  director.apply({ type: 'episode', session, episode: number, start });
  director.apply({ type: 'steps', session, ...chunk(number, 0, length) });
  if (ends) director.apply({ type: 'episode_end', session, episode: number, outcome: outcome(length) });
}

function play(director: Director, seconds: number): void {
  for (let i = 0; i < seconds * 60; i++) director.tick(1 / 60);
}

let director: Director;
beforeEach(() => {
  director = new Director(FPS);
});

describe('Director', () => {
  it('joins a running episode at its edge and a finished one at its beginning', () => {
    director.applySnapshot(snapshot({ episode: 1, length: 30, ended: true }, { episode: 2, length: 12, ended: false }));
    expect([director.tape?.number, director.playhead.position]).toEqual([2, 12]);
    const later = new Director(FPS);
    later.applySnapshot(snapshot({ episode: 9, length: 40, ended: true }));
    expect([later.tape?.number, later.playhead.position]).toEqual([9, 0]);
  });

  it('plays an episode to its end while the trainer runs ahead, then goes on with the newest', () => {
    episode(director, 1, 100);
    for (let number = 2; number <= 40; number++) episode(director, number, 100);
    play(director, 1);
    expect(director.tape?.number).toBe(1);
    expect(director.lag).toEqual({ kind: 'episodes', episodes: 39 });
    play(director, 1.7); // 2 s for 100 steps at 50 a second, 0.6 s of pause, and a little of the next
    expect(director.tape?.number).toBe(40);
    expect(director.playhead.step).toBeLessThan(20); // From its beginning.
  });

  it('holds at most three tapes however many episodes come', () => {
    for (let number = 1; number <= 1_000; number++) episode(director, number, 10);
    const tapes = Object.values(director as unknown as Record<string, unknown>).filter(
      (value) => value !== null && typeof value === 'object' && 'actions' in value,
    );
    expect(tapes.length).toBeLessThanOrEqual(3);
  });

  it('rests at the end of the last episode and plays it again when asked', () => {
    episode(director, 1, 10);
    play(director, 3);
    expect(director.resting).toBe(true);
    expect(director.playhead.position).toBe(10);
    director.togglePlay();
    expect(director.resting).toBe(false);
    expect(director.playhead.position).toBe(0);
    expect(director.playhead.playing).toBe(true);
  });

  it('says live near the edge of the newest episode and steps behind otherwise', () => {
    episode(director, 1, 400, false);
    director.goLive();
    expect(director.lag).toEqual({ kind: 'live' });
    director.playhead.seek(100, director.reel);
    expect(director.lag).toEqual({ kind: 'steps', steps: 300 });
  });

  it('says how far behind it is when the trainer counts its episodes anew, and goes on with them', () => {
    episode(director, 95, 500); // of an evaluation
    play(director, 2);
    episode(director, 0, 500); // the stream after it
    expect(director.lag).toEqual({ kind: 'episodes', episodes: 1 });
    play(director, 9);
    expect(director.tape?.number).toBe(0);
  });

  it('stays live over the pause between two episodes of a player in real time', () => {
    episode(director, 1, 100);
    director.playhead.seek(100, director.reel);
    episode(director, 2, 20, false); // 0.4 s into the next
    expect(director.lag).toEqual({ kind: 'live' });
  });

  it('stays on a paused episode whatever comes', () => {
    episode(director, 1, 100);
    play(director, 0.5);
    director.togglePlay();
    const { position } = director.playhead;
    for (let number = 2; number <= 5; number++) episode(director, number, 10);
    play(director, 5);
    expect([director.tape?.number, director.playhead.position]).toEqual([1, position]);
  });

  it('goes on after an episode whose rest was lost', () => {
    episode(director, 1, 50, false);
    director.applySnapshot(snapshot({ episode: 7, length: 30, ended: true }, { episode: 8, length: 5, ended: false }));
    expect(director.tape?.number).toBe(1);
    expect(director.tape?.ended).toBe(true);
    play(director, 3);
    expect(director.tape?.number).toBe(8);
  });

  it('keeps the moment on stage when a snapshot brings the same episode again', () => {
    episode(director, 3, 50, false);
    director.playhead.seek(20, director.reel);
    director.applySnapshot(snapshot({ episode: 3, length: 80, ended: false }));
    expect([director.tape?.number, director.tape?.end, director.playhead.position]).toEqual([3, 80, 20]);
    director.apply({ type: 'steps', session, ...chunk(3, 80, 5) });
    expect(director.tape?.end).toBe(85);
  });
});
