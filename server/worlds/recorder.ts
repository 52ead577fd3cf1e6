/**
 * A player's world as a session: what the player does, for the viewers to see.
 *
 * Recording is appending to arrays, flushed by a timer some thirty times a second, so a reply never waits for a viewer. A
 * player faster than a person can watch has whole episodes left out (`EpisodeStream`), never parts of one.
 * The scenes of a world that is not bundled are drawn at most 60 times a second.
 */
import type { State } from '../../envs/core/env.ts';
import type { EpisodeStart } from '../../envs/core/replay.ts';
import type { Scene } from '../../envs/core/scene.ts';
import type { PolicyBars } from '../protocol/messages.ts';
import { EpisodeStream } from '../sessions/episode-stream.ts';
import type { Publisher } from '../sessions/hub.ts';

/** How a world is looked at, beside being stepped. */
export interface Recorded {
  readonly bundled: boolean;
  /** Null where the world draws no scene. */
  scene(): Scene | null;
  getState(): State;
}

/** Steps between keyframes: re-simulating so many takes a browser a few milliseconds. */
const KEYFRAME_EVERY = 1_000;
/** Milliseconds, 60 a second. */
const SCENE_INTERVAL = 1_000 / 60;
/** Milliseconds between two reports of progress. */
const STATUS_INTERVAL = 500;
/** Episodes in the mean return, as everywhere in Ludus. */
const MEAN_OVER = 100;

export class Recorder {
  readonly #publisher: Publisher;
  readonly #world: Recorded;
  /** True once the world failed at being looked at: its numbers are still shown. */
  #blind = false;
  readonly #stream: EpisodeStream;
  #episode = -1;
  #running = false;
  #length = 0;
  #return = 0;
  #steps = 0;
  #lastSceneAt = 0;
  readonly #returns: number[] = [];
  #statusAt = performance.now();
  #statusSteps = 0;

  constructor(publisher: Publisher, world: Recorded) {
    this.#publisher = publisher;
    this.#world = world;
    this.#stream = new EpisodeStream((events) => {
      for (const event of events) publisher.send(event);
    });
  }

  get session(): string {
    return this.#publisher.session;
  }

  /** @param start how the world came to stand where it does; not asked for where the world is not bundled. */
  episodeStart(start: () => EpisodeStart): void {
    this.#episode++;
    this.#running = true;
    this.#length = 0;
    this.#return = 0;
    const { bundled } = this.#world;
    this.#lastSceneAt = performance.now();
    const firstScene = bundled ? null : this.#look(() => this.#world.scene());
    const from = bundled ? this.#look(start) : null;
    this.#stream.episodeStart({
      episode: this.#episode,
      start: from,
      ...(firstScene === null ? {} : { firstScene }),
    });
  }

  /** @param action as `actionSpace.valueToJSON` gives it. */
  step(action: unknown, reward: number, terminated: boolean, truncated: boolean, policy: PolicyBars | null): void {
    if (!this.#running) return;
    this.#steps++;
    this.#length++;
    this.#return += reward;
    const ended = terminated || truncated;
    const stream = this.#stream;
    if (stream.streaming) {
      stream.step({ action, reward, policy });
      if (!this.#world.bundled) this.#drawScene(ended);
      else if (this.#length % KEYFRAME_EVERY === 0 && !ended) {
        const state = this.#look(() => this.#world.getState());
        if (state !== null) stream.keyframe(state);
      }
    }
    if (!ended) return;
    this.#running = false;
    const outcome = { return: this.#return, length: this.#length, terminated, truncated };
    stream.episodeEnd({ episode: this.#episode, outcome });
    stream.metrics({ step: this.#steps, values: { return: this.#return } });
    this.#returns.push(this.#return);
    if (this.#returns.length > MEAN_OVER) this.#returns.shift();
  }

  /** To be called some thirty times a second. */
  flush(): void {
    this.#stream.flush();
    const now = performance.now();
    if (now - this.#statusAt < STATUS_INTERVAL || this.#steps === this.#statusSteps) return;
    this.#reportStatus(now);
  }

  close(): void {
    this.#stream.flush();
    this.#reportStatus(performance.now());
    this.#publisher.close('finished');
  }

  #drawScene(ended: boolean): void {
    const now = performance.now();
    if (!ended && now - this.#lastSceneAt < SCENE_INTERVAL) return;
    this.#lastSceneAt = now;
    const scene = this.#look(() => this.#world.scene());
    if (scene !== null) this.#stream.scene(scene);
  }

  /** A world that cannot be drawn, or cannot say its state, can be played all the same. */
  #look<T>(at: () => T): T | null {
    if (this.#blind) return null;
    try {
      return at();
    } catch {
      this.#blind = true;
      return null;
    }
  }

  #reportStatus(now: number): void {
    const { length } = this.#returns;
    this.#publisher.send({
      type: 'status',
      state: 'running',
      phase: 'playing',
      progress: {
        step: this.#steps,
        totalSteps: null,
        episode: Math.max(this.#episode, 0),
        meanReturn: length === 0 ? null : this.#returns.reduce((sum, value) => sum + value, 0) / length,
        stepsPerSecond: ((this.#steps - this.#statusSteps) * 1_000) / Math.max(now - this.#statusAt, 1),
      },
    });
    this.#statusAt = now;
    this.#statusSteps = this.#steps;
  }
}
