/** `PongDuel-v0`: Pong for two agents. */
import type { EnvMetadata, Info, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { MultiDiscrete } from '../../spaces/multi-discrete.ts';
import { LEFT, RIGHT } from './addresses.ts';
import { type CabinetState, Cabinets, SEAT_ACTIONS } from './cabinets.ts';
import { FEATURES, writeFeatures } from './features.ts';
import { scoresOf } from './pong-world.ts';
import { drawPicture } from './scene.ts';
import { PONG_KWARGS, readPongSettings } from './settings.ts';

/** Those of the other Pong worlds; `difficulty` is the computer's, which does not play here. */
const { difficulty: _, ...DUEL_KWARGS } = PONG_KWARGS;
export const PONG_DUEL_KWARGS: Kwargs = DUEL_KWARGS;

/** Seats in the order of actions, observations and rewards. */
const SEATS = 2;
const FRAMES_A_SECOND = 60;

/**
 * Both paddles are played: by two agents, or by one against itself. Seat 0 is the right paddle (the first controller), seat 1 the left.
 *
 * - actions: `MultiDiscrete([3, 3])`: of each seat 0 nothing, 1 up, 2 down
 * - observation: `Box(-1, 1, [2, 6], float32)`: for each seat what `Pong-features-v0` observes, as if it sat on the right: a policy of
 *   that world plays either seat
 * - reward: seat 0's: 1 for a point won, -1 for one lost
 * - info: `rewards`, of both seats (they add up to 0), and `scores`, left and right
 * - terminates: when a side has `pointsToWin` points
 * - kwargs: `PONG_KWARGS` without `difficulty`
 */
export class PongDuel extends World<Float32Array, Int32Array> {
  override readonly observationSpace = new Box<Float32Array>({ low: -1, high: 1, shape: [SEATS, FEATURES] });
  override readonly actionSpace = new MultiDiscrete([SEAT_ACTIONS, SEAT_ACTIONS]);
  override readonly metadata: EnvMetadata;
  readonly #cabinets: Cabinets;
  #lead = 0;

  /** @throws {TypeError|RangeError} on a bad argument */
  constructor(kwargs: Kwargs = PONG_DUEL_KWARGS) {
    super();
    const settings = readPongSettings({ ...kwargs, difficulty: PONG_KWARGS.difficulty });
    this.metadata = { renderModes: ['scene', 'rgb_array'], renderFps: FRAMES_A_SECOND / settings.frameskip };
    this.#cabinets = new Cabinets(1, settings, 2, null);
  }

  protected override begin(): ResetResult<Float32Array> {
    this.#cabinets.begin(0, this.generator);
    this.#lead = 0;
    return [this.#observe(), this.#info(0)];
  }

  override step(action: Int32Array): StepResult<Float32Array> {
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

  #observe(): Float32Array {
    const out = new Float32Array(SEATS * FEATURES);
    writeFeatures(this.#cabinets.ram(0), RIGHT, out, 0);
    writeFeatures(this.#cabinets.ram(0), LEFT, out, FEATURES);
    return out;
  }

  #info(reward: number): Info {
    return { rewards: [reward, 0 - reward], ...scoresOf(this.#cabinets.ram(0)) };
  }

  protected override drawScene(): Scene {
    return drawPicture(this.#cabinets.picture(0));
  }

  protected override saveWorld(): State {
    return this.#cabinets.save(0);
  }

  protected override checkWorld(state: State): void {
    const complaint = this.#cabinets.complaint(0, state);
    if (complaint !== null) throw this.badState(complaint, state);
  }

  protected override loadWorld(state: State): void {
    this.#cabinets.load(0, state as CabinetState);
    this.#lead = this.#cabinets.lead(0);
  }
}
