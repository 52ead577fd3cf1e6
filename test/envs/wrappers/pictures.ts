/** A world whose observations are given pictures, one after another. */
import type { EnvMetadata, Info, ResetResult, State, StepResult } from '../../../envs/core/env.ts';
import { World } from '../../../envs/core/world.ts';
import type { Box } from '../../../envs/spaces/box.ts';
import { Discrete } from '../../../envs/spaces/discrete.ts';

export class Pictures extends World<Uint8Array, number> {
  override readonly observationSpace: Box<Uint8Array>;
  override readonly actionSpace = new Discrete(3);
  override readonly metadata: EnvMetadata = { renderModes: [], renderFps: 1 };
  readonly #frames: readonly Uint8Array[];
  readonly #infoAt: (index: number) => Info;
  /** Of the present frame; the last one ends the episode. */
  index = 0;

  constructor(space: Box<Uint8Array>, frames: readonly Uint8Array[], infoAt: (index: number) => Info = () => ({})) {
    super();
    this.observationSpace = space;
    this.#frames = frames;
    this.#infoAt = infoAt;
  }

  protected override begin(): ResetResult<Uint8Array> {
    this.index = 0;
    return [this.#frames[0]!.slice(), this.#infoAt(0)];
  }

  override step(action: number): StepResult<Uint8Array> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    this.index++;
    const terminated = this.index === this.#frames.length - 1;
    if (terminated) this.phase = 'ended';
    return [this.#frames[this.index]!.slice(), 1, terminated, false, this.#infoAt(this.index)];
  }

  protected override saveWorld(): State {
    return { index: this.index };
  }

  protected override checkWorld(state: State): void {
    if (!Number.isSafeInteger((state as { index?: unknown })?.index)) throw this.badState('an index', state);
  }

  protected override loadWorld(state: State): void {
    this.index = (state as { index: number }).index;
  }
}

export function pictures(space: Box<Uint8Array>, ...frames: readonly Uint8Array[]): Pictures {
  return new Pictures(space, frames);
}
