/**
 * The director decides which episode of the watched session is on stage.
 *
 * "Live", exactly: a trainer is usually faster than real time, so the page cannot show every episode. It keeps three
 * tapes at most: the one on stage, the newest finished one, and the one that is running. The one on stage plays at the
 * chosen speed to its end; then the newest takes its place, however many lie between. The page is *live* while no more
 * than `LIVE_SECONDS` of play lie between the picture and the last step known.
 *
 * Pure: fed with the protocol's events, asked by the frame loop.
 */
import type { SessionEvent, ViewerEvent } from '../../server/protocol/messages.ts';
import { Playhead, type Reel } from './playhead.ts';
import { Tape } from './tape.ts';

type Snapshot = Extract<ViewerEvent, { type: 'snapshot' }>;

/** Behind the edge by no more than this still counts as live: flush, refill and the pause after an episode together. */
export const LIVE_SECONDS = 1;

/** How far the picture is behind what is known of the session. */
export type Lag =
  | { readonly kind: 'live' }
  | { readonly kind: 'steps'; readonly steps: number }
  | { readonly kind: 'episodes'; readonly episodes: number };

export class Director {
  readonly playhead = new Playhead();
  private shown: Tape | null = null;
  private running: Tape | null = null;
  private finished: Tape | null = null;
  private readonly fps: number;

  /** @param fps Steps a second at speed 1, the session's `renderFps`. */
  constructor(fps: number) {
    this.fps = fps > 0 ? fps : 30;
  }

  /** The episode on stage, null before the first. */
  get tape(): Tape | null {
    return this.shown;
  }

  get reel(): Reel {
    const tape = this.shown;
    if (tape === null) return { base: 0, end: 0, ended: false, fps: this.fps };
    return { base: tape.base, end: tape.end, ended: tape.ended, fps: this.fps };
  }

  /** The newest episode that has something to show. */
  get newest(): Tape | null {
    return this.running ?? this.finished;
  }

  get lag(): Lag {
    const shown = this.shown;
    const newest = this.newest;
    if (shown === null || newest === null) return { kind: 'live' };
    const left = shown.end - this.playhead.step;
    // A publisher may count anew: a lower number is then the episode after.
    const episodes = newest.number < shown.number ? 1 : newest.number - shown.number;
    // Straight into the next episode, as after the pause at an end, the distance is still one of steps.
    const steps = episodes === 0 ? left : episodes === 1 && newest === this.running ? left + newest.end : Infinity;
    if (steps <= Math.max(1, this.fps * LIVE_SECONDS)) return { kind: 'live' };
    return episodes > 0 ? { kind: 'episodes', episodes } : { kind: 'steps', steps };
  }

  /** The whole picture, at the beginning and whenever something was lost on the way. */
  applySnapshot(snapshot: Snapshot): void {
    const tapes = snapshot.episodes.map((episode) => Tape.fromSnapshot(episode));
    this.running = tapes.findLast((tape) => !tape.ended) ?? null;
    this.finished = tapes.findLast((tape) => tape.ended) ?? null;
    const shown = this.shown;
    if (shown === null) {
      this.open();
      return;
    }
    if (shown.ended) return;
    const again = tapes.find((tape) => tape.number === shown.number);
    if (again === undefined) {
      shown.cut = true;
    } else {
      const { position } = this.playhead;
      this.shown = again;
      this.playhead.seek(position, this.reel);
    }
  }

  apply(event: SessionEvent): void {
    switch (event.type) {
      case 'episode': {
        if (this.running !== null && event.episode === this.running.number) return;
        if (this.running !== null && !this.running.ended) this.running.cut = true;
        this.running = new Tape(event.episode, event.start, event.firstScene ?? null);
        if (this.shown === null) this.open();
        return;
      }
      case 'steps':
        if (this.running?.number === event.episode) this.running.append(event);
        return;
      case 'episode_end':
        if (this.running?.number !== event.episode) return;
        this.running.outcome = event.outcome;
        // Steps that never arrived cannot be shown; the outcome can.
        this.finished = this.running;
        this.running = null;
        return;
      case 'metrics':
      case 'status':
        return;
      default:
        event satisfies never;
    }
  }

  /** Called once a frame. */
  tick(seconds: number): void {
    if (this.shown === null) return;
    // At speed max the next episode is entered at its edge at once, without a frame of its first step.
    if (this.playhead.advance(seconds, this.reel) && this.next()) this.playhead.advance(0, this.reel);
  }

  togglePlay(): void {
    const { playhead } = this;
    const atEnd = this.shown?.ended === true && playhead.position >= this.shown.end;
    // At the very end, play means: the newest episode if there is a newer one, else this one again.
    if (atEnd && (!playhead.playing || !this.hasNewer())) {
      if (!this.next()) playhead.seek(this.reel.base, this.reel);
      playhead.playing = true;
      return;
    }
    playhead.playing = !playhead.playing;
  }

  /** True where the episode is over and nothing newer is there to go on to. */
  get resting(): boolean {
    return this.shown?.ended === true && this.playhead.position >= this.shown.end && !this.hasNewer();
  }

  /** To the live edge of the newest episode, playing. */
  goLive(): void {
    const newest = this.newest;
    if (newest === null) return;
    this.shown = newest;
    this.playhead.seek(newest.end, this.reel);
    this.playhead.playing = true;
  }

  private hasNewer(): boolean {
    const newest = this.newest;
    return newest !== null && this.shown !== null && newest.number !== this.shown.number;
  }

  /** Joining a session: a running episode at its edge, a finished one from its beginning. */
  private open(): void {
    this.shown = this.newest;
    if (this.shown === null) return;
    this.playhead.seek(this.shown.ended ? this.shown.base : this.shown.end, this.reel);
  }

  /** The newest episode from its beginning. @returns false where there is none newer. */
  private next(): boolean {
    if (!this.hasNewer()) return false;
    this.shown = this.newest!;
    this.playhead.seek(this.shown.base, this.reel);
    return true;
  }
}
