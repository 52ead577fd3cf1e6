/**
 * The playback clock: where in an episode the page is, and how that moves with time.
 *
 * Position is in steps, fractional between two of them (the drawing tweens). At speed 1 a step lasts 1 / renderFps
 * seconds. Speed `max` (Infinity) stands at the live edge, the last step known. Playback belongs to the page alone:
 * nothing here reaches the trainer.
 *
 * The edge of a running episode moves in small bursts (the server flushes ~30 times a second), so a playhead that ran
 * into it waits for a little supply before it goes on, as a video player does, rather than stuttering from step to step.
 *
 * Pure: no DOM, no timers; whoever owns the frame loop calls `advance`.
 */

/** The speeds offered, times real time. Infinity is `max`: follow the live edge. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16, Number.POSITIVE_INFINITY] as const;

/** Seconds of supply collected after running dry. Two flushes of the server and a bit. */
export const REFILL_SECONDS = 0.08;
/** A step that waited this long is played even if the supply is short: slow players are shown at once. */
export const REFILL_PATIENCE_SECONDS = 0.1;
/**
 * A playhead that is a little behind a running episode plays this much faster until it has caught up: the pause after an
 * episode would otherwise stay as a delay for ever where the player acts in real time. Further behind, or in an episode
 * that is over, a step lasts exactly what the speed says. (Live video catches up in the same way.)
 */
export const CATCH_UP = 1.2;
export const CATCH_UP_WITHIN_SECONDS = 4;
/** Seconds behind the edge that are kept as supply. */
export const CATCH_UP_TO_SECONDS = 0.15;
/** Seconds the last moment of an ended episode stays before the next begins, at speed 1 and below. */
export const END_HOLD_SECONDS = 0.6;
/** A tab that was in the background goes on from where it was instead of jumping. */
const MAX_TICK_SECONDS = 0.25;

/** What the playhead moves over. */
export interface Reel {
  /** First and last step that can be shown. */
  readonly base: number;
  readonly end: number;
  /** No step will follow `end`. */
  readonly ended: boolean;
  /** Steps a second at speed 1. */
  readonly fps: number;
}

export class Playhead {
  position = 0;
  playing = true;
  private speedIndex: number = SPEEDS.indexOf(1);
  private starved = false;
  /** Seconds that the first unplayed step has waited. */
  private waited = 0;
  private held = 0;

  get speed(): number {
    return SPEEDS[this.speedIndex]!;
  }

  /** Takes over the speed of another playhead: it is the person's choice and outlives a session. */
  keepSpeedOf(other: Playhead): void {
    this.speedIndex = other.speedIndex;
  }

  /** The whole step at or before the position. */
  get step(): number {
    return Math.floor(this.position);
  }

  /** One speed up (+1) or down (-1). @returns whether there was one. */
  changeSpeed(direction: 1 | -1): boolean {
    const next = this.speedIndex + direction;
    if (next < 0 || next >= SPEEDS.length) return false;
    this.speedIndex = next;
    return true;
  }

  canChangeSpeed(direction: 1 | -1): boolean {
    const next = this.speedIndex + direction;
    return next >= 0 && next < SPEEDS.length;
  }

  /** Puts the playhead at `position` of a reel, which may be another one than before. */
  seek(position: number, reel: Reel): void {
    this.position = Math.min(Math.max(position, reel.base), reel.end);
    this.starved = false;
    this.waited = 0;
    this.held = 0;
  }

  /** To the step after (+1) or before (-1) the one that `step` says, pausing: the number shown changes by one. */
  stepBy(direction: 1 | -1, reel: Reel): void {
    this.playing = false;
    this.seek(this.step + direction, reel);
  }

  /**
   * Moves on by `seconds` of wall time.
   *
   * @returns true where an ended episode has been shown to its end and held there: time for the next one.
   */
  advance(seconds: number, reel: Reel): boolean {
    if (this.position < reel.base) this.position = reel.base;
    if (!this.playing) return false;
    const dt = Math.min(Math.max(seconds, 0), MAX_TICK_SECONDS);
    const speed = this.speed;

    if (speed === Number.POSITIVE_INFINITY) {
      this.position = reel.end;
    } else if (this.position < reel.end) {
      const lag = (reel.end - this.position) / (reel.fps * speed);
      const behind = !reel.ended && lag > CATCH_UP_TO_SECONDS && lag < CATCH_UP_WITHIN_SECONDS;
      const rate = reel.fps * speed * (behind ? CATCH_UP : 1);
      if (this.starved && !reel.ended) {
        this.waited += dt;
        if (reel.end - this.position < rate * REFILL_SECONDS && this.waited < REFILL_PATIENCE_SECONDS) return false;
      }
      this.starved = false;
      this.waited = 0;
      this.position = Math.min(this.position + rate * dt, reel.end);
    }

    if (this.position < reel.end) {
      this.held = 0;
      return false;
    }
    if (!reel.ended) {
      this.starved = true;
      return false;
    }
    this.held += dt;
    return this.held >= END_HOLD_SECONDS / Math.max(1, speed);
  }
}
