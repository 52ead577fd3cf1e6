/**
 * Collects the drawings of an episode: one at every reset and after every step.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/rendering.py`, `RenderCollection`. Differs: what was collected is taken by `frames()`, and
 * `render` goes on to give one drawing, so that the contract of `Env` holds. Memory grows with every step; `RecordVideo` writes to disk.
 */
import type { Env, Frame, RenderMode, ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import { show } from '../core/show.ts';
import { Wrapper } from './wrapper.ts';

/** What can be collected: `human` gives nothing. */
export type CollectedMode = Exclude<RenderMode, 'human'>;

export interface RenderCollectionOptions {
  /** What to collect; default `rgb_array`. */
  readonly mode?: CollectedMode | undefined;
  /** Whether `frames()` forgets what it gives; default true. */
  readonly popFrames?: boolean | undefined;
  /** Whether a reset forgets what was collected before; default true. */
  readonly resetClean?: boolean | undefined;
}

export class RenderCollection<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  readonly #mode: CollectedMode;
  readonly #popFrames: boolean;
  readonly #resetClean: boolean;
  #frames: Frame[] = [];

  /** @throws {RangeError} where the environment does not draw the mode */
  constructor(env: Env<Obs, Act>, options: RenderCollectionOptions = {}) {
    super(env);
    const { mode = 'rgb_array', popFrames = true, resetClean = true } = options;
    const modes = env.metadata.renderModes.filter((known) => known !== 'human');
    if (!modes.includes(mode)) {
      throw new RangeError(
        `Cannot collect drawings of ${this.label}: the mode is one of ${modes.join(', ')}, got ${show(mode)}. Give one of them.`,
      );
    }
    this.#mode = mode;
    this.#popFrames = popFrames;
    this.#resetClean = resetClean;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    if (this.#resetClean) this.#frames = [];
    this.#collect();
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    const result = this.env.step(action);
    this.#collect();
    return result;
  }

  /** What was collected, oldest first; the caller's. Forgotten here, unless `popFrames` is false. */
  frames(): Frame[] {
    const frames = this.#frames;
    this.#frames = this.#popFrames ? [] : [...frames];
    return frames;
  }

  #collect(): void {
    const frame = this.env.render(this.#mode as RenderMode);
    if (frame !== null) this.#frames.push(frame);
  }
}
