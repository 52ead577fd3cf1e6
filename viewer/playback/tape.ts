/**
 * An episode as the page knows it: a tape that grows while the episode goes on.
 *
 * A tape holds the steps `base .. end` (actions, rewards, what the agent thought) and either where to begin re-simulating
 * (a start, for worlds that ship with Ludus) or the scenes that were streamed. `base` is 0 unless the beginning was
 * forgotten: both the server and this page bound what they keep of an endless episode. All step numbers are the
 * episode's own, counted from its reset.
 *
 * Source: `StepChunk` and `EpisodeSnapshot` of server/protocol/messages.ts.
 */
import type { EpisodeOutcome, EpisodeStart, Keyframe } from '../../envs/core/replay.ts';
import type { Scene } from '../../envs/core/scene.ts';
import type { EpisodeSnapshot, PolicyBars, StepChunk } from '../../server/protocol/messages.ts';

/** Steps kept of one episode: at 50 steps a second more than half an hour, at some 30 bytes a step a few megabytes. */
export const MAX_TAPE_STEPS = 100_000;
/** Streamed scenes kept of one episode: half a minute at 60 a second (an emulator's frame is 60 KB). */
export const MAX_TAPE_SCENES = 1_800;

export interface TimedScene {
  /** The scene is the world's after this many steps. */
  readonly step: number;
  readonly scene: Scene;
}

export class Tape {
  readonly number: number;
  /** The world at step `base`; null where scenes are streamed instead. */
  origin: EpisodeStart | null;
  base: number;
  /** Counts the changes of `base`, so that a simulation built on `origin` knows that it is stale. */
  generation = 0;
  readonly actions: unknown[] = [];
  readonly rewards: number[] = [];
  readonly policies: (PolicyBars | null)[] = [];
  readonly scenes: TimedScene[] = [];
  outcome: EpisodeOutcome | null = null;
  /** True where the rest of the episode will never arrive: it ends here for us, its outcome unknown. */
  cut = false;

  /** `returns[i]`: the sum of all rewards up to step `base + i`. */
  private readonly returns: number[];
  private readonly keyframes: Keyframe[] = [];

  constructor(number: number, origin: EpisodeStart | null, firstScene: Scene | null, base = 0, returnBefore = 0) {
    this.number = number;
    this.origin = origin;
    this.base = base;
    this.returns = [returnBefore];
    if (firstScene !== null) this.scenes.push({ step: base, scene: firstScene });
  }

  static fromSnapshot(snapshot: EpisodeSnapshot): Tape {
    const { episode, start, firstScene, startStep, returnBefore } = snapshot;
    const tape = new Tape(episode, start, firstScene, startStep, returnBefore);
    for (const chunk of snapshot.chunks) tape.append(chunk);
    tape.outcome = snapshot.outcome;
    return tape;
  }

  /** The number of the last step known. */
  get end(): number {
    return this.base + this.actions.length;
  }

  /** No step will follow. */
  get ended(): boolean {
    return this.outcome !== null || this.cut;
  }

  /**
   * Adds the chunk's steps that are new.
   *
   * @returns false, and nothing changes, where steps are missing between the tape's end and the chunk: the server sends
   * a fresh snapshot to whom it dropped something.
   */
  append(chunk: StepChunk): boolean {
    if (chunk.from > this.end) return false;
    for (let i = this.end - chunk.from; i < chunk.actions.length; i++) {
      const reward = chunk.rewards[i] ?? 0;
      this.actions.push(chunk.actions[i]);
      this.rewards.push(reward);
      this.policies.push(chunk.policies[i] ?? null);
      this.returns.push(this.returns[this.returns.length - 1]! + reward);
    }
    const { keyframe } = chunk;
    if (keyframe && keyframe.step > (this.keyframes.at(-1)?.step ?? this.base)) this.keyframes.push(keyframe);
    for (const timed of chunk.scenes ?? []) {
      if (timed.step > (this.scenes.at(-1)?.step ?? -1)) this.scenes.push(timed);
    }
    this.trim();
    return true;
  }

  /** The sum of rewards of the episode's first `step` steps, `step` in the range `[base, end]`. */
  returnAt(step: number): number {
    return this.returns[Math.min(Math.max(step - this.base, 0), this.returns.length - 1)]!;
  }

  /** Keeps the tape within its bounds by forgetting its beginning, up to a moment that can be drawn. */
  private trim(): void {
    if (this.scenes.length > MAX_TAPE_SCENES) {
      this.scenes.splice(0, this.scenes.length - MAX_TAPE_SCENES / 2);
      this.forget(this.scenes[0]!.step);
    }
    if (this.actions.length <= MAX_TAPE_STEPS) return;
    const target = this.end - MAX_TAPE_STEPS / 2;
    if (this.origin === null) {
      this.forget(target);
      return;
    }
    const keyframe = this.keyframes.find(({ step }) => step >= target && step <= this.end);
    if (keyframe === undefined) return;
    this.origin = { kind: 'state', state: keyframe.state };
    this.forget(keyframe.step);
  }

  private forget(before: number): void {
    const steps = Math.min(before - this.base, this.actions.length);
    if (steps <= 0) return;
    for (const list of [this.actions, this.rewards, this.policies, this.returns]) list.splice(0, steps);
    this.base += steps;
    this.generation++;
    const kept = this.keyframes.findIndex(({ step }) => step > this.base);
    this.keyframes.splice(0, kept < 0 ? this.keyframes.length : kept);
  }
}
