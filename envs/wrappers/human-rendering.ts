/**
 * Shows an environment to people while it is played: every reset and step goes to a sink, which is the viewer's session where
 * `showEnv(server.hub, env)` of `ludus/server` makes it. What is sent is the start and the actions; the page draws.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/rendering.py`, `HumanRendering`, which blocks `step` until the frame is due. Here `step` never
 * blocks, because the server of the page lives in the same thread: `await env.nextFrame()` between steps gives it its turn, at real time.
 */
import type { Env, EnvMetadata, Frame, Pixels, RenderMode, ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import { platform } from '../core/platform.ts';
import type { EpisodeStart } from '../core/replay.ts';
import type { Scene } from '../core/scene.ts';
import { Wrapper } from './wrapper.ts';

/** Where an environment is shown. None of these may throw or block. */
export interface HumanSink {
  /** @param start asked for, if at all, before the next step */
  episodeStart(start: () => EpisodeStart): void;
  /** @param action as `actionSpace.valueToJSON` gives it */
  step(action: unknown, reward: number, terminated: boolean, truncated: boolean): void;
  close(): void;
}

export class HumanRendering<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  readonly #sink: HumanSink;
  readonly #metadata: EnvMetadata;
  #due = 0;
  #closed = false;

  /** @param sink made for the environment as it is inside, such as `(env) => showEnv(server.hub, env)` */
  constructor(env: Env<Obs, Act>, sink: (env: Env<Obs, Act>) => HumanSink) {
    super(env);
    this.#sink = sink(env);
    const { renderModes } = env.metadata;
    this.#metadata = {
      ...env.metadata,
      renderModes: renderModes.includes('human') ? renderModes : [...renderModes, 'human'],
    };
  }

  override get metadata(): EnvMetadata {
    return this.#metadata;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    const { seed, options } = args ?? {};
    this.#sink.episodeStart(() =>
      seed === undefined
        ? { kind: 'state', state: this.env.getState() }
        : { kind: 'seed', seed, ...(options === undefined ? {} : { options }) },
    );
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    const result = this.env.step(action);
    this.#sink.step(this.env.actionSpace.valueToJSON(action), result[1], result[2], result[3]);
    return result;
  }

  override render(mode: 'scene'): Scene;
  override render(mode: 'ansi'): string;
  override render(mode: 'rgb_array'): Pixels;
  override render(mode?: RenderMode): Frame | null;
  override render(mode?: RenderMode): Frame | null {
    return mode === 'human' ? null : this.env.render(mode);
  }

  /** Resolves when the next step is due at `metadata.renderFps`; after a delay it goes on from there instead of hurrying. */
  nextFrame(): Promise<void> {
    const now = platform.performance.now();
    this.#due = Math.max(this.#due + 1000 / this.metadata.renderFps, now);
    return new Promise((resolve) => {
      platform.setTimeout(resolve, this.#due - now);
    });
  }

  override close(): void {
    if (!this.#closed) this.#sink.close();
    this.#closed = true;
    super.close();
  }
}
