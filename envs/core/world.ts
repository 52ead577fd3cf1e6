/**
 * A base class for worlds: the parts of `Env` that are the same in every one of them. It keeps the generator (seeded by
 * `reset({ seed })`, from entropy at the first draw otherwise), knows whether an episode is running, refuses what must
 * be refused, and wraps the world's own state.
 *
 * A world then is its spaces and metadata, and five methods:
 *
 *     begin(options)       check the options, draw the first state from `this.generator`, give [obs, info]
 *     step(action)         `if (this.phase !== 'running' || action is not in the space) throw this.refusal(action);`
 *                          advance; set `this.phase = 'ended'` where terminated; give the five values
 *     saveWorld()          the world's own state, without generator and phase
 *     checkWorld(state)    throw InvalidStateError (`this.badState(rule, state)`) where it is not such a state
 *     loadWorld(state)     take over a state that `checkWorld` let pass
 *
 * and for each of `metadata.renderModes` its drawing: `drawScene`, `drawText`. `rgb_array` is the scene in pixels, unless a world has
 * pixels of its own to give (`drawPixels`).
 *
 * `step` is left to the world whole, because it is the hot path: the check above costs two comparisons.
 */
import type { Space } from '../spaces/space.ts';
import type {
  Env,
  EnvMetadata,
  EnvSpec,
  Frame,
  Pixels,
  RenderMode,
  RenderSize,
  ResetArgs,
  ResetResult,
  State,
  StepResult,
} from './env.ts';
import { InvalidActionError, InvalidStateError, ResetNeededError } from './errors.ts';
import { pictureSize, rasterise, type WantedSize } from './rasterise/rasterise.ts';
import type { Scene } from './scene.ts';
import { Generator } from './seeding/generator.ts';
import { show } from './show.ts';

/** `new`: never reset. `ended`: the world itself ended the episode (a time limit is its wrapper's affair). */
export type Phase = 'new' | 'running' | 'ended';

const PHASES: readonly unknown[] = ['new', 'running', 'ended'];

export abstract class World<Obs = unknown, Act = unknown> implements Env<Obs, Act> {
  abstract readonly observationSpace: Space<Obs>;
  abstract readonly actionSpace: Space<Act>;
  abstract readonly metadata: EnvMetadata;
  /** Set by `make`. */
  spec: EnvSpec | null = null;
  /** What `render()` without a mode gives; set by `make`. */
  renderMode: RenderMode | null = null;
  /** What `rgb_array` measures; set by `make`. */
  wantedSize: WantedSize = { width: null, height: null };
  protected phase: Phase = 'new';
  #generator: Generator | null = null;
  /** Of the first picture, and of all after it. */
  #pictureSize: RenderSize | null = null;

  protected abstract begin(options: Readonly<Record<string, unknown>>): ResetResult<Obs>;
  abstract step(action: Act): StepResult<Obs>;
  protected abstract saveWorld(): State;
  protected abstract checkWorld(state: State): void;
  protected abstract loadWorld(state: State): void;

  get unwrapped(): Env<unknown, unknown> {
    return this as unknown as Env<unknown, unknown>;
  }

  /** Everything random in a world is drawn from this, by its wrappers too: Gymnasium's `np_random`. */
  get generator(): Generator {
    this.#generator ??= Generator.fromSeed(null);
    return this.#generator;
  }

  reset(args: ResetArgs = {}): ResetResult<Obs> {
    const before = this.#generator;
    if (args.seed !== undefined) this.#generator = Generator.fromSeed(args.seed);
    let result: ResetResult<Obs>;
    try {
      result = this.begin(args.options ?? {});
    } catch (error) {
      this.#generator = before;
      throw error;
    }
    this.phase = 'running';
    return result;
  }

  /** Why `step` was refused: the error to throw. */
  protected refusal(action: unknown): Error {
    if (this.phase === 'new') {
      return new ResetNeededError(`Cannot step ${this.label}: no episode has begun. Call reset() first.`);
    }
    if (this.phase === 'ended') {
      return new ResetNeededError(`Cannot step ${this.label}: the episode has ended. Call reset() to begin another.`);
    }
    return new InvalidActionError(
      `Cannot step ${this.label}: an action is in ${this.actionSpace}, got ${show(action)}. Take one from its action space.`,
    );
  }

  render(mode: 'scene'): Scene;
  render(mode: 'ansi'): string;
  render(mode: 'rgb_array'): Pixels;
  render(mode?: RenderMode): Frame | null;
  render(mode: RenderMode | null = this.renderMode): Frame | null {
    if (mode === null) return null;
    const modes = this.metadata.renderModes;
    if (!modes.includes(mode)) {
      throw new RangeError(`Cannot render ${this.label}: the mode is one of ${modes.join(', ')}, got ${show(mode)}.`);
    }
    if (this.phase === 'new') {
      throw new ResetNeededError(`Cannot render ${this.label}: no episode has begun. Call reset() first.`);
    }
    switch (mode) {
      case 'scene':
        return this.drawScene();
      case 'ansi':
        return this.drawText();
      case 'rgb_array':
        return this.drawPixels();
      case 'human':
        return null; // the viewer draws the scene
      default:
        return mode satisfies never;
    }
  }

  protected drawScene(): Scene {
    throw this.#undrawn('scene');
  }

  protected drawText(): string {
    throw this.#undrawn('ansi');
  }

  /** Whether `make` was asked for a size: a world with pixels of its own then gives the scene's instead. */
  protected get isSizeAsked(): boolean {
    return this.wantedSize.width !== null || this.wantedSize.height !== null;
  }

  protected drawPixels(): Pixels {
    const scene = this.drawScene();
    this.#pictureSize ??= pictureSize(scene, this.wantedSize, this.metadata.renderSize);
    return rasterise(scene, this.#pictureSize);
  }

  getState(): State {
    return { phase: this.phase, generator: this.#generator?.getState() ?? null, world: this.saveWorld() };
  }

  setState(state: State): void {
    const { phase, generator, world } = (state ?? {}) as { phase?: Phase; generator?: State; world?: State };
    if (!PHASES.includes(phase) || generator === undefined || world === undefined) {
      throw this.badState('an object of phase, generator and world', state);
    }
    const restored = generator === null ? null : Generator.fromState(generator);
    this.checkWorld(world);
    this.loadWorld(world);
    this.phase = phase as Phase;
    this.#generator = restored;
  }

  /** The error of `setState`; `rule` says what a state is. */
  protected badState(rule: string, state: unknown): InvalidStateError {
    return new InvalidStateError(
      `Cannot restore ${this.label}: its state is ${rule}, got ${show(state)}. Give what getState of the same environment returned.`,
    );
  }

  close(): void {}

  /** What messages call this world. */
  protected get label(): string {
    return this.spec?.id ?? this.constructor.name;
  }

  #undrawn(mode: RenderMode): Error {
    return new Error(`Cannot render ${this.label}: it declares the mode ${mode} but does not implement its drawing.`);
  }
}
