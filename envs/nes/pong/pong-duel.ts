/** `PongDuel-v0`: Pong for two agents. */
import type { EnvMetadata, Info, Kwargs, Pixels, ResetResult, State, StepResult } from '../../core/env.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { MultiDiscrete } from '../../spaces/multi-discrete.ts';
import type { ObservationOptions } from '../core/engine.ts';
import { pixelsOf } from '../core/pixels.ts';
import { LEFT, RIGHT } from './addresses.ts';
import { type CabinetState, Cabinets, SEAT_ACTIONS } from './cabinets.ts';
import { FEATURES, writeFeatures } from './features.ts';
import { scoresOf } from './pong-world.ts';
import { drawPicture } from './scene.ts';
import { PONG_KWARGS, readChoice, readPongSettings } from './settings.ts';
import { PICTURE_TYPES, shapeOf, viewOf, writeMirrored } from './view.ts';

/** Those of the other Pong worlds; `difficulty` is the computer's, which does not play here. */
const { difficulty: _, ...DUEL_KWARGS } = PONG_KWARGS;
export const PONG_DUEL_KWARGS: Kwargs = { ...DUEL_KWARGS, obsType: 'features' };

/** In the order of actions, observations and rewards. */
const SEATS = ['right', 'left'] as const;
const FRAMES_A_SECOND = 60;

/**
 * Both paddles are played: by two agents, by one against itself, or by remote players, a seat each. Seat 0 is the right paddle (the
 * first controller), seat 1 the left.
 *
 * - actions: `MultiDiscrete([3, 3])`: of each seat 0 nothing, 1 up, 2 down
 * - observation: `obsType`, for each seat as if it sat on the right, so that a policy of the single-player world plays either seat
 *   - `features` (default): `Box(-1, 1, [2, 6], float32)`: what `Pong-features-v0` observes
 *   - `stack`, `grayscale`, `rgb`: `Box(0, 255, [2, ...], uint8)`: what `Pong-v0` observes; to the left seat left and right exchanged
 * - reward: seat 0's: 1 for a point won, -1 for one lost
 * - info: `rewards`, of both seats (they add up to 0), and `scores`, left and right
 * - terminates: when a side has `pointsToWin` points
 * - kwargs: `obsType`, and `PONG_KWARGS` without `difficulty`
 */
export class PongDuel extends World<Float32Array | Uint8Array, Int32Array> {
  override readonly observationSpace: Box<Float32Array | Uint8Array>;
  override readonly actionSpace = new MultiDiscrete(SEATS.map(() => SEAT_ACTIONS));
  override readonly metadata: EnvMetadata;
  /** What is observed of the picture, or null. */
  readonly #view: ObservationOptions | null;
  readonly #cabinets: Cabinets;
  #lead = 0;

  /** @throws {TypeError|RangeError} on a bad argument */
  constructor(kwargs: Kwargs = PONG_DUEL_KWARGS) {
    super();
    const settings = readPongSettings({ ...kwargs, difficulty: PONG_KWARGS.difficulty });
    const obsType = readChoice(kwargs, 'obsType', ['features', ...PICTURE_TYPES]);
    this.metadata = {
      renderModes: ['scene', 'rgb_array'],
      renderFps: FRAMES_A_SECOND / settings.frameskip,
      seats: SEATS,
    };
    this.#view = obsType === 'features' ? null : viewOf(obsType, settings);
    this.#cabinets = new Cabinets(1, settings, 2, this.#view);
    this.observationSpace =
      this.#view === null
        ? new Box<Float32Array>({ low: -1, high: 1, shape: [SEATS.length, FEATURES] })
        : new Box<Uint8Array>({ low: 0, high: 255, shape: [SEATS.length, ...shapeOf(this.#view)], dtype: 'uint8' });
  }

  protected override begin(): ResetResult<Float32Array | Uint8Array> {
    this.#cabinets.begin(0, this.generator);
    this.#lead = 0;
    return [this.#observe(), this.#info(0)];
  }

  override step(action: Int32Array): StepResult<Float32Array | Uint8Array> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const cabinets = this.#cabinets;
    cabinets.hold(0, action[0]!, action[1]!, this.generator);
    cabinets.step();
    const lead = cabinets.lead(0);
    const reward = lead - this.#lead;
    this.#lead = lead;
    const terminated = cabinets.isOver(0);
    if (terminated) this.phase = 'ended';
    return [this.#observe(), reward, terminated, false, this.#info(reward)];
  }

  #observe(): Float32Array | Uint8Array {
    if (this.#view === null) {
      const out = new Float32Array(SEATS.length * FEATURES);
      writeFeatures(this.#cabinets.ram(0), RIGHT, out, 0);
      writeFeatures(this.#cabinets.ram(0), LEFT, out, FEATURES);
      return out;
    }
    const seen = this.#cabinets.observation(0);
    const out = new Uint8Array(SEATS.length * seen.length);
    out.set(seen);
    writeMirrored(seen, this.#view, out, seen.length);
    return out;
  }

  #info(reward: number): Info {
    return { rewards: [reward, 0 - reward], ...scoresOf(this.#cabinets.ram(0)) };
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
