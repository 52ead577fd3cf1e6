/**
 * CartPole: the world. Its rules are in `rules.ts`, its drawing in `scene.ts`, its batches in `kernel.ts`.
 */

import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import type { Scene } from '../../core/scene.ts';
import { show } from '../../core/show.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { ANGLE_LIMIT, POSITION_LIMIT, STATE_SIZE, TIME_STEP } from './constants.ts';
import { advance, hasFallen, isNoAction, startBounds } from './rules.ts';
import { drawCartPole } from './scene.ts';

export const CART_POLE_METADATA: EnvMetadata = {
  renderModes: ['scene', 'rgb_array'],
  renderFps: 1 / TIME_STEP,
  renderSize: { width: 600, height: 400 },
};

/** The keyword arguments and their defaults. */
export const CART_POLE_KWARGS = { suttonBartoReward: false } as const;

/** Position and angle are observed up to twice the limits at which an episode ends. */
export function cartPoleObservationSpace(): Box<Float32Array> {
  const high = [2 * POSITION_LIMIT, Infinity, 2 * ANGLE_LIMIT, Infinity];
  return new Box<Float32Array>({ low: high.map((bound) => -bound), high, dtype: 'float32' });
}

/** Reads `suttonBartoReward`. Throws `TypeError` where it is no boolean. */
export function readSuttonBartoReward(kwargs: Kwargs): boolean {
  const { suttonBartoReward } = kwargs;
  if (typeof suttonBartoReward === 'boolean') return suttonBartoReward;
  throw new TypeError(
    `Cannot make CartPole: suttonBartoReward is true or false, got ${show(suttonBartoReward)}. Give one of them.`,
  );
}

/**
 * A pole stands on a cart; push the cart left or right to keep the pole upright and the cart on its track.
 *
 * - actions: `Discrete(2)`: 0 pushes left, 1 right, with 10 N for 0.02 s
 * - observation: `Box(4,)` float32: cart position (m), cart velocity (m/s), pole angle (rad, clockwise), pole angular
 *   velocity (rad/s)
 * - reward: 1 a step, the last one included; with `suttonBartoReward` 0 a step and -1 where the episode terminates
 * - start: each of the four uniform in `[-0.05, 0.05)`; `reset({ options: { low, high } })` sets other bounds
 * - terminates: angle beyond ±12 degrees, position beyond ±2.4 m. `make` truncates at 500 steps (v1), 200 (v0)
 *
 * Source: Barto, Sutton and Anderson, "Neuronlike adaptive elements that can solve difficult learning control problems"
 * (1983), as in Gymnasium 1.4's `CartPole-v1`. Differs: a step after the end is refused; Gymnasium warns and goes on.
 */
export class CartPole extends World<Float32Array, number> {
  override readonly observationSpace = cartPoleObservationSpace();
  override readonly actionSpace = new Discrete(2);
  override readonly metadata = CART_POLE_METADATA;
  readonly #state = new Float64Array(STATE_SIZE);
  readonly rewardUpright: number;
  readonly rewardFallen: number;

  constructor(kwargs: Kwargs = CART_POLE_KWARGS) {
    super();
    const suttonBarto = readSuttonBartoReward(kwargs);
    this.rewardUpright = suttonBarto ? 0 : 1;
    this.rewardFallen = suttonBarto ? -1 : 1;
  }

  protected override begin(options: Readonly<Record<string, unknown>>): ResetResult<Float32Array> {
    const { low, high } = startBounds(options);
    this.generator.fillUniform(this.#state, low, high);
    return [this.#observe(), {}];
  }

  override step(action: number): StepResult<Float32Array> {
    if (this.phase !== 'running' || typeof action !== 'number' || isNoAction(action)) throw this.refusal(action);
    advance(this.#state, action);
    if (hasFallen(this.#state, 0)) {
      this.phase = 'ended';
      return [this.#observe(), this.rewardFallen, true, false, {}];
    }
    return [this.#observe(), this.rewardUpright, false, false, {}];
  }

  protected override drawScene(): Scene {
    return drawCartPole(this.#state[0]!, this.#state[2]!);
  }

  protected override saveWorld(): State {
    return Array.from(this.#state);
  }

  protected override checkWorld(state: State): void {
    if (!Array.isArray(state) || state.length !== STATE_SIZE || !state.every(Number.isFinite)) {
      throw this.badState('four finite numbers', state);
    }
  }

  protected override loadWorld(state: State): void {
    this.#state.set(state as number[]);
  }

  #observe(): Float32Array {
    // Element by element: `new Float32Array(array)` and `.slice()` cost two to three times as much (V8 11 to 13).
    const observation = new Float32Array(STATE_SIZE);
    observation[0] = this.#state[0]!;
    observation[1] = this.#state[1]!;
    observation[2] = this.#state[2]!;
    observation[3] = this.#state[3]!;
    return observation;
  }
}
