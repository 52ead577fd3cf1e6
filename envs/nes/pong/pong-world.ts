/** What the single-player Pong worlds have in common: all but what is observed. */
import type { EnvMetadata, Info, Kwargs, Pixels, ResetResult, State, StepResult } from '../../core/env.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import type { BoxArray } from '../../spaces/arrays.ts';
import type { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import type { ObservationOptions } from '../core/engine.ts';
import { pixelsOf } from '../core/pixels.ts';
import { ADDRESS, LEFT, RIGHT } from './addresses.ts';
import { type CabinetState, Cabinets, SEAT_ACTIONS } from './cabinets.ts';
import { drawPicture } from './scene.ts';
import { type PongSettings, readPongSettings } from './settings.ts';

export const ACTION_NAMES = ['noop', 'up', 'down'] as const;

const FRAMES_A_SECOND = 60;

export abstract class PongWorld<Obs extends BoxArray> extends World<Obs, number> {
  abstract override readonly observationSpace: Box<Obs>;
  override readonly actionSpace = new Discrete(SEAT_ACTIONS);
  override readonly metadata: EnvMetadata;
  readonly settings: PongSettings;
  /** What is observed of the picture, or null. */
  readonly view: ObservationOptions | null;
  readonly #cabinets: Cabinets;
  #lead = 0;

  /** @throws {TypeError|RangeError} on a bad argument */
  constructor(kwargs: Kwargs, view: ((settings: PongSettings) => ObservationOptions) | null) {
    super();
    this.settings = readPongSettings(kwargs);
    this.metadata = {
      renderModes: ['scene', 'rgb_array'],
      renderFps: FRAMES_A_SECOND / this.settings.frameskip,
    };
    this.view = view === null ? null : view(this.settings);
    this.#cabinets = new Cabinets(1, this.settings, 1, this.view);
  }

  /** Writes the observation of a row into its place of a batch. Plain, since vector worlds call it for every row. */
  abstract observe(cabinets: Cabinets, row: number, out: Obs, offset: number): void;

  protected override begin(): ResetResult<Obs> {
    this.#cabinets.begin(0, this.generator);
    this.#lead = 0;
    return [this.#observation(), scoresOf(this.#cabinets.ram(0))];
  }

  override step(action: number): StepResult<Obs> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const cabinets = this.#cabinets;
    cabinets.hold(0, action, 0, this.generator);
    cabinets.step();
    const lead = cabinets.lead(0);
    const reward = lead - this.#lead;
    this.#lead = lead;
    const terminated = cabinets.isOver(0);
    if (terminated) this.phase = 'ended';
    return [this.#observation(), reward, terminated, false, scoresOf(cabinets.ram(0))];
  }

  #observation(): Obs {
    const out = this.observationSpace.low.slice() as Obs;
    this.observe(this.#cabinets, 0, out, 0);
    return out;
  }

  protected override drawScene(): Scene {
    return drawPicture(this.#cabinets.picture(0));
  }

  /** The console's own pixels; scaled where another size is asked for. */
  protected override drawPixels(): Pixels {
    return this.isSizeAsked ? super.drawPixels() : pixelsOf(this.#cabinets.picture(0));
  }

  protected override saveWorld(): State {
    return this.#cabinets.save(0);
  }

  protected override checkWorld(state: State): void {
    if (!this.#cabinets.isState(0, state)) throw this.badState(this.#cabinets.stateRule, state);
  }

  protected override loadWorld(state: State): void {
    this.#cabinets.load(0, state as CabinetState);
    this.#lead = this.#cabinets.lead(0);
  }
}

/** Both scores, for `info`. */
export function scoresOf(ram: Uint8Array): Info {
  return { scores: [ram[ADDRESS.scores + LEFT]!, ram[ADDRESS.scores + RIGHT]!] };
}
