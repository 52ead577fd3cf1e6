/**
 * MountainCarContinuous: the world. Its rules are in `rules.ts`, its drawing in `scene.ts`, both shared with MountainCar.
 */
import type { Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import { readFinite } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { resetBounds } from '../reset-bounds.ts';
import { cos } from '../trig.ts';
import {
  isMountainCarState,
  MOUNTAIN_CAR_KWARGS,
  MOUNTAIN_CAR_METADATA,
  mountainCarObservationSpace,
} from './mountain-car.ts';
import {
  advance,
  CONTINUOUS_GOAL_POSITION,
  continuousReward,
  isPast,
  POWER,
  START,
  START_LIMITS,
  STATE_SIZE,
  slopeAngle,
} from './rules.ts';
import { drawMountainCar } from './scene.ts';

/**
 * MountainCar with a throttle: a car in a valley, its engine too weak for the slope, has to swing up to the flag.
 *
 * - actions: `Box(-1, 1, (1,))` float32: the throttle, to the left where negative, times 0.0015 m a step^2
 * - observation: `Box(2,)` float32: position (m) in `[-1.2, 0.6]`, velocity (m a step) in `[-0.07, 0.07]`
 * - reward: -0.1 throttle^2 a step, and 100 for reaching the flag
 * - start: position uniform in `[-0.6, -0.4)`, at rest; `reset({ options: { low, high } })` sets other bounds
 * - terminates: position at least 0.45 with a velocity of at least `goalVelocity` (0). `make` truncates at 999 steps
 *
 * Source: Gymnasium 1.4's `MountainCarContinuous-v0`, whose state is float32 from the first step on, as here; a step is computed in
 * float64, as under numpy 1 (numpy 2 does it in float32: 1e-9 m a step). Differs: a step after the end is refused, and so are a
 * throttle beyond ±1, which Gymnasium clips, and bounds outside the valley.
 */
export class MountainCarContinuous extends World<Float32Array, Float32Array> {
  override readonly observationSpace = mountainCarObservationSpace();
  override readonly actionSpace = new Box<Float32Array>({ low: -1, high: 1, shape: [1], dtype: 'float32' });
  override readonly metadata = MOUNTAIN_CAR_METADATA;
  readonly #state = new Float64Array(STATE_SIZE);
  readonly goalVelocity: number;

  /** @throws {TypeError|RangeError} where `goalVelocity` is no finite number */
  constructor(kwargs: Kwargs = MOUNTAIN_CAR_KWARGS) {
    super();
    this.goalVelocity = readFinite('MountainCarContinuous', kwargs, 'goalVelocity');
  }

  protected override begin(options: Readonly<Record<string, unknown>>): ResetResult<Float32Array> {
    const { low, high } = resetBounds('MountainCarContinuous', options, START, START_LIMITS);
    this.#state[0] = this.generator.uniform(low, high);
    this.#state[1] = 0;
    return [this.#observe(), {}];
  }

  override step(action: Float32Array): StepResult<Float32Array> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const state = this.#state;
    const throttle = action[0]!;
    advance(state, 0, throttle * POWER, cos(slopeAngle(state[0]!)));
    const terminated = isPast(state, 0, CONTINUOUS_GOAL_POSITION, this.goalVelocity);
    if (terminated) this.phase = 'ended';
    state[0] = Math.fround(state[0]!);
    state[1] = Math.fround(state[1]!);
    return [this.#observe(), continuousReward(throttle, terminated), terminated, false, {}];
  }

  #observe(): Float32Array {
    const observation = new Float32Array(STATE_SIZE);
    observation[0] = this.#state[0]!;
    observation[1] = this.#state[1]!;
    return observation;
  }

  protected override drawScene(): Scene {
    return drawMountainCar(this.#state[0]!, CONTINUOUS_GOAL_POSITION);
  }

  protected override saveWorld(): State {
    return Array.from(this.#state);
  }

  protected override checkWorld(state: State): void {
    if (isMountainCarState(state, this.observationSpace)) return;
    throw this.badState('a position in [-1.2, 0.6] and a velocity in [-0.07, 0.07]', state);
  }

  protected override loadWorld(state: State): void {
    this.#state.set(state as number[]);
  }
}
