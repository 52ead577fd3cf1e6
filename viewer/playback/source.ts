/**
 * From a tape to pictures: what to draw at a position of an episode.
 *
 * A world that ships with Ludus is re-simulated here from its start and actions, exactly; a user's own world comes as
 * streamed scenes, of which there may be fewer than steps. Either way the answer is two scenes and a place between them.
 */
import '../../envs/register-worlds.ts';
import type { EnvSpec } from '../../envs/core/env.ts';
import { ReplayPlayer } from '../../envs/core/replay-player.ts';
import type { Scene } from '../../envs/core/scene.ts';
import type { Tape } from './tape.ts';

/** The moment `t` in `[0, 1)` on the way from `scene` to `next`. */
export interface Moment {
  readonly scene: Scene;
  readonly next: Scene | null;
  readonly t: number;
}

export interface SceneSource {
  /** The picture at `position`, steps, within the tape; null where there is none yet. Throws where re-simulation fails. */
  at(position: number): Moment | null;
}

/** Larger than the rounding of a sum of rewards, smaller than any reward that means something. */
const RETURN_TOLERANCE = 1e-6;

export function sceneSource(tape: Tape, spec: EnvSpec): SceneSource {
  return tape.origin === null ? new StreamedSource(tape) : new SimulatedSource(tape, spec);
}

export class SimulatedSource implements SceneSource {
  private readonly tape: Tape;
  private readonly spec: EnvSpec;
  private player: ReplayPlayer | null = null;
  private generation = -1;
  /** Steps of the tape when `player` was built: its step 0. */
  private base = 0;
  private step = -1;
  private scene: Scene | null = null;
  private next: Scene | null = null;

  constructor(tape: Tape, spec: EnvSpec) {
    this.tape = tape;
    this.spec = spec;
  }

  at(position: number): Moment {
    const { tape } = this;
    const player = this.ready();
    const step = Math.min(Math.max(Math.floor(position), tape.base), tape.end);
    if (step !== this.step || this.scene === null) {
      // Playing forward, the next scene becomes the present one: one simulated step and one drawing a step.
      this.scene = step === this.step + 1 && this.next !== null ? this.next : this.sceneOf(player, step);
      this.next = null;
      this.step = step;
    }
    if (this.next === null && step < tape.end) this.next = this.sceneOf(player, step + 1);
    return { scene: this.scene, next: this.next, t: this.next === null ? 0 : Math.min(position - step, 1) };
  }

  /**
   * Whether the simulation came to other rewards than the server sent: then the world here is not the world there (a page
   * of another version), and the picture cannot be trusted.
   */
  get diverged(): boolean {
    if (this.player === null) return false;
    const { tape, player } = this;
    const ours = player.rewardSum;
    const theirs = tape.returnAt(this.base + player.position) - tape.returnAt(this.base);
    return Math.abs(ours - theirs) > RETURN_TOLERANCE * Math.max(1, Math.abs(theirs));
  }

  private ready(): ReplayPlayer {
    const { tape, spec } = this;
    if (this.player === null || this.generation !== tape.generation) {
      this.player = new ReplayPlayer({
        envId: spec.id,
        kwargs: spec.kwargs,
        maxEpisodeSteps: spec.maxEpisodeSteps,
        start: tape.origin!,
      });
      this.generation = tape.generation;
      this.base = tape.base;
      this.step = -1;
      this.scene = null;
      this.next = null;
    }
    const known = this.base + this.player.length;
    if (known < tape.end) this.player.append(tape.actions.slice(known - tape.base));
    return this.player;
  }

  private sceneOf(player: ReplayPlayer, step: number): Scene {
    player.seek(step - this.base);
    return player.scene();
  }
}

export class StreamedSource implements SceneSource {
  private readonly tape: Tape;

  constructor(tape: Tape) {
    this.tape = tape;
  }

  at(position: number): Moment | null {
    const { scenes } = this.tape;
    if (scenes.length === 0) return null;
    // The last scene at or before the position, by bisection.
    let low = 0;
    let high = scenes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (scenes[middle]!.step <= position) low = middle;
      else high = middle - 1;
    }
    const { step, scene } = scenes[low]!;
    const next = scenes[low + 1];
    if (next === undefined || position <= step) return { scene, next: null, t: 0 };
    return { scene, next: next.scene, t: (position - step) / (next.step - step) };
  }
}
