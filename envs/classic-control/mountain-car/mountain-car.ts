/**
 * MountainCar: the world. Its rules are in `rules.ts`, its drawing in `scene.ts`, its batches in `kernel.ts`.
 */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import { readFinite } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { resetBounds } from '../reset-bounds.ts';
import { cos } from '../trig.ts';
import {
  ACTION_NAMES,
  advance,
  FORCE,
  GOAL_POSITION,
  isPast,
  MAX_POSITION,
  MAX_SPEED,
  MIN_POSITION,
  START,
  START_LIMITS,
  STATE_SIZE,
  STEP_REWARD,
  slopeAngle,
} from './rules.ts';
import { drawMountainCar } from './scene.ts';

export const MOUNTAIN_CAR_METADATA: EnvMetadata = {
  renderModes: ['scene', 'rgb_array'],
  renderFps: 30,
  renderSize: { width: 600, height: 400 },
};

/** The keyword arguments and their defaults. */
export const MOUNTAIN_CAR_KWARGS = { goalVelocity: 0 } as const;

export function mountainCarObservationSpace(): Box<Float32Array> {
  const low = [MIN_POSITION, -MAX_SPEED];
  return new Box<Float32Array>({ low, high: [MAX_POSITION, MAX_SPEED], dtype: 'float32' });
}

/** Whether a state is one: `[position, velocity]`, each within the bounds of the observation space. */
export function isMountainCarState(state: State, { low, high }: Box<Float32Array>): boolean {
  return (
    Array.isArray(state) &&
    state.length === STATE_SIZE &&
    state.every((value: unknown, i) => typeof value === 'number' && value >= low[i]! && value <= high[i]!)
  );
}

/**
 * A car in a valley, its engine too weak for the slope, has to swing up to reach the flag on the right hill.
 *
 * - actions: `Discrete(3)`: 0 accelerates left, 1 not at all, 2 right, by 0.001 m a step^2
 * - observation: `Box(2,)` float32: position (m) in `[-1.2, 0.6]`, velocity (m a step) in `[-0.07, 0.07]`
 * - reward: -1 a step, the last one included
 * - start: position uniform in `[-0.6, -0.4)`, at rest; `reset({ options: { low, high } })` sets other bounds
 * - terminates: position at least 0.5 with a velocity of at least `goalVelocity` (0). `make` truncates at 200 steps
 *
 * Source: Moore, "Efficient Memory-based Learning for Robot Control" (1990), as in Gymnasium 1.4's `MountainCar-v0`. Differs: a
 * step after the end is refused, and so are bounds outside the valley.
 */
export class MountainCar extends World<Float32Array, number> {
  override readonly observationSpace = mountainCarObservationSpace();
  override readonly actionSpace = new Discrete(ACTION_NAMES.length);
  override readonly metadata = MOUNTAIN_CAR_METADATA;
  readonly #state = new Float64Array(STATE_SIZE);
  readonly goalVelocity: number;

  /** @throws {TypeError|RangeError} where `goalVelocity` is no finite number */
  constructor(kwargs: Kwargs = MOUNTAIN_CAR_KWARGS) {
    super();
    this.goalVelocity = readFinite('MountainCar', kwargs, 'goalVelocity');
  }

  protected override begin(options: Readonly<Record<string, unknown>>): ResetResult<Float32Array> {
    const { low, high } = resetBounds('MountainCar', options, START, START_LIMITS);
    this.#state[0] = this.generator.uniform(low, high);
    this.#state[1] = 0;
    return [this.#observe(), {}];
  }

  override step(action: number): StepResult<Float32Array> {
    if (this.phase !== 'running' || !(action === 0 || action === 1 || action === 2)) throw this.refusal(action);
    const state = this.#state;
    advance(state, 0, (action - 1) * FORCE, cos(slopeAngle(state[0]!)));
    const terminated = isPast(state, 0, GOAL_POSITION, this.goalVelocity);
    if (terminated) this.phase = 'ended';
    return [this.#observe(), STEP_REWARD, terminated, false, {}];
  }

  #observe(): Float32Array {
    const observation = new Float32Array(STATE_SIZE);
    observation[0] = this.#state[0]!;
    observation[1] = this.#state[1]!;
    return observation;
  }

  protected override drawScene(): Scene {
    return drawMountainCar(this.#state[0]!, GOAL_POSITION);
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
