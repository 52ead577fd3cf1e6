import { describe, expect, it } from 'vitest';
import { CATCH_UP, END_HOLD_SECONDS, Playhead, type Reel, SPEEDS } from '../../viewer/playback/playhead.ts';

/** A frame at 60 a second. */
const FRAME = 1 / 60;
const ended = (end: number): Reel => ({ base: 0, end, ended: true, fps: 50 });
const running = (end: number): Reel => ({ base: 0, end, ended: false, fps: 50 });

function play(playhead: Playhead, reel: Reel, seconds: number): void {
  for (let i = 0; i < Math.round(seconds / FRAME); i++) playhead.advance(FRAME, reel);
}

describe('Playhead', () => {
  it('plays one step per 1 / fps seconds at speed 1', () => {
    const playhead = new Playhead();
    play(playhead, ended(500), 1);
    expect(playhead.position).toBeCloseTo(50, 6); // 1 s * 50 steps/s
  });

  it.each([
    [0.25, 12.5],
    [0.5, 25],
    [1, 50],
    [2, 100],
    [4, 200],
    [8, 400],
    [16, 800],
  ])('plays at speed %f %f steps of 50 a second in a second', (speed, steps) => {
    const playhead = new Playhead();
    while (playhead.speed !== speed) playhead.changeSpeed(speed < playhead.speed ? -1 : 1);
    play(playhead, ended(10_000), 1);
    expect(playhead.position).toBeCloseTo(steps, 6);
  });

  it('stands at the live edge at speed max, however fast it moves', () => {
    const playhead = new Playhead();
    while (playhead.changeSpeed(1));
    expect(playhead.speed).toBe(Number.POSITIVE_INFINITY);
    playhead.advance(FRAME, running(7));
    expect(playhead.position).toBe(7);
    playhead.advance(FRAME, running(9_000));
    expect(playhead.position).toBe(9_000);
  });

  it('offers the speeds from 0.25 to max and no others', () => {
    const playhead = new Playhead();
    while (playhead.changeSpeed(-1));
    expect(playhead.speed).toBe(SPEEDS[0]);
    expect(playhead.canChangeSpeed(-1)).toBe(false);
    let count = 1;
    while (playhead.changeSpeed(1)) count++;
    expect(count).toBe(SPEEDS.length);
    expect(playhead.canChangeSpeed(1)).toBe(false);
  });

  it('does not move while paused, whatever arrives', () => {
    const playhead = new Playhead();
    play(playhead, ended(100), 0.5);
    playhead.playing = false;
    const { position } = playhead;
    play(playhead, ended(5_000), 2);
    expect(playhead.position).toBe(position);
  });

  it('steps to whole steps, pausing, and stops at both ends', () => {
    const playhead = new Playhead();
    playhead.seek(3.4, ended(5));
    playhead.stepBy(1, ended(5));
    expect(playhead.position).toBe(4);
    expect(playhead.playing).toBe(false);
    playhead.stepBy(1, ended(5));
    playhead.stepBy(1, ended(5));
    expect(playhead.position).toBe(5);
    playhead.seek(2.4, ended(5)); // Shown as step 2
    playhead.stepBy(-1, ended(5));
    expect(playhead.position).toBe(1);
    playhead.stepBy(-1, ended(5));
    playhead.stepBy(-1, ended(5));
    expect(playhead.position).toBe(0);
  });

  it('asks for the next episode only after the end was held', () => {
    const playhead = new Playhead();
    playhead.seek(10, ended(10));
    let seconds = 0;
    while (!playhead.advance(FRAME, ended(10))) seconds += FRAME;
    expect(seconds).toBeGreaterThan(END_HOLD_SECONDS - 2 * FRAME);
    expect(seconds).toBeLessThan(END_HOLD_SECONDS + FRAME);
  });

  it('never asks for the next episode while this one is running', () => {
    const playhead = new Playhead();
    for (let i = 0; i < 600; i++) expect(playhead.advance(FRAME, running(10))).toBe(false);
    expect(playhead.position).toBe(10);
  });

  it('shows a lone step of a slow player within 0.2 seconds', () => {
    const playhead = new Playhead();
    playhead.advance(FRAME, running(0)); // Runs dry.
    play(playhead, running(1), 0.2); // Patience 0.1 s, then one step of 0.02 s.
    expect(playhead.position).toBe(1);
  });

  it('waits for a supply of 0.08 seconds after running dry', () => {
    const playhead = new Playhead();
    playhead.advance(FRAME, running(0));
    playhead.advance(FRAME, running(3)); // 3 < 0.08 s * 50 steps/s
    expect(playhead.position).toBe(0);
    playhead.advance(FRAME, running(5));
    expect(playhead.position).toBeGreaterThan(0);
  });

  it('catches up by a fifth with a running episode that is a little ahead, not with one far ahead', () => {
    const near = new Playhead();
    near.seek(100, running(150)); // 1 s behind
    near.advance(0.1, running(150));
    expect(near.position).toBeCloseTo(100 + 0.1 * 50 * CATCH_UP, 9);
    const far = new Playhead();
    far.seek(100, running(500)); // 8 s behind
    far.advance(0.1, running(500));
    expect(far.position).toBeCloseTo(105, 9);
  });

  it('goes on where it was after the tab slept for a minute', () => {
    const playhead = new Playhead();
    playhead.advance(60, ended(100_000));
    expect(playhead.position).toBeLessThanOrEqual(50 * 0.25);
  });

  it('moves to the beginning of what is left where the beginning was forgotten', () => {
    const playhead = new Playhead();
    playhead.playing = false;
    playhead.seek(10, ended(100));
    playhead.advance(FRAME, { base: 60, end: 200, ended: false, fps: 50 });
    expect(playhead.position).toBe(60);
  });
});
