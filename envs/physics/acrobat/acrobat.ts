/**
 * Acrobat: the world. Its rules are in `rules.ts`, its drawing in `scene.ts`.
 */
import { resetBounds } from '../../classic-control/reset-bounds.ts';
import { cos, sin } from '../../classic-control/trig.ts';
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import { readBoolean } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import type { Space } from '../../spaces/space.ts';
import {
  EFFORTS,
  GOAL_HEIGHT,
  Gymnast,
  NUM_JOINTS,
  NUM_SEGMENTS,
  START,
  START_LIMITS,
  START_SIZE,
  TIME_STEP,
} from './rules.ts';
import { drawAcrobat } from './scene.ts';

const METADATA: EnvMetadata = { renderModes: ['scene', 'rgb_array'], renderFps: 1 / TIME_STEP };

/** The keyword arguments and their defaults. */
export const ACROBAT_KWARGS = {
  /** True: the actions are the joints' torques, of their largest. */
  continuous: false,
} as const;

/** Cosine, sine and velocity a segment. */
const OBSERVATION_SIZE = 3 * NUM_SEGMENTS;
const STEP_COST = 1;
const PROGRESS_REWARD = 100;

/**
 * A gymnast hangs from a high bar by the hands; swing with shoulders and hips until the feet are high above the bar.
 *
 * - actions: `Discrete(9)`: shoulders back, loose or forward (`action % 3`), hips likewise (`floor(action / 3)`), each with all its
 *   torque (100 and 120 N m) for 0.05 s; with `continuous` `Box(-1, 1, (2,))` float32: the part of the torque of shoulders and hips
 * - observation: `Box(9,)` float32:
 *
 *       0, 1  cosine, sine of the arms' angle from hanging down    [-1, 1]
 *       2, 3  cosine, sine of the trunk's angle from the arms      [-1, 1]
 *       4, 5  cosine, sine of the legs' angle from the trunk       [-1, 1]
 *       6-8   their velocities, rad/s                              unbounded
 *
 * - reward: -1 a step, and 100 times what the step adds to the energy of the swing, counted from hanging still (0) to what standing
 *   still on the bar takes (1), and no further
 * - start: angles (rad) and velocities (rad/s) each uniform in `[-0.1, 0.1)`; `reset({ options: { low, high } })` sets other bounds
 *   within ±0.3
 * - terminates: the feet more than 1.2 m above the bar. `make` truncates at 500 steps (25 s)
 *
 * Shoulders bend from -0.5 to 2.6 rad and hips from -0.4 to 2.4 rad, forwards being positive, where they stop. Nothing rubs, so a
 * swing lasts. Too weak to be lifted, the body has to be swung: bent while it is fast, stretched while it is slow.
 *
 * Source: our own, after Acrobot (Sutton 1996); the shaping is a potential's (Ng, Harada and Russell 1999), here undiscounted.
 */
export class Acrobat extends World<Float32Array, number | Float32Array> {
  override readonly observationSpace = observationSpace();
  override readonly actionSpace: Space<number | Float32Array>;
  override readonly metadata = METADATA;
  readonly #gymnast = new Gymnast();
  readonly #start = new Float64Array(START_SIZE);
  #progress = 0;

  /** @throws {TypeError} where `continuous` is no boolean */
  constructor(kwargs: Kwargs = ACROBAT_KWARGS) {
    super();
    this.actionSpace = readBoolean('Acrobat', kwargs, 'continuous')
      ? new Box<Float32Array>({ low: -1, high: 1, shape: [NUM_JOINTS], dtype: 'float32' })
      : new Discrete(EFFORTS.length);
  }

  protected override begin(options: Readonly<Record<string, unknown>>): ResetResult<Float32Array> {
    const { low, high } = resetBounds('Acrobat', options, START, START_LIMITS);
    this.generator.fillUniform(this.#start, low, high);
    this.#gymnast.hang(this.#start);
    this.#progress = this.#gymnast.progress();
    return [this.#observe(), {}];
  }

  override step(action: number | Float32Array): StepResult<Float32Array> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const gymnast = this.#gymnast;
    gymnast.advance(typeof action === 'number' ? EFFORTS[action]! : action);
    const before = this.#progress;
    this.#progress = gymnast.progress();
    const terminated = gymnast.feetHeight() > GOAL_HEIGHT;
    if (terminated) this.phase = 'ended';
    return [this.#observe(), PROGRESS_REWARD * (this.#progress - before) - STEP_COST, terminated, false, {}];
  }

  #observe(): Float32Array {
    const observation = new Float32Array(OBSERVATION_SIZE);
    const { segments } = this.#gymnast;
    let [angle, omega] = [0, 0];
    for (let i = 0; i < NUM_SEGMENTS; i++) {
      const segment = segments[i]!;
      observation[2 * i] = cos(segment.angle - angle);
      observation[2 * i + 1] = sin(segment.angle - angle);
      observation[2 * NUM_SEGMENTS + i] = segment.omega - omega;
      angle = segment.angle;
      omega = segment.omega;
    }
    return observation;
  }

  protected override drawScene(): Scene {
    return drawAcrobat(this.#gymnast.segments, this.#gymnast.feetHeight() > GOAL_HEIGHT);
  }

  protected override saveWorld(): State {
    return { progress: this.#progress, bodies: this.#gymnast.simulation.getState() };
  }

  protected override checkWorld(state: State): void {
    const { progress, bodies } = (state ?? {}) as Readonly<Record<string, State | undefined>>;
    const complaint = this.#gymnast.simulation.complaint(bodies);
    if (complaint !== null) throw this.badState(`a progress and its bodies, ${complaint}`, state);
    if (typeof progress !== 'number' || !(progress <= 1))
      throw this.badState('a progress of at most 1 and more', state);
  }

  protected override loadWorld(state: State): void {
    const { progress, bodies } = state as { readonly progress: number; readonly bodies: State };
    this.#progress = progress;
    this.#gymnast.simulation.setState(bodies);
  }
}

function observationSpace(): Box<Float32Array> {
  const high = Array.from({ length: OBSERVATION_SIZE }, (_, i) => (i < 2 * NUM_SEGMENTS ? 1 : Infinity));
  return new Box<Float32Array>({ low: high.map((bound) => -bound), high, dtype: 'float32' });
}
